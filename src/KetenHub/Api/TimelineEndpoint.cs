using System.Security.Cryptography;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Hosting;
using KetenHub.Hub;

namespace KetenHub.Api;

/// <summary><c>POST /v1/timeline</c>: what a partner itself sent about a person, was told and looked up: the entries of the person's log in which it is a party, and no others. By POST:
/// who somebody is does not stand in an address. The look-up stands in the person's log before anything is answered.</summary>
internal static class TimelineEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/timeline", HandleAsync)
        .RequireToken(TokenScope.Fetch)
        .Produces<PartyTimeline>()
        .Produces<ApiProblem>(StatusCodes.Status400BadRequest, "application/problem+json")
        .Produces<ApiProblem>(StatusCodes.Status404NotFound, "application/problem+json")
        .Produces<ApiProblem>(StatusCodes.Status413PayloadTooLarge, "application/problem+json")
        .Produces<ApiProblem>(StatusCodes.Status503ServiceUnavailable, "application/problem+json")
        .WithTags("references")
        .WithName("readTimeline")
        .WithSummary("What this partner sent about a person and was told")
        .WithDescription("Body: person {scheme, value, issuer}, purpose (5 to 200 characters), skip and take if wanted. Only entries in which this partner is a party. The look-up is logged.");

    private static async Task<IResult> HandleAsync(HttpContext http, ApiAccess access, IHubStore store, HubTransaction hub, HubKeys keys, TimeProvider clock, CancellationToken cancellation)
    {
        var problems = new List<Problem>();
        if (await ReadAsync(http.Request, problems, cancellation) is not { } question)
            return ApiProblem.Result(problems[0].Kind == Errors.TooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest, problems);
        try
        {
            var partner = ApiAccess.CallerOf(http);
            // Not known and not yours are the same answer after the same reads: persons can't be tried out, and who tries is slowed down.
            var person = await store.Reads.FindPersonAsync(keys.HashOf(question.Person), cancellation) ?? Guid.Empty;
            var family = await store.Reads.FamilyAsync(person, cancellation);
            var page = await store.Reads.TimelineOfAsync([person, .. family.Select(member => member.Id)], partner.Code, question.Skip, question.Take, cancellation);
            if (page.Total == 0)
            {
                access.Miss(http, Errors.NotFound);
                await store.Operations.NoteActionAsync(
                    ActionRow.Of(HubHost.ActorOf(http, partner.Code), clock.GetUtcNow(), ActionKind.Fetched, "timeline") with { Result = ActionRow.Refused }, cancellation);
                return ApiProblem.Result(StatusCodes.Status404NotFound, Errors.NotFound);
            }
            await hub.LogLookUpAsync(person, HubHost.ActorOf(http, partner.Code), question.Purpose, cancellation);
            return Results.Json(new PartyTimeline([.. page.Items.Select(row => EntryOf(row, family, keys))], page.Total), CloudEventWriter.JsonOptions);
        }
        catch (Exception busy) when (busy is StoreUnavailableException or StoreConflictException)
        {
            return ApiProblem.Busy(http, [Errors.Busy.At("")]);
        }
    }

    private static PartyEntry EntryOf(LogRow row, IReadOnlyList<PersonRow> family, HubKeys keys)
    {
        var member = family.Single(member => member.Id == row.Person);
        if (row.SealedBody is null || member.IsErased || row.Kind == LogKind.LookedUp)
            return new PartyEntry(Stored.NameOf(row.Kind), row.At, row.Type, row.EventId, row.N, Convert.ToHexStringLower(row.Hash), null);
        try
        {
            using var key = keys.PersonKey(member.Id, member.WrappedKey);
            using var body = JsonDocument.Parse(key.Open(row.SealedBody, HubKeys.Bound(member.Id, "log")));
            return new PartyEntry(Stored.NameOf(row.Kind), row.At, row.Type, row.EventId, row.N, Convert.ToHexStringLower(row.Hash), body.RootElement.Clone());
        }
        catch (CryptographicException)
        {
            // Changed behind the hub's back: ketenhub verify names it.
            return new PartyEntry(Stored.NameOf(row.Kind), row.At, row.Type, row.EventId, row.N, Convert.ToHexStringLower(row.Hash), null);
        }
    }

    // One byte more than the largest, to see that it is larger.
    private static async Task<TimelineQuestion?> ReadAsync(HttpRequest request, List<Problem> problems, CancellationToken cancellation)
    {
        var buffer = new byte[TimelineQuestion.Largest + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return TimelineQuestion.Read(buffer.AsMemory(0, length), problems);
    }
}

/// <summary>A partner's own part of a person's log.</summary>
/// <param name="Entries">In order of time.</param>
/// <param name="Total">How many there are.</param>
internal sealed record PartyTimeline(IReadOnlyList<PartyEntry> Entries, long Total);

/// <summary>One entry in which the partner is a party.</summary>
/// <param name="Kind">Received: it sent this; Notified: it was told; LookedUp: it looked.</param>
/// <param name="At">When.</param>
/// <param name="Type">Short name of the type, or empty.</param>
/// <param name="Id">Id of the event, or empty.</param>
/// <param name="N">Number of the entry in the person's log.</param>
/// <param name="Hash">Hash of the entry, as in the receipt.</param>
/// <param name="Event">The event as it was sent or told; null for a look-up and after erasure.</param>
internal sealed record PartyEntry(string Kind, DateTimeOffset At, string Type, string Id, long N, string Hash, JsonElement? Event);
