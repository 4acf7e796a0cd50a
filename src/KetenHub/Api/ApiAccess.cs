using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Api;

/// <summary>Lets a request in: a token that is known, holds, and is for this; at the rate that was agreed. Whoever is refused stands in the log with the reason and
/// where the request came from; the token does not.</summary>
internal sealed partial class ApiAccess(PartnerTokens tokens, RateLimits rates, TimeProvider clock, ILogger<ApiAccess> log)
{
    /// <summary>Null when it may go on; else the answer. The partner is then <see cref="CallerOf"/>.</summary>
    /// <param name="http">The request.</param>
    /// <param name="scope">What it asks for.</param>
    /// <param name="only">Code of the partner that may; null: each one.</param>
    public IResult? Enter(HttpContext http, TokenScope scope, string? only = null)
    {
        if (tokens.Find(http.Request) is not var (token, partner))
        {
            // Only who brings no good token: a partner that shares an address with somebody who guesses is not hindered by him.
            if (rates.OfStranger(http.Connection.RemoteIpAddress) is { } wait)
                return TooFast(http, wait, "nobody", "");
            return Refused(http, StatusCodes.Status401Unauthorized, Errors.Unauthorized, "nobody", "");
        }
        var code = partner?.Code ?? "metrics";
        if (!token.HoldsAt(clock.GetUtcNow()))
            return Refused(http, StatusCodes.Status401Unauthorized, Errors.TokenEnded, code, token.Id);
        if (!token.Scopes.Contains(scope) || (only is not null && code != only))
            return Refused(http, StatusCodes.Status403Forbidden, Errors.TokenScope, code, token.Id);
        if (partner is null)
            return null;
        if ((rates.Of(partner) ?? (scope == TokenScope.Fetch ? rates.AfterMisses(partner) : null)) is { } later)
            return TooFast(http, later, code, token.Id);
        http.Features.Set(partner);
        return null;
    }

    /// <summary>The partner that was let in.</summary>
    public static Partner CallerOf(HttpContext http) => http.Features.Get<Partner>() ?? throw new InvalidOperationException("an endpoint without RequireToken");

    /// <summary>Notes that a partner asked for what is not there for it. Who does so again and again is slowed down: nobody can try out whom the hub knows.</summary>
    public void Miss(HttpContext http, ErrorKind error)
    {
        rates.Missed(CallerOf(http));
        Tell(error, CallerOf(http).Code, "", http);
    }

    private IResult TooFast(HttpContext http, TimeSpan wait, string code, string id)
    {
        Tell(Errors.TooFast, code, id, http);
        http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return ApiProblem.Result(StatusCodes.Status429TooManyRequests, Errors.TooFast);
    }

    private IResult Refused(HttpContext http, int status, ErrorKind error, string code, string id)
    {
        Tell(error, code, id, http);
        return status == StatusCodes.Status401Unauthorized ? ApiProblem.Unauthorized(http, error) : ApiProblem.Result(status, error, "Authorization");
    }

    private void Tell(ErrorKind error, string partner, string token, HttpContext http)
    {
        if (rates.MayTell())
            LogRefused(log, error.Number, partner, token, http.Connection.RemoteIpAddress?.ToString() ?? "");
    }

    [LoggerMessage(4024, LogLevel.Warning, "{Number}: a request of {Partner} was refused, token {Token}, from {Origin}")]
    private static partial void LogRefused(ILogger log, string number, string partner, string token, string origin);
}

/// <summary>Endpoints that ask for a token.</summary>
internal static class TokenEndpoints
{
    /// <summary>Only with a token of this scope, at the agreed rate.</summary>
    /// <param name="route">The endpoint.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="only">Code of the partner that may; null: each one.</param>
    public static RouteHandlerBuilder RequireToken(this RouteHandlerBuilder route, TokenScope scope, string? only = null) => route
        .AddEndpointFilter((context, next) => context.HttpContext.RequestServices.GetRequiredService<ApiAccess>().Enter(context.HttpContext, scope, only) is { } refusal
            ? ValueTask.FromResult<object?>(refusal) : next(context))
        .Produces<ApiProblem>(StatusCodes.Status401Unauthorized, "application/problem+json")
        .Produces<ApiProblem>(StatusCodes.Status403Forbidden, "application/problem+json")
        .Produces<ApiProblem>(StatusCodes.Status429TooManyRequests, "application/problem+json");

    /// <summary>With <paramref name="needed"/>, <c>/metrics</c> and <c>/health/partners</c> ask for a token of that scope: they tell of all partners.</summary>
    public static void UseMetricsToken(this WebApplication app, bool needed)
    {
        if (!needed)
            return;
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase)
            || http.Request.Path.StartsWithSegments("/health/partners", StringComparison.OrdinalIgnoreCase), guarded => guarded.Use(async (http, next) =>
            {
                if (http.RequestServices.GetRequiredService<ApiAccess>().Enter(http, TokenScope.Metrics) is { } refusal)
                    await refusal.ExecuteAsync(http);
                else
                    await next(http);
            }));
    }
}
