using System.Globalization;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>One page of refused messages, latest first. Bodies are never opened here.</summary>
internal sealed class QuarantineQuery(IHubStore store, PartnerList partners)
{
    public const int PageSize = 50;

    public Page<QuarantineRow> Rows { get; private set; } = null!;

    public int Skip { get; private set; }

    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/quarantine", async (string? page, QuarantineQuery query, HttpContext context) =>
        {
            await query.LoadAsync(page, context.RequestAborted);
            return await Rendered.PageAsync<QuarantinePage>(context);
        });

    public static string Address(int page) => page > 1 ? $"/quarantine?page={page.ToString(CultureInfo.InvariantCulture)}" : "/quarantine";

    public string NameOf(string code) => partners.Find(code)?.Name ?? code;

    private async Task LoadAsync(string? page, CancellationToken cancellation)
    {
        var number = int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, 1_000_000) : 1;
        Skip = (number - 1) * PageSize;
        Rows = await store.Reads.QuarantineAsync(Skip, PageSize, cancellation);
        if (Rows.Items.Count == 0 && Rows.Total > 0)
        {
            Skip = (int)((Rows.Total - 1) / PageSize) * PageSize;
            Rows = await store.Reads.QuarantineAsync(Skip, PageSize, cancellation);
        }
    }
}
