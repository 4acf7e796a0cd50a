using System.Buffers;
using System.Text.Json;
using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>Documents of one JSON object, for adapters of partners that send such.</summary>
public static class JsonDocuments
{
    /// <summary>Reads one object and gives its message, with every field that <paramref name="map"/> did not ask for as unmapped.</summary>
    /// <param name="document">The document.</param>
    /// <param name="map">Reads the fields. Its result counts only when it added no problem.</param>
    public static Translated Translate(Stream document, Func<Fields, Message> map)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(CloudEvent.MaxBytes + 1);
        try
        {
            var length = document.ReadAtLeast(buffer, CloudEvent.MaxBytes + 1, throwOnEndOfStream: false);
            return length > CloudEvent.MaxBytes ? new Rejection(Errors.TooLarge.At("")) : Translate(buffer.AsMemory(0, length), map);
        }
        finally
        {
            // It is about a person.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static Translated Translate(ReadOnlyMemory<byte> document, Func<Fields, Message> map)
    {
        var problems = new List<Problem>();
        if (CloudEventReader.ParseObject(document, problems) is not { } root)
            return new Rejection(problems);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var message = map(new Fields(root, "", problems, seen: seen));
        return problems.Count > 0 ? new Rejection(problems) : message with { Unmapped = UnreadOf(root, seen) };
    }

    private static Dictionary<string, string> UnreadOf(JsonElement root, HashSet<string> seen)
    {
        var unread = new Dictionary<string, string>(StringComparer.Ordinal);
        Collect(root, "", seen, unread);
        return unread;
    }

    private static void Collect(JsonElement value, string path, HashSet<string> seen, Dictionary<string, string> unread)
    {
        foreach (var property in value.EnumerateObject())
        {
            var pointer = $"{path}/{property.Name}";
            if (!seen.Contains(pointer))
                unread[pointer] = property.Value.GetRawText();
            else if (property.Value.ValueKind == JsonValueKind.Object)
                Collect(property.Value, pointer, seen, unread);
            else if (property.Value.ValueKind == JsonValueKind.Array)
                CollectItems(property.Value, pointer, seen, unread);
        }
    }

    private static void CollectItems(JsonElement list, string path, HashSet<string> seen, Dictionary<string, string> unread)
    {
        foreach (var (item, place) in list.EnumerateArray().Select((item, place) => (item, place)))
        {
            if (item.ValueKind == JsonValueKind.Object)
                Collect(item, $"{path}/{place}", seen, unread);
        }
    }
}
