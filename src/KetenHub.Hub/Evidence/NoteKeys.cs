using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KetenHub.Contracts;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace KetenHub.Hub;

/// <summary>A key that signs notes: Ed25519, in the form of C2SP signed-note.</summary>
public sealed class NoteSigner
{
    private readonly Ed25519PrivateKeyParameters key;

    /// <summary>A key.</summary>
    /// <param name="name">Name of the signer: no spaces, no plus.</param>
    /// <param name="seed">32 bytes.</param>
    public NoteSigner(string name, byte[] seed)
    {
        if (seed.Length != Ed25519PrivateKeyParameters.KeySize)
            throw new KetenHubException(Errors.CheckpointKeyInvalid.At("checkpoint key", "32 bytes"));
        key = new Ed25519PrivateKeyParameters(seed);
        PublicKey = new NoteKey(name, NoteKey.Ed25519, key.GeneratePublicKey().GetEncoded());
    }

    /// <summary>What others verify with.</summary>
    public NoteKey PublicKey { get; }

    /// <summary>The signature line for a text, without its newline.</summary>
    public string Sign(string text)
    {
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, key);
        signer.BlockUpdate(Encoding.UTF8.GetBytes(text));
        return PublicKey.Line(signer.GenerateSignature());
    }
}

/// <summary>A key that verifies notes.</summary>
/// <param name="Name">Name of the signer.</param>
/// <param name="Type">1: signs the text. 4: a witness, that signs the text with the time at which it saw it.</param>
/// <param name="PublicKey">32 bytes.</param>
public sealed record NoteKey(string Name, byte Type, byte[] PublicKey)
{
    /// <summary>Type of a key that signs its own notes.</summary>
    public const byte Ed25519 = 1;

    /// <summary>Type of a key that signs notes of others (C2SP tlog-cosignature).</summary>
    public const byte Cosignature = 4;

    /// <summary>First four bytes of SHA-256(name | newline | type | public key).</summary>
    public uint Id => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{Name}\n"), Type, .. PublicKey]));

    /// <summary>Reads the form of <see cref="ToString"/>; null when it is something else.</summary>
    public static NoteKey? Parse(string text)
    {
        var parts = text.Trim().Split('+', 3);
        var bytes = new byte[1 + Ed25519PublicKeyParameters.KeySize];
        if (parts.Length != 3 || parts[0].Length == 0 || !Convert.TryFromBase64String(parts[2], bytes, out var length) || length != bytes.Length
            || bytes[0] is not (Ed25519 or Cosignature))
            return null;
        var key = new NoteKey(parts[0], bytes[0], bytes[1..]);
        return parts[1] == key.Id.ToString("x8", CultureInfo.InvariantCulture) ? key : null;
    }

    /// <summary>Name, id in hex, and type with public key in base64, joined with plus signs.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}+{Id:x8}+{Convert.ToBase64String([Type, .. PublicKey])}");

    /// <summary>The signature line of this key, without its newline.</summary>
    public string Line(byte[] signature)
    {
        var bytes = new byte[4 + signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Id);
        signature.CopyTo(bytes, 4);
        return $"— {Name} {Convert.ToBase64String(bytes)}";
    }

    /// <summary>Whether a signature line is of this key, and good for the text. Null when it is of another key.</summary>
    public bool? Verify(string text, string line)
    {
        var parts = line.Split(' ');
        if (parts.Length != 3 || parts[0] != "—" || parts[1] != Name)
            return null;
        var bytes = new byte[200];
        if (!Convert.TryFromBase64String(parts[2], bytes, out var length) || length < 4 || BinaryPrimitives.ReadUInt32BigEndian(bytes) != Id)
            return null;
        var signature = bytes[4..length];
        if (Type == Cosignature)
        {
            if (signature.Length != 8 + 64)
                return false;
            text = string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {BinaryPrimitives.ReadUInt64BigEndian(signature)}\n{text}");
            signature = signature[8..];
        }
        var verifier = new Ed25519Signer();
        verifier.Init(forSigning: false, new Ed25519PublicKeyParameters(PublicKey));
        verifier.BlockUpdate(Encoding.UTF8.GetBytes(text));
        return verifier.VerifySignature(signature);
    }
}
