using System.Globalization;
using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Figures of a period: as they may be published, or, with the right and a purpose, to the digit. The latter is logged before it is read.</summary>
internal sealed class FigureQuery(IHubStore store, HubTransaction hub, Moments moments, PartnerList partners, Visit visit, Texts texts)
{
    /// <summary>First month that is shown, and first month after.</summary>
    public DateOnly From { get; private set; }

    public DateOnly Until { get; private set; }

    /// <summary>Break down by <c>location</c> or <c>partner</c>; empty: neither.</summary>
    public string By { get; private set; } = "";

    /// <summary>Null when the period can't be published.</summary>
    public FigureReport? Report { get; private set; }

    public IReadOnlyList<PublishedSum> Period { get; private set; } = [];

    /// <summary>Null unless exact figures were asked for and are allowed.</summary>
    public IReadOnlyList<FigureRow>? Exact { get; private set; }

    /// <summary>The same by month, and by nothing else: what both tell apart would be much more to read.</summary>
    public IReadOnlyList<FigureRow> ExactByMonth { get; private set; } = [];

    /// <summary>Cases open when the period ended.</summary>
    public long OpenAtEnd { get; private set; }

    public string Purpose { get; private set; } = "";

    public string? Error { get; private set; }

    public DateOnly Today => DutchTime.DayOf(moments.Now);

    public bool MayBeExact => visit.Who.May(Right.ExactFigures);

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/figures", async (string? from, string? to, string? by, FigureQuery query, HttpContext context) =>
        {
            await query.LoadAsync(from, to, by, context.RequestAborted);
            return await Rendered.PageAsync<FiguresPage>(context, query.Error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
        }).For(new Needs(Reach.Same, Right.Figures, Right.ExactFigures));
        pages.MapPost("/figures", async (FigureQuery query, HttpContext context) =>
        {
            await query.LoadExactAsync(context.Request.Form, context.RequestAborted);
            return query.Exact is null
                ? await Rendered.PageAsync<FiguresPage>(context, StatusCodes.Status400BadRequest)
                : await Rendered.PageAsync<ExactPage>(context);
        }).For(new Needs(Reach.Chain, Right.ExactFigures));
    }

    public string NameOf(string code) => code.Length == 0 ? texts.NotKnown : partners.Find(code)?.Name ?? code;

    /// <summary>A month for an input field.</summary>
    public static string Month(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>A day for an input field.</summary>
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task LoadAsync(string? from, string? to, string? by, CancellationToken cancellation)
    {
        var now = new DateOnly(Today.Year, Today.Month, 1);
        (From, Until) = (MonthOf(from) ?? now.AddMonths(-12), MonthOf(to)?.AddMonths(1) ?? now);
        By = by is "location" or "partner" ? by : "";
        if (!FigureReport.MayBePublished(From, Until, Today) || Until > From.AddMonths(60))
        {
            Error = texts.PeriodNotPublished;
            return;
        }
        Report = await FigureReport.PublishedAsync(store.Reads, From, Until, moments.Now, cancellation);
        Period = Report.Period();
    }

    private async Task LoadExactAsync(IFormCollection form, CancellationToken cancellation)
    {
        var now = new DateOnly(Today.Year, Today.Month, 1);
        (From, Until) = (DayOf(form["from"]) ?? now, DayOf(form["to"])?.AddDays(1) ?? Today);
        By = form["by"].ToString() is "location" or "partner" ? form["by"].ToString() : "";
        Purpose = form["purpose"].ToString().Trim();
        Error = Purpose.Length is < 5 or > 200 ? texts.PurposeMissing : Until <= From || Until > From.AddYears(10) ? texts.PeriodWrong : null;
        if (Error is not null)
            return;
        await hub.LogExactFiguresAsync(visit.Actor, Purpose, From, Until, cancellation);
        OpenAtEnd = await ExactFigures.OpenAtEndAsync(store.Reads, Until, cancellation);
        ExactByMonth = await store.Reads.FiguresAsync(From, Until, ExactFigures.Detail(["month"]), cancellation);
        Exact = By.Length == 0 ? ExactByMonth : await store.Reads.FiguresAsync(From, Until, ExactFigures.Detail([By]), cancellation);
    }

    private static DateOnly? MonthOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) ? month : null;

    private static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
