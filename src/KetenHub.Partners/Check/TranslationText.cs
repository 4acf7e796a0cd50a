using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KetenHub.Partners.Adapters;

namespace KetenHub.Partners.Check;

/// <summary>What came of a document, as JSON that stands beside the sample: for each message its type, time, sequence and data; for each
/// rejection its numbers and places.</summary>
public static class TranslationText
{
    // Any partner: ids differ per partner and stand in no sample.
    internal static Partner Partner { get; } = new("sample", "00000000000000000009", "sample");

    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As text.</summary>
    public static string Of(IEnumerable<Translated> translated) =>
        new JsonArray([.. translated.Select(Of)]).ToJsonString(Form) + "\n";

    private static JsonNode Of(Translated translated)
    {
        var (made, rejection) = translated is Message message ? AdapterEvents.Write(Partner, message) : (null, (Rejection)translated);
        if (rejection is not null)
            return new JsonObject { ["rejected"] = new JsonArray([.. rejection.Problems.Select(problem => JsonValue.Create($"{problem.Kind.Number} at {problem.Where}"))]) };
        var cloudEvent = JsonNode.Parse(made!.Body)!.AsObject();
        var text = new JsonObject { ["type"] = made.Type, ["time"] = cloudEvent["time"]!.DeepClone() };
        if (cloudEvent["sequence"] is { } sequence)
            text["sequence"] = sequence.DeepClone();
        text["data"] = cloudEvent["data"]!.DeepClone();
        return text;
    }
}
