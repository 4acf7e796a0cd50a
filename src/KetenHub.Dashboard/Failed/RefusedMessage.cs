using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>One refused message: what is known of it, what was tried, and its body for who has the right and says why.</summary>
internal sealed class RefusedMessage(IHubStore store, HubKeys keys, PartnerList partners, Correction corrections, TimeProvider clock, Visit visit)
{
    private const int ActionsShown = 100;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public RefusedRow? Row { get; private set; }

    /// <summary>Attributes of the event that hold no person data.</summary>
    public IReadOnlyList<(string Name, string Value)> Attributes { get; private set; } = [];

    public IReadOnlyList<ReplayItem> Tries { get; private set; } = [];

    public Page<ActionRow> Actions { get; private set; } = new([], 0);

    /// <summary>The body, only after the look was written down; null: not shown.</summary>
    public string? Body { get; private set; }

    /// <summary>The changed copy, as <see cref="Body"/>.</summary>
    public string? Copy { get; private set; }

    public CorrectionRow? Correction { get; private set; }

    /// <summary>What is wrong with the copy that was proposed.</summary>
    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    public bool IsReasonMissing { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>Nobody approves what they made themselves.</summary>
    public bool MayDecide => Correction is { Outcome.Length: 0 } correction && correction.MadeBy != visit.Who.Name && visit.Who.May(Right.Approve);

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/failed/refused/{id:guid}", (Guid id, HttpContext context, RefusedMessage message) => message.ShowAsync(context, id)).For(new Needs(Reach.Chain, Right.Operate));
        pages.MapGet("/failed/corrections/{id:guid}", (Guid id, HttpContext context, RefusedMessage message) => message.ShowCorrectionAsync(context, id)).For(new Needs(Reach.Chain, Right.Operate));
        pages.MapPost("/failed/body", (HttpContext context, RefusedMessage message) => message.ShowBodyAsync(context)).For(new Needs(Reach.Chain, Right.Bodies) { Fresh = true });
        pages.MapPost("/failed/correct", (HttpContext context, RefusedMessage message) => message.ProposeAsync(context)).For(new Needs(Reach.Chain, Right.Replay));
        pages.MapPost("/failed/decide", (HttpContext context, RefusedMessage message) => message.DecideAsync(context)).For(new Needs(Reach.Chain, Right.Approve) { Fresh = true });
        foreach (var path in new[] { "/failed/body", "/failed/correct", "/failed/decide" })
            pages.MapGet(path, () => Results.Redirect("/failed")).For(new Needs(Reach.Chain, Right.Operate));
    }

    public string NameOf(string code) => partners.Find(code)?.Name ?? code;

    private async Task<IResult> ShowAsync(HttpContext context, Guid id)
    {
        await LoadAsync(id, context.RequestAborted);
        return await Rendered.PageAsync<RefusedPage>(context, Row is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    private async Task<IResult> ShowCorrectionAsync(HttpContext context, Guid id)
    {
        await LoadCorrectionAsync(id, context.RequestAborted);
        return await Rendered.PageAsync<CorrectionPage>(context, Row is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    // The body of a message, and of a correction when the form names one.
    private async Task<IResult> ShowBodyAsync(HttpContext context)
    {
        var form = context.Request.Form;
        var isCorrection = Guid.TryParseExact(form["correction"], "D", out var correction);
        if (isCorrection)
            await LoadCorrectionAsync(correction, context.RequestAborted);
        else if (Guid.TryParseExact(form["id"], "D", out var id))
            await LoadAsync(id, context.RequestAborted);
        if (Row is null)
            return Results.LocalRedirect("/failed");
        // There is nothing to see, so nothing to write down that it was seen.
        if (Correction is null ? Row.EmptiedAt is not null : Correction.SealedRaw.Length == 0)
            return Results.LocalRedirect(Correction is null ? $"/failed/refused/{Row.Id:D}" : $"/failed/corrections/{Correction.Id:D}");
        if (FailedActions.ReasonOf(form) is not { } reason)
        {
            (IsReasonMissing, Reason) = (true, form["why"].ToString());
            return isCorrection ? await PageAsync<CorrectionPage>(context) : await PageAsync<RefusedPage>(context);
        }
        // Written down before anything is opened: a failure in between leaves a trace rather than a view without one.
        await store.Operations.NoteActionAsync(ActionRow.Of(visit.Actor, clock.GetUtcNow(), ActionKind.BodySeen, $"{Row.Id:D}", reason), context.RequestAborted);
        await OpenAsync(context.RequestAborted);
        return isCorrection ? await PageAsync<CorrectionPage>(context) : await PageAsync<RefusedPage>(context);
    }

    private async Task<IResult> ProposeAsync(HttpContext context)
    {
        var form = context.Request.Form;
        if (Guid.TryParseExact(form["id"], "D", out var id))
            await LoadAsync(id, context.RequestAborted);
        // Who may not see the body can't know what to change.
        if (Row is not { Resolution: null, EmptiedAt: null } || !visit.Who.May(Right.Bodies))
            return Results.LocalRedirect("/failed");
        Copy = form["copy"].ToString();
        Reason = form["why"].ToString();
        if (FailedActions.ReasonOf(form) is not { } reason)
        {
            IsReasonMissing = true;
            await OpenAsync(context.RequestAborted);
            return await PageAsync<RefusedPage>(context);
        }
        var (made, problems) = await corrections.ProposeAsync(Row, Copy, visit.Actor, reason, context.RequestAborted);
        if (made is { } correction)
            return Results.LocalRedirect($"/failed/corrections/{correction:D}");
        Problems = problems;
        await OpenAsync(context.RequestAborted);
        return await PageAsync<RefusedPage>(context);
    }

    private async Task<IResult> DecideAsync(HttpContext context)
    {
        var form = context.Request.Form;
        if (Guid.TryParseExact(form["correction"], "D", out var id))
            await LoadCorrectionAsync(id, context.RequestAborted);
        if (Correction is null)
            return Results.LocalRedirect("/failed");
        if (FailedActions.ReasonOf(form) is not { } reason)
        {
            (IsReasonMissing, Reason) = (true, form["why"].ToString());
            return await PageAsync<CorrectionPage>(context);
        }
        if (!MayDecide)
        {
            await store.Operations.NoteActionAsync(ActionRow.Of(visit.Actor, clock.GetUtcNow(), ActionKind.Denied, $"{Correction.Refused:D}", reason), context.RequestAborted);
            return await Rendered.PageAsync<CorrectionPage>(context, StatusCodes.Status403Forbidden);
        }
        await corrections.DecideAsync(Correction, form["decision"] == "approve", visit.Actor, reason, context.RequestAborted);
        return Results.LocalRedirect($"/failed/corrections/{Correction.Id:D}");
    }

    private Task<IResult> PageAsync<TPage>(HttpContext context) where TPage : Microsoft.AspNetCore.Components.IComponent =>
        Rendered.PageAsync<TPage>(context, IsReasonMissing || Problems.Count > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);

    private async Task LoadCorrectionAsync(Guid id, CancellationToken cancellation)
    {
        Correction = await store.Failures.CorrectionAsync(id, cancellation);
        if (Correction is not null)
            await LoadAsync(Correction.Refused, cancellation);
    }

    private async Task LoadAsync(Guid id, CancellationToken cancellation)
    {
        Row = await store.Failures.RefusedOfAsync(id, cancellation);
        if (Row is null)
            return;
        var raw = RefusedBody.Open(keys, id, await store.Failures.SealedRawAsync(id, cancellation));
        Attributes = raw is null ? [] : RefusedBody.AttributesOf(raw);
        Tries = await store.Failures.TriesOfAsync(id, cancellation);
        Actions = await store.Operations.ActionsAsync($"{id:D}", 0, ActionsShown, cancellation);
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        Body = Text(RefusedBody.Open(keys, Row!.Id, await store.Failures.SealedRawAsync(Row.Id, cancellation)));
        // Whoever looks stands in it too.
        Actions = await store.Operations.ActionsAsync($"{Row.Id:D}", 0, ActionsShown, cancellation);
        if (Correction is not null)
            Copy = Text(RefusedBody.Open(keys, Correction.Id, Correction.SealedRaw));
    }

    // As it came where it is no JSON; else a line for each field, so that two can be compared.
    private static string? Text(byte[]? raw)
    {
        if (raw is null)
            return null;
        try
        {
            return JsonNode.Parse(raw)?.ToJsonString(Indented) ?? "null";
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            return Encoding.UTF8.GetString(raw);
        }
    }
}
