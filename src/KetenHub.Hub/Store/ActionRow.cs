using System.Security.Cryptography;
using System.Text.Json;

namespace KetenHub.Hub;

/// <summary>Who acts on the hub, and from where: a person by an account or a command, a partner's system by its token.</summary>
/// <param name="Name">The account, <c>cli:USER</c>, or the code of the partner; never a person's name.</param>
/// <param name="Origin">Network address or name of the machine it came from.</param>
public sealed record Actor(string Name, string Origin)
{
    /// <summary>The hub itself, on this machine.</summary>
    public static Actor Hub { get; } = new("hub", Environment.MachineName);
}

/// <summary>An entry of the audit log (BIO2 8.15.01): somebody did something on the pages, over the API or by a command, or was refused it. Its hash goes
/// into the tree over the log in the same transaction, so that changing or removing it later shows against the checkpoints.
/// Who is meant by it stands nowhere in it: to the log of processings it is joined by its trace.</summary>
/// <param name="At">When, to the millisecond.</param>
/// <param name="Actor">The account, never a name.</param>
/// <param name="Kind">What: see <see cref="ActionKind"/>.</param>
/// <param name="Subject">To what: a number of the hub's own, a code or a path; never an identifier of a person.</param>
/// <param name="Reason">Why, as the account gave it.</param>
public sealed record ActionRow(DateTimeOffset At, string Actor, ActionKind Kind, string Subject, string Reason)
{
    /// <summary>It was done.</summary>
    public const string Done = "done";

    /// <summary>It was not done: no right, no such thing, or no known token.</summary>
    public const string Refused = "refused";

    /// <summary>Number of the entry; empty for what was kept before there were any, and in no tree.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary><see cref="Done"/>, <see cref="Refused"/>, or the numbers of the errors for which a message was refused.</summary>
    public string Result { get; init; } = Kind is ActionKind.Denied or ActionKind.SignInRefused ? Refused : Done;

    /// <summary>Network address or name of the machine it came from.</summary>
    public string Origin { get; init; } = "";

    /// <summary>W3C trace id (32 hexadecimal digits) that it shares with what was processed by it, or empty.</summary>
    public string Trace { get; init; } = "";

    /// <summary>An entry of this actor, within what is traced now.</summary>
    public static ActionRow Of(Actor actor, DateTimeOffset at, ActionKind kind, string subject, string reason = "") =>
        new(Moments.Down(at), actor.Name, kind, subject, reason) { Origin = actor.Origin, Trace = Telemetry.TraceIdOf(Telemetry.CurrentTrace()) };

    /// <summary>Hash of everything in it: SHA-256 over a JSON array, so that no two entries give the same bytes.</summary>
    public byte[] Hash() => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new[]
    {
        "ketenhub/action/v1", Id.ToString("D"), At.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), Actor, Stored.NameOf(Kind), Subject,
        Reason, Result, Origin, Trace,
    }));
}

/// <summary>What somebody did.</summary>
public enum ActionKind
{
    /// <summary>Had no right to it: nothing was done.</summary>
    Denied,
    /// <summary>Looked at the body of a refused message.</summary>
    BodySeen,
    /// <summary>Started a job that sends again.</summary>
    Replayed,
    /// <summary>Set a refused message aside for good.</summary>
    SetAside,
    /// <summary>Proposed a changed copy.</summary>
    Proposed,
    /// <summary>Approved a changed copy.</summary>
    Approved,
    /// <summary>Turned a changed copy down.</summary>
    TurnedDown,
    /// <summary>Wrote a note about failures.</summary>
    Noted,
    /// <summary>Signed in to the pages; at an identity provider the subject is the roles.</summary>
    SignedIn,
    /// <summary>Signed out.</summary>
    SignedOut,
    /// <summary>Ended somebody's session; the subject is whose.</summary>
    SessionEnded,
    /// <summary>Came with a token that nobody has, or with none where one is needed.</summary>
    SignInRefused,
    /// <summary>Looked at a person's log; the purpose stands there, sealed.</summary>
    LookedUp,
    /// <summary>Fetched, as the receiver of a notification, whom it is about.</summary>
    Fetched,
    /// <summary>Took out everything that is known about a person (AVG art. 15).</summary>
    Exported,
    /// <summary>Erased a person (AVG art. 17).</summary>
    Erased,
    /// <summary>Corrected what was told about a person (AVG art. 16).</summary>
    Corrected,
    /// <summary>Restricted processing, held a person's data, or lifted that; which of them the person's log says.</summary>
    RightsChanged,
    /// <summary>Looked at figures to the digit.</summary>
    FiguresSeen,
    /// <summary>Sent a message, by the API or a page; or sent one, over whatever way, that was refused.</summary>
    Sent,
    /// <summary>Takes care of an alert.</summary>
    Acknowledged,
    /// <summary>Paused a partner.</summary>
    Paused,
    /// <summary>Let a partner go on.</summary>
    Resumed,
    /// <summary>Had it counted what is kept.</summary>
    Counted,
    /// <summary>Read the audit log by a command.</summary>
    AuditRead,
    /// <summary>Took the timeline of a person out of the hub, as a file or a print; the subject is the reference of its file and which of them.</summary>
    TakenOut,
    /// <summary>Verified the log by a command; the result says which entry is the first bad one.</summary>
    Verified,
    /// <summary>Replaced the master key of the key ring.</summary>
    KeysRotated,
    /// <summary>Asked what a store lacks that was put back from a backup.</summary>
    RecoveryReported,
    /// <summary>Applied migrations; the subject is which.</summary>
    Migrated,
    /// <summary>A run of retention; the subject is its number, the reason how much went by which term and ground.</summary>
    Expired,
}
