using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace KetenHub.Browser;

/// <summary>An identity provider for tests, over real HTTP: discovery, keys that can change, a page to sign in, codes with PKCE that work once, tokens, signing out
/// (OpenID Connect Core, Discovery, RP-Initiated Logout; RFC 7636). It can be told to misbehave.</summary>
public sealed class TestIssuer : IAsyncDisposable
{
    public const string ClientId = "ketenhub";

    private const string Cookie = "test-issuer";
    private readonly ConcurrentDictionary<string, Code> codes = new(StringComparer.Ordinal);
    private readonly RSA strange = RSA.Create(2048);
    private RSA key = RSA.Create(2048);
    private string keyId = "key-1";
    private WebApplication app = null!;

    /// <summary>How a token is signed.</summary>
    public enum Signing
    {
        WithItsKey,
        WithNothing,
        WithAnothersKey,
        WithTheClientsSecret,
    }

    /// <summary>As it names itself. Another host than the hub's, so that a browser takes it for another site.</summary>
    public string Address { get; private set; } = "";

    public string ClientSecret { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    /// <summary>Whom it knows, with the claims of each.</summary>
    public Dictionary<string, Dictionary<string, object>> Users { get; } = new(StringComparer.Ordinal);

    /// <summary>Where it may send browsers.</summary>
    public HashSet<string> RedirectAddresses { get; } = [];

    /// <summary>By what clock it says when somebody signed in.</summary>
    public Func<DateTimeOffset> Now { get; set; } = () => DateTimeOffset.UtcNow;

    /// <summary>Changes the claims of the next tokens.</summary>
    public Action<Dictionary<string, object>>? Change { get; set; }

    public Signing Signs { get; set; }

    /// <summary>What was asked at the authorization endpoint.</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> Asked { get; } = [];

    public int TokensGiven { get; private set; }

    /// <summary>Number of the session of somebody, as it says it in ID tokens and logout tokens.</summary>
    public static string SessionOf(string user) => $"session-of-{user}";

    /// <summary>A logout token (Back-Channel Logout 1.0, 2.4), with claims that a test changes.</summary>
    public string LogoutToken(Action<Dictionary<string, object>>? change = null, string type = "logout+jwt")
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = Address, ["aud"] = ClientId, ["iat"] = now, ["exp"] = now + 120, ["jti"] = Guid.NewGuid().ToString(),
            ["events"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["http://schemas.openid.net/event/backchannel-logout"] = new { } },
        };
        change?.Invoke(claims);
        return SignedOf(claims, type);
    }

    public static async Task<TestIssuer> StartAsync()
    {
        var issuer = new TestIssuer();
        await issuer.StartAsync("http://localhost:0");
        return issuer;
    }

    /// <summary>Answers no more, until it is started again at the same address.</summary>
    public Task StopAsync() => app.StopAsync();

    public async Task StartAgainAsync()
    {
        await app.DisposeAsync();
        await StartAsync(Address);
    }

    /// <summary>Signs with another key from now on, and publishes that one only.</summary>
    public void Rotate()
    {
        key.Dispose();
        (key, keyId) = (RSA.Create(2048), $"key-{Guid.NewGuid():N}");
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Dispose();
        strange.Dispose();
    }

    private async Task StartAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        // "localhost" with port 0 is two ports, one per address family.
        builder.WebHost.UseUrls(url == "http://localhost:0" ? "http://127.0.0.1:0" : url.Replace("localhost", "127.0.0.1", StringComparison.Ordinal));
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Address, authorization_endpoint = $"{Address}/authorize", token_endpoint = $"{Address}/token", jwks_uri = $"{Address}/keys", end_session_endpoint = $"{Address}/logout",
            response_types_supported = new[] { "code" }, subject_types_supported = new[] { "public" }, id_token_signing_alg_values_supported = new[] { "RS256" },
            code_challenge_methods_supported = new[] { "S256" }, token_endpoint_auth_methods_supported = new[] { "client_secret_post" },
        }));
        app.MapGet("/keys", () =>
        {
            var shown = key.ExportParameters(false);
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = keyId, n = WebEncoders.Base64UrlEncode(shown.Modulus!), e = WebEncoders.Base64UrlEncode(shown.Exponent!) } } });
        });
        app.MapGet("/authorize", Authorize);
        app.MapPost("/login", (Delegate)LoginAsync);
        app.MapPost("/token", (Delegate)TokenAsync);
        app.MapGet("/logout", (HttpContext context) =>
        {
            var back = context.Request.Query["post_logout_redirect_uri"].ToString();
            if (!RedirectAddresses.Contains(back) || context.Request.Query["id_token_hint"].ToString().Split('.').Length != 3)
                return Results.BadRequest("post_logout_redirect_uri or id_token_hint");
            context.Response.Cookies.Delete(Cookie);
            return Results.Redirect(back);
        });
        await app.StartAsync();
        Address = $"http://localhost:{new Uri(app.Urls.Single()).Port}";
    }

    private IResult Authorize(HttpContext context)
    {
        var asked = context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        Asked.Enqueue(asked);
        if (WrongWith(asked) is { } wrong)
            return Results.BadRequest(wrong);
        var prompt = asked.GetValueOrDefault("prompt");
        var known = context.Request.Cookies[Cookie]?.Split('|') is [var user, var since] && Users.ContainsKey(user) ? (user, long.Parse(since, System.Globalization.CultureInfo.InvariantCulture)) : ((string, long)?)null;
        var isRecent = known is { } one && (!asked.TryGetValue("max_age", out var age) || Now().ToUnixTimeSeconds() - one.Item2 < long.Parse(age, System.Globalization.CultureInfo.InvariantCulture));
        if (known is { } somebody && isRecent && prompt != "login")
            return Answer(asked, somebody.Item1, somebody.Item2);
        if (prompt == "none")
            return Results.Redirect(QueryHelpers.AddQueryString(asked["redirect_uri"], new Dictionary<string, string?>(StringComparer.Ordinal) { ["error"] = "login_required", ["state"] = asked["state"] }));
        return Results.Content(
            $"<!doctype html><html lang=\"nl\"><title>Aanmelden</title><link rel=\"icon\" href=\"data:,\"><form method=\"post\" action=\"/login\"><input type=\"hidden\" name=\"asked\" value=\"{System.Net.WebUtility.HtmlEncode(JsonSerializer.Serialize(asked))}\">"
            + "<label>Gebruiker <input id=\"user\" name=\"user\" autofocus></label><button>Aanmelden</button></form>", "text/html; charset=utf-8");
    }

    private async Task<IResult> LoginAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var (user, asked) = (form["user"].ToString(), JsonSerializer.Deserialize<Dictionary<string, string>>(form["asked"].ToString())!);
        if (!Users.ContainsKey(user) || WrongWith(asked) is not null)
            return Results.Unauthorized();
        var now = Now().ToUnixTimeSeconds();
        context.Response.Cookies.Append(Cookie, $"{user}|{now}", new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax });
        return Answer(asked, user, now);
    }

    private string? WrongWith(Dictionary<string, string> asked) => asked switch
    {
        _ when asked.GetValueOrDefault("client_id") != ClientId => "client_id",
        _ when !RedirectAddresses.Contains(asked.GetValueOrDefault("redirect_uri", "")) => "redirect_uri",
        _ when asked.GetValueOrDefault("response_type") != "code" => "response_type",
        _ when !asked.GetValueOrDefault("scope", "").Split(' ').Contains("openid") => "scope",
        _ when asked.GetValueOrDefault("code_challenge_method") != "S256" || asked.GetValueOrDefault("code_challenge", "").Length != 43 => "code_challenge",
        _ when asked.GetValueOrDefault("state", "").Length < 16 || asked.GetValueOrDefault("nonce", "").Length < 16 => "state or nonce",
        _ => null,
    };

    private IResult Answer(Dictionary<string, string> asked, string user, long authenticatedAt)
    {
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        codes[code] = new Code(asked, user, authenticatedAt, DateTimeOffset.UtcNow.AddMinutes(1));
        return Results.Redirect(QueryHelpers.AddQueryString(asked["redirect_uri"], new Dictionary<string, string?>(StringComparer.Ordinal) { ["code"] = code, ["state"] = asked["state"] }));
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret)
            return Results.Json(new { error = "invalid_client" }, statusCode: StatusCodes.Status401Unauthorized);
        var challenge = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        // A code works once, also when its use fails.
        if (!codes.TryRemove(form["code"].ToString(), out var code) || code.End < DateTimeOffset.UtcNow || form["grant_type"] != "authorization_code"
            || form["redirect_uri"] != code.Asked["redirect_uri"] || challenge != code.Asked["code_challenge"])
            return Results.Json(new { error = "invalid_grant" }, statusCode: StatusCodes.Status400BadRequest);
        TokensGiven++;
        return Results.Json(new { access_token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), token_type = "Bearer", expires_in = 300, id_token = TokenFor(code) });
    }

    private string TokenFor(Code code)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>(Users[code.User], StringComparer.Ordinal)
        {
            ["iss"] = Address, ["aud"] = ClientId, ["iat"] = now, ["nbf"] = now, ["exp"] = now + 300, ["nonce"] = code.Asked["nonce"], ["auth_time"] = code.AuthenticatedAt, ["sid"] = SessionOf(code.User),
        };
        claims.TryAdd("sub", $"number-of-{code.User}");
        Change?.Invoke(claims);
        return SignedOf(claims, "JWT");
    }

    private string SignedOf(Dictionary<string, object> claims, string type)
    {
        var algorithm = Signs switch { Signing.WithNothing => "none", Signing.WithTheClientsSecret => "HS256", _ => "RS256" };
        var signed = $"{Part(new { alg = algorithm, kid = keyId, typ = type })}.{Part(claims)}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        return $"{signed}." + Signs switch
        {
            Signing.WithNothing => "",
            Signing.WithTheClientsSecret => WebEncoders.Base64UrlEncode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(ClientSecret), bytes)),
            _ => WebEncoders.Base64UrlEncode((Signs == Signing.WithItsKey ? key : strange).SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
        };
    }

    private static string Part(object value) => WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(value));

    private sealed record Code(IReadOnlyDictionary<string, string> Asked, string User, long AuthenticatedAt, DateTimeOffset End);
}
