using System.Text.Json;
using Tollgate.Engine.Access;
using Tollgate.Server.Http;
using Tollgate.Storage.Journal;
using static Tollgate.Server.Http.Shape;

namespace Tollgate.Server.Journal;

internal static class Endpoints
{
    private static readonly Shape VerifiedStream = Answer(
        "VerifiedStream",
        Has("stream", Text),
        Has("sound", Flag),
        Has("head", Answer("JournalHead", Has("epoch", Integer), Has("seq", Integer), Has("hash", Text)).OrNull),
        Has("blocks", Integer),
        Has("facts", Integer),
        Has("bytes", Integer),
        Has("problem", Answer("JournalProblem", Has("seq", Integer.OrNull), Has("what", Text)).OrNull)
    );

    public static void Map(Routes routes) => routes.Get("/v1/journal/verify", Scopes.JournalRead, Verify, new(
        "Journal",
        "Verify the journal",
        "Reads every stream of this environment from its first block and proves that each block is there, unchanged, and follows the one before it. It takes as long as reading it all takes.",
        null,
        """{"sound":true,"streams":[{"stream":"live/control","sound":true,"head":{"epoch":1,"seq":12,"hash":"5f1c"},"blocks":13,"facts":40,"bytes":9120,"problem":null}]}""")
    {
        Gives = Answer("JournalVerification", Has("sound", Flag), Has("streams", ListOf(VerifiedStream))),
    });

    private static async Task Verify(Gate gate)
    {
        List<VerificationResult> results = await Task.Run(() => gate.Host.VerifyJournal(null, gate.Cancel).ToList(), gate.Cancel);
        await gate.Answer(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("sound"u8, results.TrueForAll(result => result.Sound));
            json.WriteStartArray("streams"u8);
            foreach (VerificationResult result in results)
                Write(json, result);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, VerificationResult result)
    {
        json.WriteStartObject();
        json.WriteString("stream"u8, result.Stream.ToString());
        json.WriteBoolean("sound"u8, result.Sound);
        if (result.Head is { } head)
        {
            json.WriteStartObject("head"u8);
            json.WriteNumber("epoch"u8, head.Epoch);
            json.WriteNumber("seq"u8, head.Seq);
            json.WriteString("hash"u8, head.Hash.ToString());
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("head"u8);
        }

        json.WriteNumber("blocks"u8, result.Blocks);
        json.WriteNumber("facts"u8, result.Facts);
        json.WriteNumber("bytes"u8, result.Bytes);
        if (result.Problem is { } problem)
        {
            json.WriteStartObject("problem"u8);
            if (problem.Seq is { } seq)
                json.WriteNumber("seq"u8, seq);
            else
                json.WriteNull("seq"u8);
            json.WriteString("what"u8, problem.What);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("problem"u8);
        }

        json.WriteEndObject();
    }
}
