using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KetenHub.Contracts;

/// <summary>The signature of a sender over one event: a detached JWS (RFC 7515, appendix F), ES256, over exactly the bytes of the body. It travels beside the body, in the header
/// <see cref="Header"/>; so an event that is sent again is signed again and keeps its body. Its header names the key (<c>kid</c>) and the time (<c>iat</c>).</summary>
public static class EventSignature
{
    /// <summary>Name of the header, over HTTP and AMQP.</summary>
    public const string Header = "jws-signature";

    private const string Algorithm = "ES256";
    private const int LongestSignature = 1000;
    private const int SignatureSize = 64;

    // Clocks differ; what is signed for later is not.
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(5);

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 2 };

    /// <summary>Signs a body.</summary>
    /// <param name="body">The bytes that are sent.</param>
    /// <param name="key">The sender's private key, ECDSA P-256.</param>
    /// <param name="keyId">Its id, as partners.json lists the public key.</param>
    /// <param name="at">Now.</param>
    public static string Sign(ReadOnlySpan<byte> body, ECDsa key, string keyId, DateTimeOffset at)
    {
        var header = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["alg"] = Algorithm, ["kid"] = keyId, ["iat"] = at.ToUnixTimeSeconds(),
        }));
        return $"{header}..{Base64Url.EncodeToString(key.SignData(Input(header, body), HashAlgorithmName.SHA256))}";
    }

    /// <summary>What is wrong with a signature; null when it is that of one of these keys over this body, and recent.</summary>
    /// <param name="signature">As received; null: none came.</param>
    /// <param name="body">The bytes as received.</param>
    /// <param name="keys">Public keys of the sender by id, as <see cref="IsKey"/> accepts them.</param>
    /// <param name="maxAge">How old it may be.</param>
    /// <param name="now">Now.</param>
    public static Problem? Check(string? signature, ReadOnlySpan<byte> body, IReadOnlyDictionary<string, byte[]> keys, TimeSpan maxAge, DateTimeOffset now)
    {
        if (signature is null)
            return Errors.SignatureMissing.At(Header);
        if (signature.Length > LongestSignature || signature.Split('.') is not [var header, "", var value] || HeaderOf(header) is not var (keyId, issuedAt)
            || Decoded(value) is not { Length: SignatureSize } bytes)
            return Errors.SignatureInvalid.At(Header, "a detached JWS with alg ES256, kid and iat, and nothing critical");
        if (!keys.TryGetValue(keyId, out var publicKey))
            return Errors.SignatureInvalid.At(Header, "a key id that is listed for this partner");
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        if (!key.VerifyData(Input(header, body), bytes, HashAlgorithmName.SHA256))
            return Errors.SignatureInvalid.At(Header, "a signature of that key over exactly the body that came");
        var age = now - issuedAt;
        return age > maxAge || age < -ClocksDiffer ? Errors.SignatureOld.At(Header, $"at most {maxAge} old") : null;
    }

    /// <summary>Whether a text is a public key that signatures can be checked with: SubjectPublicKeyInfo of ECDSA P-256, as base64.</summary>
    public static bool IsKey(string text)
    {
        try
        {
            using var key = ECDsa.Create();
            var bytes = Convert.FromBase64String(text);
            key.ImportSubjectPublicKeyInfo(bytes, out var read);
            return read == bytes.Length && key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            return false;
        }
    }

    // RFC 7515, section 5.1: what is signed is the header and the payload as they would stand in the JWS.
    private static byte[] Input(string header, ReadOnlySpan<byte> body) => Encoding.ASCII.GetBytes($"{header}.{Base64Url.EncodeToString(body)}");

    // Only this algorithm: a header must not choose a weaker one, or none. Nor may it ask for something that is not known here (crit, b64).
    private static (string KeyId, DateTimeOffset IssuedAt)? HeaderOf(string text)
    {
        if (Decoded(text) is not { } json)
            return null;
        try
        {
            using var header = JsonDocument.Parse(json, Strict);
            var root = header.RootElement;
            if (root.ValueKind != JsonValueKind.Object || root.TryGetProperty("crit", out _) || root.TryGetProperty("b64", out _)
                || !root.TryGetProperty("alg", out var algorithm) || algorithm.ValueKind != JsonValueKind.String || !algorithm.ValueEquals(Algorithm)
                || !root.TryGetProperty("kid", out var keyId) || keyId.ValueKind != JsonValueKind.String
                || !root.TryGetProperty("iat", out var at) || at.ValueKind != JsonValueKind.Number || !at.TryGetInt64(out var seconds)
                || seconds < 0 || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
                return null;
            return (keyId.GetString()!, DateTimeOffset.FromUnixTimeSeconds(seconds));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[]? Decoded(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
