using System.Security.Cryptography;
using System.Text;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>Somebody's time on the pages, from signing in to its end: at every hub of the store.</summary>
/// <param name="Cookie">What the cookie says: 256 random bits. It stands nowhere but in the browser.</param>
/// <param name="Row">What the store has of it.</param>
/// <param name="Who">Who it is.</param>
/// <param name="Provided">What the identity provider said; null for who came with a token.</param>
internal sealed record Session(string Cookie, SessionRow Row, SignedIn Who, Provided? Provided)
{
    /// <summary>A key for one use that only who has the cookie can make.</summary>
    public static byte[] KeyOf(string cookie, string use) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(cookie), HubKeys.MasterKeySize, [], Encoding.UTF8.GetBytes($"ketenhub/session/{use}"));

    /// <summary>How the store calls the session of a cookie.</summary>
    public static string IdOf(string cookie) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(cookie)));
}

/// <summary>What an identity provider said of somebody.</summary>
/// <param name="Subject">Their number there, hashed with the provider's name.</param>
/// <param name="Session">Number of the session there (<c>sid</c>), hashed likewise; empty: it gave none.</param>
/// <param name="Claims">Claims that accounts depend on.</param>
/// <param name="IdToken">For signing out there.</param>
/// <param name="CheckedAt">When it said so.</param>
/// <param name="AuthenticatedAt">When they showed it who they are, as far as it says; null: it does not say.</param>
internal sealed record Provided(
    string Subject, string Session, IReadOnlyList<KeyValuePair<string, string>> Claims, string IdToken, DateTimeOffset CheckedAt, DateTimeOffset? AuthenticatedAt)
{
    /// <summary>How the hub calls a number at a provider: hashed with its name, for another one may give the same number to somebody else.</summary>
    public static string Hashed(string issuer, string? number) => string.IsNullOrEmpty(number) ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{number}")));
}

/// <summary>Why there is no session for a cookie.</summary>
internal enum SessionEnd
{
    /// <summary>None was begun with it, or it was signed out.</summary>
    Unknown,
    /// <summary>Nothing was done for too long.</summary>
    Idle,
    /// <summary>It lasted as long as one may.</summary>
    TooLong,
    /// <summary>The account was removed, or its role or its token changed.</summary>
    AccountChanged,
    /// <summary>An administrator ended it, the identity provider did, or the same account signed in elsewhere too often.</summary>
    Ended,
}
