using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Conformance;

/// <summary>Two partners, the shortest policy, and an incident: enough to run the hub transaction on what is under test.</summary>
internal static class SmallHub
{
    private const string Oin = "00000000000000000102";

    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, 123, TimeSpan.Zero);

    public static Policy Terms { get; } = new()
    {
        Version = "1",
        Roles = new Roles("ind", "ind", "ind", null),
        Terms = new Terms(TimeSpan.FromHours(4), TimeSpan.FromHours(24), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1)),
        Ladder = [],
        InterviewOverdue = [],
        AttentionWindow = TimeSpan.FromHours(24),
        AttentionUpdateAfter = TimeSpan.FromHours(4),
        SafetyLookBack = TimeSpan.FromHours(24),
    };

    /// <summary>The publisher has this code.</summary>
    public static PartnerList Partners(string publisher, int lanes = 1) => new("00000000000000000001", "http://127.0.0.1", [
        new(publisher, publisher, Oin, ["incident-registered"], new Dictionary<string, string>()) { Lanes = lanes },
        new("ind", "ind", "00000000000000000101", [], new Dictionary<string, string> { ["attention-proposed"] = "priority" }),
    ]);

    /// <summary>An event with an id of its own about one of the persons.</summary>
    public static byte[] Incident(int number, int person, string? sequence = null) => CloudEventWriter.Write(new CloudEvent
    {
        Id = $"{number:x8}-0000-4000-8000-00000000abcd",
        Source = $"urn:nld:oin:{Oin}:systeem:test",
        Type = "nl.vreemdelingenketen.incident-registered.v1",
        Time = Noon,
        Sequence = sequence,
        Data = CloudEventWriter.Data(new IncidentRegistered
        {
            Person = new PersonReference { Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = $"{person:D10}" }] },
            CaseNumber = "Z-TEST",
            IncidentNumber = $"I-{number}",
            Revision = 1,
            Category = IncidentCategory.Other,
            Impact = IncidentImpact.Low,
            OccurredAt = Noon,
            RegisteredAt = Noon,
            Location = new Location { Name = "Ter Apel", Kind = LocationKind.ReceptionLocation },
            Measures = [IncidentMeasure.None],
            PoliceReport = PoliceReport.NotMade,
        }),
    });
}
