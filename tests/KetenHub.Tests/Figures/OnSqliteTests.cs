using KetenHub.Hub;
using KetenHub.Storage;
using KetenHub.Tests.Hub;

namespace KetenHub.Tests.Figures;

public sealed class RegietafelWeekTests : RegietafelWeek
{
    internal override Task<TestHub> StartAsync() => TestHub.StartAsync();
}

public sealed class FigureHistoriesTests : FigureHistories
{
    internal override Task<TestHub> StartAsync() => TestHub.StartAsync();

    internal override IHubStore Reopen(TestHub hub) => new SqliteStore(hub.Database, TimeSpan.FromSeconds(30));
}
