using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>The keys of one hub: wrapping persons' keys, finding identifiers, sealing quarantine.</summary>
public sealed class HubKeys : IDisposable
{
    /// <summary>Length of a master key in bytes.</summary>
    public const int MasterKeySize = 32;

    // A wrapped key says how it was wrapped: 1 by the master key itself, as before there were rings; 2 by the key ring.
    private const byte ByRing = 2;

    private readonly Sealer wrapping;
    private readonly Sealer quarantine;
    private readonly Sealer pages;
    private readonly byte[] lookup;
    private readonly byte[] processing;
    private readonly byte[] subjects;

    // Together: what was opened with one ring is not to be found with the next.
    private volatile Held held;

    /// <summary>Keys of a ring.</summary>
    public HubKeys(KeyRing ring)
    {
        held = new Held(ring, new OpenedKeys());
        var secrets = ring.Secrets.Chunk(MasterKeySize).ToList();
        (wrapping, quarantine, lookup) = (new Sealer(secrets[0]), new Sealer(secrets[1]), secrets[2]);
        pages = new Sealer(Derive(lookup, "page keys"));
        (processing, subjects) = (Derive(lookup, "processing record"), Derive(lookup, "data subject"));
    }

    /// <summary>Keys that all derive from a master key: for a store that nobody is erased from.</summary>
    public HubKeys(ReadOnlySpan<byte> masterKey) : this(KeyRing.New(SecretsOf(masterKey), Derive(masterKey, "key ring root"))) { }

    /// <summary>The ring.</summary>
    public KeyRing Ring => held.Ring;

    /// <summary>Where the ring is kept; null for keys that nobody is erased from.</summary>
    public KeyRingFile? File { get; init; }

    /// <summary>Goes on with a later generation of the ring: whom it has no key for can't be opened any more, and what was opened before is forgotten.</summary>
    /// <returns>False when it is no later one of the same ring.</returns>
    public bool Use(KeyRing later)
    {
        if (later.Id != Ring.Id || later.Generation <= Ring.Generation)
            return false;
        held = new Held(later, new OpenedKeys());
        return true;
    }

    /// <summary>Secrets of a ring for a master key: the same that stores had before there were rings.</summary>
    public static byte[] SecretsOf(ReadOnlySpan<byte> masterKey) => masterKey.Length == MasterKeySize
        ? [.. Derive(masterKey, "person keys"), .. Derive(masterKey, "quarantine"), .. Derive(masterKey, "identifier lookup")]
        : throw new KetenHubException(Errors.MasterKeyMissing.At("master key", "32 bytes"));

    /// <summary>A value that only this master key gives; stores of before there were rings hold it to recognise another one.</summary>
    public static string CheckOf(ReadOnlySpan<byte> masterKey) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Derive(masterKey, "check"), "ketenhub"u8));

    /// <summary>The lookup value of an identifier: HMAC-SHA-256 of its <see cref="PersonIdentifier.Key"/>.</summary>
    public IdentifierHash HashOf(PersonIdentifier identifier) =>
        new(Convert.ToHexStringLower(HMACSHA256.HashData(lookup, Encoding.UTF8.GetBytes(identifier.Key()))));

    /// <summary>The lookup value of a case number: the first 64 bits of an HMAC-SHA-256, apart from those of identifiers. Short, for it stands in addresses
    /// in place of the number.</summary>
    public IdentifierHash HashOfCase(string number) =>
        new(Convert.ToHexStringLower(HMACSHA256.HashData(lookup, Encoding.UTF8.GetBytes($"case number\n{number}")).AsSpan(0, 8)));

    /// <summary>A fresh key for a person, wrapped for the store.</summary>
    public (Sealer Key, byte[] Wrapped) NewPersonKey(Guid person)
    {
        var now = held;
        var key = RandomNumberGenerator.GetBytes(MasterKeySize);
        using var wrap = new Sealer(now.Ring.FindKey(person) ?? throw Erased());
        byte[] wrapped = [ByRing, .. wrap.Seal(key, Bound(person, "key"))];
        now.Opened.Add(person, wrapped, key);
        return (new Sealer(key), wrapped);
    }

    /// <summary>The key of a person. Throws <see cref="CryptographicException"/> when the person was erased, the key was wrapped otherwise or changed.</summary>
    public Sealer PersonKey(Guid person, byte[] wrapped)
    {
        var now = held;
        if (now.Opened.Find(person, wrapped) is not { } key)
            now.Opened.Add(person, wrapped, key = Unwrap(now.Ring, person, wrapped));
        return new Sealer(key);
    }

    private byte[] Unwrap(KeyRing ring, Guid person, byte[] wrapped)
    {
        if (wrapped is not [ByRing, ..])
            return wrapping.Open(wrapped, Bound(person, "key"));
        using var wrap = new Sealer(ring.FindKey(person) ?? throw Erased());
        return wrap.Open(wrapped.AsSpan(1), Bound(person, "key"));
    }

    /// <summary>The reference of a person as records of processing name it: encrypted with AES-256 as the one block that it is. The same person is always the same; who
    /// has no key learns nothing from it and can't go from it to the log.</summary>
    /// <returns>32 hexadecimal digits.</returns>
    public string SubjectOf(Guid person)
    {
        using var aes = Aes.Create();
        aes.Key = subjects;
        return Convert.ToHexStringLower(aes.EncryptEcb(person.ToByteArray(bigEndian: true), PaddingMode.None));
    }

    /// <summary>A number for a record of processing: always the same for the same text, and without the key nothing follows from it.</summary>
    /// <param name="of">What it is a number of.</param>
    /// <param name="bytes">How long, at most 32.</param>
    public string ProcessingId(string of, int bytes) => Convert.ToHexStringLower(HMACSHA256.HashData(processing, Encoding.UTF8.GetBytes(of)).AsSpan(0, bytes));

    /// <summary>Seals bytes of a refused message.</summary>
    public byte[] SealQuarantine(Guid id, ReadOnlySpan<byte> raw) => quarantine.Seal(raw, Bound(id, "quarantine"));

    /// <summary>Opens bytes of a refused message.</summary>
    public byte[] OpenQuarantine(Guid id, byte[] sealedRaw) => quarantine.Open(sealedRaw, Bound(id, "quarantine"));

    /// <summary>Seals a key that protects a sign-in under way.</summary>
    public byte[] SealPageKey(ReadOnlySpan<byte> key) => pages.Seal(key, "page key"u8);

    /// <summary>Opens it.</summary>
    public byte[] OpenPageKey(byte[] value) => pages.Open(value, "page key"u8);

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
        pages.Dispose();
        CryptographicOperations.ZeroMemory(lookup);
        CryptographicOperations.ZeroMemory(processing);
        CryptographicOperations.ZeroMemory(subjects);
    }

    /// <summary>A key for one use, from a master key.</summary>
    internal static byte[] Derive(ReadOnlySpan<byte> masterKey, string use)
    {
        var key = new byte[MasterKeySize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, key, [], Encoding.UTF8.GetBytes($"ketenhub/v1/{use}"));
        return key;
    }

    private static CryptographicException Erased() => new("this person was erased");

    private sealed record Held(KeyRing Ring, OpenedKeys Opened);
}
