using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace KetenHub.Servers;

/// <summary>A line between a client and a server that can be cut, slowed, or left open and dead.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly IPEndPoint target;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Line, bool> lines = new();
    private readonly CancellationTokenSource ending = new();
    private readonly Task accepting;
    private volatile bool isCut;
    private long delay;

    /// <summary>A line to this port of the loopback address.</summary>
    public TcpProxy(int port)
    {
        target = new IPEndPoint(IPAddress.Loopback, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where the client finds it.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Ends every connection, with a reset, and refuses new ones.</summary>
    public void Cut()
    {
        isCut = true;
        foreach (var line in lines.Keys)
            line.Reset();
    }

    /// <summary>Lets new connections through again.</summary>
    public void Mend() => isCut = false;

    /// <summary>Holds every piece back this long, in both directions.</summary>
    public void Slow(TimeSpan by) => Volatile.Write(ref delay, (long)by.TotalMilliseconds);

    /// <summary>The connections of now stay open and carry nothing any more; neither side is told. New ones work.</summary>
    public void LeaveHalfOpen()
    {
        foreach (var line in lines.Keys)
            line.IsDead = true;
    }

    /// <summary>Whether the server sees a connection of this line as coming from this port.</summary>
    public bool Carries(int port) => lines.Keys.Any(line => line.FarPort == port);

    /// <summary>Keeps back what the client sends on this connection.</summary>
    /// <param name="port">Where the server sees it come from.</param>
    public void HoldUp(int port) => Hold(port, line => line.Up = new());

    /// <summary>Keeps back what the server sends on this connection.</summary>
    /// <param name="port">Where the server sees it come from.</param>
    public void HoldDown(int port) => Hold(port, line => line.Down = new());

    /// <summary>Passes on what was kept back, where the connection still is.</summary>
    public void LetGo()
    {
        foreach (var line in lines.Keys)
        {
            line.Up.TrySetResult();
            line.Down.TrySetResult();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        Cut();
        LetGo();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        listener.Dispose();
        ending.Dispose();
    }

    private void Hold(int port, Action<Line> how)
    {
        foreach (var line in lines.Keys.Where(line => line.FarPort == port))
            how(line);
    }

    private async Task AcceptAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            var near = await listener.AcceptSocketAsync(ending.Token);
            near.NoDelay = true;
            var line = new Line(near);
            if (isCut)
                line.Reset();
            else
                _ = CarryAsync(line);
        }
    }

    private async Task CarryAsync(Line line)
    {
        lines[line] = true;
        try
        {
            await line.Far.ConnectAsync(target);
            line.FarPort = ((IPEndPoint)line.Far.LocalEndPoint!).Port;
            Task[] pumps = [PumpAsync(line, line.Near, line.Far, () => line.Up), PumpAsync(line, line.Far, line.Near, () => line.Down)];
            await Task.WhenAny(pumps);
            // Of a dead line even the end is not heard of on the other side, until that side gives up too.
            if (line.IsDead)
                await Task.WhenAll(pumps);
        }
        catch (SocketException)
        {
            // The server is away; the hub sees a reset.
        }
        line.Reset();
        // What was kept back goes nowhere any more.
        line.Up.TrySetResult();
        line.Down.TrySetResult();
        lines.TryRemove(line, out _);
    }

    private async Task PumpAsync(Line line, Socket from, Socket to, Func<TaskCompletionSource> gate)
    {
        var pieces = Channel.CreateUnbounded<(byte[] Piece, long Arrived)>();
        _ = ReceiveAsync(from, pieces.Writer);
        try
        {
            await foreach (var (piece, arrived) in pieces.Reader.ReadAllAsync())
            {
                // A long line holds back every piece, but many at a time: it is no narrower for it.
                var left = Volatile.Read(ref delay) - (long)Stopwatch.GetElapsedTime(arrived).TotalMilliseconds;
                if (left > 0)
                    await Task.Delay(TimeSpan.FromMilliseconds(left));
                await gate().Task;
                if (!line.IsDead)
                    await to.SendAsync(piece.AsMemory());
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // Reset by somebody.
        }
    }

    private static async Task ReceiveAsync(Socket from, ChannelWriter<(byte[] Piece, long Arrived)> pieces)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var length)
                pieces.TryWrite((buffer[..length], Stopwatch.GetTimestamp()));
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // Reset by somebody.
        }
        pieces.Complete();
    }

    private sealed class Line
    {
        private volatile bool isDead;
        private int resets;

        public Line(Socket near)
        {
            Near = near;
            Up.SetResult();
            Down.SetResult();
        }

        public Socket Near { get; }

        public Socket Far { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public int FarPort { get; set; }

        /// <summary>Open while what the client sends goes through.</summary>
        public TaskCompletionSource Up { get; set; } = new();

        /// <summary>Open while what the server sends goes through.</summary>
        public TaskCompletionSource Down { get; set; } = new();

        public bool IsDead
        {
            get => isDead;
            set => isDead = value;
        }

        public void Reset()
        {
            if (Interlocked.Increment(ref resets) > 1)
                return;
            foreach (var socket in new[] { Near, Far })
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            }
        }
    }
}
