using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using KetenHub.Tests.Figures;
using KetenHub.Tests.Hub;

namespace KetenHub.Conformance;

/// <summary>The week of the regietafel on a real PostgreSQL.</summary>
public sealed class RegietafelWeekPostgresTests : RegietafelWeek
{
    internal override async Task<TestHub> StartAsync()
    {
        var store = new PostgresStore(await PostgresServer.CreateDatabaseAsync());
        await store.MigrateAsync(CancellationToken.None);
        return await TestHub.StartAsync(_ => store);
    }
}

/// <summary>Figures after random histories on a real PostgreSQL.</summary>
public sealed class FigureHistoriesPostgresTests : FigureHistories
{
    private string database = "";

    internal override async Task<TestHub> StartAsync()
    {
        database = await PostgresServer.CreateDatabaseAsync();
        var store = new PostgresStore(database);
        await store.MigrateAsync(CancellationToken.None);
        return await TestHub.StartAsync(_ => store);
    }

    internal override IHubStore Reopen(TestHub hub) => new PostgresStore(database);
}
