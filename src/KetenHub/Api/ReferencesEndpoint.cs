using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hosting;
using KetenHub.Hub;

namespace KetenHub.Api;

/// <summary><c>GET /v1/references/{id}</c>: who a notification is about, for the partner that received it. The dataref of notifications
/// points here. Each look-up stands in the person's log, with the purpose for which the partner receives this type.</summary>
internal static class ReferencesEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/references/{id:guid}", HandleAsync)
        .RequireToken(TokenScope.Fetch)
        .Produces<PersonOfNotification>()
        .Produces<ApiProblem>(StatusCodes.Status404NotFound, "application/problem+json")
        .Produces<ApiProblem>(StatusCodes.Status410Gone, "application/problem+json")
        .Produces<ApiProblem>(StatusCodes.Status503ServiceUnavailable, "application/problem+json")
        .WithTags("references")
        .WithName("fetchReference")
        .WithSummary("Who a notification is about")
        .WithDescription("Only for the partner that received the notification, and for as long as policy says. The look-up is logged.");

    private static async Task<IResult> HandleAsync(
        Guid id, HttpContext http, ApiAccess access, IHubStore store, HubTransaction hub, HubKeys keys, Policy policy, PersonCorrection corrections, TimeProvider clock,
        CancellationToken cancellation)
    {
        var partner = ApiAccess.CallerOf(http);
        try
        {
            var actor = HubHost.ActorOf(http, partner.Code);
            var (entry, refusal) = await FindAsync(id, partner, store, policy, clock.GetUtcNow(), cancellation);
            if (refusal is not null || await CurrentAsync(store, entry!.Person, cancellation) is not { } current)
            {
                access.Miss(http, refusal ?? Errors.NotFound);
                await store.Operations.NoteActionAsync(ActionRow.Of(actor, clock.GetUtcNow(), ActionKind.Fetched, $"{id:D}") with { Result = ActionRow.Refused }, cancellation);
                return ApiProblem.Result(refusal == Errors.ReferenceExpired ? StatusCodes.Status410Gone : StatusCodes.Status404NotFound, refusal ?? Errors.NotFound);
            }
            await hub.LogLookUpAsync(current.Id, actor, partner.Receives[entry.Type], cancellation, LookUp.Reference);
            return Results.Json(await PersonAsync(partner, entry, current, store, keys, corrections, cancellation), CloudEventWriter.JsonOptions);
        }
        catch (Exception busy) when (busy is StoreUnavailableException or StoreConflictException)
        {
            return ApiProblem.Busy(http, [Errors.Busy.At("")]);
        }
    }

    // Not there and not yours give the same answer after the same work, one look by id and partner: an id can't be probed, not by the time taken either.
    private static async Task<(LogRow? Entry, ErrorKind? Refusal)> FindAsync(
        Guid id, Partner partner, IHubStore store, Policy policy, DateTimeOffset now, CancellationToken cancellation)
    {
        var entry = await store.Reads.NotificationToAsync(id, partner.Code, cancellation);
        // A type that it does not receive any more has no purpose any more.
        if (entry is null || !partner.Receives.ContainsKey(entry.Type))
            return (null, Errors.NotFound);
        return (entry, now - entry.At > policy.References.ExpireAfter ? Errors.ReferenceExpired : null);
    }

    private static async Task<PersonOfNotification> PersonAsync(
        Partner partner, LogRow entry, PersonRow current, IHubStore store, HubKeys keys, PersonCorrection corrections, CancellationToken cancellation)
    {
        var identifiers = new List<PersonIdentifier>();
        foreach (var member in await store.Reads.FamilyAsync(current.Id, cancellation))
        {
            using var key = keys.PersonKey(member.Id, member.WrappedKey);
            identifiers.AddRange((await store.Reads.IdentifiersAsync(member.Id, cancellation)).Select(row => HubKeys.OpenIdentifier(key, row))
                .Where(identifier => identifier.Scheme == PersonIdentifier.VNummer || identifier.Issuer == partner.Oin || partner.Sees.Contains(PersonDetail.OthersNumbers)));
        }
        using var ownKey = keys.PersonKey(current.Id, current.WrappedKey);
        var state = StateJson.Read(ownKey.Open(current.SealedState, HubKeys.Bound(current.Id, "state")));
        return new PersonOfNotification(
            identifiers, partner.Sees.Contains(PersonDetail.Minor) ? state.IsMinor : null, partner.Sees.Contains(PersonDetail.CaseNumbers) ? state.CaseNumbers : null,
            state.RestrictedSince is not null, await corrections.ForReceiverAsync(entry, cancellation));
    }

    private static async Task<PersonRow?> CurrentAsync(IHubStore store, Guid person, CancellationToken cancellation)
    {
        var row = await store.Reads.PersonAsync(person, cancellation);
        row = row?.MergedInto is { } survivor ? await store.Reads.PersonAsync(survivor, cancellation) : row;
        return row is { IsErased: false } ? row : null;
    }
}

/// <summary>The person of a notification, as far as its receiver needs to know: <c>sees</c> of its line in partners.json.</summary>
/// <param name="Identifiers">V-nummer and the numbers that the receiver issued; those of others only where it sees them.</param>
/// <param name="IsMinor">Held to be a minor; null where that is not for it.</param>
/// <param name="CaseNumbers">Case numbers at IND; null where they are not for it.</param>
/// <param name="IsRestricted">Processing is restricted (AVG art. 18): use it for what the notification is about and nothing else.</param>
/// <param name="Correction">What was wrong, when the notification is a correction.</param>
internal sealed record PersonOfNotification(
    IReadOnlyList<PersonIdentifier> Identifiers, bool? IsMinor, IReadOnlyList<string>? CaseNumbers, bool IsRestricted,
    CorrectionOf? Correction);
