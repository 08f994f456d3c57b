using System.Buffers.Binary;
using Tollgate.Storage.Journal;

namespace Tollgate.Storage.Tests.Journal;

/// <summary>A block that is not what was written is told apart, and never more than refused.</summary>
public class DamagedBlockTests
{
    [Fact]
    public void Every_flipped_bit_of_a_block_changes_its_hash()
    {
        using EncodedBlock block = Blocks.Encode(SampleFacts.Mixed);
        byte[] bytes = block.Bytes.ToArray();
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            BlockHash.Of(bytes).ShouldNotBe(block.Hash);
            MustDecodeOrBeRefused(bytes, 0);
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Fact]
    public void A_block_cut_anywhere_is_refused()
    {
        using EncodedBlock block = Blocks.Encode(SampleFacts.Mixed);
        for (int length = 0; length < block.Length; length++)
        {
            byte[] cut = block.Bytes[..length].ToArray();
            Should.Throw<JournalCorruptException>(() => EncodedBlock.Read(cut, Blocks.Stream, 0));
            if (length > block.HeaderLength)
            {
                // The same with a header that fits, so that the payload's own reader has to notice.
                BinaryPrimitives.WriteInt32LittleEndian(cut.AsSpan(44), length - block.HeaderLength);
                Should.Throw<JournalCorruptException>(() => Decode(cut, 0));
            }
        }
    }

    [Fact]
    public void Random_bytes_are_refused() => Seeds.Hold(300, random =>
    {
        using EncodedBlock block = Blocks.Encode(new RandomFacts(random).Some(20));
        byte[] bytes = new byte[block.HeaderLength + random.Next(400)];
        random.NextBytes(bytes);
        if (random.Next(4) > 0)
            block.Bytes[..block.HeaderLength].CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(44), bytes.Length - block.HeaderLength);
        MustDecodeOrBeRefused(bytes, 0);
    });

    [Fact]
    public void A_block_with_some_bytes_changed_is_refused_or_decodes() => Seeds.Hold(1500, random =>
    {
        using EncodedBlock block = Blocks.Encode(new RandomFacts(random).Some(random.Next(2) == 0 ? 2 : 20));
        byte[] bytes = block.Bytes.ToArray();
        for (int changes = random.Next(1, 6); changes > 0; changes--)
            bytes[random.Next(block.HeaderLength, bytes.Length)] = (byte)random.Next(256);
        MustDecodeOrBeRefused(bytes, 0);
    });

    [Fact]
    public void A_refusal_names_the_stream_the_block_and_what_is_wrong()
    {
        using EncodedBlock block = Blocks.Encode(SampleFacts.Mixed, new Head(1, 6, BlockHash.None, 1));
        byte[] bytes = block.Bytes.ToArray();
        bytes[4] = 2;
        JournalCorruptException newer = Should.Throw<JournalCorruptException>(() => EncodedBlock.Read(bytes, Blocks.Stream, 7));
        newer.Message.ShouldBe("Journal live/shard-0, block 7: its format version is 2; this program reads up to 1");
        newer.Seq.ShouldBe(7);

        JournalCorruptException elsewhere = Should.Throw<JournalCorruptException>(() => EncodedBlock.Read(block.Bytes, StreamId.Control("live"), 7));
        elsewhere.Message.ShouldBe("Journal live/control, block 7: it says of itself that it is block 7 of live/shard-0");
    }

    private static void MustDecodeOrBeRefused(byte[] bytes, long seq)
    {
        OrBeRefused(() => Decode(bytes, seq));
        OrBeRefused(() =>
        {
            using EncodedBlock block = EncodedBlock.Read(bytes, Blocks.Stream, seq);
            BlockDecoder.Decode(block, new BlockRows());
        });

        static void OrBeRefused(Action decode)
        {
            try
            {
                decode();
            }
            catch (JournalCorruptException)
            {
            }
        }
    }

    private static void Decode(byte[] bytes, long seq)
    {
        using EncodedBlock block = EncodedBlock.Read(bytes, Blocks.Stream, seq);
        BlockDecoder.Decode(block);
    }
}
