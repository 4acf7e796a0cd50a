using KetenHub.Hub;

namespace KetenHub.Tests.Hub;

/// <summary>A real store that fails before or after a chosen verb of the transaction, as often as told.</summary>
internal sealed class CrashingStore(IHubStore real) : IHubStore
{
    public static readonly string[] Verbs = ["Begin", "Load", "Write", "Commit"];

    /// <summary>What fails: a verb, <c>before</c> or <c>after</c> it, and with what.</summary>
    public (string Verb, bool After, Func<Exception> Failure, int Times)? Plan { get; set; }

    public IHubReads Reads => real.Reads;

    public ICheckpoints Checkpoints => real.Checkpoints;

    public IOperations Operations => real.Operations;

    public IFailures Failures => real.Failures;

    public IMessages Messages => real.Messages;

    public IRetention Retention => real.Retention;

    public async Task<IHubTx> BeginAsync(CancellationToken cancellation)
    {
        Fail("Begin", after: false);
        var tx = await real.BeginAsync(cancellation);
        try
        {
            Fail("Begin", after: true);
            return new Tx(this, tx);
        }
        catch
        {
            await tx.DisposeAsync();
            throw;
        }
    }

    public Task MigrateAsync(CancellationToken cancellation) => real.MigrateAsync(cancellation);

    public Task<string?> ReadSettingAsync(string name, CancellationToken cancellation) => real.ReadSettingAsync(name, cancellation);

    public async Task WriteSettingAsync(string name, string value, CancellationToken cancellation)
    {
        Fail("Begin", after: false);
        await real.WriteSettingAsync(name, value, cancellation);
    }

    public Task<IReadOnlyList<OutboxItem>> ReadUnsentAsync(string recipient, DateTimeOffset now, int most, CancellationToken cancellation) =>
        real.ReadUnsentAsync(recipient, now, most, cancellation);

    public Task MarkSentAsync(IReadOnlyList<Guid> ids, DateTimeOffset at, CancellationToken cancellation) => real.MarkSentAsync(ids, at, cancellation);

    public Task PostponeAsync(Guid id, DateTimeOffset nextTry, string reason, CancellationToken cancellation) =>
        real.PostponeAsync(id, nextTry, reason, cancellation);

    public Task<bool> HoldLeaseAsync(string name, string holder, TimeSpan duration, CancellationToken cancellation) =>
        real.HoldLeaseAsync(name, holder, duration, cancellation);

    public Task ReleaseLeaseAsync(string name, string holder, CancellationToken cancellation) => real.ReleaseLeaseAsync(name, holder, cancellation);

    public Task<LaneTicket> TakeLaneAsync(string lane, CancellationToken cancellation) => real.TakeLaneAsync(lane, cancellation);

    public Task NotePulsesAsync(IReadOnlyList<PulseRow> pulses, DateTimeOffset forgetBefore, CancellationToken cancellation) =>
        real.NotePulsesAsync(pulses, forgetBefore, cancellation);

    public Task<DateTimeOffset?> NextDeadlineAsync(CancellationToken cancellation) => real.NextDeadlineAsync(cancellation);

    // The hub's owner of the real store disposes it.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Fail(string verb, bool after)
    {
        if (Plan is not { } plan || plan.Verb != verb || plan.After != after)
            return;
        Plan = plan.Times > 1 ? plan with { Times = plan.Times - 1 } : null;
        throw plan.Failure();
    }

    private sealed class Tx(CrashingStore store, IHubTx real) : IHubTx
    {
        public Task<Loaded> LoadTxAsync(LoadKeys keys, CancellationToken cancellation) => AroundAsync("Load", () => real.LoadTxAsync(keys, cancellation));

        public Task<IReadOnlyList<PersonRow>> LockPersonsTxAsync(IReadOnlyCollection<Guid> persons, CancellationToken cancellation) =>
            AroundAsync("LockPersons", () => real.LockPersonsTxAsync(persons, cancellation));

        public Task<IReadOnlyList<DeadlineRow>> ClaimDeadlinesTxAsync(DateTimeOffset now, int most, CancellationToken cancellation) =>
            AroundAsync("ClaimDeadlines", () => real.ClaimDeadlinesTxAsync(now, most, cancellation));

        public Task WriteTxAsync(HubWrites writes, CancellationToken cancellation) => AroundAsync("Write", async () =>
        {
            await real.WriteTxAsync(writes, cancellation);
            return true;
        });

        public Task CommitTxAsync(CancellationToken cancellation) => AroundAsync("Commit", async () =>
        {
            await real.CommitTxAsync(cancellation);
            return true;
        });

        public ValueTask DisposeAsync() => real.DisposeAsync();

        private async Task<T> AroundAsync<T>(string verb, Func<Task<T>> work)
        {
            store.Fail(verb, after: false);
            var result = await work();
            store.Fail(verb, after: true);
            return result;
        }
    }
}
