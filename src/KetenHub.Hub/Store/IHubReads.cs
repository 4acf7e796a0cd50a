using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>What pages and commands read. Never blocks writing. Part of seam 1.</summary>
public interface IHubReads
{
    /// <summary>Counts for the top of every page.</summary>
    Task<Overview> OverviewAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>What waits: per recipient the notifications that are not confirmed, and the deadlines to come. For metrics.</summary>
    Task<Waiting> WaitingAsync(CancellationToken cancellation);

    /// <summary>One page of the readiness board, most urgent first: what needs a person, then by hand-out moment, then the settled ones by change.</summary>
    Task<Page<ReadinessRow>> BoardAsync(BoardFilter filter, int skip, int take, CancellationToken cancellation);

    /// <summary>Whose identifier it is (for a merged person, the one it was merged into), or null.</summary>
    Task<Guid?> FindPersonAsync(IdentifierHash hash, CancellationToken cancellation);

    /// <summary>The person, or null.</summary>
    Task<PersonRow?> PersonAsync(Guid person, CancellationToken cancellation);

    /// <summary>This person and everybody merged into it; itself first.</summary>
    Task<IReadOnlyList<PersonRow>> FamilyAsync(Guid person, CancellationToken cancellation);

    /// <summary>How many notifications about a person are not confirmed yet.</summary>
    Task<long> UnsentAsync(Guid person, CancellationToken cancellation);

    /// <summary>Identifiers of a person, sealed.</summary>
    Task<IReadOnlyList<IdentifierRow>> IdentifiersAsync(Guid person, CancellationToken cancellation);

    /// <summary>Log entries of these persons together, in order of time (then person and n), with the total.</summary>
    Task<Page<LogRow>> TimelineAsync(IReadOnlyCollection<Guid> persons, int skip, int take, CancellationToken cancellation) =>
        TimelineAsync(persons, new TimelineFilter(), skip, take, cancellation);

    /// <summary>The same of those that match, with how many match.</summary>
    Task<Page<LogRow>> TimelineAsync(IReadOnlyCollection<Guid> persons, TimelineFilter filter, int skip, int take, CancellationToken cancellation);

    /// <summary>How many entries of these persons' timeline stand before this one; 0 when there is no such entry.</summary>
    Task<long> BeforeAsync(IReadOnlyCollection<Guid> persons, Guid person, long n, CancellationToken cancellation);

    /// <summary>Entries of one person's log after entry <paramref name="after"/>, in order of n. For verifying a chain.</summary>
    Task<IReadOnlyList<LogRow>> ChainAsync(Guid person, long after, int most, CancellationToken cancellation);

    /// <summary>Of the log entries of these persons those in which a partner is a party: what it sent, what it was told, and look-ups by its accounts. In the
    /// same order, with the total.</summary>
    Task<Page<LogRow>> TimelineOfAsync(IReadOnlyCollection<Guid> persons, string partner, int skip, int take, CancellationToken cancellation) =>
        TimelineAsync(persons, new TimelineFilter(Of: partner), skip, take, cancellation);

    /// <summary>Whether a partner sent or was told anything about one of these persons.</summary>
    Task<bool> IsPartyAsync(IReadOnlyCollection<Guid> persons, string partner, CancellationToken cancellation);

    /// <summary>The log entry of a notification (kind Notified) by its event id, or null.</summary>
    Task<LogRow?> NotificationAsync(Guid id, CancellationToken cancellation);

    /// <summary>The same of a notification to this partner: one of another partner is as one that does not exist.</summary>
    Task<LogRow?> NotificationToAsync(Guid id, string party, CancellationToken cancellation);

    /// <summary>Whom these notifications told and about whom; unknown ones are left out.</summary>
    Task<IReadOnlyList<NotifiedPerson>> NotifiedAsync(IReadOnlyCollection<Guid> notifications, CancellationToken cancellation);

    /// <summary>How far these notifications are; unknown ones are left out.</summary>
    Task<IReadOnlyList<DeliveryRow>> DeliveriesAsync(IReadOnlyCollection<Guid> notifications, CancellationToken cancellation);

    /// <summary>Readinesses of one person.</summary>
    Task<IReadOnlyList<ReadinessRow>> ReadinessesAsync(Guid person, CancellationToken cancellation);

    /// <summary>Agreements, earliest term first, with the total.</summary>
    Task<Page<AgreementRow>> AgreementsAsync(AgreementFilter filter, int skip, int take, CancellationToken cancellation);

    /// <summary>Cases, longest without progress first, with the total.</summary>
    Task<Page<CaseRow>> CasesAsync(CaseFilter filter, int skip, int take, CancellationToken cancellation);

    /// <summary>Figures of the days from <paramref name="from"/> up to and without <paramref name="until"/>, added up; without those that are 0.</summary>
    Task<IReadOnlyList<FigureRow>> FiguresAsync(DateOnly from, DateOnly until, FigureDetail detail, CancellationToken cancellation);

    /// <summary>Every name under which anything was ever counted, as a row of month 0 that counts nothing.</summary>
    Task<IReadOnlyList<FigureRow>> FigureNamesAsync(CancellationToken cancellation);

    /// <summary>Accepted events of one source that an account entered on the pages, latest first, with the total.</summary>
    /// <param name="of">The source: <c>urn:nld:oin:OIN:systeem:pagina-ACCOUNT</c>.</param>
    /// <param name="skip">How many to leave out.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<Page<InboxRow>> EnteredAsync(string of, int skip, int take, CancellationToken cancellation);

    /// <summary>An entry of a person's log and those that it caused, in order.</summary>
    Task<IReadOnlyList<LogRow>> CausedAsync(Guid person, long n, CancellationToken cancellation);

    /// <summary>Entries of logs by person and n, without their bodies, in no order; unknown ones are left out.</summary>
    Task<IReadOnlyList<LogRow>> EntriesAsync(IReadOnlyCollection<(Guid Person, long N)> entries, CancellationToken cancellation);

    /// <summary>Who looked at exact figures, latest first.</summary>
    Task<IReadOnlyList<ExactLook>> ExactLooksAsync(int most, CancellationToken cancellation);

    /// <summary>Refused messages, latest first, with the total.</summary>
    Task<Page<QuarantineRow>> QuarantineAsync(int skip, int take, CancellationToken cancellation);

    /// <summary>Sources heard so far.</summary>
    Task<IReadOnlyList<SequenceRow>> SequencesAsync(CancellationToken cancellation);

    /// <summary>When partners were heard, in order of partner, kind and hour.</summary>
    Task<IReadOnlyList<PulseRow>> PulsesAsync(CancellationToken cancellation);

    /// <summary>How many notifications were made, per type.</summary>
    Task<IReadOnlyDictionary<string, long>> NotificationCountsAsync(CancellationToken cancellation);

    /// <summary>Every person, in order of id.</summary>
    IAsyncEnumerable<PersonRow> AllPersonsAsync(CancellationToken cancellation);

    /// <summary>The whole log, in order of person and n; does not hold it in memory.</summary>
    IAsyncEnumerable<LogRow> AllLogAsync(CancellationToken cancellation);

    /// <summary>Every person and the whole log, both as they are at one moment, whatever is written meanwhile. For verifying: persons read a moment
    /// after the log would be ahead of it. Does not hold them in memory; the store keeps that moment until it is disposed.</summary>
    /// <param name="parts">In how many parts that can be read side by side, each takes two connections; at most as many as the store has.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<WholeLog> WholeLogAsync(int parts, CancellationToken cancellation);
}

/// <summary>Persons and log of one moment.</summary>
/// <param name="parts">In order of person; nobody is in two of them, and nobody in none.</param>
/// <param name="release">Lets go of the moment; what was read of it is closed before.</param>
public sealed class WholeLog(IReadOnlyList<LogPart> parts, Func<ValueTask> release) : IAsyncDisposable
{
    /// <summary>In order of person. Each is to be read once, by one reader.</summary>
    public IReadOnlyList<LogPart> Parts => parts;

    /// <summary>Lets go of the moment.</summary>
    public ValueTask DisposeAsync() => release();

    /// <summary>The lowest id of each part: ids are spread evenly, for they are hashes. Before the first comes nobody.</summary>
    public static IReadOnlyList<Guid> Starts(int parts) =>
        [.. Enumerable.Range(0, parts).Select(part => new Guid([(byte)(part * 256 / parts), .. new byte[15]], bigEndian: true))];
}

/// <summary>Persons and their log. The two are read side by side.</summary>
/// <param name="Persons">In order of id.</param>
/// <param name="Log">In order of person and n.</param>
public sealed record LogPart(IAsyncEnumerable<PersonRow> Persons, IAsyncEnumerable<LogRow> Log);

/// <summary>Which entries of a timeline; all conditions hold together.</summary>
/// <param name="Party">Only from or to this partner (its code), of this actor, or of the hub itself (<c>hub</c>); empty: all.</param>
/// <param name="Kind">Only this kind; null: all.</param>
/// <param name="Since">Only those of this moment or later; null: all.</param>
/// <param name="Until">Only those before this moment; null: all.</param>
/// <param name="Of">Only those in which this partner is a party: what it sent, what it was told, and look-ups by its accounts; empty: all.</param>
public sealed record TimelineFilter(string Party = "", LogKind? Kind = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null, string Of = "");

/// <summary>What waits now.</summary>
/// <param name="Backlogs">Recipients for whom anything waits, by code.</param>
/// <param name="Deadlines">Deadlines, due or to come.</param>
public sealed record Waiting(IReadOnlyList<Backlog> Backlogs, long Deadlines);

/// <summary>What a notification was about.</summary>
/// <param name="Notification">Its event id.</param>
/// <param name="Party">Code of the partner it was for.</param>
/// <param name="Person">The person; when merged, the one it was merged into.</param>
public sealed record NotifiedPerson(Guid Notification, string Party, Guid Person);

/// <summary>How far a notification is.</summary>
/// <param name="Notification">Its event id.</param>
/// <param name="SentAt">When the recipient's queue confirmed it; null: not yet.</param>
/// <param name="Attempts">How often it was tried in vain.</param>
public sealed record DeliveryRow(Guid Notification, DateTimeOffset? SentAt, int Attempts);

/// <summary>Notifications of one recipient that are not confirmed.</summary>
/// <param name="Recipient">Code of the partner.</param>
/// <param name="Count">How many.</param>
/// <param name="OldestAt">When the oldest was made.</param>
public sealed record Backlog(string Recipient, long Count, DateTimeOffset OldestAt);

/// <summary>A page of a longer list, with how long the list is: nothing is cut in silence.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, long Total);

/// <summary>What the board shows.</summary>
/// <param name="Statuses">Only these; empty: all but NotOpened.</param>
/// <param name="Location">Only this place; null: all.</param>
/// <param name="HandOutBefore">Only hand-outs before this moment (and those without a moment); null: all.</param>
/// <param name="Party">Only of persons about whom this partner sent or was told anything; null: all.</param>
public sealed record BoardFilter(IReadOnlyCollection<ReadinessStatus> Statuses, string? Location, DateTimeOffset? HandOutBefore, string? Party = null);

/// <summary>Counts for the top of every page.</summary>
/// <param name="LogEntries">Entries of all logs.</param>
/// <param name="Persons">Persons, those merged away not counted.</param>
/// <param name="Accepted">Accepted events.</param>
/// <param name="LastAcceptedAt">When the last one was accepted.</param>
/// <param name="Unsent">Notifications not confirmed yet.</param>
/// <param name="OldestUnsentAt">When the oldest of them was made.</param>
/// <param name="DeadlinesOverdue">Deadlines whose moment passed and which were not handled yet.</param>
/// <param name="Quarantined">Refused messages that nobody dealt with.</param>
/// <param name="ByStatus">Readinesses per status.</param>
/// <param name="Missing">Sequence numbers that never came, over all sources.</param>
public sealed record Overview(
    long LogEntries, long Persons, long Accepted, DateTimeOffset? LastAcceptedAt, long Unsent, DateTimeOffset? OldestUnsentAt,
    long DeadlinesOverdue, long Quarantined, IReadOnlyDictionary<ReadinessStatus, long> ByStatus, long Missing);
