using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using KetenHub.Tests.Fuzz;
using SharpFuzz;

namespace KetenHub.Fuzz;

/// <summary>Makes a copy of the hub whose branches count themselves, has it searched in a process of its own, and keeps the input when that one ends or hangs.</summary>
internal static class Supervisor
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    // What reads what others send, and what decides on it. No servers: their threads would be counted along.
    private static readonly (string File, string[] Types)[] Watched =
    [
        ("KetenHub.Contracts.dll", ["KetenHub.Contracts."]),
        ("KetenHub.Decisions.dll", ["KetenHub.Decisions."]),
        ("KetenHub.Hub.dll", ["KetenHub.Hub.Intake", "KetenHub.Hub.ReadMessage", "KetenHub.Hub.PartnerList"]),
        ("KetenHub.Partners.dll", ["KetenHub.Partners.Adapters."]),
        ("ketenhub.dll", ["KetenHub.Api.TimelineQuestion", "KetenHub.Api.TokenFile", "KetenHub.Api.ApiToken"]),
    ];

    public static async Task<int> RunAsync(SearchOptions options, string[] args)
    {
        var copy = Instrument();
        var file = Path.Combine(copy, "input");
        using var input = new InputFile(file);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            start.ArgumentList.Add(Path.Combine(copy, "KetenHub.Fuzz.dll"));
        else
            start.FileName = Path.Combine(copy, Path.GetFileName(Environment.ProcessPath!));
        foreach (var arg in args.Append("--input").Append(file))
            start.ArgumentList.Add(arg);
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x40000000";
        using var worker = Process.Start(start)!;
        var hung = await HangsAsync(worker, input);
        if (hung)
            worker.Kill(entireProcessTree: true);
        await worker.WaitForExitAsync();
        if (worker.ExitCode == 0)
            return 0;
        var (target, bytes) = input.Read();
        Directory.CreateDirectory(options.Failures);
        var kept = Path.Combine(options.Failures, $"{FuzzTarget.All[target].Name}-{Convert.ToHexStringLower(SHA256.HashData(bytes))[..12]}");
        await File.WriteAllBytesAsync(kept, bytes);
        await Console.Error.WriteLineAsync($"{(hung ? $"no answer in {Longest.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s" : $"ended with {worker.ExitCode}")}; the input is kept in {kept}");
        return 1;
    }

    private static async Task<bool> HangsAsync(Process worker, InputFile input)
    {
        var (seen, since) = (-1L, Stopwatch.StartNew());
        while (!worker.HasExited)
        {
            await Task.Delay(500);
            if (input.IsIdle || input.Begun != seen)
                (seen, since) = (input.Begun, Stopwatch.StartNew());
            else if (since.Elapsed > Longest)
                return true;
        }
        return false;
    }

    // Under the folder of the program, so that it finds the repository as the program does.
    private static string Instrument()
    {
        var copy = Path.Combine(AppContext.BaseDirectory, "watched");
        if (Directory.Exists(copy))
            Directory.Delete(copy, recursive: true);
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        foreach (var (file, types) in Watched)
            _ = Fuzzer.Instrument(Path.Combine(copy, file), name => Array.Exists(types, type => name.StartsWith(type, StringComparison.Ordinal)), Options.Value);
        return copy;
    }
}
