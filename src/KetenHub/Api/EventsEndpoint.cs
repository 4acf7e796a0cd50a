using System.Diagnostics;
using KetenHub.Broker;
using KetenHub.Contracts;
using KetenHub.Hosting;
using KetenHub.Hub;
using Microsoft.OpenApi;

namespace KetenHub.Api;

/// <summary><c>POST /v1/events</c>: one structured CloudEvent. Answered after commit.</summary>
internal static class EventsEndpoint
{
    private static readonly Dictionary<string, int> StatusByError = new(StringComparer.Ordinal)
    {
        [Errors.ContentType.Number] = StatusCodes.Status415UnsupportedMediaType,
        [Errors.TooLarge.Number] = StatusCodes.Status413PayloadTooLarge,
        [Errors.ForeignSource.Number] = StatusCodes.Status403Forbidden,
        [Errors.TypeNotAllowed.Number] = StatusCodes.Status403Forbidden,
        [Errors.SignatureMissing.Number] = StatusCodes.Status403Forbidden,
        [Errors.SignatureInvalid.Number] = StatusCodes.Status403Forbidden,
        [Errors.SignatureOld.Number] = StatusCodes.Status403Forbidden,
        [Errors.IdReused.Number] = StatusCodes.Status409Conflict,
        [Errors.IdentifiersDisagree.Number] = StatusCodes.Status409Conflict,
        [Errors.IdentifierChangeImpossible.Number] = StatusCodes.Status409Conflict,
        [Errors.ProcessingFailed.Number] = StatusCodes.Status500InternalServerError,
    };

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/events", HandleAsync)
        .RequireToken(TokenScope.Send)
        .Produces<EventReceipt>(StatusCodes.Status202Accepted)
        .Produces<ApiProblem>(StatusCodes.Status400BadRequest, "application/problem+json")
        .Produces<ApiProblem>(StatusCodes.Status409Conflict, "application/problem+json")
        .Produces<ApiProblem>(StatusCodes.Status413PayloadTooLarge, "application/problem+json")
        .Produces<ApiProblem>(StatusCodes.Status415UnsupportedMediaType, "application/problem+json")
        .Produces<ApiProblem>(StatusCodes.Status503ServiceUnavailable, "application/problem+json")
        .Produces<ApiProblem>(StatusCodes.Status500InternalServerError, "application/problem+json")
        // Documented only: with Accepts(), routing would answer another content type by itself, without a number and with nothing kept.
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [CloudEvent.ContentType] = new() },
            };
            return Task.CompletedTask;
        })
        .WithTags("events")
        .WithName("sendEvent")
        .WithSummary("Send one CloudEvent")
        .WithDescription("Answers 202 when the event is durable. Resending the same event gives the same receipt.");

    private static async Task<IResult> HandleAsync(HttpContext http, ChannelLane lane, HubHealth health)
    {
        if (health.EvidenceProblem is not null)
            return ApiProblem.Busy(http, [Errors.EvidenceMissing.At("")]);
        var partner = ApiAccess.CallerOf(http);
        if (health.IsPaused(partner.Code, PauseSide.From))
            return ApiProblem.Busy(http, [Errors.PartnerPaused.At("")]);
        var message = await ReadAsync(http.Request, HubHost.ActorOf(http, partner.Code), http.RequestAborted);
        try
        {
            // A sender that hangs up may still have been heard: the message stays in the lane, and a resend gets the same receipt.
            return ResultOf(await lane.AcceptAsync(message, http.RequestAborted));
        }
        catch (KetenHubException busy)
        {
            return ApiProblem.Busy(http, busy.Problems);
        }
    }

    private static IResult ResultOf(Receipt receipt) => receipt.Outcome == ReceiptOutcome.Quarantined
        ? ApiProblem.Result(
            receipt.Problems.Max(problem => StatusByError.GetValueOrDefault(problem.Kind.Number, StatusCodes.Status400BadRequest)),
            receipt.Problems, receipt.Quarantine)
        : Results.Json(
            new EventReceipt(receipt.EventId!, receipt.N!.Value, receipt.Hash!, receipt.Outcome == ReceiptOutcome.Duplicate),
            CloudEventWriter.JsonOptions, statusCode: StatusCodes.Status202Accepted);

    // Keeps at most one byte more than the largest event, and counts the rest, so that an oversize message is seen as such and kept cut.
    private static async Task<InboundMessage> ReadAsync(HttpRequest request, Actor partner, CancellationToken cancellation)
    {
        var kept = new MemoryStream((int)Math.Min(request.ContentLength ?? 2048, InboundMessage.MaxBytes));
        var buffer = new byte[16 * 1024];
        long length = 0;
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(buffer, cancellation)) > 0)
            {
                length += read;
                kept.Write(buffer, 0, (int)Math.Min(read, InboundMessage.MaxBytes - kept.Length));
            }
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            // Larger than the server reads at all: told by its number like any other oversize event.
            length = Math.Max(length, request.ContentLength ?? 0) + CloudEvent.MaxBytes;
        }
        return new InboundMessage(partner.Name, request.ContentType, kept.GetBuffer().AsMemory(0, (int)kept.Length), length)
        {
            By = partner,
            // More than one is none: which of them counts would be for an intermediary to choose.
            Signature = request.Headers[EventSignature.Header] is [{ } signature] ? signature : null,
            TraceParent = Activity.Current is { Recorded: true } span ? span.Id : null,
        };
    }
}

/// <summary>Receipt of an accepted event.</summary>
/// <param name="Id">Id of the event.</param>
/// <param name="N">Number of its entry in the person's log.</param>
/// <param name="Hash">Hash of that entry, lower-case hex: keep it to prove later that the log was not changed.</param>
/// <param name="Duplicate">True when it was accepted before.</param>
internal sealed record EventReceipt(string Id, long N, string Hash, bool Duplicate);
