using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using KetenHub.Tests.Decisions;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Figures;

/// <summary>Figures after random histories that two hubs handle side by side on one store, with corrections, deadlines, a merge and an erasure, are what
/// a full scan of all states and a fold of the log give, for any period and any detail. A subclass names the store.</summary>
public abstract partial class FigureHistories
{
    private const int Persons = 10;
    private const int Length = 60;
    private const int LastPerson = Persons - 1;

    private IReadOnlyList<string> incidents = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A hub on an empty store.</summary>
    internal abstract Task<TestHub> StartAsync();

    /// <summary>Another store on the same data.</summary>
    internal abstract IHubStore Reopen(TestHub hub);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Sums_of_days_and_months_are_those_of_all_states_and_of_the_log(int seed)
    {
        var random = new Random(seed);
        await using var hub = await StartAsync();
        await using var store = Reopen(hub);
        var other = new HubTransaction(store, hub.Keys, hub.Policy, hub.Partners, hub.Clock);
        var histories = Enumerable.Range(0, Persons).Select(person => new Queue<InboundMessage>(History(random, person))).ToList();
        while (histories.Exists(history => history.Count > 0))
        {
            // Both hubs at once, each with some of the persons; a person's messages keep their order.
            var batches = histories.Select(history => Enumerable.Range(0, random.Next(6)).Where(_ => history.Count > 0).Select(_ => history.Dequeue()).ToList()).ToList();
            await Task.WhenAll(new[] { hub.Hub, other }.Select((one, i) => HandleAsync(one, [.. batches.Where((_, person) => person % 2 == i).SelectMany(batch => batch)])));
            await hub.AdvanceAsync(TimeSpan.FromHours(random.Next(40)));
        }
        await HandleAsync(other, [Message(Send.Received(Send.Merge() with { Person = Send.Person(number: Number(0)), Other = Send.Person(number: Number(1)) }), 0)]);
        await hub.AdvanceAsync(TimeSpan.FromDays(60));

        var scanned = await ScanAsync(hub);
        var (measures, months) = (scanned.Select(sample => sample.Measure).Distinct().Count(), scanned.Select(sample => sample.Day.Month).Distinct().Count());
        Assert.True(measures >= 9 && months >= 4 && scanned.Count > 80, $"{scanned.Count} samples of {measures} measures in {months} months show too little");
        Assert.True((await hub.WholeLogAsync()).Any(row => row.Kind == LogKind.Merged), "nobody was merged");
        // What was counted of an erased person stays counted.
        await EraseAsync(hub, await hub.PersonAsync(Number(LastPerson)));
        for (var i = 0; i < 32; i++)
        {
            var from = new DateOnly(2026, 2, 1).AddDays(random.Next(250));
            var until = i % 3 == 0 ? new DateOnly(from.Year, from.Month, 1).AddMonths(random.Next(1, 4)) : from.AddDays(random.Next(120));
            from = i % 3 == 0 ? new DateOnly(from.Year, from.Month, 1) : from;
            var detail = (FigureDetail)(i % 16);
            Assert.Equal(Expected(scanned, from, until, detail), (await hub.Store.Reads.FiguresAsync(from, until, detail, Cancellation)).Select(Text).Order(StringComparer.Ordinal));
        }
        var whole = await hub.Store.Reads.FiguresAsync(new DateOnly(2026, 1, 1), new DateOnly(2027, 1, 1), FigureDetail.Month, Cancellation);
        Assert.Equal(incidents, whole.Where(row => row.Measure == Measure.IncidentCategory).Select(row => $"{row.Month} {row.Label} {row.Count}").Order(StringComparer.Ordinal));
        Assert.Null((await hub.VerifyAsync()).FirstBad);
    }

    // The other way: what every state says as a whole, however it came about. Incidents besides from the log: the latest revision of each counts.
    private async Task<List<Sample>> ScanAsync(TestHub hub)
    {
        var samples = new List<Sample>();
        var heads = new Dictionary<Guid, Guid>();
        await foreach (var row in hub.Store.Reads.AllPersonsAsync(Cancellation))
        {
            heads[row.Id] = row.MergedInto ?? row.Id;
            if (row.MergedInto is not null)
                continue;
            var state = await hub.StateAsync(row.Id);
            samples.AddRange(KetenHub.Decisions.Figures.Of(state, hub.Policy));
            foreach (var incident in state.Attention?.Incidents ?? [])
            {
                var sample = new Sample(DutchTime.DayOf(incident.OccurredAt!.Value), Measure.IncidentCategory, incident.Location ?? "", incident.Publisher, incident.Category.ToString(), 0);
                samples.AddRange([sample, sample with { Measure = Measure.IncidentImpact, Label = incident.Impact.ToString() }]);
            }
        }
        var registered = new List<(Guid Person, string Number, int Revision, string Text)>();
        foreach (var row in (await hub.WholeLogAsync()).Where(row => row is { Kind: LogKind.Received, Type: "incident-registered" }))
        {
            var data = JsonDocument.Parse(await hub.BodyAsync(row)).RootElement.GetProperty("data");
            registered.Add((heads[row.Person], data.GetProperty("incidentNumber").GetString()!, data.GetProperty("revision").GetInt32(),
                data.GetProperty("occurredAt").GetDateTimeOffset().ToString("yyyyMM ", CultureInfo.InvariantCulture) + data.GetProperty("category").GetString()));
        }
        incidents = [.. registered.GroupBy(one => (one.Person, one.Number)).Select(revisions => revisions.MaxBy(one => one.Revision).Text)
            .GroupBy(text => text).Select(group => $"{group.Key} {group.Count()}").Order(StringComparer.Ordinal)];
        return samples;
    }

    private static async Task EraseAsync(TestHub hub, Guid person)
    {
        foreach (var partner in hub.Partners.All)
        {
            for (var waiting = await ReadAsync(); waiting.Count > 0; waiting = await ReadAsync())
                await hub.Store.MarkSentAsync([.. waiting.Select(item => item.Row.Id)], hub.Clock.GetUtcNow(), Cancellation);

            Task<IReadOnlyList<OutboxItem>> ReadAsync() => hub.Store.ReadUnsentAsync(partner.Code, hub.Clock.GetUtcNow(), 1000, Cancellation);
        }
        var folder = Directory.CreateTempSubdirectory("ketenhub-test-");
        try
        {
            var file = new KeyRingFile(Path.Combine(folder.FullName, "key.ring"), [.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
            file.Replace(hub.Keys.Ring);
            await new PersonErasure(hub.Store, file, hub.Policy.Version, hub.Clock).EraseAsync(person, TestHub.Officer, "retention ended", Cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task HandleAsync(HubTransaction hub, IReadOnlyList<InboundMessage> batch)
    {
        if (batch.Count > 0)
            Assert.All(await hub.HandleAsync(batch, Cancellation), receipt => Assert.True(receipt.Outcome is ReceiptOutcome.Accepted, string.Join(" ", receipt.Problems)));
    }

    // Each person lives in another month; the last one has nothing open in the end, so that it can be erased.
    private static IEnumerable<InboundMessage> History(Random random, int person) =>
        Story.Tell([.. Enumerable.Range(0, Length).Select(_ => random.Next(1_000_000))], revisionsOnce: true)
            .Where(received => received.Message is not PersonIdentifiersChanged { Change: IdentifierChange.Link })
            .Where(received => person != LastPerson || received.Message is IncidentRegistered or CaseSignal)
            .Select(received => received.Message is IncidentRegistered incident ? received with { Message = incident with { IncidentNumber = $"{incident.IncidentNumber}-{person}" } } : received)
            .Select(received => Message(received with { Message = received.Message with { Person = Send.Person(received.Message.Person.IsMinor, Number(person)) } }, person * 23));

    private static InboundMessage Message(Received received, int days)
    {
        var type = MessageTypes.Of(received.Message);
        var body = Encoding.UTF8.GetString(CloudEventWriter.Write(new CloudEvent
        {
            Id = Events.NewId(), Source = Events.SourceOf(received.Publisher), Type = type.EventType, Time = Send.Start,
            DataSchema = type.DataSchema, Data = CloudEventWriter.Data(received.Message),
        }));
        return new InboundMessage(received.Publisher, CloudEvent.ContentType, Encoding.UTF8.GetBytes(Moment.Replace(body, moment =>
            DateTimeOffset.Parse(moment.Value.Replace("\\u002B", "+", StringComparison.Ordinal), CultureInfo.InvariantCulture).AddDays(days).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture))));
    }

    private static IEnumerable<string> Expected(List<Sample> samples, DateOnly from, DateOnly until, FigureDetail detail) =>
        samples.Where(sample => sample.Day >= from && sample.Day < until)
            .GroupBy(sample => (Month: detail.HasFlag(FigureDetail.Month) ? (sample.Day.Year * 100) + sample.Day.Month : 0, sample.Measure, Location: detail.HasFlag(FigureDetail.Location) ? sample.Location : "",
                Partner: detail.HasFlag(FigureDetail.Partner) ? sample.Partner : "", sample.Label, Minutes: detail.HasFlag(FigureDetail.Minutes) ? sample.Minutes : 0))
            .Select(group => Text(new FigureRow(group.Key.Month, group.Key.Measure, group.Key.Location, group.Key.Partner, group.Key.Label, group.Key.Minutes, group.Count())))
            .Order(StringComparer.Ordinal);

    private static string Text(FigureRow row) => string.Create(CultureInfo.InvariantCulture, $"{row.Month} {row.Measure} {row.Location} {row.Partner} {row.Label} {row.Minutes}: {row.Count}");

    private static string Number(int person) => (person + 1).ToString("0000000000", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"20\d\d-\d\d-\d\dT[0-9:.]+(Z|([+-]|\\u002B)\d\d:\d\d)")]
    private static partial Regex Moment { get; }
}
