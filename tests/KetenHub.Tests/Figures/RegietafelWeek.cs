using System.Globalization;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using KetenHub.Tests.Decisions;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Figures;

/// <summary>A week of the regietafel at Ter Apel, from Monday 2 March 2026, 09:00; hours count from there. A subclass names the store.</summary>
public abstract class RegietafelWeek : IAsyncDisposable
{
    private const string First = "0000000001";
    private const string Second = "0000000002";

    private TestHub hub = null!;

    /// <summary>A hub on an empty store.</summary>
    internal abstract Task<TestHub> StartAsync();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signals_come_agreements_are_made_one_is_missed_and_escalates_and_the_figures_of_the_week_come_out()
    {
        hub = await StartAsync();
        await MondayAsync();
        await TableAsync();
        await RestOfTheWeekAsync();

        // Missed on Thursday 17:00, told at once to the owner's duty officer and to the director of the case.
        var told = (await hub.WholeLogAsync()).Where(row => row is { Kind: LogKind.Notified, Type: "agreement-escalated" }).ToList();
        Assert.Equal(["avim", "dtv"], told.Select(row => row.Party).Order());
        Assert.All(told, row => Assert.Equal(Send.At(80), row.At));
        Assert.DoesNotContain(await hub.WholeLogAsync(), row => row is { Kind: LogKind.Notified, Type: "agreement-reminder", Party: "coa" });

        var rows = await hub.Store.Reads.FiguresAsync(new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 9), FigureDetail.All, Cancellation);
        Assert.Equal(
        [
            "Ter Apel SignalToDecision  2 median 180 p90 180", // both decided three hours after the first report
            "Ter Apel DecisionToHandOut  2 median 4140 p90 5580",
            "Ter Apel HandOutToInterview  1 median 40 p90 40",
            "Ter Apel Notice  2 median 4140 p90 5580",
            "Ter Apel Readiness AbsentUnanswered 1",
            "Ter Apel Readiness Kept 1",
            "Ter Apel IncidentCategory Theft 1", // corrected from Threat
            "Ter Apel IncidentImpact High 1",
            "Ter Apel Agreement Kept 1",
            "Ter Apel Agreement Missed 1",
            "Ter Apel Transport WithinMargin 1",
            "Ter Apel CaseOpened  2",
            "Ter Apel CaseFinished Left 1",
        ],
        ExactFigures.By(rows, ["location"]).Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Location} {line.Measure} {line.Label} {line.Count}")
            + (line.Median is null ? "" : string.Create(CultureInfo.InvariantCulture, $" median {line.Median} p90 {line.P90}"))));
        // Two cases were opened, one left on Friday; before its departure both were open.
        Assert.Equal((1L, 2L), (await ExactFigures.OpenAtEndAsync(hub.Store.Reads, new DateOnly(2026, 3, 9), Cancellation),
            await ExactFigures.OpenAtEndAsync(hub.Store.Reads, new DateOnly(2026, 3, 6), Cancellation)));
        Assert.Equal(await CountedFromTheLogAsync(), ExactFigures.By(rows, [])
            .Where(line => line.Measure is Measure.Readiness or Measure.IncidentCategory or Measure.HandOutToInterview or Measure.Agreement)
            .Select(line => $"{line.Measure} {line.Label} {line.Count}").Order(StringComparer.Ordinal));

        var month = PublishedFigures.Month(202603, rows, rows, rows);
        var published = PublishedFigures.Period([month.All]);
        Assert.NotEmpty(published);
        Assert.All(published, sum => Assert.Equal("< 10", sum.Shown));
        Assert.All(month.Times, time => Assert.Equal("too few cases", time.Shown));
        Assert.Null((await hub.VerifyAsync()).FirstBad);
    }

    [Fact]
    public async Task The_agenda_rows_of_the_week_say_what_the_table_must_look_at()
    {
        hub = await StartAsync();
        await MondayAsync();
        var reads = hub.Store.Reads;
        Assert.Equal(2, (await reads.CasesAsync(new CaseFilter("Ter Apel", ReportedSince: Send.Start), 0, 10, Cancellation)).Total);
        await TableAsync();
        Assert.Equal(["A-1", "A-2"], (await reads.AgreementsAsync(new AgreementFilter("Ter Apel", Open: true), 0, 10, Cancellation)).Items.Select(row => row.Number));
        Assert.Equal(0, (await reads.CasesAsync(new CaseFilter(null, DirectorMissing: true), 0, 10, Cancellation)).Total);
        await SendAsync(30, "coa", Send.Signal(CaseSignalKind.LeftView, 30) with { Person = Who(Second) });
        var away = Assert.Single((await reads.CasesAsync(new CaseFilter("Ter Apel", OutOfView: true), 0, 10, Cancellation)).Items);
        Assert.True(away.DirectorMissing);
        Assert.Equal((CasePhase.HandOutPlanned, "dtv", Send.At(30)), (away.Phase, away.WaitsFor, away.OutOfViewSince!.Value));
        // Two persons turn out to be one: one case, with both agreements.
        await SendAsync(31, "avim", Send.Merge() with { Person = Who(First), Other = Who(Second) });
        var one = Assert.Single((await reads.CasesAsync(new CaseFilter(null), 0, 10, Cancellation)).Items);
        Assert.Equal((2, "avim"), (one.OpenAgreements, one.Director));
        var opened = await reads.FiguresAsync(new DateOnly(2026, 3, 1), new DateOnly(2026, 4, 1), FigureDetail.All, Cancellation);
        Assert.Equal(1, opened.Where(row => row.Measure == Measure.CaseOpened).Sum(row => row.Count));
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private async Task MondayAsync()
    {
        await SendAsync(0, "avim", Send.Signal(CaseSignalKind.Arrested) with { Person = Who(First), Place = Send.TerApel });
        await SendAsync(0, "coa", Send.Signal(CaseSignalKind.MisconductTowardsStaff) with { Person = Who(Second), Place = Send.TerApel });
        await SendAsync(1, "coa", Send.Incident("I-1", IncidentImpact.High) with { Person = Who(First) });
        await SendAsync(3, "ind", Send.Issued(Send.Plan(72), caseNumber: "Z-1") with { Person = Who(First), IssuedAt = Send.At(3) });
        await SendAsync(3, "ind", Send.Issued(Send.Plan(96), number: Send.D2, caseNumber: "Z-2") with { Person = Who(Second), IssuedAt = Send.At(3) });
        await SendAsync(4, "dtv", Send.Ready(72) with { Person = Who(First) });
    }

    private async Task TableAsync()
    {
        await SendAsync(25, "ind", Send.Director(DirectorChange.Assigned, at: 25) with { Person = Who(First) });
        await SendAsync(25, "ind", Send.Agreed(due: 56, kind: AgreementKind.SoberReception, made: 25) with { Person = Who(First) });
        await SendAsync(25, "ind", Send.Agreed(due: 80, owner: "dtv", number: "A-2", made: 25) with { Person = Who(First) });
    }

    private async Task RestOfTheWeekAsync()
    {
        await SendAsync(27, "coa", Send.Incident("I-1", IncidentImpact.High, 2, IncidentCategory.Theft) with { Person = Who(First) });
        await SendAsync(30, "coa", Send.Closed(AgreementResult.Done, 30) with { Person = Who(First) });
        await SendAsync(72, "ind", Send.HandedOut(72) with { Person = Who(First) });
        await SendAsync(73, "dtv", Send.Interview(72 + (40 / 60.0)) with { Person = Who(First) });
        await SendAsync(74, "dtv", Send.Transport(104) with { Person = Who(First) });
        await SendAsync(96, "ind", Send.HandedOut(96, dtvPresent: false, number: Send.D2) with { Person = Who(Second) });
        await SendAsync(102, "dtv", Send.GivenOver(101.6) with { Person = Who(First) });
        await hub.AdvanceAsync(TimeSpan.FromHours(1));
    }

    // The other way: from the bodies of the log, as a reader of the log would count.
    private async Task<IEnumerable<string>> CountedFromTheLogAsync()
    {
        var bodies = new List<(string Type, JsonElement Data)>();
        foreach (var row in (await hub.WholeLogAsync()).Where(row => row.Kind == LogKind.Received))
            bodies.Add((row.Type, JsonDocument.Parse(await hub.BodyAsync(row)).RootElement.GetProperty("data")));
        IEnumerable<JsonElement> Of(string type) => bodies.Where(body => body.Type == type).Select(body => body.Data);

        var answered = Of("readiness-reported").Where(data => data.GetProperty("answer").GetString() == "Ready").Select(data => data.GetProperty("decisionNumber").GetString()).ToHashSet();
        var closed = Of("agreement-closed").ToDictionary(data => data.GetProperty("agreementNumber").GetString()!, data => data.GetProperty("closedAt").GetDateTimeOffset());
        return Of("decision-handed-out").Select(data => data.GetProperty("dtvPresent").GetBoolean() && answered.Contains(data.GetProperty("decisionNumber").GetString()) ? "Readiness Kept" : "Readiness AbsentUnanswered")
            .Concat(Of("incident-registered").GroupBy(data => data.GetProperty("incidentNumber").GetString())
                .Select(incident => $"IncidentCategory {incident.MaxBy(data => data.GetProperty("revision").GetInt32()).GetProperty("category").GetString()}"))
            .Concat(Of("departure-interview-held").Select(_ => "HandOutToInterview "))
            .Concat(Of("agreement-made").Select(data =>
                closed.TryGetValue(data.GetProperty("agreementNumber").GetString()!, out var at) && at <= data.GetProperty("dueAt").GetDateTimeOffset() ? "Agreement Kept" : "Agreement Missed"))
            .GroupBy(line => line).Select(group => $"{group.Key} {group.Count()}").Order(StringComparer.Ordinal);
    }

    private static PersonReference Who(string number) => Send.Person(number: number);

    private async Task SendAsync(double hour, string publisher, KetenMessage message)
    {
        await hub.AdvanceAsync(Send.At(hour) - hub.Clock.GetUtcNow());
        var type = MessageTypes.Of(message);
        var receipt = await hub.SendOneAsync(new InboundMessage(publisher, CloudEvent.ContentType, CloudEventWriter.Write(new CloudEvent
        {
            Id = Events.NewId(), Source = Events.SourceOf(publisher), Type = type.EventType, Time = hub.Clock.GetUtcNow(),
            DataSchema = type.DataSchema, Data = CloudEventWriter.Data(message),
        })));
        Assert.Equal(ReceiptOutcome.Accepted, receipt.Outcome);
    }
}
