using System.Security.Cryptography;

namespace KetenHub.Hub;

/// <summary>Seals bytes with AES-256-GCM: version (1 byte) | nonce (12) | ciphertext | tag (16). Nonces are random: with a key per
/// person, far fewer than 2^32 values are sealed with one key (NIST SP 800-38D, section 8.3).</summary>
public sealed class Sealer(byte[] key) : IDisposable
{
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly AesGcm aes = new(key, TagSize);

    // AesGcm keeps one cipher context: two threads in it at once give wrong bytes, not an exception.
    private readonly Lock sync = new();

    /// <summary>Seals; only the same <paramref name="boundTo"/> opens it again.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> boundTo)
    {
        var result = new byte[1 + NonceSize + plain.Length + TagSize];
        result[0] = Version;
        var nonce = result.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        lock (sync)
            aes.Encrypt(nonce, plain, result.AsSpan(1 + NonceSize, plain.Length), result.AsSpan(result.Length - TagSize), boundTo);
        return result;
    }

    /// <summary>Opens. Throws <see cref="CryptographicException"/> when the bytes, the key or what they are bound to differ.</summary>
    public byte[] Open(ReadOnlySpan<byte> value, ReadOnlySpan<byte> boundTo)
    {
        if (value.Length < 1 + NonceSize + TagSize || value[0] != Version)
            throw new CryptographicException("not a sealed value of this version");
        var plain = new byte[value.Length - 1 - NonceSize - TagSize];
        lock (sync)
            aes.Decrypt(value.Slice(1, NonceSize), value.Slice(1 + NonceSize, plain.Length), value[^TagSize..], plain, boundTo);
        return plain;
    }

    /// <summary>Ends the use of the key.</summary>
    public void Dispose() => aes.Dispose();
}
