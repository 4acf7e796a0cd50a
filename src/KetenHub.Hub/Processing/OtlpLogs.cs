using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace KetenHub.Hub;

/// <summary>Records of processing as OTLP's logs signal (opentelemetry.proto.collector.logs.v1, protobuf). Trace, span, time and attributes stand where OTLP has them; what a
/// log record has no field for stands in its body under the standard's names. Written here, not by OpenTelemetry's exporter: that one drops what it can't
/// send, and tells nobody what was received.</summary>
public static class OtlpLogs
{
    private const int Information = 9;
    private const int Error = 17;

    /// <summary>An ExportLogsServiceRequest.</summary>
    /// <param name="records">What it carries.</param>
    /// <param name="resource">Name of the service that they come from.</param>
    /// <param name="subjectType">What their subjects are ids of.</param>
    public static byte[] Request(IReadOnlyList<ProcessingRecord> records, string resource, string subjectType)
    {
        var scope = new Message();
        scope.Add(1, new Message().Add(1, "nl.vreemdelingenketen.logboek"));
        foreach (var record in records)
            scope.Add(2, Record(record, subjectType));
        var logs = new Message().Add(1, new Message().Add(1, Pair("service.name", resource))).Add(2, scope);
        return new Message().Add(1, logs).ToArray();
    }

    /// <summary>How many records an ExportLogsServiceResponse says were not taken.</summary>
    public static long Rejected(ReadOnlySpan<byte> response) =>
        Field(response, 1, out var partial, out _) && Field(partial, 1, out _, out var rejected) ? (long)rejected : 0;

    private static Message Record(ProcessingRecord record, string subjectType)
    {
        var milliseconds = record.At.ToUnixTimeMilliseconds();
        var body = new Message()
            .Add(1, Pair("name", record.Name))
            .Add(1, Pair("status", record.Succeeded ? "Ok" : "Error"))
            .Add(1, Pair("start_time", milliseconds))
            .Add(1, Pair("end_time", milliseconds));
        if (record.ParentSpanId.Length > 0)
            body.Add(1, Pair("parent_span_id", record.ParentSpanId));
        var log = new Message()
            .AddFixed(1, (ulong)milliseconds * 1_000_000)
            .Add(2, (ulong)(record.Succeeded ? Information : Error))
            .Add(5, new Message().Add(6, body))
            .Add(6, Pair("dpl.core.processing_activity_id", record.ActivityId))
            .Add(9, Convert.FromHexString(record.TraceId))
            .Add(10, Convert.FromHexString(record.SpanId))
            .AddFixed(11, (ulong)milliseconds * 1_000_000);
        if (record.SubjectId is { } subject)
            log.Add(6, Pair("dpl.core.data_subject_id", subject)).Add(6, Pair("dpl.core.data_subject_id_type", subjectType));
        if (record.Processor is { } processor)
            log.Add(6, Pair("dpl.core.foreign_operation.processor", processor));
        if (record.Failure is { } failure)
            log.Add(6, Pair("exception.type", failure));
        return log;
    }

    private static Message Pair(string key, string value) => new Message().Add(1, key).Add(2, new Message().Add(1, value));

    private static Message Pair(string key, long value) => new Message().Add(1, key).Add(2, new Message().Add(3, (ulong)value));

    // The first field of this number; what is not asked for is passed over, whatever it is.
    private static bool Field(ReadOnlySpan<byte> message, int number, out ReadOnlySpan<byte> bytes, out ulong value)
    {
        bytes = [];
        value = 0;
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            ReadOnlySpan<byte> content = [];
            ulong scalar = 0;
            switch (key & 7)
            {
                case 0:
                    scalar = Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 5:
                    at += 4;
                    break;
                case 2 when Varint(message, ref at) is var length && length <= (ulong)(message.Length - at):
                    content = message.Slice(at, (int)length);
                    at += (int)length;
                    break;
                default:
                    return false;
            }
            if ((int)(key >> 3) == number)
            {
                bytes = content;
                value = scalar;
                return true;
            }
        }
        return false;
    }

    private static ulong Varint(ReadOnlySpan<byte> message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && at < message.Length; shift += 7)
        {
            value |= (ulong)(message[at] & 0x7F) << shift;
            if ((message[at++] & 0x80) == 0)
                break;
        }
        return value;
    }

    /// <summary>A protobuf message as it grows.</summary>
    private sealed class Message
    {
        private readonly ArrayBufferWriter<byte> bytes = new();

        public Message Add(int field, byte[] value)
        {
            Number((ulong)(field << 3 | 2));
            Number((ulong)value.Length);
            bytes.Write(value);
            return this;
        }

        public Message Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

        public Message Add(int field, Message value) => Add(field, value.ToArray());

        public Message Add(int field, ulong value)
        {
            Number((ulong)(field << 3));
            Number(value);
            return this;
        }

        public Message AddFixed(int field, ulong value)
        {
            Number((ulong)(field << 3 | 1));
            Span<byte> buffer = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(buffer, value);
            bytes.Write(buffer);
            return this;
        }

        public byte[] ToArray() => bytes.WrittenSpan.ToArray();

        private void Number(ulong value)
        {
            for (; value > 0x7F; value >>= 7)
                bytes.Write([(byte)(value | 0x80)]);
            bytes.Write([(byte)value]);
        }
    }
}
