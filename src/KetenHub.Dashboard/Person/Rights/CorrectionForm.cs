using System.Globalization;
using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Corrects what was told about a person (rectificatie, AVG art. 16 and 19): which field of an entry, what it should have said and why; then who will be
/// told; and only then it is done. What is typed travels in the body only.</summary>
internal sealed class CorrectionForm(IHubStore store, HubKeys keys, PartnerList partners, PersonCorrection correction, PersonForm persons, TimelineQuery timeline, Visit visit, Moments moments, Texts texts)
{
    // A form that is sent twice is one correction.
    private static readonly TimeSpan Twice = TimeSpan.FromMinutes(10);

    public LookUp Look { get; private set; } = null!;

    public TimelineEntry Entry { get; private set; } = null!;

    public string Field { get; private set; } = "";

    public string Right { get; private set; } = "";

    public string Reason { get; private set; } = "";

    /// <summary>Codes of partners that somebody told, where the hub can't.</summary>
    public IReadOnlyList<string> ToldOtherwise { get; private set; } = [];

    /// <summary>Who would be told; null: nobody asked yet.</summary>
    public CorrectionPreview? Preview { get; private set; }

    public (string Number, string Text)? Error { get; private set; }

    /// <summary>Corrections of the person, the latest first, with how far each is.</summary>
    public IReadOnlyList<CorrectionReport> Reports { get; private set; } = [];

    public static void Map(IEndpointRouteBuilder pages)
    {
        var needs = new Needs(Reach.Chain, KetenHub.Hub.Right.Rectify);
        pages.MapPost("/person/correct", (HttpContext context, CorrectionForm form) => form.SubmitAsync(context)).For(needs);
        pages.MapGet("/person/corrections", (HttpContext context, CorrectionForm form) => form.FollowAsync(context)).For(needs);
        pages.MapGet("/person/correct", () => Results.Redirect("/person")).For(needs);
    }

    /// <summary>Address of the corrections of a look-up.</summary>
    public static string FollowAddress(LookUp look) => $"/person/corrections?look={look.Number}";

    private async Task<IResult> SubmitAsync(HttpContext context)
    {
        var (form, cancellation) = (context.Request.Form, context.RequestAborted);
        if (LookUp.Read(visit.Session, form["look"].ToString()) is not { } look)
            return await persons.ExpiredAsync(context);
        Look = look;
        await timeline.LoadFamilyAsync(look, cancellation);
        if (await EntryOfAsync(form["entry"].ToString(), cancellation) is not { State: BodyState.Open, Fields.Count: > 0, Row.Kind: LogKind.Received or LogKind.Notified } entry)
            return Results.LocalRedirect(new TimelineAddress(new TimelineFilter()).Path(look.Number));
        Entry = entry;
        (Field, Right, Reason) = (form["field"].ToString(), form["right"].ToString().Trim(), form["reason"].ToString().Trim());
        ToldOtherwise = [.. form["toldOtherwise"].OfType<string>().Where(code => partners.Find(code) is not null)];
        var step = form["step"].ToString();
        if (step is not ("preview" or "correct"))
            return await Rendered.PageAsync<CorrectPage>(context);
        try
        {
            Error = Missing();
            if (Error is null)
                Preview = await correction.PreviewAsync(look.Person, entry.Row.Person, entry.Row.N, Field, cancellation);
            if (Error is null && step == "correct")
            {
                await CorrectAsync(cancellation);
                return Results.LocalRedirect(FollowAddress(look));
            }
        }
        catch (KetenHubException refused)
        {
            var kind = refused.Problems[0].Kind;
            Error = (kind.Number, kind == Errors.CorrectionUndeliverable ? texts.MustBeToldOtherwise : texts.NotCorrectable);
        }
        return await Rendered.PageAsync<CorrectPage>(context, Error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private async Task<IResult> FollowAsync(HttpContext context)
    {
        if (!context.Request.Query.ContainsKey("look"))
            return Results.Redirect("/person");
        if (LookUp.Read(visit.Session, context.Request.Query["look"].ToString()) is not { } look)
            return await persons.ExpiredAsync(context);
        Look = look;
        Reports = [.. (await CorrectionReport.ReadAsync(store.Reads, keys, partners, look.Person, context.RequestAborted)).Reverse()];
        return await Rendered.PageAsync<CorrectionsPage>(context);
    }

    private (string, string)? Missing() => this switch
    {
        { Field.Length: 0 } => (Errors.FieldMissing.Number, texts.ChooseField),
        { Right.Length: 0 or > 1000 } => (Errors.FieldMissing.Number, texts.RightMissing),
        { Reason.Length: < 5 or > 500 } => (Errors.PurposeMissing.Number, texts.ReasonMissing),
        _ => null,
    };

    private async Task CorrectAsync(CancellationToken cancellation)
    {
        var before = await CorrectionReport.ReadAsync(store.Reads, keys, partners, Look.Person, cancellation);
        if (before.Any(one => one.Of == $"{Entry.Row.Person:D}/{Entry.Row.N}" && one.Field == Field && one.Reason == Reason && one.Actor == visit.Who.Name && moments.Now - one.At < Twice))
            return;
        await correction.CorrectAsync(Look.Person, new WrongEntry(Entry.Row.Person, Entry.Row.N, Field, Right, Reason), visit.Actor, ToldOtherwise, cancellation);
    }

    private async Task<TimelineEntry?> EntryOfAsync(string text, CancellationToken cancellation) =>
        text.Split('-') is [var member, var n] && int.TryParse(member, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            && long.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? await timeline.EntryAsync(place, number, cancellation) : null;
}
