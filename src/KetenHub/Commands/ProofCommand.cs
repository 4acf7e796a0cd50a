using System.CommandLine;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Hub;
using KetenHub.Production;

namespace KetenHub.Commands;

/// <summary><c>ketenhub proof</c>: proves that the entry of a receipt is in the log, or checks such a proof without the hub. Example:
/// <c>ketenhub proof --hash 6f1e… --data data</c></summary>
internal static class ProofCommand
{
    public static Command Create()
    {
        var hash = new Option<string>("--hash") { Description = "Hash of the entry, as in its receipt: 64 hexadecimal digits.", HelpName = "HEX", Required = true };
        var check = new Option<string?>("--check") { Description = "Check the proof in this file; no store is read.", HelpName = "FILE" };
        var key = new Option<string?>("--checkpoint-key") { Description = "File with the key that verifies checkpoints; needed with --check.", HelpName = "FILE" };
        var settings = new Option<string?>("--settings") { Description = "Settings file of a hub on PostgreSQL; its database is used in place of --data.", HelpName = "FILE" };
        var data = Options.Data();
        var command = new Command("proof",
            "Prove that the entry of a receipt is in the log (C2SP tlog-proof), or check such a proof without the hub.\n"
            + $"Example: ketenhub proof --hash 64-HEX-DIGITS --check entry.tlog-proof --checkpoint-key hub.vkey\n{ExitCodes.Text}")
        {
            hash, check, key, settings, data,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var entry = Hash(parsed.GetValue(hash)!);
            if (parsed.GetValue(check) is { } file)
                return Check(file, entry, parsed.GetValue(key));
            await using var store = parsed.GetValue(settings) is { } run
                ? ProductionHub.OpenStore(RunOptions.Read(run)) : (IHubStore)new DataFolder(parsed.GetValue(data)!).OpenExisting();
            var proof = await CheckpointProofs.InclusionAsync(store.Checkpoints, entry, cancellation)
                ?? throw new KetenHubException(Errors.ProofInvalid.At("--hash", "the hash of an entry that a checkpoint holds; a new one is in it after a minute"));
            Console.Write(proof);
            return ExitCodes.Good;
        });
        return command;
    }

    private static int Check(string file, byte[] hash, string? keyFile)
    {
        if (!File.Exists(file))
            throw new KetenHubException(Errors.OptionInvalid.At("--check", "a file that exists"));
        if (keyFile is null || !File.Exists(keyFile) || NoteKey.Parse(File.ReadAllText(keyFile)) is not { } key)
            throw new KetenHubException(Errors.OptionInvalid.At("--checkpoint-key", "a file with a key of the form NAME+ID+KEY"));
        var (place, checkpoint) = CheckpointProofs.Verify(File.ReadAllText(file), hash, key);
        Console.WriteLine($"proven: it is entry {place + 1} of the {checkpoint.Size} that {key.Name} signed");
        return ExitCodes.Good;
    }

    private static byte[] Hash(string text)
    {
        try
        {
            if (Convert.FromHexString(text) is { Length: MerkleTree.HashSize } hash)
                return hash;
        }
        catch (FormatException)
        {
            // Told below.
        }
        throw new KetenHubException(Errors.OptionInvalid.At("--hash", "64 hexadecimal digits"));
    }
}
