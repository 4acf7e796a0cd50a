using System.Security.Cryptography;
using System.Text;
using KetenHub.Hub;

namespace KetenHub.Api;

/// <summary>Which partner a request comes from: by its token, compared in constant time over digests.</summary>
internal sealed class PartnerTokens(IReadOnlyList<(Partner Partner, byte[] Digest)> tokens)
{
    /// <summary>Tokens of all partners.</summary>
    public static PartnerTokens Of(PartnerList partners, Func<string, string> tokenOf) =>
        Of(partners.All, partner => tokenOf(partner.Code));

    /// <summary>Tokens of some partners; the others can't send over HTTP.</summary>
    public static PartnerTokens Of(IReadOnlyList<Partner> partners, Func<Partner, string> tokenOf) =>
        new([.. partners.Select(partner => (partner, Digest(tokenOf(partner))))]);

    /// <summary>The partner, or null. Looks at every token, so that the time taken says nothing.</summary>
    public Partner? Find(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        var digest = Digest(header.StartsWith(Scheme, StringComparison.Ordinal) ? header[Scheme.Length..] : "");
        Partner? found = null;
        foreach (var (partner, expected) in tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(digest, expected))
                found = partner;
        }
        return found;
    }

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
