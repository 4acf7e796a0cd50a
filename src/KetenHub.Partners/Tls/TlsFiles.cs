using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KetenHub.Contracts;

namespace KetenHub.Partners;

/// <summary>TLS from PEM files: whom to trust, and as whom to come. The files are looked at again at every connection, so that a renewed certificate
/// needs no restart.</summary>
/// <param name="authorities">File with the authorities that are trusted, and no others; empty: those of the machine.</param>
/// <param name="certificate">File with the own certificate; empty: none, who comes is said by a password.</param>
/// <param name="key">File with its private key, not encrypted.</param>
public sealed class TlsFiles(string authorities, string certificate = "", string key = "")
{
    // id-kp-serverAuth and id-kp-clientAuth, RFC 5280, 4.2.1.12.
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly Lock gate = new();
    private (DateTime Written, X509Certificate2 Certificate)? read;

    /// <summary>Whether there is an own certificate.</summary>
    public bool HasCertificate => certificate.Length > 0;

    /// <summary>The own certificate with its key. Throws KH116 when it was never readable; while a renewal is half done it is the one of before.</summary>
    public X509Certificate2 Certificate()
    {
        lock (gate)
        {
            var written = File.GetLastWriteTimeUtc(certificate);
            if (read is { } known && known.Written == written)
                return known.Certificate;
            try
            {
                read = (written, X509Certificate2.CreateFromPemFile(certificate, key));
            }
            catch (Exception error) when (IsUnreadable(error))
            {
                if (read is null)
                    throw new KetenHubException(Errors.CertificateUnreadable.At(certificate, "a PEM certificate, and the key that belongs to it"));
            }
            return read!.Value.Certificate;
        }
    }

    /// <summary>When the own certificate expires.</summary>
    public DateTimeOffset ExpiresAt => Utc(Certificate().NotAfter);

    /// <summary>What is wrong with the files: KH116, KH117, KH118. Nothing when TLS would work as far as this side can see.</summary>
    /// <param name="name">Who the certificate must name; null: whomever.</param>
    /// <param name="now">The moment.</param>
    public IReadOnlyList<Problem> Check(string? name, DateTimeOffset now)
    {
        try
        {
            var trusted = Authorities();
            if (!HasCertificate)
                return [];
            var own = Certificate();
            if (Utc(own.NotBefore) > now || Utc(own.NotAfter) <= now)
                return [Errors.CertificateExpired.At(certificate, $"one that is valid now; this one is from {Utc(own.NotBefore):yyyy-MM-dd} to {Utc(own.NotAfter):yyyy-MM-dd}")];
            if (name is not null && own.GetNameInfo(X509NameType.SimpleName, forIssuer: false) != name)
                return [Errors.CertificateNotOurs.At(certificate, $"one with the common name {name}")];
            return trusted is null || Fits(own, trusted, [], ClientUse, now) ? [] : [Errors.CertificateNotOurs.At(certificate, "one that a trusted authority issued to a client")];
        }
        catch (KetenHubException unreadable)
        {
            return unreadable.Problems;
        }
    }

    /// <summary>For the client of TLS: the own certificate, as it is now.</summary>
    public X509Certificate Select(object sender, string targetHost, X509CertificateCollection localCertificates, X509Certificate? remoteCertificate, string[] acceptableIssuers) =>
        Certificate();

    /// <summary>For the client of TLS: whether the server is the one that was meant. Its name must be right, and an authority of the file have issued it.</summary>
    /// <exception cref="AuthenticationException">It is not, with the reason (KH415).</exception>
    public bool Trusts(object sender, X509Certificate? server, X509Chain? chain, SslPolicyErrors errors)
    {
        var reason = errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) || server is null ? "it shows no certificate"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "its certificate is for another name"
            : IsIssued((X509Certificate2)server, chain, errors) ? null
            : "no trusted authority issued its certificate, or it has expired";
        if (reason is null)
            return true;
        throw new AuthenticationException(Errors.ServerNotTrusted.At("", reason).ToString());
    }

    /// <summary>For HTTP: trusts whom <see cref="Trusts"/> does, and shows the own certificate where there is one. Goes with the client that it is given to.</summary>
    public SocketsHttpHandler Handler()
    {
        // A lambda: of the method itself the analyzer only sees that it never returns false, and not that it throws.
        var handler = new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (sender, server, chain, errors) => Trusts(sender, server, chain, errors) },
        };
        if (HasCertificate)
            handler.SslOptions.LocalCertificateSelectionCallback = Select;
        return handler;
    }

    private bool IsIssued(X509Certificate2 server, X509Chain? chain, SslPolicyErrors errors) => Authorities() is { } trusted
        ? Fits(server, trusted, chain?.ChainElements.Select(element => element.Certificate) ?? [], ServerUse, DateTimeOffset.UtcNow)
        : errors == SslPolicyErrors.None;

    private X509Certificate2Collection? Authorities()
    {
        if (authorities.Length == 0)
            return null;
        var trusted = new X509Certificate2Collection();
        try
        {
            trusted.ImportFromPemFile(authorities);
        }
        catch (Exception error) when (IsUnreadable(error))
        {
            // Told below, like a file without any.
        }
        return trusted.Count > 0 ? trusted : throw new KetenHubException(Errors.CertificateUnreadable.At(authorities, "PEM certificates of authorities"));
    }

    // Revocation is the server's list to keep: see deploy/THREATS.md.
    private static bool Fits(X509Certificate2 certificate, X509Certificate2Collection trusted, IEnumerable<X509Certificate2> between, string use, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.ExtraStore.AddRange(between.ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(use));
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        return chain.Build(certificate);
    }

    // The reader's text could quote a key.
    private static bool IsUnreadable(Exception error) => error is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException;

    private static DateTimeOffset Utc(DateTime moment) => new(moment.ToUniversalTime());
}
