using System.Security.Cryptography;
using KetenHub.Contracts;

namespace KetenHub.Partners;

/// <summary>Signs a partner's messages, each time they are sent (<see cref="EventSignature"/>). The key is read at each, so that it can be replaced without a restart.</summary>
/// <param name="keyFile">File (PEM) with the private key, ECDSA P-256.</param>
/// <param name="keyId">Its id, as partners.json lists the public key.</param>
/// <param name="clock">For the time of signing.</param>
public sealed class MessageSigner(string keyFile, string keyId, TimeProvider clock)
{
    /// <summary>The signature over these bytes.</summary>
    /// <exception cref="KetenHubException">KH515: the file has no such key.</exception>
    public string Sign(ReadOnlySpan<byte> body)
    {
        using var key = Read();
        return EventSignature.Sign(body, key, keyId, clock.GetUtcNow());
    }

    /// <summary>Whether the file has such a key.</summary>
    public bool CanSign()
    {
        try
        {
            using var key = Read();
            return true;
        }
        catch (KetenHubException)
        {
            return false;
        }
    }

    private ECDsa Read()
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(keyFile));
            // A public key, or one of another curve, would be found out by the hub only.
            if (key.ExportParameters(includePrivateParameters: true).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value)
                return key;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            // Told below; the exception could quote the file.
        }
        key.Dispose();
        throw new KetenHubException(Errors.ClientSettingInvalid.At("SignWith", "a file (PEM) with a private key of ECDSA P-256"));
    }
}
