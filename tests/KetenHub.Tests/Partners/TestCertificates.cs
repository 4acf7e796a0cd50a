using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KetenHub.Tests.Partners;

/// <summary>Certificates that exist for one test.</summary>
internal static class TestCertificates
{
    /// <summary>For a server (id-kp-serverAuth, RFC 5280, 4.2.1.12).</summary>
    public const string Server = "1.3.6.1.5.5.7.3.1";

    /// <summary>For a client (id-kp-clientAuth).</summary>
    public const string Client = "1.3.6.1.5.5.7.3.2";

    /// <summary>An authority.</summary>
    public static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-100), DateTimeOffset.UtcNow.AddDays(1000));
    }

    /// <summary>What it issues, for a name that is also its host's.</summary>
    public static X509Certificate2 Issue(X509Certificate2 by, string name, string use, DateTimeOffset until, DateTimeOffset? from = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(by, from ?? DateTimeOffset.UtcNow.AddDays(-10), until, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }
}
