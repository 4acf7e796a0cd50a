using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>The agenda of a table: what partners at one location must look at together. Persons stand in it by the reference of their file
/// only; who needs more opens the timeline and states why.</summary>
internal sealed class AgendaQuery(IHubStore store, Policy policy, PartnerList partners, Moments moments, Visit visit)
{
    private const int Most = 200;

    /// <summary>Tables; for a partner's staff those at which it sits.</summary>
    public IReadOnlyList<TableTerms> Tables => [.. policy.Tables.Where(visit.Who.SitsAt)];

    /// <summary>Null while no table is configured.</summary>
    public TableTerms? Table { get; private set; }

    /// <summary>The meeting this agenda is for, and the one before.</summary>
    public (DateTimeOffset At, DateTimeOffset Previous) Meeting { get; private set; }

    public Page<ReadinessRow> HandOuts { get; private set; } = new([], 0);

    public Page<AgreementRow> Agreements { get; private set; } = new([], 0);

    public Page<AgreementRow> Closed { get; private set; } = new([], 0);

    public Page<CaseRow> OutOfView { get; private set; } = new([], 0);

    public Page<CaseRow> Reported { get; private set; } = new([], 0);

    public Page<CaseRow> Stalled { get; private set; } = new([], 0);

    public Page<CaseRow> WithoutDirector { get; private set; } = new([], 0);

    /// <summary>Everybody with an open case at the location.</summary>
    public Page<CaseRow> Cases { get; private set; } = new([], 0);

    /// <summary>What could not be entered, or what was.</summary>
    public EntryOutcome? Entered { get; private set; }

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/agenda", async (string? table, AgendaQuery query, HttpContext context) =>
        {
            await query.LoadAsync(table, context.RequestAborted);
            return await Rendered.PageAsync<AgendaPage>(context);
        }).For(new Needs(Reach.Own, Right.Direct));
        pages.MapPost("/agenda", async (HttpContext context, AgendaQuery query, DirectionEntry entry) =>
        {
            var form = context.Request.Form;
            if (query.Tables.FirstOrDefault(table => table.Name == form["table"]) is { } table)
            {
                var (done, text) = await entry.EnterAsync(table.Chair, table, form, context.RequestAborted);
                query.Entered = new EntryOutcome(done, text, form);
            }
            await query.LoadAsync(form["table"], context.RequestAborted);
            return await Rendered.PageAsync<AgendaPage>(context, query.Entered is { Done: true } ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
        }).For(new Needs(Reach.Own, Right.Direct));
    }

    public bool IsMissed(AgreementRow row) => row.Result.Length == 0 && row.EndsAt <= moments.Now;

    public string NameOf(string code) => partners.Find(code)?.Name ?? code;

    /// <summary>How a person's file is called at a table: the start of its reference in the hub.</summary>
    public static string FileOf(Guid person) => person.ToString("N")[..8];

    public async Task LoadAsync(string? name, CancellationToken cancellation)
    {
        Table = Tables.FirstOrDefault(table => table.Name == name) ?? (Tables.Count > 0 ? Tables[0] : null);
        if (Table is null)
            return;
        var (place, reads, party) = (Table.Location, store.Reads, visit.Who.Partner?.Code);
        var meeting = Table.Meeting(moments.Now);
        Meeting = (meeting, Table.Before(meeting));
        HandOuts = await reads.BoardAsync(new BoardFilter(
            [ReadinessStatus.Requested, ReadinessStatus.Ready, ReadinessStatus.NotReady, ReadinessStatus.Overdue, ReadinessStatus.HandedOut, ReadinessStatus.InterviewOverdue],
            place, null, party), 0, Most, cancellation);
        Agreements = await reads.AgreementsAsync(new AgreementFilter(place, Open: true, Party: party), 0, Most, cancellation);
        Closed = await reads.AgreementsAsync(new AgreementFilter(place, Open: false, ClosedSince: Meeting.Previous, Party: party), 0, Most, cancellation);
        OutOfView = await reads.CasesAsync(new CaseFilter(place, OutOfView: true, Party: party), 0, Most, cancellation);
        Reported = await reads.CasesAsync(new CaseFilter(place, ReportedSince: Meeting.Previous, Party: party), 0, Most, cancellation);
        Stalled = await reads.CasesAsync(new CaseFilter(place, StalledBefore: policy.Direction.StalledAt(moments.Now), Party: party), 0, Most, cancellation);
        WithoutDirector = await reads.CasesAsync(new CaseFilter(place, DirectorMissing: true, Party: party), 0, Most, cancellation);
        Cases = await reads.CasesAsync(new CaseFilter(place, OpenedBefore: DateTimeOffset.MaxValue, Party: party), 0, Most, cancellation);
    }
}
