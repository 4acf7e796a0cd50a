using KetenHub.Hub;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Hand-outs (uitreikingen) along the hours of each day, by location: of some days, or of the next hours.</summary>
internal sealed class HandOutDays(IHubStore store, Moments moments, Visit visit)
{
    /// <summary>Rows on a page.</summary>
    public const int PageSize = 100;

    /// <summary>Choices, in days.</summary>
    public static readonly int[] Lengths = [1, 3, 7];

    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public DateOnly First { get; private set; }

    public int Days { get; private set; } = 1;

    /// <summary>In place of days: so far ahead from now.</summary>
    public TimeSpan? Within { get; private set; }

    public string? Location { get; private set; }

    public bool NotReady { get; private set; }

    public int Skip { get; private set; }

    public Page<ReadinessRow> Rows { get; private set; } = new([], 0);

    public bool IsFiltered => Location is not null || NotReady || Within is not null;

    public IEnumerable<IGrouping<DateOnly, ReadinessRow>> ByDay => Rows.Items.GroupBy(row => Moments.DateOf(row.HandOutAt!.Value));

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet(
        "/board/days", async (string? day, string? days, string? within, string? location, string? open, string? page, HandOutDays query, HttpContext context) =>
        {
            await query.LoadAsync(day, days, within, location, open, page, context.RequestAborted);
            return await Rendered.PageAsync<HandOutDaysPage>(context);
        }).For(new Needs(Reach.Own, Right.Operate, Right.View));

    /// <summary>Address of the hand-outs within a time.</summary>
    public static string AddressOf(TimeSpan? within, bool notReady) => Address(null, 1, within, null, notReady, 1);

    public string Address(int page) => Address(Within is null ? First : null, Days, Within, Location, NotReady, page);

    /// <summary>The same days of so many days later.</summary>
    public string Later(int by) => Address(First.AddDays(by), Days, null, Location, NotReady, 1);

    private static string Address(DateOnly? first, int days, TimeSpan? within, string? location, bool notReady, int page) =>
        "/board/days" + QueryString.Create(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["day"] = first?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["days"] = days == 1 ? null : days.ToString(CultureInfo.InvariantCulture),
            ["within"] = within is { } ahead ? Texts.Written(ahead) : null,
            ["location"] = location,
            ["open"] = notReady ? "1" : null,
            ["page"] = page > 1 ? page.ToString(CultureInfo.InvariantCulture) : null,
        }.Where(pair => pair.Value is not null));

    private async Task LoadAsync(string? day, string? days, string? within, string? location, string? open, string? page, CancellationToken cancellation)
    {
        First = DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asked) && asked.Year is > 2000 and < 2200
            ? asked : Moments.DateOf(moments.Now);
        Days = int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && Lengths.Contains(length) ? length : 1;
        Within = PolicyFile.LengthOf(within) is { } ahead && ahead > TimeSpan.Zero && ahead <= Longest ? ahead : null;
        Location = string.IsNullOrWhiteSpace(location) ? null : location.Trim();
        NotReady = open == "1";
        Skip = (PageNumber.Of(page) - 1) * PageSize;
        await ReadAsync(cancellation);
        if (Rows.Items.Count == 0 && Rows.Total > 0)
        {
            Skip = PageNumber.LastSkip(Rows.Total, PageSize);
            await ReadAsync(cancellation);
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        var (from, until) = Within is { } ahead ? (moments.Now, moments.Now + ahead) : (Moments.Midnight(First), Moments.Midnight(First.AddDays(Days)));
        Rows = await store.Operations.Controls.HandOutsAsync(from, until, Location, visit.Who.Partner?.Code, NotReady, Skip, PageSize, cancellation);
    }
}
