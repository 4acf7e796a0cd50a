using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_partner_is_party_to_what_it_sent_and_was_told_and_sees_look_ups_by_its_own_accounts()
    {
        LogRow[] log =
        [
            Entry(Ref(1), 1) with { Party = "ind" }, Entry(Ref(1), 2, LogKind.Notified) with { Party = "coa" }, Entry(Ref(1), 3, LogKind.LookedUp) with { Party = "coa/balie" },
            Entry(Ref(1), 4, LogKind.LookedUp) with { Party = "coax/balie" }, Entry(Ref(1), 5, LogKind.Deadline) with { Party = "hub" }, Entry(Ref(2), 1) with { Party = "coa" },
            Entry(Ref(3), 1, LogKind.LookedUp) with { Party = "coa/balie" },
        ];
        await CommitAsync(writes => writes.Log.AddRange(log));

        Same(new Page<LogRow>([log[5], log[1], log[2]], 3), await Store.Reads.TimelineOfAsync([Ref(1), Ref(2)], "coa", 0, 10, Cancellation));
        Same(new Page<LogRow>([log[2]], 2), await Store.Reads.TimelineOfAsync([Ref(1)], "coa", 1, 1, Cancellation));
        Same(new Page<LogRow>([], 0), await Store.Reads.TimelineOfAsync([Ref(1), Ref(2)], "dtv", 0, 10, Cancellation));
        Assert.True(await Store.Reads.IsPartyAsync([Ref(3), Ref(2)], "coa", Cancellation));
        Assert.False(await Store.Reads.IsPartyAsync([Ref(1), Ref(2)], "dtv", Cancellation));
        // Who looked is no party yet.
        Assert.False(await Store.Reads.IsPartyAsync([Ref(3)], "coa", Cancellation));
    }

    [Fact]
    public async Task The_board_of_a_party_has_persons_it_sent_or_was_told_something_about_also_before_they_were_merged()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1)), Person(Ref(2)), Person(Ref(3), mergedInto: Ref(2)), Person(Ref(4))]);
            writes.Log.AddRange([Entry(Ref(1), 1) with { Party = "coa" }, Entry(Ref(2), 1) with { Party = "ind" }, Entry(Ref(3), 1) with { Party = "coa" }, Entry(Ref(4), 1) with { Party = "ind" }]);
            writes.Readinesses.AddRange(
            [
                Readiness(Ref(1), "own", ReadinessStatus.Requested, Noon), Readiness(Ref(2), "merged", ReadinessStatus.Requested, Noon.AddHours(1)), Readiness(Ref(4), "foreign", ReadinessStatus.Requested, Noon),
            ]);
        });

        async Task<string> Found(BoardFilter filter, int skip = 0, int take = 10)
        {
            var page = await Store.Reads.BoardAsync(filter, skip, take, Cancellation);
            return $"{string.Join(" ", page.Items.Select(row => row.DecisionNumber))} of {page.Total}";
        }

        Assert.Equal("own merged of 2", await Found(new BoardFilter([], null, null, "coa")));
        Assert.Equal("merged of 2", await Found(new BoardFilter([], null, null, "coa"), 1, 1));
        Assert.Equal("own of 1", await Found(new BoardFilter([], "Ter Apel", Noon.AddMinutes(1), "coa")));
        Assert.Equal("foreign merged of 2", await Found(new BoardFilter([], null, null, "ind")));
        Assert.Equal(" of 0", await Found(new BoardFilter([], null, null, "dtv")));
    }

    [Fact]
    public async Task Agreements_of_a_party_are_those_it_made_or_does()
    {
        var made = Agreement(1, "A-1", Noon) with { Maker = "ind", Owner = "coa" };
        var does = made with { Number = "A-2", Maker = "avim", Owner = "ind" };
        var foreign = made with { Number = "A-3", Maker = "avim", Owner = "coa" };
        await CommitAsync(writes => writes.Agreements.AddRange([made, does, foreign]));
        Assert.Equal(["A-2", "A-1"], (await Store.Reads.AgreementsAsync(new AgreementFilter(null, null, Party: "ind"), 0, 10, Cancellation)).Items.Select(row => row.Number));
    }

    [Fact]
    public async Task Cases_of_a_party_are_those_of_persons_it_sent_or_was_told_something_about_also_before_they_were_merged()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1)), Person(Ref(2)), Person(Ref(3), mergedInto: Ref(2)), Person(Ref(4))]);
            writes.Log.AddRange([
                Entry(Ref(1), 1) with { Party = "coa" }, Entry(Ref(2), 1) with { Party = "ind" }, Entry(Ref(3), 1) with { Party = "coa" }, Entry(Ref(4), 1, LogKind.LookedUp) with { Party = "coa/balie" },
            ]);
            writes.Cases.AddRange([Case(1, CasePhase.Reported, Noon), Case(2, CasePhase.Reported, Noon.AddMinutes(1)), Case(4, CasePhase.Reported, Noon)]);
        });
        Assert.Equal([Ref(1), Ref(2)], (await Store.Reads.CasesAsync(new CaseFilter(null, Party: "coa"), 0, 10, Cancellation)).Items.Select(row => row.Person));
        Assert.Equal(1, (await Store.Reads.CasesAsync(new CaseFilter(null, OpenedBefore: DateTimeOffset.MaxValue, Party: "ind"), 0, 10, Cancellation)).Total);
        Assert.Equal(0, (await Store.Reads.CasesAsync(new CaseFilter(null, Party: "dtv"), 0, 10, Cancellation)).Total);
    }
}
