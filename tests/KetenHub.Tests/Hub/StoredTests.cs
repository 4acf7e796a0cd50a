using System.Security.Cryptography;
using System.Text;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Tests.Evidence;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>While an upgrade goes round, a hub reads what one of the next release wrote.</summary>
public sealed class StoredTests
{
    private const string Person = "9000000001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_name_that_is_not_known_is_a_value_of_its_own_and_keeps_its_name()
    {
        var later = Stored.Read<ActionKind>("DoneByALaterRelease");
        Assert.Equal(later, Stored.Read<ActionKind>("DoneByALaterRelease"));
        Assert.NotEqual(later, Stored.Read<ActionKind>("DoneByAnother"));
        Assert.Equal(("DoneByALaterRelease", false), (Stored.NameOf(later), Stored.IsKnown(later)));
        Assert.Equal("unknown kind (DoneByALaterRelease)", Stored.Show(later));
        Assert.Equal((ActionKind.Sent, "Sent"), (Stored.Read<ActionKind>("Sent"), Stored.Show(ActionKind.Sent)));
        // Numbers parse as enums; in the store they are no names.
        Assert.False(Stored.IsKnown(Stored.Read<LogKind>("0")));
        Assert.False(Stored.IsKnown(Stored.Read<LogKind>("received")));
    }

    [Fact]
    public void The_hash_of_an_entry_of_an_unknown_kind_is_over_its_name()
    {
        var row = new ActionRow(TestHub.Start, "a", Stored.Read<ActionKind>("Later"), "b", "c") { Id = Guid.Empty, Origin = "d", Trace = "e" };
        var written = $$"""["ketenhub/action/v1","{{Guid.Empty:D}}","{{TestHub.Start.ToUnixTimeMilliseconds()}}","a","Later","b","c","done","d","e"]""";
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(written)), row.Hash());
    }

    [Fact]
    public async Task An_audit_entry_and_a_log_entry_of_a_later_release_are_read_and_verify_against_the_checkpoints()
    {
        await using var keeper = await SealedHub.StartAsync();
        var hub = keeper.Hub;
        await keeper.FillAsync(1, Person);
        var deed = new ActionRow(hub.Clock.GetUtcNow(), "avim/meldpunt", Stored.Read<ActionKind>("Forwarded"), "x", "");
        await hub.Store.Operations.NoteActionAsync(deed, Cancellation);
        var person = (await hub.Store.Reads.PersonAsync(await hub.PersonAsync(Person), Cancellation))!;
        var entry = new LogRow(
            person.Id, person.N + 1, Stored.Read<LogKind>("Forwarded"), hub.Clock.GetUtcNow(), "hub", "", "", null, "1", "forwarded", "", null, SHA256.HashData([]), person.Head, []);
        entry = entry with { Hash = LogChain.HashOf(entry) };
        // The name is in the hash: the later release, which knows it, computes the same.
        Assert.NotEqual(entry.Hash, LogChain.HashOf(entry with { Kind = Stored.Read<LogKind>("Another") }));
        var writes = new HubWrites();
        writes.Log.Add(entry);
        writes.Persons.Add(person with { N = entry.N, Head = entry.Hash });
        await using (var tx = await hub.Store.BeginAsync(Cancellation))
        {
            await tx.WriteTxAsync(writes, Cancellation);
            await tx.CommitTxAsync(Cancellation);
        }
        await keeper.RoundAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["Forwarded"], [hub.Sql<string>("SELECT kind FROM page_action")]);
        Assert.Equal(1, hub.Sql<long>("SELECT count(*) FROM log WHERE kind = 'Forwarded'"));
        Assert.Equal(deed, (await hub.Store.Operations.ActionsAsync("", 0, 10, Cancellation)).Items.Single());
        Assert.Equal("Forwarded", Stored.NameOf((await hub.LogOfAsync(person.Id))[^1].Kind));
        Assert.Equal("Forwarded", Stored.NameOf((await hub.Store.Retention.EntriesAsync([person.Id], Cancellation))[^1].Kind));
        Assert.Null((await hub.VerifyAsync()).FirstBad);
        Assert.Null(await keeper.FirstBadAsync());
        // And goes on: the log of the person is added to.
        Assert.Equal(ReceiptOutcome.Accepted, (await hub.SendOneAsync(Events.Signal("coa", Person))).Outcome);

        hub.Database.Run("UPDATE page_action SET kind = 'Sent'");
        Assert.Equal(Errors.HistoryDiffers, (await keeper.FirstBadAsync())!.Kind);
    }
}
