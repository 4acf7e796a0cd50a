using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

public sealed class IdentifierTests
{
    private const string First = "9000000001";
    private const string Second = "9000000002";
    private const string Third = "9000000003";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unknown_identifiers_beside_a_known_one_attach_to_its_person()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Signal("coa", First));
        await hub.SendAsync(Events.Signal("coa", Events.VNummer(First), Events.Own("pas", "TEST-77", "coa")));
        var receipt = await hub.SendOneAsync(Events.Signal("coa", Events.Own("pas", "TEST-77", "coa")));
        Assert.Equal(3, receipt.N);
        Assert.Equal(1, hub.Sql<long>("SELECT count(*) FROM person"));
    }

    [Fact]
    public async Task The_same_number_of_another_issuer_is_another_person()
    {
        await using var hub = await TestHub.StartAsync();
        var receipts = await hub.SendAsync(
            Events.Signal("coa", Events.Own("pas", "TEST-77", "coa")), Events.Signal("coa", Events.Own("pas", "TEST-77", "ind")));
        Assert.Equal([1L, 1L], receipts.Select(receipt => receipt.N!.Value));
    }

    [Fact]
    public async Task Identifiers_of_two_persons_in_one_message_are_refused_with_KH231()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Signal("coa", First), Events.Signal("coa", Second));
        var receipt = await hub.SendOneAsync(Events.Signal("coa", Events.VNummer(First), Events.VNummer(Second)));
        Assert.Equal([Errors.IdentifiersDisagree], receipt.Problems.Select(problem => problem.Kind));
        Assert.Equal(2, (await hub.WholeLogAsync()).Count);
    }

    [Fact]
    public async Task Link_gives_a_new_identifier_to_the_person()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Signal("coa", First), Events.Change("Link", [Events.VNummer(First)], [Events.VNummer(Second)]));
        Assert.Equal(await hub.PersonAsync(First), await hub.PersonAsync(Second));
        Assert.Equal("identifiers linked", (await hub.LogOfAsync(await hub.PersonAsync(First)))[^1].Why);
    }

    [Fact]
    public async Task After_a_merge_both_chains_verify_old_identifiers_lead_on_and_a_readiness_stays_as_it_was()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 72), Events.Ready(First, "B-1"), Events.Signal("avim", Second));
        var absorbed = await hub.PersonAsync(First);
        var before = await hub.StateAsync(absorbed);
        Assert.Equal(ReceiptOutcome.Accepted, (await hub.SendOneAsync(Events.Merge(Second, First))).Outcome);

        var stays = await hub.PersonAsync(Second);
        Assert.Equal(stays, await hub.PersonAsync(First));
        Assert.NotEqual(absorbed, stays);
        Assert.Equal(ReadinessStatus.Ready, (await hub.StateAsync(stays)).Find("B-1")!.Status);
        Assert.Equal(Json(before.Find("B-1")!), Json((await hub.StateAsync(stays)).Find("B-1")!));
        Assert.Empty((await hub.StateAsync(absorbed)).Readinesses);
        Assert.Equal([stays, absorbed], (await hub.Store.Reads.FamilyAsync(stays, Cancellation)).Select(row => row.Id));
        Assert.Equal(stays, Assert.Single((await hub.Store.Reads.BoardAsync(new BoardFilter([], null, null), 0, 10, Cancellation)).Items).Person);
        Assert.Null((await hub.VerifyAsync()).FirstBad);
        var end = (await hub.LogOfAsync(absorbed))[^1];
        Assert.Contains(stays.ToString("D"), await hub.BodyAsync(end), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_merge_deadlines_come_for_the_person_that_stays()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 72), Events.Signal("avim", Second));
        var absorbed = await hub.PersonAsync(First);
        await hub.SendAsync(Events.Merge(Second, First));
        var stays = await hub.PersonAsync(Second);
        var entries = (await hub.LogOfAsync(absorbed)).Count;
        await hub.AdvanceAsync(TimeSpan.FromHours(5));
        Assert.Equal(entries, (await hub.LogOfAsync(absorbed)).Count);
        Assert.Equal(2, (await hub.LogOfAsync(stays)).Count(row => row.Kind == LogKind.Deadline));
    }

    [Fact]
    public async Task A_chain_of_merges_leads_to_the_last_person_also_within_one_batch()
    {
        foreach (var oneBatch in new[] { true, false })
        {
            await using var hub = await TestHub.StartAsync();
            InboundMessage[] messages =
            [
                Events.Decision(First, "B-1", 72), Events.Signal("coa", Second), Events.Signal("coa", Third),
                Events.Merge(Second, First), Events.Merge(Third, Second), Events.Ready(First, "B-1"),
            ];
            if (oneBatch)
            {
                await hub.SendAsync(messages);
            }
            else
            {
                foreach (var message in messages)
                    await hub.SendAsync(message);
            }
            var last = await hub.PersonAsync(Third);
            Assert.Equal([last, last], [await hub.PersonAsync(First), await hub.PersonAsync(Second)]);
            Assert.Equal(3, (await hub.Store.Reads.FamilyAsync(last, Cancellation)).Count);
            Assert.Equal(ReadinessStatus.Ready, (await hub.StateAsync(last)).Find("B-1")!.Status);
            Assert.Null((await hub.VerifyAsync()).FirstBad);
        }
    }

    [Fact]
    public async Task A_split_makes_a_new_person_with_the_named_decisions_and_leaves_the_other_identifiers()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 72), Events.Decision(First, "B-2", 96),
            Events.Signal("coa", Events.VNummer(First), Events.VNummer(Second)));
        var stays = await hub.PersonAsync(First);
        Assert.Equal(ReceiptOutcome.Accepted,
            (await hub.SendOneAsync(Events.Change("Split", [Events.VNummer(First)], [Events.VNummer(Second)], "B-2"))).Outcome);

        var leaves = await hub.PersonAsync(Second);
        Assert.NotEqual(stays, leaves);
        Assert.Equal(stays, await hub.PersonAsync(First));
        Assert.Equal(ReadinessStatus.Requested, (await hub.StateAsync(leaves)).Find("B-2")!.Status);
        Assert.Equal(ReadinessStatus.Cancelled, (await hub.StateAsync(stays)).Find("B-2")!.Status);
        Assert.Equal(ReadinessStatus.Requested, (await hub.StateAsync(stays)).Find("B-1")!.Status);
        Assert.Null((await hub.VerifyAsync()).FirstBad);
        Assert.Equal(LogKind.Split, (await hub.LogOfAsync(leaves))[0].Kind);
    }

    [Fact]
    public async Task An_identifier_that_came_by_a_merge_can_be_split_off_again()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Signal("coa", First), Events.Signal("coa", Second), Events.Merge(First, Second));
        await hub.SendAsync(Events.Change("Split", [Events.VNummer(First)], [Events.VNummer(Second)]));
        Assert.NotEqual(await hub.PersonAsync(First), await hub.PersonAsync(Second));
        Assert.Equal(ReceiptOutcome.Accepted, (await hub.SendOneAsync(Events.Signal("coa", Second))).Outcome);
    }

    [Fact]
    public async Task Impossible_changes_are_refused_with_KH232()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Signal("coa", First), Events.Signal("coa", Second));
        PersonIdentifier[] first = [Events.VNummer(First)], second = [Events.VNummer(Second)], unknown = [Events.VNummer(Third)];
        InboundMessage[] impossible =
        [
            Events.Change("Merge", first, unknown), Events.Change("Merge", unknown, first), Events.Change("Merge", first, first),
            Events.Change("Link", first, second), Events.Change("Split", first, second), Events.Change("Split", first, first),
            Events.Change("Split", unknown, first),
        ];
        foreach (var receipt in await hub.SendAsync(impossible))
            Assert.Equal([Errors.IdentifierChangeImpossible], receipt.Problems.Select(problem => problem.Kind));
        Assert.Equal(2, (await hub.WholeLogAsync()).Count);
        Assert.Null(await hub.FindAsync(Third));
    }

    private static string Json(Readiness readiness) => System.Text.Encoding.UTF8.GetString(StateJson.Write(PersonState.Empty.With(readiness)));
}
