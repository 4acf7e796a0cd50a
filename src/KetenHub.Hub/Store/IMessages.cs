namespace KetenHub.Hub;

/// <summary>Messages in and out, over all persons, and the views of them that accounts keep. Part of seam 1. Content is never searched: it is sealed.</summary>
public interface IMessages
{
    /// <summary>Messages that match, latest first (then by person and n, descending), without their content.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="from">Only those beyond this place; null: from the latest on.</param>
    /// <param name="newer">Beyond is later: the nearest ones to the place, still latest first.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<IReadOnlyList<MessageRow>> MessagesAsync(MessageFilter filter, MessagePlace? from, bool newer, int take, CancellationToken cancellation);

    /// <summary>Messages with this id, latest first: ids are unique per publisher and source only.</summary>
    /// <param name="id">The UUID in lower case.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<IReadOnlyList<MessageRow>> WithIdAsync(string id, CancellationToken cancellation);

    /// <summary>What became of these notifications; those that do not exist any more are left out.</summary>
    Task<IReadOnlyDictionary<Guid, Dispatch>> DispatchesAsync(IReadOnlyCollection<Guid> notifications, CancellationToken cancellation);

    /// <summary>Everybody with this case number, with those merged into them and those they were merged into.</summary>
    /// <param name="caseNumber">See <see cref="HubKeys.HashOfCase"/>.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<IReadOnlyList<Guid>> PersonsOfCaseAsync(IdentifierHash caseNumber, CancellationToken cancellation);

    /// <summary>Adds case numbers of persons; of those who were erased, nothing. What is there already stays.</summary>
    Task AddCaseNumbersAsync(IReadOnlyList<CaseNumberRow> rows, CancellationToken cancellation);

    /// <summary>The views of an account, by name.</summary>
    Task<IReadOnlyList<SavedView>> ViewsAsync(string account, CancellationToken cancellation);

    /// <summary>Keeps a view, replacing the one of this account with this name.</summary>
    Task KeepViewAsync(SavedView view, CancellationToken cancellation);

    /// <summary>Forgets a view. Does nothing when there is none.</summary>
    Task ForgetViewAsync(string account, string name, CancellationToken cancellation);
}

/// <summary>Which messages; all conditions hold together.</summary>
/// <param name="Direction"><see cref="LogKind.Received"/> or <see cref="LogKind.Notified"/>; null: both.</param>
/// <param name="Type">Short name of the type; empty: all.</param>
/// <param name="Party">Code of the partner it came from or went to; empty: all.</param>
/// <param name="Since">Only those of this moment or later; null: all.</param>
/// <param name="Until">Only those before this moment; null: all.</param>
/// <param name="Persons">Only about these; null: about anybody.</param>
public sealed record MessageFilter(
    LogKind? Direction = null, string Type = "", string Party = "", DateTimeOffset? Since = null, DateTimeOffset? Until = null, IReadOnlyCollection<Guid>? Persons = null);

/// <summary>A place in the list of messages.</summary>
public sealed record MessagePlace(DateTimeOffset At, Guid Person, long N);

/// <summary>A message, as its log entry has it, without content and hashes.</summary>
/// <param name="Person">Whose log.</param>
/// <param name="N">Its entry there.</param>
/// <param name="Direction"><see cref="LogKind.Received"/> or <see cref="LogKind.Notified"/>.</param>
/// <param name="At">When it was accepted or decided.</param>
/// <param name="Party">Code of the partner it came from or went to.</param>
/// <param name="Type">Short name of the type.</param>
/// <param name="Id">Its event id.</param>
/// <param name="CauseN">Entry of the same log that caused it, or null.</param>
/// <param name="PolicyVersion">Policy in force.</param>
/// <param name="Why">Reasons, joined with "; ".</param>
public sealed record MessageRow(
    Guid Person, long N, LogKind Direction, DateTimeOffset At, string Party, string Type, string Id, long? CauseN, string PolicyVersion, string Why)
{
    /// <summary>Where it stands in the list.</summary>
    public MessagePlace Place => new(At, Person, N);
}

/// <summary>What became of a notification.</summary>
/// <param name="SentAt">When its recipient's queue confirmed it; null: not yet.</param>
/// <param name="Attempts">How often it was tried and not taken.</param>
/// <param name="Reason">Why the last time, or empty.</param>
public sealed record Dispatch(DateTimeOffset? SentAt, int Attempts, string Reason);

/// <summary>A person has a case number.</summary>
/// <param name="Hash">See <see cref="HubKeys.HashOfCase"/>; the number itself is kept sealed only.</param>
/// <param name="Person">Whose.</param>
public sealed record CaseNumberRow(IdentifierHash Hash, Guid Person);

/// <summary>A filter that somebody keeps. Holds no data about persons: neither an id, nor a case, nor a person.</summary>
/// <param name="Account">Whose: the account, not a name.</param>
/// <param name="Name">As the account calls it.</param>
/// <param name="Query">Query part of the page's address, without the question mark.</param>
/// <param name="At">When it was kept.</param>
public sealed record SavedView(string Account, string Name, string Query, DateTimeOffset At);
