using System.Text.RegularExpressions;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Tests.Api;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Evidence;

/// <summary>The audit log (BIO2 8.15): who did what, to what, from where, and what came of it; what was refused too.</summary>
public sealed partial class AuditTests
{
    private const string Person = "9000000001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_token_sends_and_fetches_over_the_API_stands_in_it_with_address_and_result()
    {
        await using var hub = await ApiHub.StartAsync();
        Assert.Equal(202, (await hub.PostAsync(Events.Decision(Person, "B-1", 48))).Status);
        var bad = await hub.PostAsync("{"u8.ToArray(), CloudEvent.ContentType, hub.Folder.Token("coa"));
        Assert.Equal(400, bad.Status);
        var told = (await hub.Store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation)).First(entry => entry.Kind == LogKind.Notified && entry.Party == "dtv");
        Assert.Equal(404, (await hub.GetAsync($"/v1/references/{told.EventId}", hub.Folder.Token("coa"))).Status);
        Assert.Equal(200, (await hub.GetAsync($"/v1/references/{told.EventId}", hub.Folder.Token("dtv"))).Status);

        var audit = await AuditAsync(hub.Store);

        Assert.Equal(
            [
                ("ind", ActionKind.Sent, ActionRow.Done), ("coa", ActionKind.Sent, bad.Numbers[0]), ("coa", ActionKind.Fetched, ActionRow.Refused),
                ("dtv", ActionKind.Fetched, ActionRow.Done),
            ],
            audit.Select(row => (row.Actor, row.Kind, row.Result)));
        Assert.All(audit, row => Assert.Equal("127.0.0.1", row.Origin));
        Assert.Equal(["decision-issued", "refused", told.EventId, $"{told.Person}/"], audit.Select((row, i) => i < 2 ? row.Subject.Split(' ')[0] : i == 2 ? row.Subject : row.Subject[..37]));
        Assert.All(audit.Where(row => row.Result == ActionRow.Done), row => Assert.Matches("^[0-9a-f]{32}\\z", row.Trace));
    }

    [Fact]
    public async Task What_a_token_sends_again_stands_in_it_each_time()
    {
        await using var hub = await ApiHub.StartAsync();
        var message = Events.Signal("coa", Person);
        Assert.Equal((202, 202), ((await hub.PostAsync(message)).Status, (await hub.PostAsync(message)).Status));
        Assert.Equal(2, (await AuditAsync(hub.Store)).Count(row => row is { Kind: ActionKind.Sent, Actor: "coa", Result: ActionRow.Done }));
    }

    [Fact]
    public async Task An_unknown_token_stands_in_it_once_a_minute_and_address_and_then_with_how_many_there_were()
    {
        await using var hub = await TestHub.StartAsync();
        var refused = new RefusedSignIns(hub.Store, hub.Clock);
        for (var i = 0; i < 1000; i++)
            await refused.NoteAsync("POST /v1/events", "10.0.0.1", Cancellation);
        await refused.NoteAsync("POST /v1/events", "10.0.0.2", Cancellation);
        Assert.Equal(["10.0.0.1", "10.0.0.2"], (await AuditAsync(hub.Store)).Select(row => row.Origin));

        hub.Clock.MoveTo(hub.Clock.GetUtcNow().AddMinutes(1));
        await refused.NoteAsync("POST /v1/events", "10.0.0.1", Cancellation);
        var latest = (await AuditAsync(hub.Store))[^1];
        Assert.Equal((ActionKind.SignInRefused, ActionRow.Refused, "and 999 before it"), (latest.Kind, latest.Result, latest.Reason));
    }

    [Fact]
    public async Task Many_addresses_can_not_fill_it()
    {
        await using var hub = await TestHub.StartAsync();
        var refused = new RefusedSignIns(hub.Store, hub.Clock);
        for (var i = 0; i < 1500; i++)
            await refused.NoteAsync("POST /v1/events", $"10.0.{i / 250}.{i % 250}", Cancellation);
        Assert.Equal(1001, (await AuditAsync(hub.Store)).Count);
    }

    [Fact]
    public async Task Knocking_at_API_and_pages_and_signing_in_stand_in_it()
    {
        await using var hub = await ApiHub.StartAsync();
        Assert.Equal(401, (await hub.PostAsync([], CloudEvent.ContentType, "wrong")).Status);
        Assert.Equal(401, (await hub.GetAsync("/?token=wrong-as-well")).Status);
        await SignInAsync(hub);
        var audit = await AuditAsync(hub.Store);
        // Of one address within one minute once.
        Assert.Equal([("", ActionKind.SignInRefused, "POST /v1/events"), ("dashboard", ActionKind.SignedIn, "pages")], audit.Select(row => (row.Actor, row.Kind, row.Subject)));
        Assert.All(audit, row => Assert.DoesNotContain("wrong", row.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_look_up_on_the_page_is_a_record_of_processing_and_an_audit_entry_of_one_trace_and_neither_tells_who_it_is_about()
    {
        await using var hub = await ApiHub.StartAsync();
        Assert.Equal(202, (await hub.PostAsync(Events.Signal("coa", Person))).Status);
        var form = await SignInAsync(hub);
        using var posted = await hub.Http.PostAsync(new Uri("/person", UriKind.Relative), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["formToken"] = form, ["scheme"] = "v-nummer", ["value"] = Person, ["purpose"] = "vraag van de advocaat",
        }), Cancellation);
        Assert.Equal(200, (int)posted.StatusCode);

        var entry = (await hub.Store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation)).Single(row => row.Kind == LogKind.LookedUp);
        var action = (await AuditAsync(hub.Store)).Single(row => row.Kind == ActionKind.LookedUp);
        Assert.Equal(("dashboard", "127.0.0.1", ActionRow.Done), (action.Actor, action.Origin, action.Result));
        Assert.Equal(32, action.Trace.Length);
        Assert.Equal(action.Trace, entry.Trace.Split('-')[1]);
        Assert.DoesNotContain(Person, action.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("advocaat", action.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_was_changed_or_removed_is_named_by_verifying_against_the_checkpoints()
    {
        await using var keeper = await SealedHub.StartAsync();
        await keeper.FillAsync(1, Person);
        var first = new ActionRow(keeper.Hub.Clock.GetUtcNow(), "avim/meldpunt", ActionKind.Denied, "POST /failed/body", "");
        await keeper.Hub.Store.Operations.NoteActionAsync(first, Cancellation);
        await keeper.Hub.Store.Operations.NoteActionAsync(first with { Id = Guid.CreateVersion7(), Actor = "ind/keuring" }, Cancellation);
        await keeper.FillAsync(1, Person);
        Assert.Null(await keeper.FirstBadAsync());
        Assert.Equal(4, (await keeper.Hub.Store.Checkpoints.LatestAsync(Cancellation))!.Size);

        keeper.Hub.Database.Run($"UPDATE page_action SET actor = 'nobody' WHERE id = '{first.Id}'");
        Assert.Equal((Errors.HistoryDiffers, $"audit entry {first.Id}"), Of(await keeper.FirstBadAsync()));
        keeper.Hub.Database.Run($"DELETE FROM page_action WHERE id = '{first.Id}'");
        Assert.Equal((Errors.HistoryDiffers, $"audit entry {first.Id}"), Of(await keeper.FirstBadAsync()));
    }

    [Fact]
    public void Every_field_of_an_entry_is_in_its_hash()
    {
        var row = new ActionRow(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), "a", ActionKind.Sent, "b", "c") { Origin = "d", Trace = "e" };
        ActionRow[] changed =
        [
            row with { At = row.At.AddMilliseconds(1) }, row with { Actor = "x" }, row with { Kind = ActionKind.Noted }, row with { Subject = "x" }, row with { Reason = "x" },
            row with { Result = "x" }, row with { Origin = "x" }, row with { Trace = "x" }, row with { Id = Guid.NewGuid() }, row with { Subject = "bc", Reason = "" },
        ];
        Assert.All(changed, other => Assert.NotEqual(row.Hash(), other.Hash()));
        Assert.Equal(row.Hash(), (row with { }).Hash());
    }

    private static (ErrorKind, string) Of(Problem? problem) => (problem!.Kind, problem.Where);

    private static async Task<IReadOnlyList<ActionRow>> AuditAsync(IHubStore store) =>
        await store.Operations.AuditAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Cancellation).ToListAsync(Cancellation);

    // The client keeps the cookie; the answer is the token of its forms.
    private static async Task<string> SignInAsync(ApiHub hub)
    {
        var page = await hub.Http.GetStringAsync(new Uri($"/person?token={Uri.EscapeDataString("a token of a page, long enough")}", UriKind.Relative), Cancellation);
        return FormToken().Match(page).Groups["token"].Value;
    }

    [GeneratedRegex("name=\"formToken\" value=\"(?<token>[0-9a-f]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex FormToken();
}
