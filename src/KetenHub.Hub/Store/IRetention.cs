namespace KetenHub.Hub;

/// <summary>What retention reads, and the record of what it did. Part of seam 1.</summary>
public interface IRetention
{
    /// <summary>Persons that are neither erased nor merged into another, in order of reference.</summary>
    /// <param name="after">Only those after this one; null: from the first.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<IReadOnlyList<Guid>> PersonsAsync(Guid? after, int most, CancellationToken cancellation);

    /// <summary>Entries of these persons and of those merged into them, without content, in order of person and n.</summary>
    Task<IReadOnlyList<KeptEntry>> EntriesAsync(IReadOnlyCollection<Guid> persons, CancellationToken cancellation);

    /// <summary>Refused messages whose bytes are kept and whose term has ended, in order of number.</summary>
    /// <param name="terms">Which.</param>
    /// <param name="after">Only those after this one; null: from the first.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<IReadOnlyList<KeptRefused>> RefusedAsync(RefusedTerms terms, Guid? after, int most, CancellationToken cancellation);

    /// <summary>Takes their bytes away, and those of changed copies of them; the rows stay. Leaves alone what is not due any more: it came again, or is worked on.</summary>
    /// <returns>Of which they went.</returns>
    Task<IReadOnlyList<Guid>> EmptyRefusedAsync(RefusedTerms terms, IReadOnlyCollection<Guid> messages, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Notifications that were confirmed at this moment or before, in the order in which they were made; never one that was not. Ends at the first that was made later.</summary>
    /// <param name="until">The moment.</param>
    /// <param name="after">Only those after this place; 0: from the first.</param>
    /// <param name="most">How many rows are looked at, at most.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<SentPage> SentAsync(DateTimeOffset until, long after, int most, CancellationToken cancellation);

    /// <summary>Removes rows of notifications that were confirmed; of those that were not, none.</summary>
    /// <returns>How many.</returns>
    Task<long> RemoveSentAsync(IReadOnlyCollection<Guid> notifications, CancellationToken cancellation);

    /// <summary>Writes how far a run is, replacing what was there.</summary>
    Task WriteRunAsync(RetentionRun run, CancellationToken cancellation);

    /// <summary>Runs, latest first, with the total.</summary>
    Task<Page<RetentionRun>> RunsAsync(int skip, int take, CancellationToken cancellation);

    /// <summary>Legal holds and restrictions that are in force, by what the logs say last; earliest first. Without the erased.</summary>
    Task<IReadOnlyList<HoldInForce>> HoldsAsync(CancellationToken cancellation);
}

/// <summary>Something that keeps a person's data from going.</summary>
/// <param name="Person">The person; of a merged one, the one it was merged into.</param>
/// <param name="Kind"><see cref="LogKind.HoldSet"/> or <see cref="LogKind.Restricted"/>.</param>
/// <param name="Since">Since when.</param>
/// <param name="Actor">Who set it: the account.</param>
public sealed record HoldInForce(Guid Person, LogKind Kind, DateTimeOffset Since, string Actor);

/// <summary>An entry as retention looks at it.</summary>
/// <param name="Root">The person; for an entry of a merged one, the one it was merged into.</param>
/// <param name="Person">Whose log it stands in.</param>
/// <param name="N">Its number there.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Type">Type of its message.</param>
/// <param name="At">When it was made.</param>
/// <param name="HasContent">Whether its content is still there.</param>
public sealed record KeptEntry(Guid Root, Guid Person, long N, LogKind Kind, string Type, DateTimeOffset At, bool HasContent);

/// <summary>Of when refused messages are due.</summary>
/// <param name="SettledUntil">Those that were dealt with at this moment or before; null: none of them.</param>
/// <param name="OpenUntil">Those that nobody dealt with and that came first at this moment or before; null: none of them.</param>
public sealed record RefusedTerms(DateTimeOffset? SettledUntil, DateTimeOffset? OpenUntil);

/// <summary>A refused message as retention looks at it.</summary>
/// <param name="Id">Quarantine number.</param>
/// <param name="IsOpen">Nobody dealt with it.</param>
/// <param name="IsWorkedOn">A changed copy waits for a second person, or a job has it on its list.</param>
public sealed record KeptRefused(Guid Id, bool IsOpen, bool IsWorkedOn);

/// <summary>A notification that was sent, as retention looks at it.</summary>
/// <param name="Id">Its event id.</param>
/// <param name="Person">About whom.</param>
/// <param name="Type">Short name of its type.</param>
public sealed record SentRow(Guid Id, Guid Person, string Type);

/// <summary>Some of the notifications that were sent.</summary>
/// <param name="Rows">Them.</param>
/// <param name="Next">The place to go on after; null: there are no more.</param>
public sealed record SentPage(IReadOnlyList<SentRow> Rows, long? Next);

/// <summary>A run of retention. Counts only: nothing about a person.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Actor">Who started it: the account, or <c>hub</c>.</param>
/// <param name="PolicyVersion">Version of the policy with the terms.</param>
/// <param name="BeganAt">When it began.</param>
/// <param name="EndedAt">When it ended; null: it goes on, or was cut off.</param>
/// <param name="Looked">Persons it looked at.</param>
/// <param name="Counts">What it did, by term.</param>
public sealed record RetentionRun(
    Guid Id, string Actor, string PolicyVersion, DateTimeOffset BeganAt, DateTimeOffset? EndedAt, long Looked, IReadOnlyList<RetentionCount> Counts)
{
    /// <summary>When the next one is due; null: at once, for one that was cut off did not do everything.</summary>
    public DateTimeOffset? NextAfter(TimeSpan every) => EndedAt is null ? null : BeganAt + every;
}

/// <summary>What a run did for one term.</summary>
/// <param name="Type">What the term is about.</param>
/// <param name="Ground">Its ground.</param>
/// <param name="Days">How long is kept, in days.</param>
/// <param name="Gone">Entries or refused messages whose content went, persons erased, rows of sent notifications removed; on a dry run: that would go.</param>
/// <param name="Held">What stays for a legal hold.</param>
/// <param name="Needed">What stays because it is still needed: something is open, waits to be sent, or processing is restricted.</param>
public sealed record RetentionCount(string Type, string Ground, double Days, long Gone, long Held, long Needed);
