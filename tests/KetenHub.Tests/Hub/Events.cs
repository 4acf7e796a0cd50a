using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Tests.Hub;

/// <summary>Messages as partners would send them.</summary>
internal static class Events
{
    private static int made;

    private static readonly Dictionary<string, string> Oins = new(StringComparer.Ordinal)
    {
        ["ind"] = "00000000000000000101",
        ["coa"] = "00000000000000000102",
        ["dtv"] = "00000000000000000103",
        ["avim"] = "00000000000000000104",
        ["nidos"] = "00000000000000000105",
    };

    public static PersonIdentifier VNummer(string value) => new() { Scheme = PersonIdentifier.VNummer, Value = value };

    public static PersonIdentifier Own(string scheme, string value, string partner) => new() { Scheme = scheme, Value = value, Issuer = Oins[partner] };

    public static string NewId() => $"01900000-0000-7000-9000-{Interlocked.Increment(ref made):x12}";

    public static string SourceOf(string partner) => $"urn:nld:oin:{Oins[partner]}:systeem:test";

    public static JsonObject Envelope(string partner, string type, JsonObject data, string? id = null, long? sequence = null)
    {
        var envelope = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = id ?? NewId(),
            ["source"] = SourceOf(partner),
            ["type"] = $"nl.vreemdelingenketen.{type}.v1",
            ["time"] = "2026-03-02T09:00:00+01:00",
            ["data"] = data,
        };
        if (sequence is { } number)
            envelope["sequence"] = CloudEventWriter.Sequence(number);
        return envelope;
    }

    public static InboundMessage Message(string partner, JsonNode body) =>
        new(partner, CloudEvent.ContentType, Encoding.UTF8.GetBytes(body.ToJsonString()));

    public static JsonObject Person(params PersonIdentifier[] identifiers) => new()
    {
        ["identifiers"] = new JsonArray([.. identifiers.Select(identifier => JsonSerializer.SerializeToNode(identifier, CloudEventWriter.JsonOptions))]),
    };

    public static JsonObject SignalData(params PersonIdentifier[] identifiers) => new()
    {
        ["person"] = Person(identifiers),
        ["kind"] = "Arrested",
        ["observedAt"] = "2026-03-02T08:30:00+01:00",
    };

    public static InboundMessage Signal(string partner, string vNummer, string? id = null, long? sequence = null) =>
        Message(partner, Envelope(partner, "case-signal", SignalData(VNummer(vNummer)), id, sequence));

    public static InboundMessage Signal(string partner, params PersonIdentifier[] identifiers) =>
        Message(partner, Envelope(partner, "case-signal", SignalData(identifiers)));

    /// <summary>A negative decision with a hand-out so many hours after the start.</summary>
    public static JsonObject Traced(string traceParent, string vNummer)
    {
        var envelope = Envelope("avim", "case-signal", SignalData(VNummer(vNummer)));
        envelope["traceparent"] = traceParent;
        return envelope;
    }

    public static InboundMessage Decision(string vNummer, string number, int hours, int revision = 1) =>
        Message("ind", Envelope("ind", "decision-issued", new JsonObject
        {
            ["person"] = Person(VNummer(vNummer)),
            ["caseNumber"] = $"Z-{number}",
            ["decisionNumber"] = number,
            ["revision"] = revision,
            ["outcome"] = "Rejected",
            ["track"] = 4,
            ["issuedAt"] = "2026-03-02T08:30:00+01:00",
            ["returnDecision"] = true,
            ["entryBan"] = false,
            ["departurePeriodDays"] = 0,
            ["appealSuspendsRemoval"] = false,
            ["handOut"] = Plan(hours, revision),
        }));

    public static JsonObject Plan(int hours, int revision) => new()
    {
        ["revision"] = revision,
        ["at"] = TestHub.Start.AddHours(hours).ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture),
        ["location"] = new JsonObject { ["name"] = "Ter Apel", ["kind"] = "ReceptionLocation" },
    };

    public static InboundMessage Ready(string vNummer, string number, int revision = 1) =>
        Message("dtv", Envelope("dtv", "readiness-reported", new JsonObject
        {
            ["person"] = Person(VNummer(vNummer)),
            ["decisionNumber"] = number,
            ["revision"] = revision,
            ["answer"] = "Ready",
            ["reportedAt"] = "2026-03-02T09:10:00+01:00",
            ["availableFrom"] = "2026-03-02T09:00:00+01:00",
            ["availableUntil"] = "2026-03-20T18:00:00+01:00",
            ["whoComes"] = "TTOV Noord",
        }));

    public static InboundMessage Change(string change, PersonIdentifier[] person, PersonIdentifier[] other, params string[] decisions)
    {
        var data = new JsonObject
        {
            ["person"] = Person(person),
            ["change"] = change,
            ["revision"] = 1,
            ["ground"] = "Fingerprints",
            ["establishedAt"] = "2026-03-02T08:30:00+01:00",
            ["other"] = Person(other),
        };
        if (decisions.Length > 0)
            data["decisionNumbers"] = new JsonArray([.. decisions.Select(number => (JsonNode)number)]);
        return Message("avim", Envelope("avim", "person-identifiers-changed", data));
    }

    public static InboundMessage Merge(string stays, string absorbed) => Change("Merge", [VNummer(stays)], [VNummer(absorbed)]);
}
