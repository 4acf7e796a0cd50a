using KetenHub.Decisions;
using KetenHub.Hub;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Api;

/// <summary>What a partner gets of what is not its own, not any more, or not for its purpose; and how much it may ask.</summary>
public sealed class PartyTests
{
    private const string Person = "9000000001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_partners_reference_and_none_cost_the_hub_the_same_work()
    {
        var counted = new CountedStore();
        await using var hub = await ApiHub.StartAsync(counted.On);
        await hub.PostAsync(Events.Decision(Person, "B-1", 24 * 365 * 20));
        var reference = await NotificationAsync(hub, "dtv");
        var work = new List<string>();
        var texts = new List<string>();
        foreach (var id in new[] { reference, Guid.NewGuid(), reference, Guid.NewGuid() })
        {
            counted.Take();
            var answer = await hub.GetAsync($"/v1/references/{id:D}", hub.Folder.Token("coa"));
            work.Add(string.Join(",", counted.Take().Where(call => call.StartsWith("Notification", StringComparison.Ordinal) || call.StartsWith("Person", StringComparison.Ordinal)
                || call.StartsWith("Begin", StringComparison.Ordinal) || call.StartsWith("Identifiers", StringComparison.Ordinal))));
            texts.Add($"{answer.Status} {answer.Text}");
        }
        Assert.Equal("NotificationToAsync", Assert.Single(work.Distinct()));
        Assert.StartsWith("404 ", Assert.Single(texts.Distinct()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reference_that_expired_tells_nothing_and_is_not_looked_up()
    {
        await using var hub = await ApiHub.StartAsync(terms: policy => policy with { References = new ReferenceTerms(TimeSpan.FromMilliseconds(1)) });
        await hub.PostAsync(Events.Decision(Person, "B-1", 24 * 365 * 20));
        var reference = await NotificationAsync(hub, "dtv");
        await Task.Delay(20, Cancellation);
        var entries = await EntriesAsync(hub);
        var answer = await hub.GetAsync($"/v1/references/{reference:D}", hub.Folder.Token("dtv"));
        Assert.Equal((410, "KH435"), (answer.Status, Assert.Single(answer.Numbers)));
        Assert.DoesNotContain(Person, answer.Text, StringComparison.Ordinal);
        Assert.Equal(entries, await EntriesAsync(hub));
        // To anybody else it is as one that never was.
        Assert.Equal(404, (await hub.GetAsync($"/v1/references/{reference:D}", hub.Folder.Token("coa"))).Status);
    }

    [Fact]
    public async Task A_partner_that_does_not_receive_the_type_any_more_has_no_purpose_to_fetch_it()
    {
        var receives = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var hub = await ApiHub.StartAsync(change: list => Change(list, "dtv", dtv => dtv with { Receives = receives = new(dtv.Receives, StringComparer.Ordinal) }));
        await hub.PostAsync(Events.Decision(Person, "B-1", 24 * 365 * 20));
        var reference = await NotificationAsync(hub, "dtv");
        Assert.Equal(200, (await hub.GetAsync($"/v1/references/{reference:D}", hub.Folder.Token("dtv"))).Status);
        receives.Remove((await EntryAsync(hub, "dtv")).Type);
        Assert.Equal(404, (await hub.GetAsync($"/v1/references/{reference:D}", hub.Folder.Token("dtv"))).Status);
    }

    [Fact]
    public async Task A_partner_sees_of_a_person_what_its_line_says_and_no_numbers_of_others()
    {
        await using var hub = await ApiHub.StartAsync(change: list => Change(list, "dtv", dtv => dtv with { Sees = [] }));
        await hub.PostAsync(Events.Signal("coa", Events.VNummer(Person), Events.Own("crv-nummer", "C-77", "coa")));
        await hub.PostAsync(Events.Decision(Person, "B-1", 24 * 365 * 20));
        var json = (await hub.GetAsync($"/v1/references/{await NotificationAsync(hub, "dtv"):D}", hub.Folder.Token("dtv"))).Json;
        Assert.Equal(Person, Assert.Single(json.GetProperty("identifiers").EnumerateArray()).GetProperty("value").GetString());
        Assert.False(json.TryGetProperty("isMinor", out _) || json.TryGetProperty("caseNumbers", out _));

        await using var open = await ApiHub.StartAsync(change: list => Change(list, "dtv", dtv => dtv with { Sees = [PersonDetail.OthersNumbers, PersonDetail.Minor] }));
        await open.PostAsync(Events.Signal("coa", Events.VNummer(Person), Events.Own("crv-nummer", "C-77", "coa")));
        await open.PostAsync(Events.Decision(Person, "B-1", 24 * 365 * 20));
        json = (await open.GetAsync($"/v1/references/{await NotificationAsync(open, "dtv"):D}", open.Folder.Token("dtv"))).Json;
        Assert.Equal(2, json.GetProperty("identifiers").GetArrayLength());
        Assert.False(json.GetProperty("isMinor").GetBoolean());
    }

    [Fact]
    public async Task A_partner_reads_its_own_part_of_a_persons_log_and_the_look_up_is_logged_first()
    {
        await using var hub = await ApiHub.StartAsync();
        await hub.PostAsync(Events.Signal("coa", Person));
        await hub.PostAsync(Events.Signal("avim", Person));
        await hub.PostAsync(Events.Decision(Person, "B-1", 24 * 365 * 20));
        var answer = await AskAsync(hub, "coa", Person);
        Assert.Equal(200, answer.Status);
        var entries = answer.Json.GetProperty("entries").EnumerateArray().ToList();
        Assert.Equal(["Received", "Notified"], entries.Select(entry => entry.GetProperty("kind").GetString()));
        Assert.Equal(Events.SourceOf("coa"), entries[0].GetProperty("event").GetProperty("source").GetString());
        Assert.DoesNotContain(Events.SourceOf("avim"), answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("policeReport", answer.Text, StringComparison.Ordinal);
        var looked = Assert.Single(await hub.Store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation), row => row.Kind == LogKind.LookedUp);
        Assert.Equal("coa", looked.Party);
        // Next time its own look is there too, and still nobody else's.
        Assert.Equal(3, (await AskAsync(hub, "coa", Person)).Json.GetProperty("total").GetInt64());
        Assert.Equal(["KH223"], (await AskAsync(hub, "coa", Person, "x")).Numbers);
    }

    [Fact]
    public async Task A_person_that_is_not_yours_and_nobody_are_the_same_answer_after_the_same_work_and_who_tries_is_slowed_down()
    {
        var counted = new CountedStore();
        await using var hub = await ApiHub.StartAsync(counted.On);
        await hub.PostAsync(Events.Signal("avim", Person));
        var (work, texts) = (new List<string>(), new List<string>());
        foreach (var number in new[] { Person, "9000000009", Person, "9000000008" })
        {
            counted.Take();
            var answer = await AskAsync(hub, "nidos", number);
            work.Add(string.Join(",", counted.Take().Where(call => call is "FindPersonAsync" or "FamilyAsync" or "TimelineOfAsync" or "PersonAsync" or "BeginAsync")));
            texts.Add($"{answer.Status} {answer.Text}");
        }
        Assert.Equal("FindPersonAsync,FamilyAsync,TimelineOfAsync", Assert.Single(work.Distinct()));
        Assert.StartsWith("404 ", Assert.Single(texts.Distinct()), StringComparison.Ordinal);
        Assert.DoesNotContain(await hub.Store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation), row => row.Kind == LogKind.LookedUp);

        var status = 404;
        for (var tried = 0; tried < 400 && status == 404; tried++)
            status = (await AskAsync(hub, "nidos", $"90000{tried:D5}")).Status;
        Assert.Equal(429, status);
        // Sending goes on, and so do others.
        Assert.Equal(202, (await hub.PostAsync(Events.Signal("nidos", "9000000007"))).Status);
        Assert.Equal(200, (await AskAsync(hub, "avim", Person)).Status);
    }

    [Fact]
    public async Task Who_tries_references_out_is_slowed_down_and_can_still_send()
    {
        await using var hub = await ApiHub.StartAsync();
        var status = 404;
        for (var tried = 0; tried < 400 && status == 404; tried++)
            status = (await hub.GetAsync($"/v1/references/{Guid.NewGuid():D}", hub.Folder.Token("nidos"))).Status;
        Assert.Equal(429, status);
        Assert.Equal(202, (await hub.PostAsync(Events.Signal("nidos", Person))).Status);
    }

    [Fact]
    public async Task A_question_is_bounded_needs_a_purpose_in_words_and_is_paged()
    {
        await using var hub = await ApiHub.StartAsync();
        for (var i = 0; i < 3; i++)
            await hub.PostAsync(Events.Signal("coa", Person));
        var large = await AskAsync(hub, "coa", Person, new string('x', 5000));
        Assert.Equal((413, "KH203"), (large.Status, Assert.Single(large.Numbers)));
        var white = await AskAsync(hub, "coa", Person, "     ");
        Assert.Equal((400, "KH404"), (white.Status, Assert.Single(white.Numbers)));
        Assert.DoesNotContain(await hub.Store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation), row => row.Kind == LogKind.LookedUp);

        var all = Entries(await AskAsync(hub, "coa", Person));
        Assert.Equal([all[1]], Entries(await AskAsync(hub, "coa", Person, skip: 1, take: 1)));
        Assert.Equal(["KH223"], (await AskAsync(hub, "coa", Person, take: 101)).Numbers);

        static List<long> Entries(Answer answer) => [.. answer.Json.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("n").GetInt64())];
    }

    [Fact]
    public async Task Who_is_told_nothing_of_a_person_stands_in_the_audit_log_with_what_it_asked()
    {
        await using var hub = await ApiHub.StartAsync();
        await hub.PostAsync(Events.Signal("avim", Person));
        Assert.Equal(404, (await AskAsync(hub, "nidos", Person)).Status);
        var action = Assert.Single(await hub.Store.Operations.AuditAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Cancellation).ToListAsync(Cancellation), row => row.Kind == ActionKind.Fetched);
        Assert.Equal(("nidos", "timeline", ActionRow.Refused), (action.Actor, action.Subject, action.Result));
    }

    [Fact]
    public async Task A_reference_to_who_was_erased_is_as_one_that_never_was()
    {
        await using var hub = await ApiHub.StartAsync();
        await hub.PostAsync(Events.Decision(Person, "B-1", 24 * 365 * 20));
        var reference = await NotificationAsync(hub, "dtv");
        var person = (await EntryAsync(hub, "dtv")).Person;
        await using (var tx = await hub.Store.BeginAsync(Cancellation))
        {
            var writes = new HubWrites();
            writes.Persons.Add(Assert.Single(await tx.LockPersonsTxAsync([person], Cancellation)) with { SealedState = [], WrappedKey = [] });
            await tx.WriteTxAsync(writes, Cancellation);
            await tx.CommitTxAsync(Cancellation);
        }
        var answer = await hub.GetAsync($"/v1/references/{reference:D}", hub.Folder.Token("dtv"));
        Assert.Equal((404, "KH406"), (answer.Status, Assert.Single(answer.Numbers)));
        Assert.Equal((await hub.GetAsync($"/v1/references/{Guid.NewGuid():D}", hub.Folder.Token("dtv"))).Text, answer.Text);
    }

    [Fact]
    public async Task A_reference_leads_to_who_the_person_is_now()
    {
        await using var hub = await ApiHub.StartAsync();
        await hub.PostAsync(Events.Decision("9000000002", "B-1", 24 * 365 * 20));
        await hub.PostAsync(Events.Signal("coa", Person));
        var reference = await NotificationAsync(hub, "dtv");
        await hub.PostAsync(Events.Merge(Person, "9000000002"));
        var answer = await hub.GetAsync($"/v1/references/{reference:D}", hub.Folder.Token("dtv"));
        Assert.Equal([Person, "9000000002"], answer.Json.GetProperty("identifiers").EnumerateArray().Select(identifier => identifier.GetProperty("value").GetString()!).Order());
        // It is looked up in the log of who the person is now.
        var survivor = (await hub.Store.Reads.FindPersonAsync(hub.Keys.HashOf(Events.VNummer(Person)), Cancellation))!.Value;
        Assert.Equal(survivor, Assert.Single(await hub.Store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation), row => row.Kind == LogKind.LookedUp).Person);
    }

    [Fact]
    public async Task Who_sends_more_than_was_agreed_is_told_when_to_come_back_and_hinders_nobody()
    {
        await using var hub = await ApiHub.StartAsync(change: list => Change(list, "coa", coa => coa with { Rate = new RateTerms(1, 3) }));
        var answers = new List<Answer>();
        for (var i = 0; i < 6; i++)
            answers.Add(await hub.PostAsync(Events.Signal("coa", Person)));
        Assert.Equal([202, 202, 202], answers.Take(3).Select(answer => answer.Status));
        var refused = answers.First(answer => answer.Status != 202);
        Assert.Equal((429, "KH434"), (refused.Status, Assert.Single(refused.Numbers)));
        Assert.Contains("Retry-After: 1", refused.Headers, StringComparison.Ordinal);
        Assert.Equal(202, (await hub.PostAsync(Events.Decision("9000000002", "B-2", 24 * 365 * 20))).Status);
        await Until.TrueAsync(async () => (await hub.PostAsync(Events.Signal("coa", Person))).Status == 202);
    }

    private static Task<Answer> AskAsync(ApiHub hub, string partner, string number, string purpose = "answer a question of the person", int? skip = null, int? take = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/timeline")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { person = new { scheme = "v-nummer", value = number }, purpose, skip = skip ?? 0, take = take ?? 100 }),
        };
        request.Headers.Authorization = new("Bearer", hub.Folder.Token(partner));
        return hub.SendAsync(request);
    }

    private static PartnerList Change(PartnerList list, string code, Func<Partner, Partner> change) =>
        new(list.HubOin, list.HubAddress, [.. list.All.Select(partner => partner.Code == code ? change(partner) : partner)]);

    private static async Task<long> EntriesAsync(ApiHub hub) => (await hub.Store.Reads.OverviewAsync(DateTimeOffset.UtcNow, Cancellation)).LogEntries;

    private static async Task<LogRow> EntryAsync(ApiHub hub, string partner) => (await hub.Store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation))
        .First(row => row.Kind == LogKind.Notified && row.Party == partner);

    private static async Task<Guid> NotificationAsync(ApiHub hub, string partner) => Guid.Parse((await EntryAsync(hub, partner)).EventId);
}
