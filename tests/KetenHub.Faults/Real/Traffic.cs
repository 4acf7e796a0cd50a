using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using KetenHub.Contracts;

namespace KetenHub.Faults.Real;

/// <summary>A moderate load of four partners on few persons at a time, so that lanes meet on them; persons change, so that no state grows for ever.</summary>
internal sealed class Traffic(int seed, IReadOnlyDictionary<string, Publisher> publishers)
{
    private const int PersonsAtATime = 40;
    private const int MessagesPerCohort = 1_500;
    private const int MostWaiting = 2_000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly string[] Partners = ["ind", "coa", "dtv", "avim"];

    private readonly Lock gate = new();
    private readonly Random random = new(seed);
    private readonly Dictionary<string, long> sequences = Partners.ToDictionary(partner => partner, _ => 0L);
    private readonly ConcurrentDictionary<string, (int Person, DateTimeOffset HandOutAt, bool IsAnswered)> decisions = new();
    private readonly ConcurrentDictionary<string, bool> answered = new();
    private string? replannable;
    private int made;
    private int decisionsMade;

    /// <summary>Whether new messages are made.</summary>
    public bool IsFlowing { get; set; }

    /// <summary>Makes messages, about 50 a second.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Tick);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            if (IsFlowing && publishers.Values.Sum(publisher => publisher.Waiting) < MostWaiting)
                Make();
        }
    }

    /// <summary>A fresh message on every lane that only the hub as a whole can carry to the end.</summary>
    /// <returns>The decision, and the reports about somebody new.</returns>
    public (Sent Decision, IReadOnlyList<Sent> Reports) SendProbe()
    {
        lock (gate)
        {
            var person = 1_000_000 + made++;
            return (Decide(person, isAnswered: true), [Incident(person), Signal(person)]);
        }
    }

    /// <summary>The next message of COA about a person, made but not sent: the caller sends it, in its own way.</summary>
    public (Sent Sent, byte[] Body) MakeIncident(int person)
    {
        lock (gate)
            return Write("coa", person, "", SentKind.Report, IncidentAbout(person));
    }

    /// <summary>A decision about somebody new and later plans of its hand-out, sent out of order by the seed.</summary>
    /// <returns>The decision, and when the highest revision plans the hand-out.</returns>
    public (Sent Decision, DateTimeOffset HandOutAt) SendShuffled(int plans)
    {
        lock (gate)
        {
            var decision = Decide(NewPerson(), isAnswered: false);
            var (person, at, _) = decisions[decision.Thread];
            var written = Enumerable.Range(2, plans).Select(revision => Write("ind", person, decision.Thread, SentKind.Replan, new HandOutPlanned
            {
                Person = Person(person), DecisionNumber = decision.Thread,
                HandOut = new HandOutPlan { Revision = revision, At = at.AddDays(revision), Location = new Location { Name = "Budel", Kind = LocationKind.Office } },
            })).ToArray();
            var places = written.Select(item => item.Sent.Place).ToArray();
            random.Shuffle(written);
            foreach (var (item, place) in written.Zip(places))
                publishers["ind"].Send(item.Sent with { Place = place }, item.Body);
            return (decision, at.AddDays(plans + 1));
        }
    }

    /// <summary>A person that no other traffic is about.</summary>
    public int NewPerson()
    {
        lock (gate)
            return 2_000_000 + made++;
    }

    /// <summary>DT&amp;V was asked: answers once where an answer is foreseen.</summary>
    public void Requested(string decisionNumber)
    {
        if (!decisions.TryGetValue(decisionNumber, out var decision) || !decision.IsAnswered || !answered.TryAdd(decisionNumber, true))
            return;
        lock (gate)
        {
            Send("dtv", decision.Person, decisionNumber, SentKind.Answer, new ReadinessReported
            {
                Person = Person(decision.Person), DecisionNumber = decisionNumber, Revision = 1, Answer = ReadinessAnswer.Ready,
                ReportedAt = DateTimeOffset.UtcNow, HandOutAt = decision.HandOutAt, WhoComes = "team",
            });
        }
    }

    private void Make()
    {
        lock (gate)
        {
            for (var i = 0; i < 5; i++)
            {
                var person = (made++ / MessagesPerCohort * PersonsAtATime) + random.Next(PersonsAtATime);
                _ = random.Next(10) switch
                {
                    0 or 1 => Decide(person, isAnswered: random.Next(2) == 0),
                    2 => Replan(),
                    3 or 4 or 5 => Signal(person),
                    _ => Incident(person),
                };
            }
        }
    }

    private Sent Decide(int person, bool isAnswered)
    {
        var number = string.Create(CultureInfo.InvariantCulture, $"B-{++decisionsMade}");
        var at = DateTimeOffset.UtcNow.AddDays(9);
        decisions[number] = (person, at, isAnswered);
        replannable = isAnswered ? replannable : number;
        return Send("ind", person, number, SentKind.Decision, new DecisionIssued
        {
            Person = Person(person), CaseNumber = Case(person), DecisionNumber = number, Revision = 1, Outcome = DecisionOutcome.Rejected, Track = 2,
            IssuedAt = DateTimeOffset.UtcNow, ReturnDecision = true, EntryBan = false, DeparturePeriodDays = 0, AppealSuspendsRemoval = false,
            HandOut = new HandOutPlan { Revision = 1, At = at, Location = new Location { Name = "Budel", Kind = LocationKind.Office } },
        });
    }

    // Each decision at most once, so that revisions rise.
    private Sent? Replan()
    {
        if (replannable is not { } number)
            return null;
        replannable = null;
        var (person, at, _) = decisions[number];
        return Send("ind", person, number, SentKind.Replan, new HandOutPlanned
        {
            Person = Person(person), DecisionNumber = number,
            HandOut = new HandOutPlan { Revision = 2, At = at.AddDays(1), Location = new Location { Name = "Budel", Kind = LocationKind.Office } },
        });
    }

    private Sent Incident(int person) => Send("coa", person, "", SentKind.Report, IncidentAbout(person));

    private IncidentRegistered IncidentAbout(int person) => new()
    {
        Person = Person(person), CaseNumber = Case(person), IncidentNumber = string.Create(CultureInfo.InvariantCulture, $"I-{sequences["coa"] + 1}"),
        Revision = 1, Category = IncidentCategory.HouseRules, Impact = random.Next(20) == 0 ? IncidentImpact.High : IncidentImpact.Low,
        OccurredAt = DateTimeOffset.UtcNow, RegisteredAt = DateTimeOffset.UtcNow,
        Location = new Location { Name = "Ter Apel", Kind = LocationKind.ReceptionLocation }, Measures = [IncidentMeasure.None],
        PoliceReport = PoliceReport.NotMade,
    };

    private Sent Signal(int person) => Send("avim", person, "", SentKind.Report, new CaseSignal
    {
        Person = Person(person), CaseNumber = Case(person), Kind = CaseSignalKind.NuisanceAroundLocation, ObservedAt = DateTimeOffset.UtcNow,
    });

    private Sent Send(string partner, int person, string thread, SentKind kind, KetenMessage message)
    {
        var (sent, body) = Write(partner, person, thread, kind, message);
        publishers[partner].Send(sent, body);
        return sent;
    }

    private (Sent Sent, byte[] Body) Write(string partner, int person, string thread, SentKind kind, KetenMessage message)
    {
        var sequence = ++sequences[partner];
        var id = Guid.CreateVersion7();
        var body = CloudEventWriter.Write(new CloudEvent
        {
            Id = id.ToString("D"),
            Source = Source(partner),
            Type = MessageTypes.Of(message).EventType,
            Time = DateTimeOffset.UtcNow,
            Sequence = CloudEventWriter.Sequence(sequence),
            Data = CloudEventWriter.Data(message),
        });
        return (new Sent(id, partner, person, sequence, thread, SHA256.HashData(body), kind), body);
    }

    /// <summary>The source of a partner's messages.</summary>
    public static string Source(string partner) => $"urn:nld:oin:0000000000000000010{Array.IndexOf(Partners, partner) + 1}:systeem:faults";

    /// <summary>The V-nummer of a person by its number.</summary>
    public static string VNummer(int person) => person.ToString("D10", CultureInfo.InvariantCulture);

    private static PersonReference Person(int number) => new()
    {
        Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = VNummer(number) }],
    };

    private static string Case(int person) => string.Create(CultureInfo.InvariantCulture, $"Z-{person}");
}
