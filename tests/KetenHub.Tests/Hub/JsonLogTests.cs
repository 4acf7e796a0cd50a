using System.Diagnostics;
using System.Text.Json;
using KetenHub.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Tests.Hub;

public sealed class JsonLogTests
{
    [Fact]
    public void A_line_is_an_object_with_message_values_and_the_trace_that_was_current()
    {
        using var span = new Activity("decide").SetParentId("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").Start();
        var line = Written(null, [new("Count", 3), new("Queue", "keten.dead"), new("{OriginalFormat}", "{Count} wait in {Queue}")]);

        Assert.Equal("WARN", line.GetProperty("severity").GetString());
        Assert.Equal("3 wait in keten.dead", line.GetProperty("message").GetString());
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", line.GetProperty("trace_id").GetString());
        Assert.Equal(span.SpanId.ToHexString(), line.GetProperty("span_id").GetString());
        Assert.Equal("""{"Count":3,"Queue":"keten.dead"}""", line.GetProperty("attributes").GetRawText());
        Assert.Equal((4007, "KetenHub"), (line.GetProperty("event_id").GetInt32(), line.GetProperty("category").GetString()));
    }

    [Fact]
    public void The_text_of_an_exception_is_not_written_and_without_a_trace_there_is_none()
    {
        Activity.Current = null;
        var line = Written(new InvalidOperationException("what somebody wrote"), []);

        Assert.DoesNotContain("somebody", line.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("System.InvalidOperationException", line.GetProperty("exception_type").GetString());
        Assert.False(line.TryGetProperty("trace_id", out _));
        Assert.False(line.TryGetProperty("attributes", out _));
    }

    private static JsonElement Written(Exception? failure, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        using var text = new StringWriter();
        new JsonLogFormatter().Write(new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(
            LogLevel.Warning, "KetenHub", new EventId(4007), values, failure, (_, _) => "3 wait in keten.dead"), null, text);
        var line = Assert.Single(text.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        return JsonDocument.Parse(line).RootElement;
    }
}
