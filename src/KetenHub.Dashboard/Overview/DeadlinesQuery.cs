using System.Globalization;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>What the hub watches: its own deadlines, or the open agreements, whichever comes first at the top.</summary>
internal sealed class DeadlinesQuery(IHubStore store, PartnerList partners, Moments moments, Visit visit)
{
    public const int PageSize = 50;

    public bool IsAgreements { get; private set; }

    public int? Within { get; private set; }

    public int Skip { get; private set; }

    public Page<DeadlineRow> Deadlines { get; private set; } = new([], 0);

    public Page<AgreementRow> Agreements { get; private set; } = new([], 0);

    public long Total => IsAgreements ? Agreements.Total : Deadlines.Total;

    public int Shown => IsAgreements ? Agreements.Items.Count : Deadlines.Items.Count;

    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/deadlines", async (string? list, string? within, string? page, DeadlinesQuery query, HttpContext context) =>
        {
            await query.LoadAsync(list, within, page, context.RequestAborted);
            return await Rendered.PageAsync<DeadlinesPage>(context);
        }).For(new Needs(Reach.Own, Right.Operate, Right.View));

    public string NameOf(string code) => partners.Find(code)?.Name ?? code;

    public string Address(int page) => "/deadlines" + QueryString.Create(new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["list"] = IsAgreements ? "agreements" : null,
        ["within"] = Within?.ToString(CultureInfo.InvariantCulture),
        ["page"] = page > 1 ? page.ToString(CultureInfo.InvariantCulture) : null,
    }.Where(pair => pair.Value is not null));

    private async Task LoadAsync(string? list, string? within, string? page, CancellationToken cancellation)
    {
        // What the hub itself waits for is about everybody; a partner's staff see what their partner agreed.
        IsAgreements = list == "agreements" || visit.Who.Partner is not null;
        Within = within == "24" && !IsAgreements ? 24 : null;
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
        if (IsAgreements)
            Agreements = await store.Reads.AgreementsAsync(new AgreementFilter(null, Open: true, Party: visit.Who.Partner?.Code), Skip, PageSize, cancellation);
        else
            Deadlines = await store.Operations.DeadlinesAsync(Within is { } hours ? moments.Now.AddHours(hours) : DateTimeOffset.MaxValue, Skip, PageSize, cancellation);
    }
}
