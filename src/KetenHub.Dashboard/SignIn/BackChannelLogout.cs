using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace KetenHub.Dashboard;

/// <summary>The identity provider says that somebody signed out there (OpenID Connect Back-Channel Logout 1.0): their sessions end here, at every hub.
/// It comes from the provider's machine, not from a browser: its token, and nothing else, says who it is.</summary>
internal sealed partial class BackChannelLogout(
    Sessions sessions, SignInSource source, ProviderLine line, IHubStore store, IOptionsMonitor<OpenIdConnectOptions> options, RefusedSignIns refused, ILogger<BackChannelLogout> log)
{
    /// <summary>Where the provider posts to.</summary>
    public const string Address = "/sign-in/back-channel-logout";

    private const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private const int LongestRequest = 16 * 1024;
    private const int LongestNumber = 255;

    // Between being signed and coming here; a provider that tries again signs anew.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private static readonly SemaphoreSlim LookingForKeys = new(1, 1);

    public static void Map(IEndpointRouteBuilder pages) => pages.MapPost(Address, async (HttpContext context) =>
        context.RequestServices.GetService<BackChannelLogout>() is { } logout ? await logout.EndAsync(context) : Refusal()).For(Needs.Stranger);

    private async Task<IResult> EndAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        if (context.Request is not { HasFormContentType: true, ContentLength: <= LongestRequest })
            return await RefuseAsync(context, "form");
        var (token, why) = await ReadAsync((await context.Request.ReadFormAsync(cancellation))["logout_token"].ToString(), cancellation);
        if (token is null)
            return await RefuseAsync(context, why);
        // Last: a token that is refused does not use up the number of one that is good.
        var now = TimeProvider.System.GetUtcNow();
        if (!await store.Operations.Sessions.UseLogoutAsync(Provided.Hashed(token.Issuer, token.Id), now, new DateTimeOffset(token.IssuedAt, TimeSpan.Zero) + Longest + Longest, cancellation))
            return await RefuseAsync(context, "jti");
        var issuer = source.Current.Issuer;
        var ended = await sessions.EndOfAsync(Provided.Hashed(issuer, token.Subject), Provided.Hashed(issuer, Claim(token, "sid")), cancellation);
        foreach (var row in ended)
            await SignInFilter.NoteAsync(context, "provider", ActionKind.SessionEnded, row.Account);
        LogEnded(log, ended.Count);
        return Results.Ok();
    }

    // The token when it is good; else what of it is not (sections 2.4 and 2.6).
    private async Task<(JsonWebToken? Token, string Why)> ReadAsync(string text, CancellationToken cancellation)
    {
        var settings = options.Get(ProviderSignIn.Scheme);
        var checkedToken = await CheckAsync(settings, text, cancellation);
        if (checkedToken.Exception is SecurityTokenSignatureKeyNotFoundException && await LookForKeysAsync(cancellation))
            checkedToken = await CheckAsync(settings, text, cancellation);
        if (!checkedToken.IsValid || checkedToken.SecurityToken is not JsonWebToken token)
            return (null, checkedToken.Exception?.GetType().Name ?? "token");
        var now = TimeProvider.System.GetUtcNow();
        var sid = Claim(token, "sid");
        return token switch
        {
            // Not every provider names the type; one that does must not have made it for something else.
            { Typ: { Length: > 0 } type } when !type.Equals("logout+jwt", StringComparison.OrdinalIgnoreCase) && !type.Equals("JWT", StringComparison.OrdinalIgnoreCase) => (null, "typ"),
            _ when !token.TryGetPayloadValue<long>("iat", out _) || token.IssuedAt > now.UtcDateTime + settings.TokenValidationParameters.ClockSkew || token.IssuedAt < now.UtcDateTime - Longest => (null, "iat"),
            _ when token.Id is not { Length: > 0 and <= LongestNumber } => (null, "jti"),
            // An ID token has a nonce: it must not pass for a logout token.
            _ when token.TryGetPayloadValue<object>("nonce", out _) => (null, "nonce"),
            _ when !token.TryGetPayloadValue<JsonElement>("events", out var events) || events.ValueKind != JsonValueKind.Object
                || !events.TryGetProperty(Event, out var one) || one.ValueKind != JsonValueKind.Object => (null, "events"),
            _ when string.IsNullOrEmpty(token.Subject) && sid.Length == 0 => (null, "sub and sid"),
            _ when token.Subject?.Length > LongestNumber || sid.Length > LongestNumber => (null, "sub or sid"),
            _ => (token, ""),
        };
    }

    private static async Task<TokenValidationResult> CheckAsync(OpenIdConnectOptions settings, string text, CancellationToken cancellation)
    {
        var parameters = settings.TokenValidationParameters.Clone();
        try
        {
            parameters.IssuerSigningKeys = (await settings.ConfigurationManager!.GetConfigurationAsync(cancellation)).SigningKeys;
        }
        catch (InvalidOperationException unreachable)
        {
            return new TokenValidationResult { IsValid = false, Exception = unreachable };
        }
        // The same that looks at ID tokens: of this issuer, for this client, not expired, signed by one of its keys and never by nobody.
        return await settings.TokenHandler.ValidateTokenAsync(text, parameters);
    }

    // One at a time: who sends keys that nobody has must not keep the hub busy with them.
    private async Task<bool> LookForKeysAsync(CancellationToken cancellation)
    {
        if (!await LookingForKeys.WaitAsync(TimeSpan.Zero, cancellation))
            return false;
        try
        {
            return await line.LookForKeysAsync(cancellation);
        }
        finally
        {
            LookingForKeys.Release();
        }
    }

    private static string Claim(JsonWebToken token, string name) => token.TryGetPayloadValue<string>(name, out var value) ? value ?? "" : "";

    private async Task<IResult> RefuseAsync(HttpContext context, string why)
    {
        LogRefused(log, Errors.LogoutRefused.Number, why);
        await refused.NoteAsync($"POST {Address}", context.Connection.RemoteIpAddress?.ToString() ?? "", context.RequestAborted);
        return Refusal();
    }

    private static IResult Refusal() =>
        Results.Json(new { error = "invalid_request", error_description = $"{Errors.LogoutRefused.Number} {Errors.LogoutRefused.Title}" }, statusCode: StatusCodes.Status400BadRequest);

    [LoggerMessage(Level = LogLevel.Information, Message = "the identity provider ended {Count} sessions")]
    private static partial void LogEnded(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Number} a logout token was refused: {Why}")]
    private static partial void LogRefused(ILogger log, string number, string why);
}
