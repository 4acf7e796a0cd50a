using System.Globalization;
using System.Net.Http.Headers;
using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Minutes of a meeting of a table: what was agreed, closed and missed. By reference of the file; what was agreed in words stands in
/// the log of the file only.</summary>
internal sealed class MinutesQuery(IHubStore store, Policy policy, PartnerList partners, Moments moments, Texts texts, Visit visit)
{
    private const int Most = 200;
    private const int MostBack = 520;

    /// <summary>Null when there is no such table.</summary>
    public TableTerms? Table { get; private set; }

    public DateTimeOffset Meeting { get; private set; }

    /// <summary>How many meetings ago.</summary>
    public int Back { get; private set; }

    public Page<AgreementRow> Made { get; private set; } = new([], 0);

    public Page<AgreementRow> Closed { get; private set; } = new([], 0);

    public Page<AgreementRow> Missed { get; private set; } = new([], 0);

    /// <summary>Cases of the files that the minutes name, with their director as things stand.</summary>
    public IReadOnlyList<CaseRow> Cases { get; private set; } = [];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/agenda/minutes", async (string? table, string? back, MinutesQuery query, HttpContext context) =>
        {
            await query.LoadAsync(table, back, context.RequestAborted);
            return await Rendered.PageAsync<MinutesPage>(context, query.Table is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
        }).For(new Needs(Reach.Own, Right.Direct));
        pages.MapGet("/agenda/minutes/document", async (string? table, string? back, MinutesQuery query, HttpContext context) =>
        {
            await query.LoadAsync(table, back, context.RequestAborted);
            if (query.Table is null)
                return await Rendered.PageAsync<MinutesPage>(context, StatusCodes.Status404NotFound);
            context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = query.FileName }.ToString();
            return await Rendered.PageAsync<MinutesDocument>(context);
        }).For(new Needs(Reach.Own, Right.Direct));
    }

    public string NameOf(string code) => partners.Find(code)?.Name ?? code;

    /// <summary>Minutes of another meeting.</summary>
    public string Address(int back) => $"/agenda/minutes{Of(back)}";

    /// <summary>These minutes as a file.</summary>
    public string Document => $"/agenda/minutes/document{Of(Back)}";

    private string FileName => string.Create(CultureInfo.InvariantCulture, $"{texts.Minutes} {Table!.Name} {DutchTime.DayOf(Meeting):yyyy-MM-dd}.html");

    private string Of(int back) => $"?table={Uri.EscapeDataString(Table!.Name)}&back={back.ToString(CultureInfo.InvariantCulture)}";

    private async Task LoadAsync(string? name, string? back, CancellationToken cancellation)
    {
        Table = policy.Tables.FirstOrDefault(table => table.Name == name && visit.Who.SitsAt(table));
        if (Table is null)
            return;
        Back = int.TryParse(back, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 0, MostBack) : 0;
        Meeting = Table.Before(Table.Meeting(moments.Now), Back);
        // From the end of the meeting before to the end of this one: what is prepared belongs to it too.
        var (from, until) = (TableTerms.EndOf(Table.Before(Meeting)), TableTerms.EndOf(Meeting));
        var (reads, party) = (store.Reads, visit.Who.Partner?.Code);
        Made = await reads.AgreementsAsync(new AgreementFilter(Table.Location, null, Table: Table.Name, MadeSince: from, MadeUntil: until, Party: party), 0, Most, cancellation);
        Closed = await reads.AgreementsAsync(new AgreementFilter(Table.Location, false, ClosedSince: from, ClosedUntil: until, Party: party), 0, Most, cancellation);
        var open = await reads.AgreementsAsync(new AgreementFilter(Table.Location, true, Party: party), 0, Most, cancellation);
        // Those whose term ends first stand first.
        var missed = open.Items.Where(row => row.EndsAt <= moments.Now && row.EndsAt <= until).ToList();
        Missed = new Page<AgreementRow>(missed, missed.Count);
        var named = Made.Items.Concat(Closed.Items).Concat(Missed.Items).Select(row => row.Person).ToHashSet();
        Cases = [.. (await reads.CasesAsync(new CaseFilter(Table.Location, Party: party), 0, Most, cancellation)).Items.Where(row => named.Contains(row.Person))];
    }
}
