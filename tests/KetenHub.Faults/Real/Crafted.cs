using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KetenHub.Contracts;

namespace KetenHub.Faults.Real;

/// <summary>Messages written by hand, field by field.</summary>
internal static class Crafted
{
    /// <summary>A correct incident by COA, from a system of its own: it counts in no sequence of the load.</summary>
    public static JsonObject Incident(int person, string system)
    {
        var now = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["specversion"] = "1.0", ["id"] = Guid.CreateVersion7().ToString("D"), ["source"] = $"urn:nld:oin:00000000000000000102:systeem:{system}",
            ["type"] = "nl.vreemdelingenketen.incident-registered.v1", ["time"] = now,
            ["data"] = new JsonObject
            {
                ["person"] = new JsonObject { ["identifiers"] = new JsonArray(new JsonObject { ["scheme"] = "v-nummer", ["value"] = Traffic.VNummer(person) }) },
                ["caseNumber"] = "Z-1", ["incidentNumber"] = $"I-{Guid.NewGuid():N}", ["revision"] = 1, ["category"] = "HouseRules", ["impact"] = "Low",
                ["occurredAt"] = now, ["registeredAt"] = now, ["location"] = new JsonObject { ["name"] = "Ter Apel", ["kind"] = "ReceptionLocation" },
                ["measures"] = new JsonArray("None"), ["policeReport"] = "NotMade",
            },
        };
    }

    public static byte[] ToBytes(this JsonObject message) => Encoding.UTF8.GetBytes(message.ToJsonString());

    /// <summary>What is no message of the published language.</summary>
    public static IReadOnlyList<Parcel> Malformed(int person)
    {
        byte[] Body(Action<JsonObject> change)
        {
            var message = Incident(person, "malformed");
            change(message);
            return message.ToBytes();
        }

        byte[] Text(string from, string to) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Body(_ => { })).Replace(from, to, StringComparison.Ordinal));

        return
        [
            new("no JSON", "coa", Encoding.UTF8.GetBytes($"{{ {Guid.NewGuid():N}"), "KH205"),
            new("an array", "coa", Encoding.UTF8.GetBytes($"[\"{Guid.NewGuid():N}\"]"), "KH205"),
            new("no UTF-8", "coa", [.. Body(_ => { })[..^2], 0xC3, 0x28], "KH204"),
            new("10,000 levels", "coa", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + Guid.NewGuid().ToString("N")), "KH206"),
            new("a NUL", "coa", Text("HouseRules", "House\\u0000Rules"), "KH207"),
            new("a property twice", "coa", Text("\"caseNumber\":", "\"caseNumber\":\"Z-2\",\"caseNumber\":"), "KH208"),
            new("a huge number", "coa", Text("\"revision\":1", "\"revision\":1e999"), "KH223"),
            new("no id", "coa", Body(message => message.Remove("id")), "KH210"),
            new("a subject", "coa", Body(message => message["subject"] = "somebody"), "KH216"),
            new("no person", "coa", Body(message => ((JsonObject)message["data"]!).Remove("person")), "KH225"),
            new("another content type", "coa", Body(_ => { }), "KH201") { ContentType = "text/plain" },
            new("no content type", "coa", Body(_ => { }), "KH201") { ContentType = null },
            new("an envelope of MassTransit", "coa", Body(_ => { }), "KH202")
            {
                ContentType = "application/vnd.masstransit+json",
                Headers = new Dictionary<string, object?> { ["MT-Fault-Address"] = "rabbitmq://localhost/keten/keten.out.dtv" },
            },
            // Headers of MassTransit on a correct message say nothing: accepted, and nothing goes where they point.
            new("headers of MassTransit", "coa", Body(_ => { }), "")
            {
                Headers = new Dictionary<string, object?> { ["MT-Fault-Address"] = "rabbitmq://localhost/keten/keten.out.dtv", ["MT-Response-Address"] = "queue:keten.out.dtv" },
            },
        ];
    }

    /// <summary>The heaviest messages that a partner can have the broker carry to a hub.</summary>
    public static IReadOnlyList<Parcel> Heavy(int person)
    {
        byte[] With(JsonNode extra)
        {
            var message = Incident(person, "heavy");
            ((JsonObject)message["data"]!)["extra"] = extra;
            return message.ToBytes();
        }

        JsonNode Nested(int depth) => depth == 0 ? 1 : new JsonArray(Nested(depth - 1));

        var largest = CloudEvent.MaxBytes - With("").Length;
        return
        [
            new("the largest", "coa", With(new string('x', largest)), ""),
            new("the deepest", "coa", With(Nested(30)), ""),
            new("too deep by one", "coa", With(Nested(31)), "KH206"),
            new("as deep as it can be", "coa", Encoding.UTF8.GetBytes(new string('[', CloudEvent.MaxBytes - 40) + Guid.NewGuid().ToString("N")), "KH206"),
            new("20,000 fields", "coa", With(new JsonObject(Enumerable.Range(0, 20_000).Select(i => KeyValuePair.Create<string, JsonNode?>($"f{i}", 1)))), ""),
            new("half of a surrogate pair", "coa", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(With("mark")).Replace("mark", "\\ud800", StringComparison.Ordinal)), null),
            new("numbers beyond a double", "coa", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(With("mark")).Replace("\"mark\"", new string('9', 5_000), StringComparison.Ordinal)), ""),
            new("nothing at all", "coa", [], null),
        ];
    }

    /// <summary>Larger than a message may be; headers, of which a hub reads none, may be many.</summary>
    public static IReadOnlyList<Parcel> Oversize(int person) =>
    [
        .. new[] { 300 << 10, 1 << 20, 16 << 20 }.Select(size => new Parcel($"{size} bytes", "coa", Filled(size), "KH203")),
        new Parcel("100 KiB of headers", "coa", Incident(person, "headers").ToBytes(), "")
        {
            Headers = Enumerable.Range(0, 1_000).ToDictionary(number => $"header-{number}", object? (_) => new string('x', 80)),
        },
    ];

    /// <summary>Larger than the broker takes.</summary>
    public static byte[] Huge() => Filled(129 << 20);

    /// <summary>What a sender of a later version sends.</summary>
    public static IReadOnlyList<Parcel> Mixed(int person)
    {
        var later = Incident(person, "later");
        later["somelaterattribute"] = "value";
        ((JsonObject)later["data"]!)["someLaterField"] = new JsonObject { ["a"] = 1 };
        var second = Incident(person, "later");
        second["type"] = "nl.vreemdelingenketen.incident-registered.v2";
        var newType = Incident(person, "later");
        newType["type"] = "nl.vreemdelingenketen.something-new.v1";
        return
        [
            new("unknown attribute and field", "coa", later.ToBytes(), ""),
            new("version 2", "coa", second.ToBytes(), "KH214"),
            new("an unknown type", "coa", newType.ToBytes(), "KH214"),
        ];
    }

    private static byte[] Filled(int size)
    {
        var body = new byte[size];
        Array.Fill(body, (byte)'x');
        Guid.NewGuid().TryWriteBytes(body);
        return body;
    }
}
