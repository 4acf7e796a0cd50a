using System.Net;
using System.Net.Sockets;
using KetenHub.Servers;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>The line on which faults are done. A line that does more than it says would show faults that nobody meant.</summary>
public sealed class TcpProxyTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>With the wait once per piece of 64 KiB a line of 250 ms was one of 256 KB/s too, which nobody had asked for.</summary>
    [Fact]
    public async Task Net_slow_a_slow_line_is_longer_and_not_narrower()
    {
        const int bytes = 16 << 20;
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        await using var line = new TcpProxy(((IPEndPoint)server.LocalEndpoint).Port);
        line.Slow(TimeSpan.FromMilliseconds(250));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, line.Port, Cancellation);
        using var accepted = await server.AcceptTcpClientAsync(Cancellation);

        var sending = client.GetStream().WriteAsync(new byte[bytes], Cancellation).AsTask();
        await accepted.GetStream().ReadExactlyAsync(new byte[bytes], Cancellation).AsTask().WaitAsync(Bound, Cancellation);

        await sending;
    }

    [Fact]
    public async Task What_is_kept_back_arrives_when_it_is_let_go_and_not_before()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        await using var line = new TcpProxy(((IPEndPoint)server.LocalEndpoint).Port);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, line.Port, Cancellation);
        using var accepted = await server.AcceptTcpClientAsync(Cancellation);
        var port = ((IPEndPoint)accepted.Client.RemoteEndPoint!).Port;
        while (!line.Carries(port))
            await Task.Delay(10, Cancellation);
        line.HoldUp(port);

        await client.GetStream().WriteAsync("1"u8.ToArray(), Cancellation);
        await accepted.GetStream().WriteAsync("2"u8.ToArray(), Cancellation);
        // The other way is open: by the time its byte is there, the held one would be too.
        await client.GetStream().ReadExactlyAsync(new byte[1], Cancellation);
        Assert.Equal(0, accepted.Available);
        line.LetGo();

        await accepted.GetStream().ReadExactlyAsync(new byte[1], Cancellation).AsTask().WaitAsync(Bound, Cancellation);
    }
}
