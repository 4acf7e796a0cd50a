using System.Security.Cryptography;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Evidence;

public sealed class NoteTests
{
    private static readonly NoteSigner Signer = new("example.nl/log", [.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    [Fact]
    public void A_note_and_key_of_another_implementation_verify()
    {
        // The example in the documentation of the reference implementation of signed notes.
        var key = NoteKey.Parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")!;
        const string Text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
        const string Line = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
        Assert.True(key.Verify(Text, Line));
        Assert.False(key.Verify(Text.Replace("know", "knew", StringComparison.Ordinal), Line));
    }

    [Fact]
    public void A_key_is_read_as_it_is_written_and_not_otherwise()
    {
        var text = Signer.PublicKey.ToString();
        Assert.Equal(text, NoteKey.Parse(text + "\n")!.ToString());
        Assert.All(new[] { "", "a+b", text[..^4], text.Replace("example", "exomple", StringComparison.Ordinal), "name+00000000+" + text.Split('+', 3)[2] },
            wrong => Assert.Null(NoteKey.Parse(wrong)));
    }

    [Fact]
    public void A_checkpoint_is_read_as_it_was_signed_and_a_changed_one_is_not_signed()
    {
        var signed = Checkpoint.Sign(Signer, 20852163, SHA256.HashData([1]));
        var read = Checkpoint.Read(signed.Note)!;
        Assert.Equal((signed.Origin, signed.Size), (read.Origin, read.Size));
        Assert.True(read.IsSignedBy(Signer.PublicKey));
        Assert.False(Checkpoint.Read(signed.Note.Replace("20852163", "20852164", StringComparison.Ordinal))!.IsSignedBy(Signer.PublicKey));
        Assert.False(read.IsSignedBy(new NoteSigner("example.nl/log", new byte[32]).PublicKey));
        Assert.False(read.IsSignedBy(new NoteSigner("example.nl/other", [.. Enumerable.Range(0, 32).Select(i => (byte)i)]).PublicKey));
        Assert.Null(Checkpoint.Read(signed.Note.Replace("20852163", "020852163", StringComparison.Ordinal)));
        Assert.Null(Checkpoint.Read("example.nl/log\n1\n\n"));
    }
}
