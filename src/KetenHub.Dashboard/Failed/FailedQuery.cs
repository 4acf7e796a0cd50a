using System.Globalization;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>What failed: the groups, and the list behind each. Never a body.</summary>
internal sealed class FailedQuery(IHubStore store, PartnerList partners)
{
    public const int PageSize = 50;
    private const int JobsShown = 10;
    private const int LongestReason = 200;

    public IReadOnlyList<FailureGroup> Groups { get; private set; } = [];

    public Page<ReplayRow> Jobs { get; private set; } = new([], 0);

    public Page<CorrectionRow> Corrections { get; private set; } = new([], 0);

    /// <summary>The list that is shown; its kind is never empty there.</summary>
    public FailureFilter Filter { get; private set; } = new();

    public Page<RefusedRow> Refused { get; private set; } = new([], 0);

    public Page<PostponedRow> Postponed { get; private set; } = new([], 0);

    public int Skip { get; private set; }

    public long Total => Filter.Kind == FailureKind.Refused ? Refused.Total : Postponed.Total;

    public int Shown => Filter.Kind == FailureKind.Refused ? Refused.Items.Count : Postponed.Items.Count;

    public static void Map(IEndpointRouteBuilder pages)
    {
        var needs = new Needs(Reach.Chain, Right.Operate);
        pages.MapGet("/failed", async (string? jobs, FailedQuery query, HttpContext context) =>
        {
            await query.LoadGroupsAsync(jobs, context.RequestAborted);
            return await Rendered.PageAsync<FailedPage>(context);
        }).For(needs);
        pages.MapGet("/failed/list", async (string? kind, string? partner, string? reason, string? page, FailedQuery query, HttpContext context) =>
        {
            await query.LoadListAsync(FilterOf(kind, partner, reason), page, context.RequestAborted);
            return await Rendered.PageAsync<FailedListPage>(context);
        }).For(needs);
        // Where links of before led.
        pages.MapGet("/quarantine", () => Results.Redirect("/failed")).For(needs);
    }

    /// <summary>A filter as an address or a form spells it; what can't be read is left out.</summary>
    public static FailureFilter FilterOf(string? kind, string? partner, string? reason, string? id = null) => new(
        Enum.TryParse<FailureKind>(kind, out var known) && Enum.IsDefined(known) ? known : FailureKind.Refused,
        Cut(partner), Cut(reason), Guid.TryParseExact(id, "D", out var one) ? one : null);

    /// <summary>Address of a list.</summary>
    public static string AddressOf(FailureKind kind, string partner = "", string reason = "", int page = 1) =>
        "/failed/list" + QueryString.Create(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["kind"] = kind.ToString(),
            ["partner"] = partner.Length == 0 ? null : partner,
            ["reason"] = reason.Length == 0 ? null : reason,
            ["page"] = page > 1 ? page.ToString(CultureInfo.InvariantCulture) : null,
        }.Where(pair => pair.Value is not null));

    public string Address(int page) => AddressOf(Filter.Kind ?? FailureKind.Refused, Filter.Partner, Filter.Reason, page);

    public static string JobsAddress(int page) => page > 1 ? $"/failed?jobs={page.ToString(CultureInfo.InvariantCulture)}" : "/failed";

    public int JobsSkip { get; private set; }

    public static int JobsPage => JobsShown;

    public string NameOf(string code) => partners.Find(code)?.Name ?? code;

    private async Task LoadGroupsAsync(string? jobs, CancellationToken cancellation)
    {
        Groups = await store.Failures.GroupsAsync(cancellation);
        JobsSkip = (PageNumber.Of(jobs) - 1) * JobsShown;
        Jobs = await store.Failures.ReplaysAsync(JobsSkip, JobsShown, cancellation);
        Corrections = await store.Failures.CorrectionsAsync(0, JobsShown, cancellation);
    }

    private async Task LoadListAsync(FailureFilter filter, string? page, CancellationToken cancellation)
    {
        Filter = filter;
        Skip = (PageNumber.Of(page) - 1) * PageSize;
        await ReadAsync(cancellation);
        if (Shown == 0 && Total > 0)
        {
            Skip = PageNumber.LastSkip(Total, PageSize);
            await ReadAsync(cancellation);
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        if (Filter.Kind == FailureKind.Refused)
            Refused = await store.Failures.RefusedAsync(Filter, Skip, PageSize, cancellation);
        else
            Postponed = await store.Failures.PostponedAsync(Filter, Skip, PageSize, cancellation);
    }

    private static string Cut(string? text) => text is null ? "" : text.Length > LongestReason ? text[..LongestReason] : text;
}
