using System.Diagnostics;
using System.Text;

namespace KetenHub.Servers;

/// <summary>The real executable as a process.</summary>
public sealed class HubProcess : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder output = new();

    private HubProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Its number at the operating system.</summary>
    public int Id => process.Id;

    /// <summary>Whether it ended by itself.</summary>
    public bool HasEnded => process.HasExited;

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
        using var command = Start("ketenhub", arguments);
        var printed = await command.StandardOutput.ReadToEndAsync();
        var errors = await command.StandardError.ReadToEndAsync();
        await command.WaitForExitAsync().WaitAsync(Bound);
        Ensure.That(command.ExitCode == 0, $"ketenhub {arguments[0]} ended with {command.ExitCode}: {errors}");
        return printed;
    }

    /// <summary>Starts a hub and waits until it says that it runs.</summary>
    public static Task<HubProcess> StartAsync(params string[] arguments) => StartProgramAsync("ketenhub", arguments);

    /// <summary>Starts another program that lies beside the tests, and waits until it too says <c>KetenHub:</c>.</summary>
    public static async Task<HubProcess> StartProgramAsync(string program, params string[] arguments)
    {
        var hub = new HubProcess(Start(program, arguments));
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

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private void Add(string? line)
    {
        lock (output)
            output.AppendLine(line);
    }

    private static Process Start(string program, string[] arguments) => Process.Start(new ProcessStartInfo(
        "dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, $"{program}.dll"), .. arguments])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
