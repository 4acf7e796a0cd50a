using KetenHub.Contracts;
using KetenHub.Hosting;
using KetenHub.Hub;

namespace KetenHub.Api;

/// <summary><c>GET /v1/references/{id}</c>: who a notification is about, for the partner that received it. The dataref of notifications
/// points here. Each look-up stands in the person's log, with the purpose for which the partner receives this type.</summary>
internal static class ReferencesEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/references/{id:guid}", HandleAsync)
        .Produces<PersonOfNotification>()
        .Produces<ApiProblem>(StatusCodes.Status401Unauthorized, "application/problem+json")
        .Produces<ApiProblem>(StatusCodes.Status404NotFound, "application/problem+json")
        .Produces<ApiProblem>(StatusCodes.Status503ServiceUnavailable, "application/problem+json")
        .WithTags("references")
        .WithName("fetchReference")
        .WithSummary("Who a notification is about")
        .WithDescription("Only for the partner that received the notification. The look-up is logged.");

    private static async Task<IResult> HandleAsync(
        Guid id, HttpContext http, PartnerTokens tokens, IHubStore store, HubTransaction hub, HubKeys keys, PersonCorrection corrections, TimeProvider clock, CancellationToken cancellation)
    {
        if (tokens.Find(http.Request) is not { } partner)
            return ApiProblem.Unauthorized(http);
        try
        {
            return await FindAsync(id, partner, HubHost.ActorOf(http, partner.Code), store, hub, keys, corrections, clock, cancellation);
        }
        catch (Exception busy) when (busy is StoreUnavailableException or StoreConflictException)
        {
            return ApiProblem.Busy(http, [Errors.Busy.At("")]);
        }
    }

    private static async Task<IResult> FindAsync(
        Guid id, Partner partner, Actor actor, IHubStore store, HubTransaction hub, HubKeys keys, PersonCorrection corrections, TimeProvider clock, CancellationToken cancellation)
    {
        // Not there and not yours give the same answer: an id can't be probed.
        if (await store.Reads.NotificationAsync(id, cancellation) is not { } entry || entry.Party != partner.Code
            || await CurrentAsync(store, entry.Person, cancellation) is not { } current)
        {
            await store.Operations.NoteActionAsync(ActionRow.Of(actor, clock.GetUtcNow(), ActionKind.Fetched, $"{id:D}") with { Result = ActionRow.Refused }, cancellation);
            return ApiProblem.Result(StatusCodes.Status404NotFound, Errors.NotFound);
        }
        await hub.LogLookUpAsync(current.Id, actor, partner.Receives.GetValueOrDefault(entry.Type, entry.Type), cancellation, LookUp.Reference);

        var identifiers = new List<PersonIdentifier>();
        foreach (var member in await store.Reads.FamilyAsync(current.Id, cancellation))
        {
            using var key = keys.PersonKey(member.Id, member.WrappedKey);
            identifiers.AddRange((await store.Reads.IdentifiersAsync(member.Id, cancellation)).Select(row => HubKeys.OpenIdentifier(key, row)));
        }
        using var ownKey = keys.PersonKey(current.Id, current.WrappedKey);
        var state = StateJson.Read(ownKey.Open(current.SealedState, HubKeys.Bound(current.Id, "state")));
        return Results.Json(
            new PersonOfNotification(identifiers, state.IsMinor, state.CaseNumbers, state.RestrictedSince is not null, await corrections.ForReceiverAsync(entry, cancellation)),
            CloudEventWriter.JsonOptions);
    }

    private static async Task<PersonRow?> CurrentAsync(IHubStore store, Guid person, CancellationToken cancellation)
    {
        var row = await store.Reads.PersonAsync(person, cancellation);
        row = row?.MergedInto is { } survivor ? await store.Reads.PersonAsync(survivor, cancellation) : row;
        return row is { IsErased: false } ? row : null;
    }
}

/// <summary>The person of a notification, as far as its receiver needs to know.</summary>
/// <param name="Identifiers">Known identifiers.</param>
/// <param name="IsMinor">Held to be a minor.</param>
/// <param name="CaseNumbers">Case numbers at IND.</param>
/// <param name="IsRestricted">Processing is restricted (AVG art. 18): use it for what the notification is about and nothing else.</param>
/// <param name="Correction">What was wrong, when the notification is a correction.</param>
internal sealed record PersonOfNotification(
    IReadOnlyList<PersonIdentifier> Identifiers, bool IsMinor, IReadOnlyList<string> CaseNumbers, bool IsRestricted,
    CorrectionOf? Correction);
