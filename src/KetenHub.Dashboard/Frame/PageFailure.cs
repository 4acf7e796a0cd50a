using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KetenHub.Dashboard;

/// <summary>Says plainly that a page could not be made, in place of an empty answer.</summary>
internal static partial class PageFailure
{
    public static async ValueTask<object?> CatchAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        try
        {
            return await next(invocation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The text of an exception could quote what was asked for; its type does not.
            LogFailed(invocation.HttpContext.RequestServices.GetRequiredService<ILogger<PlainPage>>(), failure.GetType().Name);
            var number = failure is StoreUnavailableException ? Errors.StoreUnavailable.Number : failure.GetType().Name;
            return new PlainPage(StatusCodes.Status503ServiceUnavailable,
                "De hub kan deze pagina nu niet maken", $"Oorzaak: {number}. Probeer het over een minuut opnieuw; blijft het zo, bel dan het beheer van de hub.",
                "The hub can't make this page now", $"Cause: {number}. Try again in a minute; if it stays like this, call the hub's operations staff.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "a dashboard page could not be made: {Failure}")]
    private static partial void LogFailed(ILogger log, string failure);
}
