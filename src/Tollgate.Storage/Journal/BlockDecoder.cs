using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Storage.Journal.Columns;
using Tollgate.Storage.Journal.Commerce;

namespace Tollgate.Storage.Journal;

/// <summary>Takes a block apart into its facts. It believes no length and no count before it has seen the bytes behind it.</summary>
public static class BlockDecoder
{
    /// <exception cref="JournalCorruptException">The payload is not what the format says; the message names the block and the column.</exception>
    public static Block Decode(EncodedBlock block)
    {
        BlockHeader header = block.Header;
        try
        {
            return new(header, block.Hash, Facts(block));
        }
        catch (MalformedBlockException e)
        {
            throw new JournalCorruptException(header.Stream, header.Seq, e.Message, e);
        }
    }

    private static List<Fact> Facts(EncodedBlock block)
    {
        PayloadReader payload = new(block.Buffer, block.HeaderLength, block.Length);
        ColumnReader kinds = payload.Column("kinds");
        ColumnReader commerce = payload.Column("commerce");
        List<(FactKind Kind, int Count)> runs = Runs(kinds, block.Header.FactCount);
        UsageColumnsReader? usage = runs.Exists(run => run.Kind != FactKind.Commerce) ? new(payload) : null;
        payload.MustBeAtEnd();

        List<Fact> facts = new(Math.Min(block.Header.FactCount, block.Length));
        foreach ((FactKind kind, int count) in runs)
        {
            for (int i = 0; i < count; i++)
            {
                facts.Add(kind switch
                {
                    FactKind.UsageCounted => usage!.NextCounted(),
                    FactKind.UsageRepeated => usage!.NextRepeated(),
                    FactKind.UsageAttributed => usage!.NextAttributed(),
                    _ => Commerce(commerce),
                });
            }
        }

        commerce.MustBeAtEnd();
        usage?.MustBeAtEnd();
        return facts;
    }

    private static List<(FactKind, int)> Runs(ColumnReader kinds, int announced)
    {
        List<(FactKind, int)> runs = [];
        int left = announced;
        while (!kinds.AtEnd)
        {
            FactKind kind = (FactKind)kinds.Index((int)FactKind.UsageAttributed + 1);
            int count = kinds.Index(left + 1);
            left -= count;
            runs.Add((kind, count));
        }

        return left == 0 ? runs : throw kinds.Wrong($"names {announced - left} facts, and the header {announced}");
    }

    private static Fact Commerce(ColumnReader commerce)
    {
        ReadOnlySpan<byte> json = commerce.Bytes(commerce.Count());
        try
        {
            return JsonSerializer.Deserialize<Fact>(json, CommerceJson.Options)
                ?? throw commerce.Wrong("holds a null in place of a fact");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw commerce.Wrong($"holds a fact that cannot be read: {e.Message}");
        }
    }
}
