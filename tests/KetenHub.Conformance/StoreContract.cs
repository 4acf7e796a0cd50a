using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>What every store must do (seam 1). A subclass names the engine; the suite knows none.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    private readonly List<IHubStore> opened = [];

    /// <summary>Ends what a test waits for when the run is stopped.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A moment with milliseconds, so that losing them shows.</summary>
    protected static DateTimeOffset Noon { get; } = new(2026, 11, 22, 12, 0, 0, 123, TimeSpan.Zero);

    /// <summary>The store under test: fresh, empty, migrated.</summary>
    protected IHubStore Store { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Store = await CreateAsync();
        opened.Add(Store);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        foreach (var store in opened)
            await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A fresh, empty, migrated store.</summary>
    protected abstract Task<IHubStore> CreateAsync();

    /// <summary>Another store on the same data, as another process opens it. The first may be open or disposed.</summary>
    protected abstract Task<IHubStore> ReopenAsync(IHubStore store);

    /// <summary>Another store on the same data, closed after the test.</summary>
    protected async Task<IHubStore> AnotherAsync()
    {
        var another = await ReopenAsync(Store);
        opened.Add(another);
        return another;
    }

    /// <summary>Writes in a transaction of its own.</summary>
    protected Task CommitAsync(Action<HubWrites> fill) => CommitAsync(Store, fill);

    /// <summary>Writes in a transaction of its own.</summary>
    protected static async Task CommitAsync(IHubStore store, Action<HubWrites> fill)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(fill);
        await using var tx = await store.BeginAsync(Cancellation);
        await WriteAsync(tx, fill);
        await tx.CommitTxAsync(Cancellation);
    }

    /// <summary>Writes in this transaction.</summary>
    protected static Task WriteAsync(IHubTx tx, Action<HubWrites> fill)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(fill);
        var writes = new HubWrites();
        fill(writes);
        return tx.WriteTxAsync(writes, Cancellation);
    }

    /// <summary>Reads in a transaction that is rolled back.</summary>
    protected async Task<T> InTxAsync<T>(Func<IHubTx, Task<T>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        await using var tx = await Store.BeginAsync(Cancellation);
        return await read(tx);
    }

    /// <summary>A reference whose order is that of the number.</summary>
    protected static Guid Ref(int number) => new($"{number:x8}-0000-4000-8000-00000000abcd");

    /// <summary>32 bytes that differ by name.</summary>
    protected static byte[] Digest(string of) => SHA256.HashData(Encoding.UTF8.GetBytes(of));

    /// <summary>The hash of an identifier that does not exist.</summary>
    protected static IdentifierHash Hash(string of) => new(Convert.ToHexStringLower(Digest(of)));

    /// <summary>An event of the publisher ind.</summary>
    protected static InboxKey Key(string eventId) => new("ind", "urn:nld:oin:00000001003214345000:systeem:indigo", eventId);

    /// <summary>An accepted event.</summary>
    protected static InboxRow Accepted(string eventId, Guid person, long n = 1) =>
        new(Key(eventId), Digest(eventId), person, n, Digest($"{person} {n}"), Noon);

    /// <summary>A person without log.</summary>
    protected static PersonRow Person(Guid id, Guid? mergedInto = null) =>
        new(id, 0, LogChain.Genesis(), Digest("state"), Digest("key"), mergedInto);

    /// <summary>A log entry with a chained hash.</summary>
    protected static LogRow Entry(Guid person, long n, LogKind kind = LogKind.Received, byte[]? body = null, string eventId = "", string type = "")
    {
        body ??= Digest($"body {n}");
        var row = new LogRow(
            person, n, kind, Noon.AddMilliseconds(n), "ind", type, eventId, n > 1 ? n - 1 : null, "2026-11", "because; and", "trace",
            body, SHA256.HashData(body), Digest($"{person} {n - 1}"), []);
        return row with { Hash = LogChain.HashOf(row) };
    }

    /// <summary>A notification about the person's log entry n.</summary>
    protected static OutboxRow Notification(int id, Guid person, string recipient = "dtv", long n = 1) =>
        new(Ref(id), person, n, recipient, "ReadinessRequested", Noon.AddMilliseconds(id));

    /// <summary>A readiness with every column filled.</summary>
    protected static ReadinessRow Readiness(
        Guid person, string decision, ReadinessStatus status, DateTimeOffset? handOutAt = null, string location = "Ter Apel") =>
        new(person, decision, status, handOutAt, location, Noon.AddHours(1), 2, "reminder", Noon.AddHours(2), "team", Noon.AddDays(3),
            "reason", "cause", IsMinor: true, OutOfView: false, MissedPresence: false, ReadyAtHandOut: true, Requests: 3, Noon);

    /// <summary>A refused message.</summary>
    protected static QuarantineRow Refused(int id, string bytes, string publisher = "coa") =>
        new(Ref(id), publisher, Noon.AddMinutes(id), "application/json", "KH205,KH210", "first\nsecond", Digest("sealed " + bytes), Digest(bytes), 12);

    /// <summary>Equal by content and order: records compare arrays by reference.</summary>
    protected static void Same<T>(T expected, T actual) => Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(actual));

    /// <summary>Equal by content; a dictionary has no order.</summary>
    protected static void SameCounts<T>(T expected, T actual) => Assert.Equivalent(expected, actual, strict: true);
}
