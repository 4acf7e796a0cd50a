using System.Globalization;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Two periods side by side, with how far each difference can be chance. Exact, so with the right and a purpose, and logged.</summary>
internal sealed class CompareQuery(IHubStore store, HubTransaction hub, Moments moments, Visit visit, Texts texts)
{
    /// <summary>First day and first day after.</summary>
    public (DateOnly From, DateOnly Until) Before { get; private set; }

    public (DateOnly From, DateOnly Until) After { get; private set; }

    public string Purpose { get; private set; } = "";

    public string? Error { get; private set; }

    /// <summary>Null before it was asked for.</summary>
    public Comparison? Result { get; private set; }

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/figures/compare", (CompareQuery query, HttpContext context) =>
        {
            var today = KetenHub.Decisions.DutchTime.DayOf(query.Now);
            var month = new DateOnly(today.Year, today.Month, 1);
            (query.Before, query.After) = ((month.AddMonths(-6), month.AddMonths(-3)), (month.AddMonths(-3), month));
            return Rendered.PageAsync<ComparePage>(context);
        }).For(new Needs(Reach.Chain, Right.ExactFigures));
        pages.MapPost("/figures/compare", async (CompareQuery query, HttpContext context) =>
        {
            await query.LoadAsync(context.Request.Form, context.RequestAborted);
            return await Rendered.PageAsync<ComparePage>(context, query.Result is null ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
        }).For(new Needs(Reach.Chain, Right.ExactFigures));
    }

    private DateTimeOffset Now => moments.Now;

    private async Task LoadAsync(IFormCollection form, CancellationToken cancellation)
    {
        Before = (DayOf(form["before-from"]), DayOf(form["before-to"]).AddDays(1));
        After = (DayOf(form["after-from"]), DayOf(form["after-to"]).AddDays(1));
        Purpose = form["purpose"].ToString().Trim();
        Error = Purpose.Length is < 5 or > 200 ? texts.PurposeMissing
            : Before.From >= Before.Until || After.From >= After.Until || Before.Until > After.From ? texts.PeriodsWrong : null;
        if (Error is not null)
            return;
        await hub.LogExactFiguresAsync(visit.Actor, Purpose, Before.From, After.Until, cancellation);
        Result = Comparison.Of(
            await store.Reads.FiguresAsync(Before.From, Before.Until, FigureDetail.Minutes, cancellation), Before.Until.DayNumber - Before.From.DayNumber,
            await store.Reads.FiguresAsync(After.From, After.Until, FigureDetail.Minutes, cancellation), After.Until.DayNumber - After.From.DayNumber);
    }

    private static DateOnly DayOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : DateOnly.MinValue;
}
