using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using KetenHub.Partners.Adapters;

namespace KetenHub.Partners.Check;

/// <summary>A mail server (RFC 5321) as small as it can be: answers to DATA what it is told to.</summary>
internal sealed class MailCounterpart : ICounterpart
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> received = new();
    private readonly CancellationTokenSource ended = new();
    private readonly Task running;
    private volatile string? answer = "250 taken";

    public MailCounterpart()
    {
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        running = RunAsync();
    }

    public int Port { get; }

    public IReadOnlyList<string> Received => [.. received];

    public Action Hang => () => answer = null;

    public IReadOnlyList<Scenario> Scenarios =>
    [
        new("250", () => answer = "250 taken", new Delivered()),
        new("451", () => answer = "451 not now", new RetryLater("")),
        new("452", () => answer = "452 full", new RetryLater("")),
        new("550", () => answer = "550 no", new Refused("")),
        new("554", () => answer = "554 no", new Refused("")),
        new("no answer at all", Hang, new RetryLater(""), Hangs: true),
        new("nobody listens", listener.Stop, new RetryLater("")),
    ];

    public string? ValueOf(Setting setting) => setting.Name switch
    {
        "host" => "127.0.0.1",
        "port" => $"{Port}",
        "encryption" => "none",
        _ => null,
    };

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Dispose();
        await running;
        ended.Dispose();
    }

    private async Task RunAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(HandleAsync(await listener.AcceptTcpClientAsync(ended.Token)));
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
        await Task.WhenAll(open);
    }

    private async Task HandleAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 check");
            while (await reader.ReadLineAsync(ended.Token) is { } line)
            {
                if (line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase))
                    await TakeAsync(reader, writer);
                else
                    await writer.WriteLineAsync(line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase) ? "221 bye" : "250 fine");
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The caller hung up, or the check is over.
        }
    }

    private async Task TakeAsync(StreamReader reader, StreamWriter writer)
    {
        await writer.WriteLineAsync("354 go on");
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync(ended.Token) is { } line && line != ".")
            mail.AppendLine(line);
        received.Enqueue(mail.ToString());
        if (answer is { } said)
            await writer.WriteLineAsync(said);
        else
            await Task.Delay(Timeout.Infinite, ended.Token);
    }
}
