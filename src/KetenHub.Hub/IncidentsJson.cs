using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>Counted incidents as one flat array, eight values each: most of a state is incidents, and what they share (publisher, category, impact,
/// proposal, location) is written where it comes first and after that as its place among what was written so. Reads also the objects of
/// earlier versions.</summary>
internal sealed class IncidentsJson : JsonConverter<ImmutableList<CountedIncident>>
{
    public override ImmutableList<CountedIncident> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var incidents = ImmutableList.CreateBuilder<CountedIncident>();
        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            incidents.Add(reader.TokenType == JsonTokenType.StartObject
                ? JsonSerializer.Deserialize<CountedIncident>(ref reader, options)!
                : Read(ref reader, texts));
        }
        return incidents.ToImmutable();
    }

    public override void Write(Utf8JsonWriter writer, ImmutableList<CountedIncident> value, JsonSerializerOptions options)
    {
        var texts = new List<string>();
        writer.WriteStartArray();
        foreach (var incident in value)
        {
            Write(writer, texts, incident.Publisher);
            writer.WriteStringValue(incident.Number);
            writer.WriteNumberValue(incident.Revision);
            Write(writer, texts, incident.Category.ToString());
            Write(writer, texts, incident.Impact.ToString());
            Write(writer, texts, incident.ProposalId);
            Write(writer, texts, incident.Location);
            if (incident.OccurredAt is { } at)
                writer.WriteStringValue(at);
            else
                writer.WriteNullValue();
        }
        writer.WriteEndArray();
    }

    // Stands on the first of the eight, and ends on the last.
    private static CountedIncident Read(ref Utf8JsonReader reader, List<string> texts)
    {
        var publisher = Text(ref reader, texts)!;
        reader.Read();
        var number = reader.GetString()!;
        reader.Read();
        var revision = reader.GetInt32();
        reader.Read();
        var category = Enum.Parse<IncidentCategory>(Text(ref reader, texts)!);
        reader.Read();
        var impact = Enum.Parse<IncidentImpact>(Text(ref reader, texts)!);
        reader.Read();
        var proposal = Text(ref reader, texts)!;
        reader.Read();
        var location = Text(ref reader, texts);
        reader.Read();
        DateTimeOffset? at = reader.TokenType == JsonTokenType.Null ? null : reader.GetDateTimeOffset();
        return new CountedIncident(publisher, number, revision, category, impact, proposal, location, at);
    }

    private static string? Text(ref Utf8JsonReader reader, List<string> texts)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return texts[reader.GetInt32()];
        if (reader.GetString() is not { } text)
            return null;
        texts.Add(text);
        return text;
    }

    private static void Write(Utf8JsonWriter writer, List<string> texts, string? text)
    {
        if (text is null)
        {
            writer.WriteNullValue();
            return;
        }
        // A handful of texts: looking through them is quicker than hashing.
        var index = texts.IndexOf(text);
        if (index >= 0)
        {
            writer.WriteNumberValue(index);
            return;
        }
        texts.Add(text);
        writer.WriteStringValue(text);
    }
}
