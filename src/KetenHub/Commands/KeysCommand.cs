using System.CommandLine;
using KetenHub.Contracts;
using KetenHub.Hosting;
using KetenHub.Hub;

namespace KetenHub.Commands;

/// <summary><c>ketenhub keys rotate</c>: another master key. Example: <c>ketenhub keys rotate --ring key.ring --old master.key --new new-master.key</c></summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        var ring = new Option<string>("--ring") { Description = "File of the key ring.", HelpName = "FILE", Required = true };
        var old = new Option<string>("--old") { Description = "File with the master key that seals it now.", HelpName = "FILE", Required = true };
        var fresh = new Option<string>("--new") { Description = "File with the master key that is to seal it: 64 hexadecimal digits.", HelpName = "FILE", Required = true };
        var rotate = new Command("rotate",
            "Seal the key ring with another master key. Hubs that run go on; they need the new key at their next start. Copies of the ring that the old key\n"
            + $"sealed open nothing once that key is destroyed.\nExample: ketenhub keys rotate --ring data/key.ring --old data/master.key --new new-master.key\n{ExitCodes.Text}")
        {
            ring, old, fresh,
        };
        rotate.SetAction(async (parsed, cancellation) =>
        {
            var file = parsed.GetValue(ring)!;
            if (!File.Exists(file))
                throw new KetenHubException(Errors.KeyRingMissing.At(file));
            await new KeyRingFile(file, SecretFile.MasterKey(parsed.GetValue(old)!)).RotateAsync(SecretFile.MasterKey(parsed.GetValue(fresh)!), cancellation);
            Console.WriteLine("the key ring is sealed with the new master key; put it where the hubs find theirs, and destroy the old one");
            return ExitCodes.Good;
        });
        var command = new Command("keys", $"The hub's keys.\nExample: ketenhub keys rotate --ring data/key.ring --old data/master.key --new new-master.key\n{ExitCodes.Text}");
        command.Subcommands.Add(rotate);
        return command;
    }
}
