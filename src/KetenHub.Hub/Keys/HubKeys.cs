using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>The keys of one hub, all derived from its master key: wrapping persons' keys, finding identifiers, sealing quarantine.</summary>
public sealed class HubKeys : IDisposable
{
    private readonly Sealer wrapping;
    private readonly Sealer quarantine;
    private readonly byte[] lookup;
    private readonly byte[] check;

    /// <summary>Keys from a master key of 32 bytes.</summary>
    public HubKeys(ReadOnlySpan<byte> masterKey)
    {
        if (masterKey.Length != 32)
            throw new KetenHubException(Errors.MasterKeyMissing.At("master key", "32 bytes"));
        wrapping = new Sealer(Derive(masterKey, "person keys"));
        quarantine = new Sealer(Derive(masterKey, "quarantine"));
        lookup = Derive(masterKey, "identifier lookup");
        check = Derive(masterKey, "check");
    }

    /// <summary>A value that only this master key gives; kept in the store to recognise another one.</summary>
    public string Check => Convert.ToHexStringLower(HMACSHA256.HashData(check, "ketenhub"u8));

    /// <summary>The lookup value of an identifier: HMAC-SHA-256 of its <see cref="PersonIdentifier.Key"/>.</summary>
    public IdentifierHash HashOf(PersonIdentifier identifier) =>
        new(Convert.ToHexStringLower(HMACSHA256.HashData(lookup, Encoding.UTF8.GetBytes(identifier.Key()))));

    /// <summary>A fresh key for a person, wrapped for the store.</summary>
    public (Sealer Key, byte[] Wrapped) NewPersonKey(Guid person)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        return (new Sealer(key), wrapping.Seal(key, Bound(person, "key")));
    }

    /// <summary>The key of a person. Throws <see cref="CryptographicException"/> when it was wrapped with another master key or changed.</summary>
    public Sealer PersonKey(Guid person, byte[] wrapped) => new(wrapping.Open(wrapped, Bound(person, "key")));

    /// <summary>Seals bytes of a refused message.</summary>
    public byte[] SealQuarantine(Guid id, ReadOnlySpan<byte> raw) => quarantine.Seal(raw, Bound(id, "quarantine"));

    /// <summary>Opens bytes of a refused message.</summary>
    public byte[] OpenQuarantine(Guid id, byte[] sealedRaw) => quarantine.Open(sealedRaw, Bound(id, "quarantine"));

    /// <summary>What a sealed value is bound to: it can't be moved to another person or place and still be opened.</summary>
    public static byte[] Bound(Guid person, string use) => Encoding.UTF8.GetBytes($"{person:D}/{use}");

    /// <summary>An identifier, sealed with the person's key.</summary>
    public static byte[] SealIdentifier(Sealer key, Guid person, PersonIdentifier identifier) =>
        key.Seal(JsonSerializer.SerializeToUtf8Bytes(identifier, CloudEventWriter.JsonOptions), Bound(person, "identifier"));

    /// <summary>The identifier of a row.</summary>
    public static PersonIdentifier OpenIdentifier(Sealer key, IdentifierRow row) =>
        JsonSerializer.Deserialize<PersonIdentifier>(key.Open(row.Sealed, Bound(row.Person, "identifier")), CloudEventWriter.JsonOptions)!;

    /// <summary>Ends the use of the keys.</summary>
    public void Dispose()
    {
        wrapping.Dispose();
        quarantine.Dispose();
        CryptographicOperations.ZeroMemory(lookup);
        CryptographicOperations.ZeroMemory(check);
    }

    private static byte[] Derive(ReadOnlySpan<byte> masterKey, string use)
    {
        var key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, key, [], Encoding.UTF8.GetBytes($"ketenhub/v1/{use}"));
        return key;
    }
}
