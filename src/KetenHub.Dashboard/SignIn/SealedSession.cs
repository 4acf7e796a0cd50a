using System.Security.Cryptography;
using System.Text.Json;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>What the store keeps of a session and can't read: it opens with the cookie only.</summary>
/// <param name="Token">SHA-256 of the token somebody came with, as hexadecimal digits; another token of the same account ends the session. Null: they came from the provider.</param>
/// <param name="Claims">Claims that accounts depend on.</param>
/// <param name="IdToken">For signing out at the provider.</param>
internal sealed record SealedSession(string? Token, IReadOnlyList<KeyValuePair<string, string>> Claims, string IdToken)
{
    public byte[] Seal(string cookie)
    {
        using var sealer = new Sealer(Session.KeyOf(cookie, "contents"));
        return sealer.Seal(JsonSerializer.SerializeToUtf8Bytes(this), "session"u8);
    }

    /// <summary>Null when it was not sealed with this cookie, or changed.</summary>
    public static SealedSession? Open(string cookie, byte[] value)
    {
        using var sealer = new Sealer(Session.KeyOf(cookie, "contents"));
        try
        {
            return JsonSerializer.Deserialize<SealedSession>(sealer.Open(value, "session"u8));
        }
        catch (Exception error) when (error is CryptographicException or JsonException)
        {
            return null;
        }
    }
}
