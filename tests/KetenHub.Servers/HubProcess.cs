using System.Diagnostics;
using System.Text;

namespace KetenHub.Servers;

/// <summary>The real executable as a process.</summary>
public sealed class HubProcess : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private bool isDisposed;

    private HubProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Everything it printed so far.</summary>
    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    /// <summary>Runs a command to its end, which must be good.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        var (code, printed) = await TryAsync(AppContext.BaseDirectory, arguments);
        Ensure.That(code == 0, $"ketenhub {arguments[0]} ended with {code}: {printed}");
        return printed;
    }

    /// <summary>Runs a command of a release to its end, be it good or not.</summary>
    /// <param name="release">Folder that <c>ketenhub.dll</c> lies in.</param>
    /// <param name="arguments">Arguments.</param>
    /// <returns>Its exit code, and what it printed; errors too when it is not 0.</returns>
    public static async Task<(int Code, string Printed)> TryAsync(string release, params string[] arguments)
    {
        using var command = Start("ketenhub", arguments, release: release);
        var errors = command.StandardError.ReadToEndAsync();
        var printed = await command.StandardOutput.ReadToEndAsync();
        await command.WaitForExitAsync().WaitAsync(Bound);
        return (command.ExitCode, command.ExitCode == 0 ? printed : printed + await errors);
    }

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>Whether it ended.</summary>
    public bool HasEnded => isDisposed || process.HasExited;

    /// <summary>Memory that it holds, in bytes.</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(Output.Split(" at ", 2)[1].Split(';', 2)[0]);

    /// <summary>Starts a hub and waits until it says that it runs.</summary>
    public static Task<HubProcess> StartAsync(params string[] arguments) => StartAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Starts a hub with settings from the environment and waits until it says that it runs.</summary>
    public static Task<HubProcess> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        LaunchAsync("ketenhub", environment, arguments);

    /// <summary>Starts a hub of a release in another folder.</summary>
    public static Task<HubProcess> StartAsync(string release, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        LaunchAsync("ketenhub", environment, arguments, release);

    /// <summary>Starts another program that lies beside the tests, and waits until it too says <c>KetenHub:</c>.</summary>
    public static Task<HubProcess> StartProgramAsync(string program, params string[] arguments) =>
        LaunchAsync(program, new Dictionary<string, string>(), arguments);

    private static async Task<HubProcess> LaunchAsync(
        string program, IReadOnlyDictionary<string, string> environment, string[] arguments, string? release = null)
    {
        var hub = new HubProcess(Start(program, arguments, environment, release));
        var until = DateTime.UtcNow + Bound;
        while (!hub.Output.Contains("KetenHub:", StringComparison.Ordinal))
        {
            Ensure.That(!hub.process.HasExited && DateTime.UtcNow < until, $"{program} did not start: {hub.Output}");
            await Task.Delay(50);
        }
        return hub;
    }

    /// <summary>As a power cut would: SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(Bound);
    }

    /// <summary>As a service manager ends it: SIGTERM.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        await SignalAsync("TERM");
        await process.WaitForExitAsync().WaitAsync(Bound);
        return process.ExitCode;
    }

    /// <summary>Stops it where it stands, connections open: SIGSTOP.</summary>
    public Task SleepAsync() => SignalAsync("STOP");

    /// <summary>Lets it go on: SIGCONT.</summary>
    public Task WakeAsync() => SignalAsync("CONT");

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {process.Id}"]);
        await kill.WaitForExitAsync();
        Ensure.That(kill.ExitCode == 0, $"SIG{signal} could not be sent to the hub: {Output}");
    }

    /// <summary>Ends it. A second time does nothing: who did not get another one in its place ends this one again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
            return;
        if (!process.HasExited)
            await KillAsync();
        isDisposed = true;
        process.Dispose();
        var found = Leaks.In(Output);
        Ensure.That(found.Count == 0, $"the log of a hub names a person: {string.Join(", ", found)} in {Output}");
    }

    private void Add(string? line)
    {
        lock (output)
            output.AppendLine(line);
    }

    private static Process Start(
        string program, string[] arguments, IReadOnlyDictionary<string, string>? environment = null, string? release = null)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(release ?? AppContext.BaseDirectory, $"{program}.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
