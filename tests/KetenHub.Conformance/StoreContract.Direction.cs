using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

public abstract partial class StoreContract
{
    private static readonly AgreementFilter AllAgreements = new(null, null);

    [Fact]
    public async Task Agreements_are_read_as_written_earliest_term_first_and_replaced_as_a_whole()
    {
        var open = Agreement(1, "A-1", Noon.AddDays(2));
        var closed = open with { Person = Ref(2), Number = "A-2", EndsAt = Noon.AddDays(1), Result = "Done", ClosedAt = Noon, Kind = "SoberReception", Level = 3 };
        await CommitAsync(writes => writes.Agreements.AddRange([open, closed]));
        Same(new Page<AgreementRow>([closed, open], 2), await Store.Reads.AgreementsAsync(AllAgreements, 0, 10, Cancellation));
        Same(new Page<AgreementRow>([open], 2), await Store.Reads.AgreementsAsync(AllAgreements, 1, 10, Cancellation));

        var again = closed with { Owner = "dtv", EndsAt = Noon.AddDays(9), Location = "Budel", Table = "", Result = "", ClosedAt = null, Level = 0 };
        await CommitAsync(writes => writes.Agreements.Add(again));
        Same(new Page<AgreementRow>([open, again], 2), await Store.Reads.AgreementsAsync(AllAgreements, 0, 10, Cancellation));
    }

    [Fact]
    public async Task Agreements_are_found_by_place_and_by_whether_they_are_open()
    {
        var here = Agreement(1, "A-1", Noon);
        var done = here with { Number = "A-2", Result = "Done", ClosedAt = Noon };
        var elsewhere = here with { Number = "A-3", Location = "Budel" };
        await CommitAsync(writes => writes.Agreements.AddRange([here, done, elsewhere]));

        async Task<string> Found(AgreementFilter filter) =>
            string.Join(" ", (await Store.Reads.AgreementsAsync(filter, 0, 10, Cancellation)).Items.Select(row => row.Number));

        Assert.Equal("A-1 A-2", await Found(new AgreementFilter("Ter Apel", null)));
        Assert.Equal("A-1 A-3", await Found(new AgreementFilter(null, Open: true)));
        Assert.Equal("A-2", await Found(new AgreementFilter("Ter Apel", Open: false, ClosedSince: Noon)));
        Assert.Equal("", await Found(new AgreementFilter("Ter Apel", Open: false, ClosedSince: Noon.AddMilliseconds(1))));
    }

    [Fact]
    public async Task Cases_are_read_as_written_longest_without_progress_first_and_found_by_what_they_wait_for()
    {
        var plain = Case(1, CasePhase.Reported, Noon.AddDays(-10));
        var away = plain with { Person = Ref(2), Phase = CasePhase.Decided, Since = Noon.AddDays(-12), OutOfViewSince = Noon.AddDays(-1), SeenPlace = "Budel", SeenAt = Noon.AddDays(-2) };
        var bare = plain with { Person = Ref(3), Location = "Budel", Director = "", DirectorFunction = "", DirectorMissing = true, ReportedAt = null, Since = Noon, OpenAgreements = 0 };
        await CommitAsync(writes => writes.Cases.AddRange([plain, away, bare]));

        async Task<IReadOnlyList<CaseRow>> Found(CaseFilter filter) => (await Store.Reads.CasesAsync(filter, 0, 10, Cancellation)).Items;

        Same(new Page<CaseRow>([away, plain, bare], 3), await Store.Reads.CasesAsync(new CaseFilter(null), 0, 10, Cancellation));
        Same([away, plain], await Found(new CaseFilter("Ter Apel")));
        Same([away], await Found(new CaseFilter(null, OutOfView: true)));
        Same([bare], await Found(new CaseFilter(null, DirectorMissing: true)));
        Same([away, plain], await Found(new CaseFilter(null, ReportedSince: Noon.AddDays(-1))));
        Assert.Empty(await Found(new CaseFilter(null, ReportedSince: Noon)));
        Same([plain], await Found(new CaseFilter(null, StalledBefore: new Dictionary<CasePhase, DateTimeOffset>
        {
            [CasePhase.Reported] = Noon.AddDays(-9), [CasePhase.Decided] = Noon.AddDays(-20),
        })));
        Assert.Empty(await Found(new CaseFilter(null, StalledBefore: new Dictionary<CasePhase, DateTimeOffset>())));
    }

    [Fact]
    public async Task Agreements_and_case_of_a_person_go_before_what_is_written_in_the_same_batch()
    {
        await CommitAsync(writes =>
        {
            writes.Agreements.AddRange([Agreement(1, "A-1", Noon), Agreement(2, "A-2", Noon)]);
            writes.Cases.AddRange([Case(1, CasePhase.Reported, Noon), Case(2, CasePhase.Reported, Noon)]);
        });
        await CommitAsync(writes =>
        {
            writes.PersonsWithoutDirection.Add(Ref(1));
            writes.Agreements.Add(Agreement(2, "A-1", Noon));
        });

        Assert.Equal([(Ref(2), "A-1"), (Ref(2), "A-2")],
            (await Store.Reads.AgreementsAsync(AllAgreements, 0, 10, Cancellation)).Items.Select(row => (row.Person, row.Number)));
        Assert.Equal(Ref(2), Assert.Single((await Store.Reads.CasesAsync(new CaseFilter(null), 0, 10, Cancellation)).Items).Person);
    }

    [Fact]
    public async Task Agreements_are_found_by_the_meeting_at_which_they_were_made_and_closed()
    {
        var made = Agreement(1, "A-1", Noon) with { MadeAt = Noon, Table = "LKO" };
        var done = made with { Number = "A-2", MadeAt = Noon.AddHours(1), Result = "Done", ClosedAt = Noon.AddHours(2) };
        await CommitAsync(writes => writes.Agreements.AddRange([made, done, made with { Number = "A-3", Table = "" }]));

        async Task<string> Found(AgreementFilter filter) =>
            string.Join(" ", (await Store.Reads.AgreementsAsync(filter, 0, 10, Cancellation)).Items.Select(row => row.Number));

        Assert.Equal("A-1 A-2", await Found(new AgreementFilter(null, null, Table: "LKO")));
        Assert.Equal("A-2", await Found(new AgreementFilter(null, null, Table: "LKO", MadeSince: Noon)));
        Assert.Equal("A-1", await Found(new AgreementFilter(null, null, Table: "LKO", MadeUntil: Noon)));
        Assert.Equal("A-2", await Found(new AgreementFilter(null, false, ClosedUntil: Noon.AddHours(2))));
        Assert.Equal("", await Found(new AgreementFilter(null, false, ClosedUntil: Noon.AddHours(1))));
    }

    [Fact]
    public async Task Cases_that_are_open_for_long_are_found_and_finished_ones_are_not()
    {
        var old = Case(1, CasePhase.Reported, Noon);
        await CommitAsync(writes => writes.Cases.AddRange(
            [old, old with { Person = Ref(2), Phase = CasePhase.Left }, old with { Person = Ref(3), Phase = CasePhase.Granted }, old with { Person = Ref(4), OpenedAt = Noon }]));
        Same([old], (await Store.Reads.CasesAsync(new CaseFilter(null, OpenedBefore: Noon), 0, 10, Cancellation)).Items);
        Assert.Equal(2, (await Store.Reads.CasesAsync(new CaseFilter(null, OpenedBefore: DateTimeOffset.MaxValue), 0, 10, Cancellation)).Total);
    }

    [Fact]
    public async Task What_an_account_entered_is_found_latest_first_and_nobody_elses()
    {
        var key = new InboxKey("avim", "urn:nld:oin:00000000000000000104:systeem:pagina-avim-meldpunt", "0193a000-0000-7000-8000-000000000001");
        var first = new InboxRow(key, new byte[32], Ref(1), 1, new byte[32], Noon);
        var later = first with { Key = key with { EventId = "0193a000-0000-7000-8000-000000000002" }, N = 2 };
        await CommitAsync(writes => writes.Inbox.AddRange(
            [first, later, first with { Key = key with { Source = key.Source + "2" } }, first with { Key = key with { Source = "urn:nld:oin:00000000000000000104:systeem:proef" } }]));
        var page = await Store.Reads.EnteredAsync(key.Source, 0, 1, Cancellation);
        Assert.Equal((2, 2L), ((int)page.Total, Assert.Single(page.Items).N));
        Assert.Equal(first.Key, Assert.Single((await Store.Reads.EnteredAsync(key.Source, 1, 10, Cancellation)).Items).Key);
    }

    [Fact]
    public async Task Who_looked_at_exact_figures_is_kept_latest_first()
    {
        var look = new ExactLook(Noon, "cli:tester", "yearly report", new DateOnly(2026, 3, 1), new DateOnly(2026, 4, 1));
        await CommitAsync(writes => writes.ExactLooks.Add(look));
        await CommitAsync(writes => writes.ExactLooks.Add(look with { At = Noon.AddHours(1), Actor = "cli:other" }));

        Assert.Equal([look with { At = Noon.AddHours(1), Actor = "cli:other" }, look], await Store.Reads.ExactLooksAsync(10, Cancellation));
        Assert.Single(await Store.Reads.ExactLooksAsync(1, Cancellation));
    }

    private static AgreementRow Agreement(int person, string number, DateTimeOffset endsAt) =>
        new(Ref(person), "ind", number, "coa", "", endsAt, "Ter Apel", "Regietafel", "", null, 1, Noon.AddDays(-3), Noon);

    private static CaseRow Case(int person, CasePhase phase, DateTimeOffset since) =>
        new(Ref(person), phase, since, Noon.AddDays(-30), "ind", "Ter Apel", "avim", "regio Noord", false, null, "", null, Noon.AddHours(-5), 2, true);
}
