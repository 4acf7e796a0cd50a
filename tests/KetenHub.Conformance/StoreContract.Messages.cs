using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

// Messages over all persons, and views of them.
public abstract partial class StoreContract
{
    [Fact]
    public async Task Messages_come_latest_first_and_page_by_page_none_twice_and_none_left_out()
    {
        // Many at one moment: the place in the list is not the moment alone.
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1)), Person(Ref(2)), Person(Ref(3))]);
            foreach (var person in new[] { 1, 2, 3 })
                writes.Log.AddRange(Enumerable.Range(1, 7).Select(n => Message(person, n, n % 3 == 0 ? LogKind.Notified : LogKind.Received, n % 2 == 0 ? "coa" : "ind", n % 3 == 0 ? "safety-notice" : "case-signal", Noon.AddMilliseconds(n / 3))));
            writes.Log.Add(Entry(Ref(1), 8, LogKind.LookedUp));
            writes.Log.Add(Entry(Ref(1), 9, LogKind.Deadline));
        });
        var all = await Store.Messages.MessagesAsync(new MessageFilter(), null, false, 100, Cancellation);
        Assert.Equal(21, all.Count);
        Assert.Equal(all.OrderByDescending(row => row.At).ThenByDescending(row => row.Person.ToString(), StringComparer.Ordinal).ThenByDescending(row => row.N), all);

        var older = new List<MessageRow>();
        MessagePlace? place = null;
        while (await Store.Messages.MessagesAsync(new MessageFilter(), place, false, 4, Cancellation) is { Count: > 0 } page)
        {
            older.AddRange(page);
            place = page[^1].Place;
        }
        Assert.Equal(all, older);
        Assert.Equal(all.Skip(3).Take(4), await Store.Messages.MessagesAsync(new MessageFilter(), all[7].Place, true, 4, Cancellation));
        Assert.Empty(await Store.Messages.MessagesAsync(new MessageFilter(), all[0].Place, true, 4, Cancellation));
    }

    [Fact]
    public async Task Messages_are_found_by_direction_type_partner_time_and_person_all_at_once()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1)), Person(Ref(2))]);
            writes.Log.AddRange(
            [
                Message(1, 1, LogKind.Received, "coa", "case-signal", Noon), Message(1, 2, LogKind.Notified, "ind", "attention-proposed", Noon),
                Message(1, 3, LogKind.Received, "coa", "incident-registered", Noon.AddHours(1)), Message(2, 1, LogKind.Received, "avim", "case-signal", Noon.AddHours(2)),
                Message(2, 2, LogKind.Notified, "dtv", "safety-notice", Noon.AddHours(3)),
            ]);
        });
        Assert.Equal(["2 2", "2 1", "1 3", "1 2", "1 1"], await FoundAsync(new MessageFilter()));
        Assert.Equal(["2 1", "1 3", "1 1"], await FoundAsync(new MessageFilter(LogKind.Received)));
        Assert.Equal(["2 1", "1 1"], await FoundAsync(new MessageFilter(Type: "case-signal")));
        Assert.Equal(["1 3", "1 1"], await FoundAsync(new MessageFilter(Party: "coa")));
        Assert.Equal(["1 1"], await FoundAsync(new MessageFilter(LogKind.Received, "case-signal", "coa", Noon, Noon.AddHours(1))));
        Assert.Equal(["1 3"], await FoundAsync(new MessageFilter(Since: Noon.AddHours(1), Until: Noon.AddHours(2))));
        Assert.Equal(["1 2", "1 1"], await FoundAsync(new MessageFilter(Until: Noon.AddHours(1), Persons: [Ref(1)])));
        Assert.Equal(["1 3", "1 1"], await FoundAsync(new MessageFilter(LogKind.Received, Persons: [Ref(1)])));
        Assert.Empty(await FoundAsync(new MessageFilter(Persons: [])));
        Assert.Empty(await FoundAsync(new MessageFilter(Type: "nothing")));

        async Task<IEnumerable<string>> FoundAsync(MessageFilter filter) =>
            (await Store.Messages.MessagesAsync(filter, null, false, 100, Cancellation)).Select(row => $"{Convert.ToInt32(row.Person.ToString()[..8], 16)} {row.N}");
    }

    [Fact]
    public async Task A_message_is_found_by_its_id_with_what_became_of_it()
    {
        var (came, told, other) = (Ref(70), Ref(71), Ref(72));
        await CommitAsync(writes =>
        {
            writes.Persons.Add(Person(Ref(1)));
            writes.Inbox.Add(Accepted(came.ToString(), Ref(1)));
            writes.Log.AddRange([Entry(Ref(1), 1, eventId: came.ToString(), type: "case-signal"), Entry(Ref(1), 2, LogKind.Notified, eventId: told.ToString()), Entry(Ref(1), 3, LogKind.Notified, eventId: other.ToString())]);
            writes.Outbox.AddRange([Notification(71, Ref(1), n: 2), Notification(72, Ref(1), n: 3)]);
        });
        await Store.MarkSentAsync([told], Noon.AddMinutes(1), Cancellation);
        await Store.PostponeAsync(other, Noon.AddMinutes(5), "HTTP 503", Cancellation);

        var found = Assert.Single(await Store.Messages.WithIdAsync(came.ToString(), Cancellation));
        Assert.Equal((Ref(1), 1L, LogKind.Received, "case-signal", "2026-11", "because; and"), (found.Person, found.N, found.Direction, found.Type, found.PolicyVersion, found.Why));
        Assert.Equal(2, Assert.Single(await Store.Messages.WithIdAsync(told.ToString(), Cancellation)).N);
        Assert.Empty(await Store.Messages.WithIdAsync(Ref(99).ToString(), Cancellation));
        Assert.Equivalent(
            new Dictionary<Guid, Dispatch> { [told] = new(Noon.AddMinutes(1), 0, ""), [other] = new(null, 1, "HTTP 503") },
            await Store.Messages.DispatchesAsync([told, other, Ref(99)], Cancellation), strict: true);
        Assert.Empty(await Store.Messages.DispatchesAsync([], Cancellation));
    }

    [Fact]
    public async Task A_case_number_leads_to_everybody_who_has_it_through_merges_and_goes_with_the_person()
    {
        var (one, two) = (new IdentifierHash("00000000000000c1"), new IdentifierHash("00000000000000c2"));
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1)), Person(Ref(2), Ref(1)), Person(Ref(3))]);
            writes.CaseNumbers.AddRange([new CaseNumberRow(two, Ref(2)), new CaseNumberRow(one, Ref(3)), new CaseNumberRow(one, Ref(3))]);
        });
        await CommitAsync(writes => writes.CaseNumbers.Add(new CaseNumberRow(one, Ref(3))));
        Assert.Equal([Ref(1), Ref(2)], (await Store.Messages.PersonsOfCaseAsync(two, Cancellation)).Order());
        Assert.Equal([Ref(3)], await Store.Messages.PersonsOfCaseAsync(one, Cancellation));

        await CommitAsync(writes =>
        {
            writes.Persons.Add(Person(Ref(3)) with { WrappedKey = [], SealedState = [] });
            writes.Erased.Add(Ref(3));
        });
        Assert.Empty(await Store.Messages.PersonsOfCaseAsync(one, Cancellation));
        await Store.Messages.AddCaseNumbersAsync([new CaseNumberRow(one, Ref(3)), new CaseNumberRow(one, Ref(1))], Cancellation);
        await Store.Messages.AddCaseNumbersAsync([new CaseNumberRow(one, Ref(1))], Cancellation);
        Assert.Equal([Ref(1), Ref(2)], (await Store.Messages.PersonsOfCaseAsync(one, Cancellation)).Order());
    }

    [Fact]
    public async Task Views_are_kept_per_account_by_name_and_forgotten()
    {
        var view = new SavedView("ind/beheer", "nacht", "direction=out&within=24", Noon);
        await Store.Messages.KeepViewAsync(view, Cancellation);
        await Store.Messages.KeepViewAsync(view with { Name = "COA", Query = "partner=coa" }, Cancellation);
        await Store.Messages.KeepViewAsync(view with { Account = "dashboard" }, Cancellation);
        await Store.Messages.KeepViewAsync(view with { Query = "direction=in", At = Noon.AddHours(1) }, Cancellation);
        Assert.Equal([view with { Name = "COA", Query = "partner=coa" }, view with { Query = "direction=in", At = Noon.AddHours(1) }], await Store.Messages.ViewsAsync("ind/beheer", Cancellation));

        await Store.Messages.ForgetViewAsync("ind/beheer", "nacht", Cancellation);
        await Store.Messages.ForgetViewAsync("ind/beheer", "nothing", Cancellation);
        Assert.Equal(["COA"], (await Store.Messages.ViewsAsync("ind/beheer", Cancellation)).Select(kept => kept.Name));
        Assert.Single(await Store.Messages.ViewsAsync("dashboard", Cancellation));
    }

    [Fact]
    public async Task A_timeline_is_filtered_by_party_kind_and_time_with_how_many_match_and_knows_the_place_of_an_entry()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1)), Person(Ref(2), Ref(1))]);
            writes.Log.AddRange(
            [
                Message(1, 1, LogKind.Received, "coa", "case-signal", Noon), Message(2, 1, LogKind.Received, "ind", "case-signal", Noon.AddMinutes(1)),
                Message(1, 2, LogKind.Notified, "ind", "attention-proposed", Noon.AddMinutes(2)), Message(1, 3, LogKind.Received, "coa", "case-signal", Noon.AddMinutes(3)),
            ]);
        });
        Guid[] family = [Ref(1), Ref(2)];
        Assert.Equal("1 1, 1 3 of 2", await FoundAsync(new TimelineFilter("coa"), 0));
        Assert.Equal("1 3 of 2", await FoundAsync(new TimelineFilter("coa"), 1));
        Assert.Equal("1 2 of 1", await FoundAsync(new TimelineFilter(Kind: LogKind.Notified), 0));
        Assert.Equal("2 1, 1 2 of 2", await FoundAsync(new TimelineFilter(Since: Noon.AddMinutes(1), Until: Noon.AddMinutes(3)), 0));
        Assert.Equal("2 1 of 1", await FoundAsync(new TimelineFilter("ind", LogKind.Received, Noon, Noon.AddHours(1)), 0));

        Assert.Equal(2, await Store.Reads.BeforeAsync(family, Ref(1), 2, Cancellation));
        Assert.Equal(1, await Store.Reads.BeforeAsync(family, Ref(2), 1, Cancellation));
        Assert.Equal(0, await Store.Reads.BeforeAsync(family, Ref(1), 99, Cancellation));
        Assert.Equal([2L, 3L], (await Store.Reads.ChainAsync(Ref(1), 1, 10, Cancellation)).Select(row => row.N));
        Assert.Equal([1L], (await Store.Reads.ChainAsync(Ref(1), 0, 1, Cancellation)).Select(row => row.N));

        async Task<string> FoundAsync(TimelineFilter filter, int skip)
        {
            var page = await Store.Reads.TimelineAsync(family, filter, skip, 100, Cancellation);
            return $"{string.Join(", ", page.Items.Select(row => $"{Convert.ToInt32(row.Person.ToString()[..8], 16)} {row.N}"))} of {page.Total}";
        }
    }

    private static LogRow Message(int person, long n, LogKind kind, string party, string type, DateTimeOffset at)
    {
        var row = Entry(Ref(person), n, kind, eventId: Ref((int)((person * 100) + n)).ToString(), type: type) with { Party = party, At = at };
        return row with { Hash = LogChain.HashOf(row) };
    }
}
