using KetenHub.Hub;

namespace KetenHub.Faults.Simulation.Planted;

/// <summary>Passes everything on, in transactions that a bug may change.</summary>
internal class PassingStore(IHubStore real, Func<IHubTx, IHubTx>? change = null) : IHubStore
{
    public IHubReads Reads => real.Reads;

    public ICheckpoints Checkpoints => real.Checkpoints;

    public IOperations Operations => real.Operations;

    public IFailures Failures => real.Failures;

    public IMessages Messages => real.Messages;

    public IRetention Retention => real.Retention;

    public Task MigrateAsync(CancellationToken cancellation) => real.MigrateAsync(cancellation);

    public async Task<IHubTx> BeginAsync(CancellationToken cancellation)
    {
        var tx = await real.BeginAsync(cancellation);
        return change is null ? tx : change(tx);
    }

    public Task<string?> ReadSettingAsync(string name, CancellationToken cancellation) => real.ReadSettingAsync(name, cancellation);

    public Task WriteSettingAsync(string name, string value, CancellationToken cancellation) => real.WriteSettingAsync(name, value, cancellation);

    public virtual Task<IReadOnlyList<OutboxItem>> ReadUnsentAsync(string recipient, DateTimeOffset now, int most, CancellationToken cancellation) =>
        real.ReadUnsentAsync(recipient, now, most, cancellation);

    public Task MarkSentAsync(IReadOnlyList<Guid> ids, DateTimeOffset at, CancellationToken cancellation) => real.MarkSentAsync(ids, at, cancellation);

    public Task PostponeAsync(Guid id, DateTimeOffset nextTry, string reason, CancellationToken cancellation) =>
        real.PostponeAsync(id, nextTry, reason, cancellation);

    public Task<LaneTicket> TakeLaneAsync(string lane, CancellationToken cancellation) => real.TakeLaneAsync(lane, cancellation);

    public Task<bool> HoldLeaseAsync(string name, string holder, TimeSpan duration, CancellationToken cancellation) =>
        real.HoldLeaseAsync(name, holder, duration, cancellation);

    public Task ReleaseLeaseAsync(string name, string holder, CancellationToken cancellation) => real.ReleaseLeaseAsync(name, holder, cancellation);

    public Task NotePulsesAsync(IReadOnlyList<PulseRow> pulses, DateTimeOffset forgetBefore, CancellationToken cancellation) =>
        real.NotePulsesAsync(pulses, forgetBefore, cancellation);

    public Task<DateTimeOffset?> NextDeadlineAsync(CancellationToken cancellation) => real.NextDeadlineAsync(cancellation);

    public ValueTask DisposeAsync() => real.DisposeAsync();
}

/// <summary>Passes everything on.</summary>
internal class PassingTx(IHubTx real) : IHubTx
{
    protected IHubTx Real { get; set; } = real;

    public async Task<Loaded> LoadTxAsync(LoadKeys keys, CancellationToken cancellation) => Changed(await Real.LoadTxAsync(keys, cancellation));

    public async Task<IReadOnlyList<PersonRow>> LockPersonsTxAsync(IReadOnlyCollection<Guid> persons, CancellationToken cancellation) =>
        Changed(await Real.LockPersonsTxAsync(persons, cancellation));

    protected virtual Loaded Changed(Loaded loaded) => loaded with { Persons = Changed(loaded.Persons) };

    protected virtual IReadOnlyList<PersonRow> Changed(IReadOnlyList<PersonRow> persons) => persons;

    public virtual Task<IReadOnlyList<DeadlineRow>> ClaimDeadlinesTxAsync(DateTimeOffset now, int most, CancellationToken cancellation) =>
        Real.ClaimDeadlinesTxAsync(now, most, cancellation);

    public virtual Task WriteTxAsync(HubWrites writes, CancellationToken cancellation) => Real.WriteTxAsync(writes, cancellation);

    public Task CommitTxAsync(CancellationToken cancellation) => Real.CommitTxAsync(cancellation);

    public ValueTask DisposeAsync() => Real.DisposeAsync();
}
