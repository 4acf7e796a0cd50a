using KetenHub.Contracts;
using KetenHub.Dashboard;
using KetenHub.Decisions;
using KetenHub.Hub;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Evidence;

/// <summary>Restriction (AVG art. 18) and legal hold: set and lifted with a reason, as entries of the log.</summary>
public sealed class PersonRightsTests : IDisposable
{
    private const string First = "9000000001";

    private readonly TestRing rings = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private KeyRingFile File => rings.File;

    public void Dispose() => rings.Dispose();

    [Fact]
    public async Task Restricting_and_lifting_are_entries_with_their_reason_sealed_and_every_look_up_shows_it()
    {
        await using var hub = await StartAsync();
        var person = await hub.PersonAsync(First);
        await hub.Hub.ChangeRightsAsync(person, RightsChange.Restricted, TestHub.Officer, " contests the report ", Cancellation);

        Assert.Equal(hub.Clock.GetUtcNow(), (await hub.StateAsync(person)).RestrictedSince);
        var entry = (await hub.LogOfAsync(person))[^1];
        Assert.Equal((LogKind.Restricted, "cli:officer", Why.Restricted, "contests the report"), (entry.Kind, entry.Party, entry.Why, await hub.BodyAsync(entry)));
        var export = await PersonExport.ReadAsync(hub.Store.Reads, hub.Keys, hub.Partners, person, Cancellation);
        Assert.Contains("verwerking is beperkt sinds", PersonLetter.Write(export, hub.Clock), StringComparison.Ordinal);
        Assert.Contains("contests the report", PersonLetter.Write(export, hub.Clock), StringComparison.Ordinal);
        Assert.Contains("\"restrictedSince\": \"2026-03-02", export.ToJson(), StringComparison.Ordinal);

        Assert.Equal(ReceiptOutcome.Accepted, (await hub.SendOneAsync(Events.Signal("coa", First))).Outcome);
        await hub.Hub.ChangeRightsAsync(person, RightsChange.RestrictionLifted, TestHub.Officer, "the report was right", Cancellation);
        Assert.Null((await hub.StateAsync(person)).RestrictedSince);
        Assert.Null((await hub.VerifyAsync()).FirstBad);
    }

    [Fact]
    public async Task Each_change_correction_and_erasure_stands_in_the_audit_log_with_where_it_was_done_from()
    {
        await using var hub = await StartAsync();
        var person = await hub.PersonAsync(First);
        var told = await hub.Store.ReadUnsentAsync("ind", hub.Clock.GetUtcNow(), 10, Cancellation);
        await hub.Store.MarkSentAsync([.. told.Select(item => item.Row.Id)], hub.Clock.GetUtcNow(), Cancellation);
        await hub.Hub.ChangeRightsAsync(person, RightsChange.HoldSet, TestHub.Officer, "the court asked for it", Cancellation);
        await hub.Hub.ChangeRightsAsync(person, RightsChange.HoldLifted, TestHub.Officer, "the court has decided", Cancellation);
        await new PersonCorrection(hub.Store, hub.Hub, hub.Keys, hub.Policy, hub.Partners).CorrectAsync(
            person, new WrongEntry(person, 1, "/data/kind", "LeftView", "COA, by phone"), TestHub.Officer, ["ind"], Cancellation);
        foreach (var partner in hub.Partners.All)
        {
            var waiting = await hub.Store.ReadUnsentAsync(partner.Code, hub.Clock.GetUtcNow(), 10, Cancellation);
            await hub.Store.MarkSentAsync([.. waiting.Select(item => item.Row.Id)], hub.Clock.GetUtcNow(), Cancellation);
        }
        await rings.Erasure(hub).EraseAsync(person, TestHub.Officer, "asked by the person", Cancellation);

        var audit = (await hub.Store.Operations.ActionsAsync("", 0, 100, Cancellation)).Items.Reverse();
        Assert.Equal(
            [ActionKind.RightsChanged, ActionKind.RightsChanged, ActionKind.Corrected, ActionKind.Erased], audit.Select(row => row.Kind));
        Assert.All(audit, row => Assert.Equal(TestHub.Officer, new Actor(row.Actor, row.Origin)));
    }

    [Fact]
    public async Task A_change_without_a_reason_or_of_what_is_so_already_is_refused_and_nothing_is_logged()
    {
        await using var hub = await StartAsync();
        var person = await hub.PersonAsync(First);
        var length = (await hub.LogOfAsync(person)).Count;
        await RefusedAsync(Errors.PurposeMissing, () => hub.Hub.ChangeRightsAsync(person, RightsChange.HoldSet, TestHub.Officer, "why", Cancellation));
        await RefusedAsync(Errors.RightsUnchanged, () => hub.Hub.ChangeRightsAsync(person, RightsChange.HoldLifted, TestHub.Officer, "nothing to lift", Cancellation));
        Assert.Equal(length, (await hub.LogOfAsync(person)).Count);
    }

    [Fact]
    public async Task Who_is_under_a_hold_or_restricted_is_not_erased_until_that_is_lifted()
    {
        await using var hub = await StartAsync();
        var person = await hub.PersonAsync(First);
        await hub.Hub.ChangeRightsAsync(person, RightsChange.HoldSet, TestHub.Officer, "the court asked for it", Cancellation);
        await hub.Hub.ChangeRightsAsync(person, RightsChange.Restricted, TestHub.Officer, "contests the report", Cancellation);
        await RefusedAsync(Errors.UnderHold, EraseAsync);
        await hub.Hub.ChangeRightsAsync(person, RightsChange.HoldLifted, TestHub.Officer, "the court has decided", Cancellation);
        await RefusedAsync(Errors.StillNeeded, EraseAsync);
        Assert.Equal(1, File.Read().Generation);
        await hub.Hub.ChangeRightsAsync(person, RightsChange.RestrictionLifted, TestHub.Officer, "the report was right", Cancellation);

        await EraseAsync();

        Assert.True((await hub.Store.Reads.PersonAsync(person, Cancellation))!.IsErased);
        Assert.Null((await hub.VerifyAsync()).FirstBad);

        Task EraseAsync() => rings.Erasure(hub).EraseAsync(person, TestHub.Officer, "asked by the person", Cancellation);
    }

    [Fact]
    public async Task A_hold_is_kept_when_the_person_turns_out_to_be_another()
    {
        await using var hub = await StartAsync();
        await hub.SendAsync(Events.Signal("coa", "9000000002"));
        await hub.Hub.ChangeRightsAsync(await hub.PersonAsync("9000000002"), RightsChange.HoldSet, TestHub.Officer, "the court asked for it", Cancellation);
        await hub.SendAsync(Events.Merge(First, "9000000002"));
        await RefusedAsync(Errors.UnderHold, async () => await rings.Erasure(hub)
            .EraseAsync(await hub.PersonAsync(First), TestHub.Officer, "asked by the person", Cancellation));
    }

    [Fact]
    public async Task What_an_erased_person_had_agreed_and_where_its_case_stood_was_left_on_the_pages()
    {
        await using var hub = await StartAsync();
        var withCase = Events.SignalData(Events.VNummer(First));
        withCase["caseNumber"] = "Z-1";
        await hub.SendAsync(Events.Message("coa", Events.Envelope("coa", "case-signal", withCase)));
        var waiting = await hub.Store.ReadUnsentAsync("ind", hub.Clock.GetUtcNow(), 10, Cancellation);
        await hub.Store.MarkSentAsync([.. waiting.Select(item => item.Row.Id)], hub.Clock.GetUtcNow(), Cancellation);
        var person = await hub.PersonAsync(First);
        Assert.Equal(1, hub.Sql<long>("SELECT count(*) FROM direction"));
        await rings.Erasure(hub).EraseAsync(person, TestHub.Officer, "asked by the person", Cancellation);
        Assert.Equal(0, hub.Sql<long>("SELECT count(*) FROM direction"));
    }

    private async Task<TestHub> StartAsync()
    {
        var hub = await TestHub.StartAsync();
        await rings.UseAsync(hub);
        await hub.SendAsync(Events.Signal("coa", First));
        return hub;
    }

    private static async Task RefusedAsync(ErrorKind expected, Func<Task> work) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<KetenHubException>(work)).Problems[0].Kind);
}
