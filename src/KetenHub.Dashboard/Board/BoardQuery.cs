using System.Globalization;
using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>What the board shows: what is due, who is ready, what escalated.</summary>
internal sealed class BoardQuery(IHubStore store, Moments moments, Visit visit)
{
    /// <summary>Rows on a page.</summary>
    public const int PageSize = 50;

    /// <summary>Choices of the hand-out filter, in hours.</summary>
    public static readonly int[] Hours = [4, 12, 24, 72];

    public Overview Overview { get; private set; } = null!;

    /// <summary>When the latest message was refused.</summary>
    public DateTimeOffset? LatestRefusal { get; private set; }

    public Page<ReadinessRow> Rows { get; private set; } = null!;

    /// <summary>How many need a person, over everything; counted as far as one page goes.</summary>
    public (long Count, bool More) Attention { get; private set; }

    public IReadOnlyList<string> Locations { get; private set; } = [];

    public string? Location { get; private set; }

    public ReadinessStatus? Status { get; private set; }

    public int? Within { get; private set; }

    public int Skip { get; private set; }

    public bool IsFiltered => Location is not null || Status is not null || Within is not null;

    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/board", async (string? location, string? state, string? within, string? page, string? wall, BoardQuery query, HttpContext context) =>
        {
            await query.LoadAsync(location, state, within, page, context.RequestAborted);
            return wall == "1" ? await Rendered.PageAsync<WallPage>(context) : await Rendered.PageAsync<BoardPage>(context);
        }).For(new Needs(Reach.Own, Right.Operate, Right.View));

    /// <summary>How many readinesses are not settled, over everything; with a filter, as far as the page goes.</summary>
    public long OpenCount => IsFiltered || visit.Who.Partner is not null
        ? Rows.Items.Count(row => PartOf(row) != BoardPart.Settled)
        : Overview.ByStatus.Where(status => status.Key is not (ReadinessStatus.InterviewHeld or ReadinessStatus.Cancelled or ReadinessStatus.NotOpened)).Sum(status => status.Value);

    /// <summary>Which part of the board a row belongs to. The store sorts by the same.</summary>
    public static BoardPart PartOf(ReadinessRow row) => row switch
    {
        { Status: ReadinessStatus.InterviewHeld or ReadinessStatus.Cancelled } => BoardPart.Settled,
        { Status: ReadinessStatus.Overdue or ReadinessStatus.NotReady or ReadinessStatus.InterviewOverdue } or { MissedPresence: true } => BoardPart.NeedsSomebody,
        _ => BoardPart.Coming,
    };

    /// <summary>Address of another page of the same filter. Holds place, state and number only.</summary>
    public string Address(int page) => "/board" + QueryString.Create(new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["location"] = Location,
        ["state"] = Status?.ToString(),
        ["within"] = Within?.ToString(CultureInfo.InvariantCulture),
        ["page"] = page > 1 ? page.ToString(CultureInfo.InvariantCulture) : null,
    }.Where(pair => pair.Value is not null));

    private async Task LoadAsync(string? location, string? state, string? within, string? page, CancellationToken cancellation)
    {
        // What can't be read is left out rather than refused: the form shows what is filtered by.
        Location = string.IsNullOrWhiteSpace(location) ? null : location.Trim();
        Status = Enum.TryParse<ReadinessStatus>(state, out var status) && Enum.IsDefined(status) && status != ReadinessStatus.NotOpened ? status : null;
        Within = int.TryParse(within, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && Hours.Contains(hours) ? hours : null;
        var number = int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, 1_000_000) : 1;

        var party = visit.Who.Partner?.Code;
        Overview = await store.Reads.OverviewAsync(moments.Now, cancellation);
        LatestRefusal = (await store.Reads.QuarantineAsync(0, 1, cancellation)).Items is [var latest, ..] ? latest.ReceivedAt : null;
        var all = await store.Reads.BoardAsync(new BoardFilter([], null, null, party), 0, PageSize, cancellation);
        var attention = all.Items.Count(row => PartOf(row) == BoardPart.NeedsSomebody);
        Attention = (attention, attention == PageSize && all.Total > PageSize);
        Locations = [.. all.Items.Select(row => row.Location).Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal)];

        var filter = new BoardFilter(Status is { } only ? [only] : [], Location, Within is { } h ? moments.Now.AddHours(h) : null, party);
        Skip = (number - 1) * PageSize;
        Rows = IsFiltered || Skip > 0 ? await store.Reads.BoardAsync(filter, Skip, PageSize, cancellation) : all;
        // A page that no longer exists, after rows went: the last one there is.
        if (Rows.Items.Count == 0 && Rows.Total > 0)
        {
            Skip = (int)((Rows.Total - 1) / PageSize) * PageSize;
            Rows = await store.Reads.BoardAsync(filter, Skip, PageSize, cancellation);
        }
    }
}

/// <summary>Parts of the board, in its order.</summary>
internal enum BoardPart
{
    NeedsSomebody,
    Coming,
    Settled,
}
