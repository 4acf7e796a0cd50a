using System.Security.Cryptography;
using System.Text;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Api;

/// <summary>Which partner a request comes from: by its token, compared in constant time over digests.</summary>
internal sealed class PartnerTokens(IReadOnlyList<(Partner Partner, byte[] Digest)> tokens)
{
    private const int ShortestToken = 32;

    /// <summary>Tokens of all partners.</summary>
    public static PartnerTokens Of(PartnerList partners, Func<string, string> tokenOf) =>
        Of(partners.All, partner => tokenOf(partner.Code));

    /// <summary>Tokens of some partners; the others can't send over HTTP.</summary>
    public static PartnerTokens Of(IReadOnlyList<Partner> partners, Func<Partner, string> tokenOf) =>
        new([.. partners.Select(partner => (partner, Digest(Checked(partner, tokenOf(partner)))))]);

    /// <summary>The partner, or null. Looks at every token, so that the time taken says nothing.</summary>
    public Partner? Find(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.Ordinal))
            return null;
        var digest = Digest(header[Scheme.Length..]);
        Partner? found = null;
        foreach (var (partner, expected) in tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(digest, expected))
                found = partner;
        }
        return found;
    }

    // An empty file, left by a crash or a slip, must not let anybody in.
    private static string Checked(Partner partner, string token) => token.Length >= ShortestToken
        ? token : throw new KetenHubException(Errors.TokenTooShort.At($"{partner.Code}.token", $"at least {ShortestToken} characters"));

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
