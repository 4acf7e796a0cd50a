using KetenHub.Hub;

namespace KetenHub.Faults.Simulation;

/// <summary>A real transaction with a step before and after each verb.</summary>
internal sealed class SteppedTx(SimulatedHub hub, IHubTx real, SharedStore shared) : IHubTx
{
    private HubWrites? written;
    private bool isDisposed;

    public Task<Loaded> LoadTxAsync(LoadKeys keys, CancellationToken cancellation) => AroundAsync("load", () => real.LoadTxAsync(keys, cancellation));

    public Task<IReadOnlyList<PersonRow>> LockPersonsTxAsync(IReadOnlyCollection<Guid> persons, CancellationToken cancellation) =>
        AroundAsync("lock persons", () => real.LockPersonsTxAsync(persons, cancellation));

    public Task<IReadOnlyList<DeadlineRow>> ClaimDeadlinesTxAsync(DateTimeOffset now, int most, CancellationToken cancellation) =>
        AroundAsync("claim deadlines", () => real.ClaimDeadlinesTxAsync(now, most, cancellation));

    public Task WriteTxAsync(HubWrites writes, CancellationToken cancellation) => AroundAsync("write", async () =>
    {
        hub.MayConflict();
        written = writes;
        await real.WriteTxAsync(writes, cancellation);
        return true;
    }, Summary(writes));

    public async Task CommitTxAsync(CancellationToken cancellation)
    {
        await hub.StepAsync("before commit", mayFail: true);
        await real.CommitTxAsync(cancellation);
        if (written is not null)
            shared.Committed(hub, written);
        await hub.StepAsync("committed");
        hub.MayLoseReply();
    }

    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        await real.DisposeAsync();
        shared.Writer = null;
    }

    private static string Summary(HubWrites writes) =>
        $" {writes.Log.Count} log, {writes.Inbox.Count} inbox, {writes.Outbox.Count} outbox, {writes.Deadlines.Count}-{writes.CancelledDeadlines.Count} deadlines, "
        + $"{writes.Quarantine.Count} quarantine: {string.Join(", ", writes.Log.Select(row => $"{row.Person.ToString()[..8]}/{row.N} {row.Kind} {row.Party} {row.Type}"))}";

    private async Task<T> AroundAsync<T>(string verb, Func<Task<T>> work, string detail = "")
    {
        await hub.StepAsync(verb, mayFail: true, detail);
        var result = await work();
        await hub.StepAsync($"{verb}: done");
        return result;
    }
}
