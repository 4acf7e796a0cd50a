using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using KetenHub.Servers;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>A span as an OTLP receiver gets it.</summary>
internal sealed record ReceivedSpan(string TraceId, string SpanId, string ParentId, string Name);

/// <summary>A log record as an OTLP receiver gets it; texts and numbers of its body and attributes as text.</summary>
internal sealed record ReceivedLog(string TraceId, string SpanId, IReadOnlyDictionary<string, string> Body, IReadOnlyDictionary<string, string> Attributes);

/// <summary>Receives traces and logs by OTLP over HTTP (opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest and its sister), as a collector does.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly HttpListener listener = new();

    /// <summary>A receiver.</summary>
    /// <param name="address">Where another one was before; null: somewhere.</param>
    public OtlpReceiver(Uri? address = null)
    {
        Address = address ?? new Uri($"http://127.0.0.1:{FreePort()}");
        listener.Prefixes.Add(Address.ToString());
        listener.Start();
        _ = ReceiveAsync();
    }

    public Uri Address { get; }

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = new();

    /// <summary>Log records that it confirmed, without those of the operational log.</summary>
    public ConcurrentQueue<ReceivedLog> Logs { get; } = new();

    /// <summary>With what it answers to logs; with another one than 200 it keeps nothing.</summary>
    public int LogStatus { get; set; } = 200;

    /// <summary>How many records of each request it says it did not take, keeping none of them.</summary>
    public byte Rejects { get; set; }

    /// <summary>The environment of a process that tells everything here, soon.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address.ToString(), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200", ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    /// <summary>Everything that was received, of whatever signal, as text: to look for what must not be in it.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    /// <summary>The span of this trace below that one; null: of whatever name.</summary>
    public async Task<ReceivedSpan> SpanAsync(string trace, string? name, string parent)
    {
        var until = DateTime.UtcNow + Bound;
        while (true)
        {
            if (Spans.FirstOrDefault(span => span.TraceId == trace && (name is null || span.Name == name) && span.ParentId == parent) is { } found)
                return found;
            Assert.True(DateTime.UtcNow < until, $"no span '{name}' below {parent} among: {string.Join(", ", Spans.Select(span => $"{span.Name} below {span.ParentId}").Distinct())}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        listener.Close();
        Assert.Empty(Bodies.SelectMany(Leaks.In));
    }

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
            if (call.Request.Url!.AbsolutePath == "/v1/logs")
                TakeLogs(call.Response, body.ToArray());
            call.Response.Close();
        }
    }

    private void TakeLogs(HttpListenerResponse answer, byte[] request)
    {
        answer.StatusCode = LogStatus;
        if (LogStatus != 200)
            return;
        if (Rejects > 0)
        {
            // partial_success { rejected_log_records, error_message }
            answer.OutputStream.Write([0x0A, 0x05, 0x08, Rejects, 0x12, 0x01, (byte)'x']);
            return;
        }
        foreach (var resource in Messages(request, 1))
            foreach (var scope in Messages(resource, 2))
                foreach (var log in Messages(scope, 2).Where(log => Messages(log, 6).Any(pair => Name(pair).StartsWith("dpl.", StringComparison.Ordinal))))
                    Logs.Enqueue(new ReceivedLog(Hex(Messages(log, 9)), Hex(Messages(log, 10)), Pairs(Messages(Messages(Messages(log, 5).Single(), 6).Single(), 1)), Pairs(Messages(log, 6))));
    }

    private static Dictionary<string, string> Pairs(IEnumerable<byte[]> pairs) => pairs.ToDictionary(Name, pair => Text(Messages(pair, 2).Single()), StringComparer.Ordinal);

    private static string Name(byte[] pair) => Encoding.UTF8.GetString(Messages(pair, 1).Single());

    // AnyValue: a text, or an integer.
    private static string Text(byte[] value)
    {
        if (value[0] == (1 << 3 | 2))
            return Encoding.UTF8.GetString(Messages(value, 1).Single());
        var at = 1;
        return Varint(value, ref at).ToString(System.Globalization.CultureInfo.InvariantCulture);
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
