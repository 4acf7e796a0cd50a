using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

// Pauses, policies, contracts, and what is kept.
public abstract partial class StoreContract
{
    [Fact]
    public async Task A_side_of_a_partner_is_paused_once_and_resumed_once_and_both_are_deeds()
    {
        var pause = new PauseRow("coa", PauseSide.From, "its system sends rubbish", "dashboard", Noon);
        Assert.True(await Store.Operations.Controls.PauseAsync(pause, Cancellation));
        Assert.False(await Store.Operations.Controls.PauseAsync(pause with { Actor = "ind/keuring" }, Cancellation));
        Assert.True(await Store.Operations.Controls.PauseAsync(pause with { Side = PauseSide.To }, Cancellation));

        var another = await AnotherAsync();
        Assert.Equal([pause, pause with { Side = PauseSide.To }], await another.Operations.Controls.PausesAsync(Cancellation));
        Assert.True(await another.Operations.Controls.ResumeAsync("coa", PauseSide.From, "mended", new Actor("dashboard", ""), Noon.AddHours(1), Cancellation));
        Assert.False(await another.Operations.Controls.ResumeAsync("coa", PauseSide.From, "mended", new Actor("dashboard", ""), Noon.AddHours(1), Cancellation));

        Assert.Equal([pause with { Side = PauseSide.To }], await Store.Operations.Controls.PausesAsync(Cancellation));
        Assert.Equal(
            [(ActionKind.Resumed, "coa From", "mended"), (ActionKind.Paused, "coa To", pause.Reason), (ActionKind.Paused, "coa From", pause.Reason)],
            (await Store.Operations.ActionsAsync("", 0, 10, Cancellation)).Items.Select(deed => (deed.Kind, deed.Subject, deed.Reason)));
    }

    [Fact]
    public async Task Contracts_that_partners_send_add_up_over_hubs()
    {
        var another = await AnotherAsync();
        var seen = new ContractSeen("coa", "case-signal", "v1", SchemaNamed.Published, Noon, Noon.AddMinutes(1), 3, 1);
        await Store.Operations.Controls.NoteContractsAsync([seen], Cancellation);
        await another.Operations.Controls.NoteContractsAsync(
            [seen with { FirstAt = Noon.AddMinutes(-1), LastAt = Noon, Count = 4, Refused = 0 }, seen with { Type = "?", Version = "", Schema = SchemaNamed.Other, Count = 1 }], Cancellation);

        Assert.Equal(
            [seen with { Type = "?", Version = "", Schema = SchemaNamed.Other, Count = 1 }, seen with { FirstAt = Noon.AddMinutes(-1), Count = 7 }],
            await Store.Operations.Controls.ContractsAsync(Cancellation));
    }

    [Fact]
    public async Task The_first_text_of_a_policy_stays_and_another_one_is_counted_at_each_start()
    {
        Assert.True(await Store.Operations.Controls.NotePolicyAsync("1", "one", starts: true, Noon, Cancellation));
        Assert.True(await Store.Operations.Controls.NotePolicyAsync("1", "one", starts: false, Noon.AddMinutes(1), Cancellation));
        Assert.False(await Store.Operations.Controls.NotePolicyAsync("1", "uno", starts: true, Noon.AddMinutes(2), Cancellation));
        Assert.False(await Store.Operations.Controls.NotePolicyAsync("1", "uno", starts: false, Noon.AddMinutes(3), Cancellation));
        Assert.True(await Store.Operations.Controls.NotePolicyAsync("2", "two", starts: true, Noon.AddMinutes(4), Cancellation));

        Assert.Equal(
            [new PolicyUse("2", Noon.AddMinutes(4), Noon.AddMinutes(4), true, 0), new PolicyUse("1", Noon, Noon.AddMinutes(3), true, 1)],
            await Store.Operations.Controls.PoliciesAsync(Cancellation));
        Assert.Equal("one", await Store.Operations.Controls.PolicyTextAsync("1", Cancellation));
        Assert.Null(await Store.Operations.Controls.PolicyTextAsync("3", Cancellation));
    }

    [Fact]
    public async Task What_is_kept_is_counted_by_kind_and_the_counts_replace_those_of_before()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.Add(Person(Ref(1)));
            writes.Log.AddRange([Entry(Ref(1), 1), Entry(Ref(1), 2), Entry(Ref(1), 3, LogKind.LookedUp)]);
        });

        var counted = await Store.Operations.Controls.CountKeptAsync(Cancellation);
        Assert.Equal(3, counted.Where(row => row.Kind.StartsWith("log ", StringComparison.Ordinal)).Sum(row => row.Count));
        Assert.Equal(1, counted.Single(row => row.Kind == "person").Count);
        Assert.Null((await Store.Operations.Controls.KeptAsync(Cancellation)).At);

        await Store.Operations.Controls.WriteKeptAsync(counted, Noon, Cancellation);
        await Store.Operations.Controls.WriteKeptAsync([new KeptRow("outbox", 7, Noon.AddDays(-3)), new KeptRow("person", 2, null)], Noon.AddDays(1), Cancellation);

        var (rows, at) = await Store.Operations.Controls.KeptAsync(Cancellation);
        Assert.Equal([new KeptRow("outbox", 7, Noon.AddDays(-3)), new KeptRow("person", 2, null)], rows);
        Assert.Equal(Noon.AddDays(1), at);
    }

    [Fact]
    public async Task The_latest_refusal_of_each_partner_is_found_and_of_one_without_any_nothing()
    {
        await CommitAsync(writes => writes.Quarantine.AddRange(
        [
            Refusal(1, "coa", Noon), Refusal(2, "coa", Noon.AddMinutes(2)), Refusal(3, "coa", Noon.AddMinutes(1)), Refusal(4, "ind", Noon.AddMinutes(-5)),
        ]));

        Assert.Equal(
            [new LastRefusal("coa", Ref(2), Noon.AddMinutes(2), "KH222"), new LastRefusal("ind", Ref(4), Noon.AddMinutes(-5), "KH222")],
            await Store.Operations.Controls.LastRefusalsAsync(["coa", "dtv", "ind"], Cancellation));
    }

    [Fact]
    public async Task Hand_outs_come_by_moment_of_some_days_at_a_place_and_only_those_not_ready()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1)), Person(Ref(2))]);
            writes.Log.AddRange([Entry(Ref(1), 1) with { Party = "avim" }, Entry(Ref(2), 1) with { Party = "coa" }]);
        });
        await CommitAsync(writes => writes.Readinesses.AddRange(
        [
            Readiness(Ref(1), "B-1", ReadinessStatus.Requested, Noon.AddHours(5)), Readiness(Ref(2), "B-2", ReadinessStatus.Ready, Noon.AddHours(3)),
            Readiness(Ref(3), "B-3", ReadinessStatus.Overdue, Noon.AddHours(4)) with { Location = "Budel" }, Readiness(Ref(4), "B-4", ReadinessStatus.Cancelled, Noon.AddHours(2)),
            Readiness(Ref(5), "B-5", ReadinessStatus.Requested), Readiness(Ref(6), "B-6", ReadinessStatus.NotReady, Noon.AddHours(24)),
        ]));

        Assert.Equal(["B-4", "B-2", "B-3", "B-1"], await NumbersAsync(null, notReady: false));
        Assert.Equal(["B-3", "B-1"], await NumbersAsync(null, notReady: true));
        Assert.Equal(["B-3"], await NumbersAsync("Budel", notReady: false));
        var page = await Store.Operations.Controls.HandOutsAsync(Noon, Noon.AddHours(24), null, null, notReady: false, 1, 2, Cancellation);
        Assert.Equal(["B-2", "B-3"], page.Items.Select(row => row.DecisionNumber));
        Assert.Equal(4, page.Total);
        var ofParty = await Store.Operations.Controls.HandOutsAsync(Noon, Noon.AddHours(24), null, "avim", notReady: false, 0, 10, Cancellation);
        Assert.Equal("B-1", Assert.Single(ofParty.Items).DecisionNumber);

        async Task<string[]> NumbersAsync(string? location, bool notReady) =>
            [.. (await Store.Operations.Controls.HandOutsAsync(Noon, Noon.AddHours(24), location, null, notReady, 0, 10, Cancellation)).Items.Select(row => row.DecisionNumber)];
    }

    [Fact]
    public async Task Leases_that_are_held_are_told()
    {
        await Store.HoldLeaseAsync("alerts", "a", TimeSpan.FromMinutes(1), Cancellation);
        await Store.HoldLeaseAsync("checkpoint", "a", TimeSpan.Zero, Cancellation);
        Assert.Equal(["alerts"], await Store.Operations.Controls.HeldLeasesAsync(Cancellation));
    }

    private static QuarantineRow Refusal(int number, string publisher, DateTimeOffset at) =>
        new(Ref(number), publisher, at, "application/json", "KH222", "KH222 A field has a value out of its list.", [1], Digest($"refusal {number}"), 1);
}
