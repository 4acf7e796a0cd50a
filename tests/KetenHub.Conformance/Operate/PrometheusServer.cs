using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>A real Prometheus from Debian's package, in a temporary folder, that scrapes one hub.</summary>
internal sealed class PrometheusServer : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-prometheus-");
    private readonly HttpClient http;
    private readonly Process process;

    private PrometheusServer(Uri hub, string rules)
    {
        var port = FreePort();
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        File.WriteAllText(Path.Combine(folder.FullName, "prometheus.yml"), $$"""
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: ["{{rules}}"]
            scrape_configs: [{job_name: ketenhub, static_configs: [{targets: ["{{hub.Authority}}"]}]}]
            """);
        process = Process.Start(new ProcessStartInfo("prometheus",
        [
            $"--config.file={folder.FullName}/prometheus.yml", $"--storage.tsdb.path={folder.FullName}/data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=error",
        ]))!;
    }

    public static PrometheusServer Start(Uri hub, string rules) => new(hub, rules);

    /// <summary>Asks until the answer is as wanted, within a bound.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> wanted, CancellationToken cancellation)
    {
        var until = DateTime.UtcNow + Bound;
        var last = "no answer";
        while (DateTime.UtcNow < until && !process.HasExited)
        {
            try
            {
                using var answer = JsonDocument.Parse(last = await http.GetStringAsync(new Uri(path, UriKind.Relative), cancellation));
                if (wanted(answer.RootElement.GetProperty("data")))
                    return answer.RootElement.GetProperty("data").Clone();
            }
            catch (HttpRequestException)
            {
                // Not up yet.
            }
            await Task.Delay(100, cancellation);
        }
        throw new InvalidOperationException($"Prometheus did not answer {path} as wanted: {last[..Math.Min(last.Length, 500)]}");
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            Assert.True(process.WaitForExit(TimeSpan.FromSeconds(20)));
        }
        process.Dispose();
        http.Dispose();
        folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
