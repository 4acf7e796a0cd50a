using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Hub;
using KetenHub.Production;

namespace KetenHub.Commands;

/// <summary>Whether people can sign in: the sign-in file, the hub's secret, and what the identity provider says of itself (OpenID Connect Discovery, RFC 8414).</summary>
/// <param name="file">The sign-in file.</param>
/// <param name="secretFile">File with the hub's secret at the provider; empty: the environment has it.</param>
/// <param name="partnersFile">Partners file, or null.</param>
internal sealed class SignInCheck(string file, string secretFile, string? partnersFile)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>What was found good. Throws KH454, KH457, KH458.</summary>
    public async Task<string> RunAsync(CancellationToken cancellation)
    {
        var settings = SignInFile.Read(file, SettingsFolder.ReadPartners(partnersFile));
        if (RunSettings.SecretOf(secretFile) is null)
            throw new KetenHubException(Errors.ClientSecretWrong.At("SignInSecretFile", $"a file with the secret, or {RunSettings.SignInSecretVariable}"));
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = LongestWait };
        using var described = await ReadAsync(http, $"{settings.Issuer.TrimEnd('/')}/.well-known/openid-configuration", "/issuer", cancellation);
        var provider = described.RootElement;
        var problems = new List<Problem>();
        Require(Text(provider, "issuer") == settings.Issuer, "/issuer", "the provider's address exactly as it names itself, also the final slash");
        foreach (var place in new[] { "authorization_endpoint", "token_endpoint", "jwks_uri" })
            Require(IsSafe(Text(provider, place)), "/issuer", $"a provider with an https address as {place}");
        Require(Lists(provider, "code_challenge_methods_supported")?.Contains("S256") != false, "/issuer", "a provider that knows PKCE with S256");
        Require(Lists(provider, "response_types_supported")?.Contains("code") != false, "/issuer", "a provider that knows the response type code");
        if (problems.Count > 0)
            throw new KetenHubException(problems);
        using var keys = await ReadAsync(http, Text(provider, "jwks_uri"), "/issuer", cancellation);
        var signing = keys.RootElement.TryGetProperty("keys", out var all) && all.ValueKind == JsonValueKind.Array
            ? all.EnumerateArray().Count(key => Text(key, "kty") is "RSA" or "EC" && Text(key, "use") is "" or "sig") : 0;
        if (signing == 0)
            throw new KetenHubException(Errors.SignInFileInvalid.At("/issuer", "a provider with at least one RSA or EC key to sign with"));
        return $"{settings.Issuer} answers, {signing} {(signing == 1 ? "key" : "keys")} to sign with; {settings.Accounts.Count} lines of accounts; "
            + $"it sends browsers back to {new Uri(settings.Address, "/sign-in/callback")}";

        void Require(bool good, string where, string expected)
        {
            if (!good)
                problems.Add(Errors.SignInFileInvalid.At(where, expected));
        }
    }

    private static async Task<JsonDocument> ReadAsync(HttpClient http, string address, string where, CancellationToken cancellation)
    {
        try
        {
            return JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(address), cancellation));
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or JsonException && !cancellation.IsCancellationRequested)
        {
            throw new KetenHubException(Errors.ProviderUnreachable.At(where, $"JSON at {address}"), error);
        }
    }

    private static bool IsSafe(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback));

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static IReadOnlyList<string>? Lists(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)] : null;
}
