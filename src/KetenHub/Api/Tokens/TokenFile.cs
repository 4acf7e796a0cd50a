using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using KetenHub.Contracts;

namespace KetenHub.Api;

/// <summary>The list of tokens, <c>tokens.json</c>: digests only. It is no secret, but who can write it can let somebody in.</summary>
/// <param name="folder">The folder it stands in.</param>
internal sealed partial class TokenFile(string folder)
{
    /// <summary>What every token begins with, so that one that leaked into a repository or log is found.</summary>
    public const string Prefix = "kht_";

    private const int MostTokens = 2000;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { WriteIndented = true, AllowDuplicateProperties = false };

    /// <summary>The file.</summary>
    public string Path { get; } = System.IO.Path.Combine(folder, "tokens.json");

    [GeneratedRegex(@"^[0-9a-f]{8}\z")]
    private static partial Regex IdForm { get; }

    [GeneratedRegex(@"^[0-9a-f]{64}\z")]
    private static partial Regex DigestForm { get; }

    /// <summary>SHA-256 of a token.</summary>
    public static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>The bytes of the file; empty when there is none.</summary>
    public byte[] ReadBytes() => File.Exists(Path) ? File.ReadAllBytes(Path) : [];

    /// <summary>The tokens of these bytes. Throws KH439, with every mistake.</summary>
    public IReadOnlyList<ApiToken> Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return [];
        IReadOnlyList<ApiToken?> tokens;
        try
        {
            tokens = JsonSerializer.Deserialize<Listed>(bytes, Form)?.Tokens ?? throw new JsonException();
        }
        catch (JsonException error)
        {
            throw new KetenHubException(Errors.TokensInvalid.At(Path, "one JSON object with a list 'tokens'"), error);
        }
        var problems = tokens.Select((token, place) => (token, place)).Where(one => !IsGood(one.token))
            .Select(one => Errors.TokensInvalid.At($"{Path}/tokens/{one.place}", "id, scopes, sha256, created; a partner unless the only scope is Metrics, and then none")).ToList();
        if (tokens.Count > MostTokens || tokens.GroupBy(token => token?.Id).Any(group => group.Count() > 1))
            problems.Add(Errors.TokensInvalid.At(Path, $"each id once, and at most {MostTokens} tokens"));
        return problems.Count == 0 ? [.. tokens.OfType<ApiToken>()] : throw new KetenHubException(problems);
    }

    /// <summary>The tokens. Throws KH439.</summary>
    public IReadOnlyList<ApiToken> Read() => Parse(ReadBytes());

    /// <summary>Adds a new token.</summary>
    /// <param name="partner">Code of its partner, or null.</param>
    /// <param name="scopes">What it is for.</param>
    /// <param name="created">Now.</param>
    /// <param name="expires">When it ends.</param>
    /// <param name="note">What it is for, in words.</param>
    /// <param name="token">The token, when there is one already; null: a new one is made.</param>
    /// <returns>The token, which nobody can tell again.</returns>
    public (string Token, ApiToken Entry) Add(
        string? partner, IReadOnlyList<TokenScope> scopes, DateTimeOffset created, DateTimeOffset expires, string note, string? token = null)
    {
        token ??= Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var entry = new ApiToken(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)), partner, [.. scopes.Distinct()], Convert.ToHexStringLower(Digest(token)), created, expires, null, note);
        Write([.. Read(), entry]);
        return (token, entry);
    }

    /// <summary>Revokes a token; one that was revoked before stays as it is. Throws KH440.</summary>
    public ApiToken Revoke(string id, DateTimeOffset now)
    {
        var tokens = Read();
        var found = tokens.FirstOrDefault(token => token.Id == id) ?? throw new KetenHubException(Errors.TokenUnknown.At(id));
        var revoked = found with { Revoked = found.Revoked ?? now };
        Write([.. tokens.Select(token => token == found ? revoked : token)]);
        return revoked;
    }

    // Whole or not at all: a hub may read at this very moment.
    private void Write(IReadOnlyList<ApiToken> tokens)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var made = $"{Path}.new";
            File.WriteAllBytes(made, JsonSerializer.SerializeToUtf8Bytes(new Listed(tokens), Form));
            File.Move(made, Path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KetenHubException(Errors.FolderNotWritable.At(folder), error);
        }
    }

    private static bool IsGood(ApiToken? token) => token is { Id: not null, Scopes.Count: > 0, Sha256: not null } && IdForm.IsMatch(token.Id) && DigestForm.IsMatch(token.Sha256)
        && token.Created != default && token.Scopes.All(Enum.IsDefined) && token.Partner is null == token.Scopes.Contains(TokenScope.Metrics)
        && (token.Partner is not null || token.Scopes.Count == 1);

    private sealed record Listed(IReadOnlyList<ApiToken> Tokens);
}
