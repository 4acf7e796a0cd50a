using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KetenHub.Conformance;

/// <summary>A span as an OTLP receiver gets it.</summary>
internal sealed record ReceivedSpan(string TraceId, string SpanId, string ParentId, string Name);

/// <summary>Receives traces by OTLP over HTTP (opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest), as a collector does.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener listener = new();

    public OtlpReceiver()
    {
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        listener.Prefixes.Add(Address.ToString());
        listener.Start();
        _ = ReceiveAsync();
    }

    public Uri Address { get; }

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = new();

    /// <summary>Everything that was received, of whatever signal, as text: to look for what must not be in it.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    public void Dispose() => listener.Close();

    private async Task ReceiveAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext call;
            try
            {
                call = await listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var body = new MemoryStream();
            await call.Request.InputStream.CopyToAsync(body);
            Bodies.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
            if (call.Request.Url!.AbsolutePath == "/v1/traces")
            {
                foreach (var resource in Messages(body.ToArray(), 1))
                    foreach (var scope in Messages(resource, 2))
                        foreach (var span in Messages(scope, 2))
                            Spans.Enqueue(Span(span));
            }
            call.Response.ContentType = "application/x-protobuf";
            call.Response.Close();
        }
    }

    private static ReceivedSpan Span(byte[] span) =>
        new(Hex(Messages(span, 1)), Hex(Messages(span, 2)), Hex(Messages(span, 4)), Encoding.UTF8.GetString(Messages(span, 5).Single()));

    private static string Hex(IEnumerable<byte[]> field) => Convert.ToHexStringLower(field.FirstOrDefault() ?? []);

    // Length-delimited fields of one number in a protobuf message; the others are passed over.
    private static IEnumerable<byte[]> Messages(byte[] message, int wanted)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            var length = (key & 7) switch
            {
                0 => Varint(message, ref at) * 0,
                1 => 8UL,
                2 => Varint(message, ref at),
                5 => 4UL,
                var type => throw new InvalidDataException($"wire type {type}"),
            };
            if (key == (ulong)(wanted << 3 | 2))
                yield return message[at..(at + (int)length)];
            at += (int)length;
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            value |= (ulong)(message[at] & 0x7F) << shift;
            if ((message[at++] & 0x80) == 0)
                return value;
        }
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
