using Tollgate.Engine.Environments;
using Tollgate.Engine.Time;

namespace Tollgate.Engine.Access;

public static class KeyIssue
{
    public static Outcome Decide(Register register, IssueKey command, RecordedAt at)
    {
        if (register.Keys.ContainsKey(command.Id))
            return new Rejection(RejectionKind.Conflict, "key_exists", $"There is a key '{command.Id}' already.", "/id");
        if (command.Scopes.IsEmpty)
            return new Rejection(RejectionKind.Invalid, "scopes_missing", "A key needs at least one scope.", "/scopes");
        for (int i = 0; i < command.Scopes.Length; i++)
        {
            if (!Scopes.Known.Contains(command.Scopes[i]))
            {
                return new Rejection(
                    RejectionKind.Invalid,
                    "scope_unknown",
                    $"There is no scope '{command.Scopes[i]}'. There are: {string.Join(", ", Scopes.Known)}.",
                    $"/scopes/{i}"
                );
            }
        }

        var issued = new KeyIssued(command.Id, command.Name, command.Hash, command.Scopes, at);
        return Outcome.Of(issued, issued);
    }

    public static Outcome Decide(Register register, RevokeKey command, RecordedAt at)
    {
        if (!register.Keys.TryGetValue(command.Id, out Key? key))
            return new Rejection(RejectionKind.NotFound, "key_not_found", $"There is no key '{command.Id}'.");
        if (key.RevokedAt is { } since)
            return new Rejection(RejectionKind.Conflict, "key_already_revoked", $"The key '{command.Id}' was revoked at {since}.");

        var revoked = new KeyRevoked(command.Id, at);
        return Outcome.Of(revoked, revoked);
    }
}
