using System.Text.Json;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>A timeline as JSON, written page by page: ten thousand entries are never in memory at once.</summary>
internal sealed class TimelineJson(TimelineQuery timeline, string account, string purpose, bool withContent, DateTimeOffset at)
{
    private const int Step = 500;

    public async Task WriteAsync(Stream stream, CancellationToken cancellation)
    {
        await using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("document", "ketenhub/timeline/v1");
        json.WriteString("exportedAt", at);
        json.WriteString("exportedBy", account);
        json.WriteString("purpose", purpose);
        WriteFilter(json);
        WriteChain(json);
        json.WriteStartArray("entries");
        long written = 0;
        while (await timeline.PageAsync((int)written, Step, cancellation) is { Count: > 0 } page)
        {
            foreach (var entry in page)
                WriteEntry(json, entry);
            written += page.Count;
            await json.FlushAsync(cancellation);
        }
        json.WriteEndArray();
        // Last: a file without it was cut.
        json.WriteNumber("count", written);
        json.WriteEndObject();
        await json.FlushAsync(cancellation);
    }

    private void WriteFilter(Utf8JsonWriter json)
    {
        json.WriteStartObject("filter");
        foreach (var (name, value) in timeline.Address.Fields)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteNumber("matching", timeline.Total);
        json.WriteNumber("ofEntries", timeline.All);
    }

    private void WriteChain(Utf8JsonWriter json)
    {
        json.WriteStartObject("chain");
        json.WriteString("state", timeline.Chain switch { { IsTooLong: true } => "not recomputed", { FirstBad: not null } => "broken", _ => "intact" });
        if (timeline.Chain.FirstBad is { } bad)
        {
            json.WriteNumber("record", timeline.Chain.BadMember);
            json.WriteNumber("firstBad", bad);
        }
        json.WriteStartArray("records");
        foreach (var member in timeline.Family)
        {
            json.WriteStartObject();
            json.WriteString("reference", member.Id);
            json.WriteNumber("n", member.N);
            json.WriteString("head", Convert.ToHexStringLower(member.Head));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteEntry(Utf8JsonWriter json, TimelineEntry entry)
    {
        var row = entry.Row;
        json.WriteStartObject();
        json.WriteNumber("record", entry.Member);
        json.WriteNumber("n", row.N);
        json.WriteString("at", row.At);
        json.WriteString("kind", Stored.NameOf(row.Kind));
        json.WriteString("party", row.Party);
        json.WriteString("type", row.Type);
        json.WriteString("id", row.EventId);
        if (entry.Cause is { } cause)
        {
            json.WriteNumber("becauseOf", cause.N);
            json.WriteNumber("becauseOfRecord", cause.Member);
        }
        json.WriteString("policyVersion", row.PolicyVersion);
        json.WriteString("why", row.Why);
        json.WriteString("trace", row.Trace);
        json.WriteString("contentDigest", Convert.ToHexStringLower(row.BodyDigest));
        json.WriteString("previousHash", Convert.ToHexStringLower(row.PrevHash));
        json.WriteString("hash", Convert.ToHexStringLower(row.Hash));
        if (entry.State != BodyState.Open)
            json.WriteString("contentState", entry.State switch { BodyState.Erased => "erased", BodyState.NotYours => "not shown", _ => "unreadable" });
        else if (row.Kind is not (LogKind.Received or LogKind.Notified or LogKind.Corrected))
            json.WriteString("content", entry.Words);
        else if (withContent)
            WriteContent(json, entry.Words);
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, string body)
    {
        using var document = JsonDocument.Parse(body);
        json.WritePropertyName("content");
        document.RootElement.WriteTo(json);
    }
}
