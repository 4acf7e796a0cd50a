using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Direction of cases, over all locations or at one: those without a director, stalled, out of view, and the review list.</summary>
internal sealed class DirectionQuery(IHubStore store, Policy policy, Moments moments, Visit visit)
{
    private const int Most = 200;

    public string? Location { get; private set; }

    public IReadOnlyList<string> Locations => [.. policy.Tables.Select(table => table.Location).Distinct().Order(StringComparer.Ordinal)];

    public Page<CaseRow> WithoutDirector { get; private set; } = new([], 0);

    public Page<CaseRow> Stalled { get; private set; } = new([], 0);

    public Page<CaseRow> OutOfView { get; private set; } = new([], 0);

    /// <summary>Null without a location: the list is a location's.</summary>
    public Page<CaseRow>? Review { get; private set; }

    /// <summary>The cases a director can be entered for.</summary>
    public IReadOnlyList<CaseRow> Cases { get; private set; } = [];

    public EntryOutcome? Entered { get; private set; }

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/direction", async (string? location, DirectionQuery query, HttpContext context) =>
        {
            await query.LoadAsync(location, context.RequestAborted);
            return await Rendered.PageAsync<DirectionPage>(context);
        }).For(new Needs(Reach.Own, Right.Direct));
        pages.MapPost("/direction", async (HttpContext context, DirectionQuery query, DirectionEntry entry, Visit visit, Policy policy) =>
        {
            var form = context.Request.Form;
            var (done, text) = await entry.EnterAsync(visit.Who.Partner?.Code ?? policy.Roles.Decisions, null, form, context.RequestAborted);
            query.Entered = new EntryOutcome(done, text, form);
            await query.LoadAsync(form["location"], context.RequestAborted);
            return await Rendered.PageAsync<DirectionPage>(context, done ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
        }).For(new Needs(Reach.Own, Right.Direct));
    }

    private async Task LoadAsync(string? location, CancellationToken cancellation)
    {
        Location = string.IsNullOrWhiteSpace(location) ? null : location.Trim();
        var (reads, party) = (store.Reads, visit.Who.Partner?.Code);
        WithoutDirector = await reads.CasesAsync(new CaseFilter(Location, DirectorMissing: true, Party: party), 0, Most, cancellation);
        Stalled = await reads.CasesAsync(new CaseFilter(Location, StalledBefore: policy.Direction.StalledAt(moments.Now), Party: party), 0, Most, cancellation);
        OutOfView = await reads.CasesAsync(new CaseFilter(Location, OutOfView: true, Party: party), 0, Most, cancellation);
        Review = Location is null ? null : await reads.CasesAsync(new CaseFilter(Location, OpenedBefore: moments.Now - policy.Direction.ReviewAfter, Party: party), 0, Most, cancellation);
        var open = await reads.CasesAsync(new CaseFilter(Location, OpenedBefore: DateTimeOffset.MaxValue, Party: party), 0, Most, cancellation);
        Cases = [.. WithoutDirector.Items.Concat(open.Items).DistinctBy(row => row.Person)];
    }
}
