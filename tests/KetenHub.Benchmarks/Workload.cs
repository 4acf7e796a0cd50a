using System.Globalization;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Benchmarks;

/// <summary>A message and the id of its event.</summary>
internal sealed record Sample(string Id, InboundMessage Message);

/// <summary>Messages to measure with: the types partners send most, about persons of whom a few are in the news and most are not, about 1 KiB each.
/// The same seed gives the same messages.</summary>
internal sealed class Workload(PartnerList partners, int persons = 5_000, int seed = 1)
{
    private const int NewPersons = 10_000_000;

    private const string Text =
        "Melding van een medewerker over een voorval op de locatie. De betrokkene is aangesproken en heeft de ruimte verlaten. "
        + "De beveiliging was aanwezig. Er is een rapport gemaakt en de locatiemanager is ingelicht. Verdere stappen volgen na overleg. ";

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.FromHours(1));

    private readonly Random random = new(seed);
    private readonly Dictionary<string, long> sequences = new(StringComparer.Ordinal);
    private int number;

    /// <summary>Distance between the numbers of persons: spreads them over more persons than are in the news.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>The next message.</summary>
    public Sample Next()
    {
        number++;
        // Squaring gives a skew: a hundredth of the persons gets a tenth of the messages.
        var draw = random.NextDouble();
        var person = (int)(persons * draw * draw);
        return random.NextDouble() switch
        {
            < 0.45 => Write("coa", Incident(person)),
            < 0.75 => Write("avim", Signal(person)),
            < 0.85 => Write("ind", Decision(person)),
            < 0.90 => Write("ind", Plan(person)),
            _ => Write("dtv", Answer(person)),
        };
    }

    /// <summary>The next so many.</summary>
    public List<Sample> Next(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    /// <summary>Signals, from these partners in turn.</summary>
    public List<Sample> Signals(int count, IReadOnlyList<string> partnersInTurn) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        number++;
        var draw = random.NextDouble();
        return Write(partnersInTurn[number % partnersInTurn.Count], Signal((int)(persons * draw * draw)));
    })];

    /// <summary>A decision about somebody new: the partners concerned are notified.</summary>
    public Sample Notifying()
    {
        number++;
        return Write("ind", Decision(NewPersons + number));
    }

    private Sample Write(string partner, KetenMessage message)
    {
        var source = $"urn:nld:oin:{partners.Find(partner)!.Oin}:systeem:meting";
        var type = MessageTypes.Of(message);
        var sequence = sequences[source] = sequences.GetValueOrDefault(source) + 1;
        var id = EffectIds.Of($"benchmark {seed}", number).ToString("D");
        return new Sample(id, new InboundMessage(partner, CloudEvent.ContentType, CloudEventWriter.Write(new CloudEvent
        {
            Id = id,
            Source = source,
            Type = type.EventType,
            Time = Start.AddSeconds(number),
            DataSchema = type.DataSchema,
            Sequence = CloudEventWriter.Sequence(sequence),
            Data = CloudEventWriter.Data(message),
        })));
    }

    private PersonReference Person(int person) => new()
    {
        Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = (person * Stride).ToString("D10", CultureInfo.InvariantCulture) }],
    };

    private static Location Place(int person) => new() { Name = person % 2 == 0 ? "Ter Apel" : "Budel", Kind = LocationKind.ReceptionLocation };

    private static string Case(int person) => $"Z-{person:D6}";

    private IncidentRegistered Incident(int person) => new()
    {
        Person = Person(person),
        CaseNumber = Case(person),
        IncidentNumber = $"I-{number:D8}",
        Revision = 1,
        Category = IncidentCategory.HouseRules,
        Impact = number % 40 == 0 ? IncidentImpact.High : IncidentImpact.Low,
        OccurredAt = Start.AddSeconds(number - 600),
        RegisteredAt = Start.AddSeconds(number),
        Location = Place(person),
        Measures = [IncidentMeasure.Warning],
        PoliceReport = PoliceReport.NotMade,
        WhatHappened = Text,
    };

    private CaseSignal Signal(int person) => new()
    {
        Person = Person(person),
        CaseNumber = Case(person),
        Kind = CaseSignalKind.NuisanceAroundLocation,
        ObservedAt = Start.AddSeconds(number - 300),
        Place = Place(person),
        WhatHappened = Text + Text,
        RequestedAttention = RequestedAttention.Attention,
    };

    private DecisionIssued Decision(int person) => new()
    {
        Person = Person(person),
        CaseNumber = Case(person),
        DecisionNumber = $"B-{person:D6}",
        Revision = Revision,
        Outcome = DecisionOutcome.Rejected,
        Track = 4,
        IssuedAt = Start.AddSeconds(number),
        ReturnDecision = true,
        EntryBan = false,
        DeparturePeriodDays = 28,
        AppealSuspendsRemoval = false,
        HandOut = Hand(person),
    };

    private HandOutPlanned Plan(int person) => new() { Person = Person(person), DecisionNumber = $"B-{person:D6}", HandOut = Hand(person) };

    // Grows, and stays below what the contract allows (100,000) for millions of messages.
    private int Revision => 1 + (number / 40);

    private HandOutPlan Hand(int person) => new() { Revision = Revision, At = Start.AddDays(400 + (person % 30)), Location = Place(person), Language = "fr" };

    private ReadinessReported Answer(int person) => new()
    {
        Person = Person(person),
        DecisionNumber = $"B-{person:D6}",
        Revision = Revision,
        Answer = ReadinessAnswer.Ready,
        ReportedAt = Start.AddSeconds(number),
        HandOutAt = Start.AddDays(400 + (person % 30)),
        WhoComes = "TTOV Noord",
    };
}
