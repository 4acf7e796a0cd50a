using KetenHub.Hub;
using KetenHub.Servers;
using KetenHub.Storage;
using Npgsql;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>Regressions of fault runs on the real PostgreSQL, named after the fault.</summary>
public sealed class PostgresTroubleTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);
    private static readonly Guid Person = new("00000000-0000-8000-8000-000000000001");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Net_halfopen_a_line_that_is_dead_without_a_word_costs_one_time_out_and_not_one_per_connection()
    {
        var database = new NpgsqlConnectionStringBuilder(await PostgresServer.CreateDatabaseAsync());
        await using var line = new TcpProxy(database.Port);
        await using var store = new PostgresStore(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = line.Port }.ConnectionString);
        await store.MigrateAsync(Cancellation);
        await OpenAtOnceAsync(store, connections: 8);

        line.LeaveHalfOpen();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.WriteSettingAsync("a", "1", Cancellation));
        await store.WriteSettingAsync("a", "2", Cancellation);
        await using var tx = await store.BeginAsync(Cancellation);
        Assert.Empty(await tx.LockPersonsTxAsync([Person], Cancellation));
    }

    [Fact]
    public async Task Hub_sleep_a_hub_that_stands_still_in_a_transaction_is_put_out_and_the_others_get_its_persons()
    {
        var database = await PostgresServer.CreateDatabaseAsync();
        await using var asleep = new PostgresStore(database);
        await using var awake = new PostgresStore(database);
        await asleep.MigrateAsync(Cancellation);
        await using (var made = await awake.BeginAsync(Cancellation))
        {
            await made.WriteTxAsync(With(new PersonRow(Person, 0, new byte[32], [1], [1], null)), Cancellation);
            await made.CommitTxAsync(Cancellation);
        }

        await using var held = await asleep.BeginAsync(Cancellation);
        Assert.Single(await held.LockPersonsTxAsync([Person], Cancellation));

        using var bound = new CancellationTokenSource(Bound);
        while (!await LocksAsync(awake, bound.Token))
        {
            // Until the server has put the sleeper out.
        }
        await Assert.ThrowsAsync<StoreUnavailableException>(() => held.CommitTxAsync(Cancellation));
    }

    private static async Task OpenAtOnceAsync(PostgresStore store, int connections)
    {
        var open = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => store.BeginAsync(Cancellation)));
        foreach (var tx in open)
            await tx.LockPersonsTxAsync([Person], Cancellation);
        foreach (var tx in open)
            await tx.DisposeAsync();
    }

    private static async Task<bool> LocksAsync(PostgresStore store, CancellationToken cancellation)
    {
        try
        {
            await using var tx = await store.BeginAsync(cancellation);
            return (await tx.LockPersonsTxAsync([Person], cancellation)).Count == 1;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private static HubWrites With(PersonRow person)
    {
        var writes = new HubWrites();
        writes.Persons.Add(person);
        return writes;
    }
}
