using System.Text;
using KetenHub.Decisions;
using KetenHub.Demo;
using KetenHub.Embedded;
using KetenHub.Hub;
using KetenHub.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace KetenHub.Tests.Hub;

/// <summary>A hub on a store in a temporary folder, on a clock that the test moves.</summary>
internal sealed class TestHub : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(1));

    /// <summary>Somebody of operations, at another machine than the hub's.</summary>
    public static readonly Actor Officer = new("cli:officer", "10.0.0.9");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-test-");

    private TestHub(Func<IHubStore, IHubStore> wrap, Func<Policy, Policy> change, Func<Partner, Partner> line)
    {
        var (partners, policy) = SettingsFolder.Read(null, null);
        Partners = new PartnerList(partners.HubOin, partners.HubAddress, [.. partners.All.Select(line)]);
        Policy = change(policy);
        Sqlite = new SqliteStore(Database, TimeSpan.FromSeconds(5));
        Store = wrap(Sqlite);
        Keys = new HubKeys(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray());
        Hub = new HubTransaction(Store, Keys, Policy, Partners, Clock);
    }

    public string Database => Path.Combine(folder.FullName, "ketenhub.db");

    public SqliteStore Sqlite { get; }

    public IHubStore Store { get; }

    public HubKeys Keys { get; private set; }

    public Policy Policy { get; }

    public PartnerList Partners { get; }

    public SimulatedClock Clock { get; } = new(Start);

    public HubTransaction Hub { get; private set; }

    public LogLines Log { get; } = new();

    public static async Task<TestHub> StartAsync(Func<IHubStore, IHubStore>? wrap = null, Func<Policy, Policy>? change = null, Func<Partner, Partner>? line = null)
    {
        var hub = new TestHub(wrap ?? (store => store), change ?? (policy => policy), line ?? (partner => partner));
        await hub.Sqlite.MigrateAsync(CancellationToken.None);
        return hub;
    }

    /// <summary>Goes on with these keys.</summary>
    public void Use(HubKeys keys)
    {
        Keys.Dispose();
        Keys = keys;
        Hub = new HubTransaction(Store, Keys, Policy, Partners, Clock);
    }

    /// <summary>One batch of one lane.</summary>
    public Task<IReadOnlyList<Receipt>> SendAsync(params InboundMessage[] messages) =>
        LaneRunner.HandleAsync(Hub, messages, null, Log, CancellationToken.None);

    public async Task<Receipt> SendOneAsync(InboundMessage message) => (await SendAsync(message))[0];

    public Task<Guid?> FindAsync(string vNummer) => Store.Reads.FindPersonAsync(Keys.HashOf(Events.VNummer(vNummer)), CancellationToken.None);

    public async Task<Guid> PersonAsync(string vNummer) =>
        await FindAsync(vNummer) ?? throw new InvalidOperationException("the hub knows no such person");

    public async Task<IReadOnlyList<LogRow>> LogOfAsync(Guid person) =>
        (await Store.Reads.TimelineAsync([person], 0, 100_000, CancellationToken.None)).Items;

    public async Task<IReadOnlyList<LogRow>> WholeLogAsync() => await Store.Reads.AllLogAsync(CancellationToken.None).ToListAsync();

    public async Task<IReadOnlyList<QuarantineRow>> QuarantineAsync() =>
        (await Store.Reads.QuarantineAsync(0, 1000, CancellationToken.None)).Items;

    public async Task<PersonState> StateAsync(Guid person)
    {
        var row = await Store.Reads.PersonAsync(person, CancellationToken.None);
        using var key = Keys.PersonKey(person, row!.WrappedKey);
        return StateJson.Read(key.Open(row.SealedState, HubKeys.Bound(person, "state")));
    }

    public async Task<string> BodyAsync(LogRow entry)
    {
        var row = await Store.Reads.PersonAsync(entry.Person, CancellationToken.None);
        using var key = Keys.PersonKey(entry.Person, row!.WrappedKey);
        return Encoding.UTF8.GetString(key.Open(entry.SealedBody!, HubKeys.Bound(entry.Person, "log")));
    }

    public Task<Verification> VerifyAsync() => LogVerifier.VerifyAsync(Store.Reads, null, CancellationToken.None);

    /// <summary>Runs every deadline up to a moment, each at its own moment.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        var moment = Clock.GetUtcNow() + by;
        while (await Store.NextDeadlineAsync(CancellationToken.None) is { } next && next <= moment)
        {
            Clock.MoveTo(next);
            await Hub.HandleDeadlinesAsync(100, CancellationToken.None);
        }
        Clock.MoveTo(moment);
    }

    /// <summary>Changes the database behind the hub's back, or looks into it.</summary>
    public T Sql<T>(string sql) => Database.Sql<T>(sql);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Sqlite.DisposeAsync();
        Keys.Dispose();
        folder.Delete(recursive: true);
    }
}

/// <summary>SQL on a database file, for tests that look or change behind the hub's back.</summary>
internal static class DatabaseFile
{
    public static T Sql<T>(this string database, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        var value = command.ExecuteScalar();
        return value is null or DBNull ? default! : (T)Convert.ChangeType(value, typeof(T), System.Globalization.CultureInfo.InvariantCulture);
    }

    public static int Run(this string database, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }
}

/// <summary>The operational log as it would be printed.</summary>
internal sealed class LogLines : ILogger, ILoggerProvider
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> lines = new();

    public IReadOnlyCollection<string> Lines => lines;

    public ILogger<T> For<T>() => new LoggerFactory([this]).CreateLogger<T>();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose() { }
}
