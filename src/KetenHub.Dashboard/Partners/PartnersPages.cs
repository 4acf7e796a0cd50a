using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>The pages of the partners. What the list shows was looked up before: it costs the store nothing.</summary>
internal sealed class PartnersPages(IHubStore store, HubTransaction hub, HubHealth health, PauseWatch watch, PartnerList partners, Policy policy, TimeProvider clock, Visit visit)
{
    public Partner? Partner { get; private set; }

    /// <summary>How it is with the partner; null: not looked yet.</summary>
    public PartnerHealth? State => health.Partners.FirstOrDefault(partner => partner.Code == Partner?.Code);

    public IReadOnlyList<PauseRow> Pauses { get; private set; } = [];

    public IReadOnlyList<ContractSeen> Contracts { get; private set; } = [];

    public IReadOnlyList<SequenceRow> Sequences { get; private set; } = [];

    /// <summary>Hand-outs within a day, where this partner must be ready for them.</summary>
    public long HandOuts { get; private set; }

    /// <summary>The side for which a reason was asked and not given.</summary>
    public PauseSide? ReasonMissing { get; private set; }

    public string Reason { get; private set; } = "";

    public static void Map(IEndpointRouteBuilder pages)
    {
        var looks = new Needs(Reach.Chain, Right.Operate, Right.Administer);
        pages.MapGet("/partners", (Delegate)((HttpContext context) => Rendered.PageAsync<PartnersPage>(context))).For(looks);
        pages.MapGet("/partners/{code}", async (string code, PartnersPages page, HttpContext context) =>
        {
            await page.LoadAsync(code, context.RequestAborted);
            return await Rendered.PageAsync<PartnerPage>(context, page.Partner is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
        }).For(looks);
        var needs = new Needs(Reach.Chain, Right.Steer);
        pages.MapPost("/partners/{code}/pause", (string code, PartnersPages page, HttpContext context) => page.ChangeAsync(code, pauses: true, context)).For(needs);
        pages.MapPost("/partners/{code}/resume", (string code, PartnersPages page, HttpContext context) => page.ChangeAsync(code, pauses: false, context)).For(needs);
        foreach (var deed in new[] { "pause", "resume" })
            pages.MapGet($"/partners/{{code}}/{deed}", (string code) => Results.LocalRedirect($"/partners/{Uri.EscapeDataString(code)}")).For(looks);
    }

    /// <summary>The pause of a side, or null.</summary>
    public PauseRow? PauseOf(PauseSide side) => Pauses.FirstOrDefault(pause => pause.Side == side);

    /// <summary>Whether the hub reads messages of it, or has notifications for it.</summary>
    public bool Has(PauseSide side) => side == PauseSide.From ? Partner!.Publishes.Count > 0 : Partner!.Receives.Count > 0;

    /// <summary>Versions of a contract that are published: the hub knows them.</summary>
    public static bool IsPublished(ContractSeen seen) =>
        MessageTypes.Messages.Any(type => type.Name == seen.Type && type.EventType.EndsWith($".{seen.Version}", StringComparison.Ordinal)) && seen.Schema != SchemaNamed.Other;

    private async Task LoadAsync(string code, CancellationToken cancellation)
    {
        Partner = partners.Find(code);
        if (Partner is null)
            return;
        Pauses = [.. (await store.Operations.Controls.PausesAsync(cancellation)).Where(pause => pause.Partner == code)];
        Contracts = [.. (await store.Operations.Controls.ContractsAsync(cancellation)).Where(seen => seen.Partner == code)];
        Sequences = [.. (await store.Reads.SequencesAsync(cancellation)).Where(row => row.Publisher == code).OrderBy(row => row.Source, StringComparer.Ordinal)];
        var now = clock.GetUtcNow();
        if (code == policy.Roles.Departure)
            HandOuts = (await store.Operations.Controls.HandOutsAsync(now, now.AddDays(1), null, null, notReady: true, 0, 1, cancellation)).Total;
    }

    private async Task<IResult> ChangeAsync(string code, bool pauses, HttpContext context)
    {
        var form = context.Request.Form;
        var cancellation = context.RequestAborted;
        if (partners.Find(code) is null || !Enum.TryParse<PauseSide>(form["side"], out var side) || !Enum.IsDefined(side))
            return Results.LocalRedirect("/partners");
        if (FailedActions.ReasonOf(form) is not { } reason)
        {
            (ReasonMissing, Reason) = (side, form["why"].ToString());
            await LoadAsync(code, cancellation);
            return await Rendered.PageAsync<PartnerPage>(context, StatusCodes.Status400BadRequest);
        }
        // Nothing when somebody did it before: the page shows who.
        if (pauses)
            await store.Operations.Controls.PauseAsync(new PauseRow(code, side, reason, visit.Who.Name, clock.GetUtcNow()) { Origin = visit.Origin }, cancellation);
        else
            await store.Operations.Controls.ResumeAsync(code, side, reason, visit.Actor, clock.GetUtcNow(), cancellation);
        await watch.LookAsync(cancellation);
        hub.Commits.Tell();
        return Results.LocalRedirect($"/partners/{code}");
    }
}
