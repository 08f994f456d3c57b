using System.Text.Json;
using Tollgate.Engine;
using Tollgate.Engine.Metering;
using Tollgate.Storage.Journal.Columns;
using Tollgate.Storage.Journal.Commerce;

namespace Tollgate.Storage.Journal;

/// <summary>Takes a block apart into its facts. It believes no length and no count before it has seen the bytes behind it.</summary>
public static class BlockDecoder
{
    /// <exception cref="JournalCorruptException">The payload is not what the format says; the message names the block and the column.</exception>
    public static Block Decode(EncodedBlock block)
    {
        List<Fact> facts = [];
        Decode(block, (kind, usage, commerce) => facts.Add(Next(kind, usage, commerce)));
        return new(block.Header, block.Hash, facts);
    }

    /// <summary>The same block as rows, where its facts are counted events, in place of the block that was read before.</summary>
    /// <inheritdoc cref="Decode(EncodedBlock)"/>
    public static void Decode(EncodedBlock block, BlockRows into)
    {
        into.Begin(block);
        Decode(block, (kind, usage, commerce) =>
        {
            if (kind != FactKind.UsageCounted)
                into.Add(Next(kind, usage, commerce));
            else if (usage!.NextCounted(out UsageRow row) is { } whole)
                into.Add(whole);
            else
                into.Add(row);
        });
    }

    private delegate void TakeNext(FactKind kind, UsageColumnsReader? usage, ColumnReader commerce);

    private static void Decode(EncodedBlock block, TakeNext take)
    {
        try
        {
            PayloadReader payload = new(block.Buffer, block.HeaderLength, block.Length);
            ColumnReader kinds = payload.Column("kinds");
            ColumnReader commerce = payload.Column("commerce");
            List<(FactKind Kind, int Count)> runs = Runs(kinds, block.Header.FactCount);
            UsageColumnsReader? usage = runs.Exists(run => run.Kind != FactKind.Commerce) ? new(payload) : null;
            payload.MustBeAtEnd();
            foreach ((FactKind kind, int count) in runs)
            {
                for (int i = 0; i < count; i++)
                    take(kind, usage, commerce);
            }

            commerce.MustBeAtEnd();
            usage?.MustBeAtEnd();
        }
        catch (MalformedBlockException e)
        {
            throw new JournalCorruptException(block.Header.Stream, block.Header.Seq, e.Message, e);
        }
    }

    private static Fact Next(FactKind kind, UsageColumnsReader? usage, ColumnReader commerce) => kind switch
    {
        FactKind.UsageCounted => usage!.NextCounted(),
        FactKind.UsageRepeated => usage!.NextRepeated(),
        FactKind.UsageAttributed => usage!.NextAttributed(),
        _ => Commerce(commerce),
    };

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
