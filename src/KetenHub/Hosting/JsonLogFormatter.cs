using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace KetenHub.Hosting;

/// <summary>The log as one JSON object a line, with the trace and span that were current. Neither scopes nor texts of exceptions: these can hold an address or what
/// somebody wrote; an exception's type and place tell where to look.</summary>
internal sealed class JsonLogFormatter() : ConsoleFormatter(JsonLogFormatter.Json)
{
    /// <summary>Name of this form, for the setting LogFormat.</summary>
    public const string Json = "json";

    /// <summary>Name of the form for people.</summary>
    public const string Text = "text";

    // The template stands among the values.
    private const string Template = "{OriginalFormat}";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", DateTime.UtcNow);
            // The names of OpenTelemetry's severities.
            json.WriteString("severity", logEntry.LogLevel switch
            {
                LogLevel.Trace => "TRACE", LogLevel.Debug => "DEBUG", LogLevel.Information => "INFO", LogLevel.Warning => "WARN", LogLevel.Error => "ERROR", _ => "FATAL",
            });
            json.WriteString("category", logEntry.Category);
            json.WriteNumber("event_id", logEntry.EventId.Id);
            json.WriteString("message", logEntry.Formatter(logEntry.State, null));
            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } span)
            {
                json.WriteString("trace_id", span.TraceId.ToHexString());
                json.WriteString("span_id", span.SpanId.ToHexString());
            }
            if (logEntry.Exception is { } failure)
            {
                json.WriteString("exception_type", failure.GetType().FullName);
                json.WriteString("exception_stacktrace", failure.StackTrace);
            }
            Attributes(json, logEntry.State as IReadOnlyList<KeyValuePair<string, object?>> ?? []);
            json.WriteEndObject();
        }
        textWriter.WriteLine(Encoding.UTF8.GetString(line.ToArray()));
    }

    private static void Attributes(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        if (!values.Any(value => value.Key != Template))
            return;
        json.WriteStartObject("attributes");
        foreach (var (name, value) in values.Where(value => value.Key != Template))
        {
            json.WritePropertyName(name);
            if (value is int or long or uint or double)
                json.WriteRawValue(JsonSerializer.Serialize(value));
            else
                json.WriteStringValue(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
        }
        json.WriteEndObject();
    }
}
