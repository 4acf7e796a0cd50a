using KetenHub.Contracts;
using KetenHub.Partners;
using Xunit;

namespace KetenHub.Tests.Partners;

public sealed class SimulatedCaseTests
{
    private const int Seed = 20221122;

    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private static readonly Partner Sender = new("any", "00000001000000000101", "simulation");

    // What each partner may publish by the example partners.json.
    private static readonly Dictionary<string, string[]> MayPublish = new(StringComparer.Ordinal)
    {
        ["ind"] = ["decision-issued", "hand-out-planned", "hand-out-cancelled", "decision-handed-out", "decision-withdrawn"],
        ["coa"] = ["case-signal", "incident-registered"],
        ["dtv"] = ["readiness-reported", "departure-interview-held"],
        ["avim"] = ["case-signal", "incident-registered", "person-identifiers-changed"],
    };

    [Fact]
    public void The_same_seed_gives_the_same_events_to_the_byte()
    {
        for (var number = 1; number <= 200; number++)
            Assert.Equal(Bodies(Timeline(number)), Bodies(Timeline(number)));
    }

    [Fact]
    public void Another_seed_gives_other_events() => Assert.Empty(
        Timeline(3).Select(next => next.Id).Intersect(CaseTimeline.Of(new SimulatedCase(Seed + 1, 3, Start), []).Select(next => next.Id)));

    [Fact]
    public void A_thousand_cases_hold_only_events_that_the_hub_can_read_and_the_partner_may_send()
    {
        for (var number = 1; number <= 1000; number++)
        {
            foreach (var next in Timeline(number))
            {
                var problems = new List<Problem>();
                var read = CloudEventReader.Read(CloudEvent.ContentType, Body(next), problems);
                var type = MessageTypes.FindMessage(read?.Type ?? "");
                _ = type?.Read(new Fields(read!.Data, "/data", problems));
                Assert.True(type is not null && problems.Count == 0, $"case {number}, {next.Key}: {string.Join("; ", problems)}");
                Assert.Contains(type.Name, MayPublish[next.Partner]);
            }
        }
    }

    [Fact]
    public void An_id_stands_for_one_content()
    {
        var bodies = new Dictionary<Guid, byte[]>();
        for (var number = 1; number <= 1000; number++)
        {
            foreach (var next in Timeline(number))
                Assert.Equal(bodies.TryAdd(next.Id, Body(next)) ? Body(next) : bodies[next.Id], Body(next));
        }
    }

    [Fact]
    public void A_thousand_cases_hold_everything_the_chain_can_meet()
    {
        var all = Enumerable.Range(1, 1000).Select(Timeline).ToList();
        var messages = all.SelectMany(timeline => timeline).Select(next => next.Message).ToList();
        Assert.Equal(Enum.GetValues<Plot>(), Enumerable.Range(1, 1000)
            .Select(number => CaseScript.Of(File(number)).Plot).Distinct().Order());
        Assert.Equal(10, messages.Select(message => message.GetType()).Distinct().Count());
        Assert.Contains(messages, message => message.Person.IsMinor == true);
        Assert.Contains(messages.OfType<DecisionHandedOut>(), message => message.DtvPresent);
        Assert.Contains(messages.OfType<DecisionHandedOut>(), message => !message.DtvPresent);
        Assert.Contains(messages.OfType<ReadinessReported>(), message => message.Answer == ReadinessAnswer.NotReady);
        Assert.Contains(messages.OfType<CaseSignal>(), message => message.Kind == CaseSignalKind.LeftView);
        Assert.Contains(messages.OfType<CaseSignal>(), message => message.Kind == CaseSignalKind.Reappeared);
        Assert.Contains(all, timeline => timeline.Select(next => next.Id).Distinct().Count() < timeline.Count);
    }

    [Fact]
    public void Something_happens_every_eight_simulated_minutes_on_average() =>
        Assert.InRange(Enumerable.Range(1, 1000).Average(number => Timeline(number).Count), 20 / 8.0, 20 / 2.0);

    [Fact]
    public void Every_V_nummer_is_fictitious()
    {
        foreach (var identifier in Enumerable.Range(1, 1000).SelectMany(Timeline).SelectMany(next => next.Message.Person.Identifiers))
            Assert.StartsWith("0000", identifier.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Revisions_of_a_decision_and_its_hand_out_grow_with_time()
    {
        for (var number = 1; number <= 1000; number++)
        {
            var messages = Timeline(number).DistinctBy(next => next.Id).Select(next => next.Message).ToList();
            AssertGrows(messages.Select(message => (message as DecisionIssued)?.Revision ?? (message as DecisionWithdrawn)?.Revision));
            AssertGrows(messages.Select(message => (message as DecisionIssued)?.HandOut?.Revision
                ?? (message as HandOutPlanned)?.HandOut.Revision ?? (message as HandOutCancelled)?.HandOutRevision));
            AssertGrows(messages.Select(message => (message as ReadinessReported)?.Revision));
        }
    }

    internal static SimulatedCase File(int number) => new(Seed, number, Start.AddMinutes(20 * number));

    internal static byte[] Body(SimulatedEvent next) =>
        CloudEventWriter.Write(PartnerSender.Compose(Sender, next.Id, next.Time, next.Message, next.Cause, null));

    /// <summary>A case of which DT&amp;V is asked about each plan, as the hub would.</summary>
    internal static IReadOnlyList<SimulatedEvent> Timeline(int number) => CaseTimeline.Of(File(number), Requests(File(number)));

    internal static List<ReceivedRequest> Requests(SimulatedCase file)
    {
        var requests = new List<ReceivedRequest>();
        foreach (var next in CaseScript.Of(file).Events.Where(next => !next.Key.Contains("again", StringComparison.Ordinal) || next.Message is HandOutPlanned).OrderBy(next => next.At))
        {
            var asks = next.Message is HandOutPlanned or DecisionIssued { IsNegative: true };
            var plan = (next.Message as DecisionIssued)?.HandOut ?? (next.Message as HandOutPlanned)?.HandOut;
            var at = next.At.AddSeconds(7.5);
            if (asks && requests.All(known => known.HandOut?.Revision != plan?.Revision))
                requests.Add(new ReceivedRequest($"{file.Number}-{requests.Count + 1}", requests.Count + 1, at, at.AddHours(4), plan));
        }
        return requests;
    }

    private static IEnumerable<byte[]> Bodies(IEnumerable<SimulatedEvent> timeline) => timeline.Select(Body);

    private static void AssertGrows(IEnumerable<int?> revisions)
    {
        var known = revisions.OfType<int>().ToList();
        Assert.Equal(known.Distinct().Order(), known);
    }
}
