using System.ComponentModel;
using System.Diagnostics;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Hosting;

/// <summary>Keys that stand in files of their own, as 64 hexadecimal digits.</summary>
internal static class SecretFile
{
    /// <summary>The key that signs checkpoints. Throws KH113.</summary>
    /// <param name="file">Its file.</param>
    /// <param name="origin">Name of the log.</param>
    public static NoteSigner Signer(string file, string origin)
    {
        try
        {
            return new NoteSigner(origin, Convert.FromHexString(File.ReadAllText(file).Trim()));
        }
        catch (FormatException error)
        {
            throw new KetenHubException(Errors.CheckpointKeyInvalid.At(file, "64 hexadecimal digits"), error);
        }
    }

    /// <summary>A master key from a file. Throws KH107.</summary>
    public static byte[] MasterKey(string file) => MasterKeyOf(File.Exists(file) ? File.ReadAllText(file) : "", file);

    /// <summary>A master key from its text. Throws KH107.</summary>
    /// <param name="text">64 hexadecimal digits.</param>
    /// <param name="where">Where it comes from.</param>
    public static byte[] MasterKeyOf(string text, string where)
    {
        try
        {
            if (Convert.FromHexString(text.Trim()) is { Length: HubKeys.MasterKeySize } key)
                return key;
        }
        catch (FormatException)
        {
            // Told below; the exception could quote the key.
        }
        throw new KetenHubException(Errors.MasterKeyMissing.At(where, "64 hexadecimal digits"));
    }

    /// <summary>What a command prints. Its error output is not kept: it could hold a secret. Throws KH107.</summary>
    /// <param name="command">Program and arguments, separated by spaces.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<string> PrintedAsync(string command, CancellationToken cancellation)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception error)
        {
            throw new KetenHubException(Errors.MasterKeyMissing.At("MasterKeyCommand", "a program that can be started"), error);
        }
        var (printed, ignored) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await Task.WhenAll(printed, ignored);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0 ? await printed
            : throw new KetenHubException(Errors.MasterKeyMissing.At("MasterKeyCommand", $"a command that ends well; it ended with {process.ExitCode}"));
    }
}
