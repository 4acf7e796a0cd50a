using System.CommandLine;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Hosting;
using KetenHub.Hub;
using KetenHub.Production;

namespace KetenHub.Commands;

/// <summary><c>ketenhub keys rotate</c>: another master key. Example: <c>ketenhub keys rotate --ring key.ring --old master.key --new new-master.key</c></summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        var ring = new Option<string>("--ring") { Description = "File of the key ring.", HelpName = "FILE", Required = true };
        var old = new Option<string>("--old") { Description = "File with the master key that seals it now.", HelpName = "FILE", Required = true };
        var fresh = new Option<string>("--new") { Description = "File with the master key that is to seal it: 64 hexadecimal digits.", HelpName = "FILE", Required = true };
        var data = new Option<string?>("--data") { Description = "Data folder whose audit log notes it; without it and --settings, the folder of the ring.", HelpName = "FOLDER" };
        var settings = new Option<string?>("--settings") { Description = "Settings file of a hub on PostgreSQL, whose audit log notes it.", HelpName = "FILE" };
        var rotate = new Command("rotate",
            "Seal the key ring with another master key. Hubs that run go on; they need the new key at their next start. Copies of the ring that the old key\n"
            + $"sealed open nothing once that key is destroyed. It is noted in the audit log.\nExample: ketenhub keys rotate --ring data/key.ring --old data/master.key --new new-master.key\n{ExitCodes.Text}")
        {
            ring, old, fresh, data, settings,
        };
        rotate.SetAction(async (parsed, cancellation) =>
        {
            var file = parsed.GetValue(ring)!;
            if (!File.Exists(file))
                throw new KetenHubException(Errors.KeyRingMissing.At(file));
            await using var store = StoreOf(parsed.GetValue(settings), new DataFolder(parsed.GetValue(data) ?? Path.GetDirectoryName(Path.GetFullPath(file))!));
            await CommandAudit.DoAsync(
                store, ActionKind.KeysRotated, Path.GetFileName(file),
                async () =>
                {
                    await new KeyRingFile(file, SecretFile.MasterKey(parsed.GetValue(old)!)).RotateAsync(SecretFile.MasterKey(parsed.GetValue(fresh)!), cancellation);
                    return "";
                },
                cancellation);
            Console.WriteLine("the key ring is sealed with the new master key; put it where the hubs find theirs, and destroy the old one");
            return ExitCodes.Good;
        });
        var command = new Command("keys", $"The hub's keys.\nExample: ketenhub keys rotate --ring data/key.ring --old data/master.key --new new-master.key\n{ExitCodes.Text}");
        command.Subcommands.Add(rotate);
        return command;
    }

    private static IHubStore? StoreOf(string? settings, DataFolder folder) =>
        settings is not null ? ProductionHub.OpenStore(RunOptions.Read(settings)) : folder.HasStore ? folder.OpenExisting() : null;
}
