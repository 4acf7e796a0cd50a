using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using KetenHub.Embedded;
using KetenHub.Servers;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Commands;

/// <summary>The real executable as a process, with a folder of its own.</summary>
internal sealed class Ketenhub : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-test-");
    private readonly List<Process> started = [];
    private readonly List<Running> hubs = [];

    public string Data => Path.Combine(folder.FullName, "data");

    public DataFolder DataFolder => new(Data);

    public int Port { get; } = FreePort();

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>A file in the folder.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<Ended> RunAsync(params string[] arguments)
    {
        using var running = Start(arguments);
        return await running.EndAsync();
    }

    public Running Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in new[] { "exec", typeof(EmbeddedHub).Assembly.Location }.Concat(arguments))
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        started.Add(process);
        return new Running(process);
    }

    /// <summary>Starts the hub and waits until it is ready.</summary>
    public async Task<Running> StartHubAsync(params string[] arguments)
    {
        var hub = Start(["--data", Data, "--port", $"{Port}", .. arguments]);
        hubs.Add(hub);
        using var http = new HttpClient();
        await Until.TrueAsync(async () =>
        {
            Assert.False(hub.HasExited, hub.Output);
            try
            {
                using var answer = await http.GetAsync(new Uri($"{Url}/health/ready"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, seconds: 30);
        return hub;
    }

    public void Dispose()
    {
        foreach (var process in started)
        {
            try
            {
                process.Kill();
                process.WaitForExit();
            }
            catch (InvalidOperationException)
            {
                // Ended and disposed of by the test.
            }
        }
        Assert.Empty(hubs.SelectMany(hub => Leaks.In(hub.Output)));
        if (Directory.Exists(Data))
            Assert.Empty(Leaks.InFiles(Data));
        folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>How a process ended.</summary>
internal sealed record Ended(int Exit, string Out, string Error);

/// <summary>A process that runs.</summary>
internal sealed class Running : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();

    public Running(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Add(output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool HasExited => process.HasExited;

    public string Output
    {
        get
        {
            lock (process)
                return $"{output}{error}";
        }
    }

    /// <summary>As SIGKILL: nothing is finished.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>As Ctrl-C.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        kill.WaitForExit();
    }

    public async Task<Ended> EndAsync(int seconds = 60)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        await process.WaitForExitAsync(bound.Token);
        return new Ended(process.ExitCode, output.ToString(), error.ToString());
    }

    // Also after a test that failed in the middle: a hub left behind would disturb the next run.
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }
        process.Dispose();
    }

    private void Add(StringBuilder to, string? line)
    {
        lock (process)
        {
            if (line is not null)
                to.AppendLine(line);
        }
    }
}
