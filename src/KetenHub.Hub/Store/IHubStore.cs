namespace KetenHub.Hub;

/// <summary>Seam 1: where the hub keeps everything. Twins implement it (SQLite, PostgreSQL); the contract suite in
/// <c>tests/KetenHub.Conformance</c> holds for each of them. Methods that end in <c>TxAsync</c> run inside the caller's transaction.</summary>
public interface IHubStore : IAsyncDisposable
{
    /// <summary>Applies the migrations that are missing. Throws KH302 when the store was made by a newer hub.</summary>
    Task MigrateAsync(CancellationToken cancellation);

    /// <summary>Starts a transaction. May wait for another one to end. Throws <see cref="StoreUnavailableException"/> when the store can't be written now.</summary>
    Task<IHubTx> BeginAsync(CancellationToken cancellation);

    /// <summary>A small setting of the store itself, such as the check of its master key; null when it was never set.</summary>
    Task<string?> ReadSettingAsync(string name, CancellationToken cancellation);

    /// <summary>Sets it, replacing what was there.</summary>
    Task WriteSettingAsync(string name, string value, CancellationToken cancellation);

    /// <summary>Notifications of one recipient that are not confirmed yet and may be sent now, in the order they were committed.
    /// Leaves out those of a person with an earlier postponed one for this recipient: order per person and recipient holds.</summary>
    Task<IReadOnlyList<OutboxItem>> ReadUnsentAsync(string recipient, DateTimeOffset now, int most, CancellationToken cancellation);

    /// <summary>The recipient confirmed these.</summary>
    Task MarkSentAsync(IReadOnlyList<Guid> ids, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>The recipient did not take it: try again later. Counts the attempt.</summary>
    Task PostponeAsync(Guid id, DateTimeOffset nextTry, string reason, CancellationToken cancellation);

    /// <summary>Takes or prolongs a lease, by the clock of the store: of all hubs that share it, one holds it.</summary>
    /// <param name="name">What it is for.</param>
    /// <param name="holder">Who wants it; the same name prolongs.</param>
    /// <param name="duration">From now; a holder that dies loses it after this.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>False while somebody else holds it.</returns>
    Task<bool> HoldLeaseAsync(string name, string holder, TimeSpan duration, CancellationToken cancellation);

    /// <summary>Gives a lease back, so that the next need not wait. Does nothing when somebody else holds it.</summary>
    Task ReleaseLeaseAsync(string name, string holder, CancellationToken cancellation);

    /// <summary>Becomes the reader of a lane. From then on whoever read it before is refused with <see cref="LaneOvertakenException"/>;
    /// waits for the transaction it is just committing.</summary>
    Task<LaneTicket> TakeLaneAsync(string lane, CancellationToken cancellation);

    /// <summary>Adds to when partners were heard: bits of minutes come together, of last moments the later one stays. What is older than
    /// <paramref name="forgetBefore"/> goes.</summary>
    Task NotePulsesAsync(IReadOnlyList<PulseRow> pulses, DateTimeOffset forgetBefore, CancellationToken cancellation);

    /// <summary>Moment of the earliest deadline, or null when there is none.</summary>
    Task<DateTimeOffset?> NextDeadlineAsync(CancellationToken cancellation);

    /// <summary>What pages and commands show.</summary>
    IHubReads Reads { get; }

    /// <summary>The tree over the log and its checkpoints.</summary>
    ICheckpoints Checkpoints { get; }

    /// <summary>What people who run the hub look at.</summary>
    IOperations Operations { get; }

    /// <summary>What failed, and what people do about it.</summary>
    IFailures Failures { get; }

    /// <summary>Messages in and out, over all persons.</summary>
    IMessages Messages { get; }

    /// <summary>What retention reads and records.</summary>
    IRetention Retention { get; }
}

/// <summary>One transaction. Everything written in it is durable after <see cref="CommitTxAsync"/>, or none of it; disposing without commit rolls back.</summary>
public interface IHubTx : IAsyncDisposable
{
    /// <summary>Reads what a batch must know before it decides, in one round trip: persons are locked first, the rest is read behind the locks.</summary>
    Task<Loaded> LoadTxAsync(LoadKeys keys, CancellationToken cancellation);

    /// <summary>Locks these persons in sorted order until the transaction ends, and reads them.</summary>
    Task<IReadOnlyList<PersonRow>> LockPersonsTxAsync(IReadOnlyCollection<Guid> persons, CancellationToken cancellation);

    /// <summary>Takes deadlines whose moment has come: earliest first, removed within this transaction, not given to another one at the same time.</summary>
    Task<IReadOnlyList<DeadlineRow>> ClaimDeadlinesTxAsync(DateTimeOffset now, int most, CancellationToken cancellation);

    /// <summary>Writes everything of one batch, in the order of the properties of <see cref="HubWrites"/>.
    /// Queues the hashes of the log entries and of the audit log's for the next checkpoint.
    /// Throws <see cref="StoreConflictException"/> when another transaction was first: decide again.
    /// Throws <see cref="LaneOvertakenException"/> when somebody else reads a lane of <see cref="HubWrites.Lanes"/> now.
    /// After any error the transaction can only be disposed: committing it throws <see cref="InvalidOperationException"/>.</summary>
    Task WriteTxAsync(HubWrites writes, CancellationToken cancellation);

    /// <summary>Makes it durable: on return it survives a crash of the machine.</summary>
    Task CommitTxAsync(CancellationToken cancellation);
}

/// <summary>Another transaction was first; the same work can be tried again at once.</summary>
public sealed class StoreConflictException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Another hub reads this lane now; nothing was written, and it gets the same messages.</summary>
public sealed class LaneOvertakenException(LaneTicket ticket) : Exception($"Reader {ticket.Epoch} of lane {ticket.Lane} was overtaken.");

/// <summary>The store can't be written now (disk full, locked, gone); try again later.</summary>
public sealed class StoreUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
