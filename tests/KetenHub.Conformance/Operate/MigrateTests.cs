using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using Npgsql;
using Xunit;

namespace KetenHub.Conformance;

/// <summary><c>ketenhub migrate</c> as operations call it.</summary>
[Collection(OnRabbitMq.Name)]
[Trait("kind", "process")]
public sealed class MigrateTests(SharedRabbitMq server)
{
    [Fact]
    public async Task The_plan_says_what_would_be_done_and_does_nothing()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        Assert.EndsWith("nothing to do\n", await PlanAsync(site), StringComparison.Ordinal);

        // As a store of the version before: without the latest migrations.
        await ExecuteAsync(site, "DROP TABLE schema_version; CREATE TABLE schema_version (number integer PRIMARY KEY, name text); INSERT INTO schema_version VALUES (7, '007_pulse.sql')");
        var plan = await PlanAsync(site);
        Assert.StartsWith("the store has the migrations up to 007\n008_", plan, StringComparison.Ordinal);
        Assert.Contains("_needs.sql: expands\n", plan, StringComparison.Ordinal);
        Assert.EndsWith("hubs of the version before go on meanwhile\n", plan, StringComparison.Ordinal);
        Assert.Equal(plan, await PlanAsync(site));

        await ExecuteAsync(site, "DELETE FROM schema_version");
        Assert.StartsWith("the store is new\n001_hub.sql: expands\n", await PlanAsync(site), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_is_started_on_a_store_to_which_a_newer_one_added_and_not_where_one_took_away()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        await ExecuteAsync(site, "INSERT INTO schema_version (number, name) VALUES (998, '998_more.sql')");
        await using (await site.StartHubAsync())
        {
        }
        Assert.EndsWith("nothing to do\n", await PlanAsync(site), StringComparison.Ordinal);

        await ExecuteAsync(site, "INSERT INTO schema_version (number, name, needs) VALUES (999, '999_less.sql', 998)");
        var (code, printed) = await HubProcess.TryAsync(AppContext.BaseDirectory, "run", "--settings", site.Settings, "--roles", "deadlines", "--listen", "127.0.0.1:0");
        Assert.Equal(3, code);
        Assert.Contains("its migration 999_less.sql asks for a hub that knows migration 998", printed, StringComparison.Ordinal);
        Assert.Equal(3, (await HubProcess.TryAsync(AppContext.BaseDirectory, "migrate", "--settings", site.Settings)).Code);
    }

    [Fact]
    public async Task What_was_applied_stands_in_the_audit_log_and_asking_again_adds_nothing()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        Assert.Equal(0, (await HubProcess.TryAsync(AppContext.BaseDirectory, "migrate", "--settings", site.Settings)).Code);
        await using var store = new PostgresStore(site.Database);
        var row = Assert.Single((await store.Operations.ActionsAsync("", 0, 10, TestContext.Current.CancellationToken)).Items);
        Assert.Equal((ActionKind.Migrated, $"cli:{Environment.UserName}", ActionRow.Done), (row.Kind, row.Actor, row.Result));
        Assert.StartsWith("001_hub.sql, 002_leases.sql, ", row.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_can_only_be_read_is_verified_all_the_same()
    {
        await using var site = await KetenSite.PrepareAsync(server);
        await OnlyReadAsync("on");
        var (code, printed) = await HubProcess.TryAsync(AppContext.BaseDirectory, "verify", "--settings", site.Settings);
        await OnlyReadAsync("off");
        Assert.Equal(0, code);
        Assert.Contains("verified: 0 entries of 0 persons", printed, StringComparison.Ordinal);
        await using var store = new PostgresStore(site.Database);
        Assert.DoesNotContain((await store.Operations.ActionsAsync("", 0, 10, TestContext.Current.CancellationToken)).Items, row => row.Kind == ActionKind.Verified);
        Assert.Equal(0, (await HubProcess.TryAsync(AppContext.BaseDirectory, "verify", "--settings", site.Settings)).Code);
        Assert.Single((await store.Operations.ActionsAsync("", 0, 10, TestContext.Current.CancellationToken)).Items, row => row.Kind == ActionKind.Verified);

        Task OnlyReadAsync(string how) => ExecuteAsync(
            site, $"BEGIN READ WRITE; DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = {how}', current_database()); END $$; COMMIT");
    }

    private static Task<string> PlanAsync(KetenSite site) => HubProcess.RunAsync("migrate", "--plan", "--settings", site.Settings);

    private static async Task ExecuteAsync(KetenSite site, string sql)
    {
        await using var connection = new NpgsqlConnection(site.Database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
