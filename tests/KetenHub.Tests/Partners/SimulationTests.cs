using KetenHub.Contracts;
using KetenHub.Partners;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Tests.Partners;

/// <summary>The simulation without a bus: what it would send, and what it remembers.</summary>
public sealed class SimulationTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("ketenhub-simulation").FullName;
    private readonly HandClock clock = new(Start);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SimulationFile File => new(Path.Combine(folder, "simulation.json"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_fresh_start_begins_with_the_first_case()
    {
        using var simulation = Open();
        Assert.All(await simulation.TakeDueAsync(Cancellation), due => Assert.Equal(1, due.From.File.Number));
        clock.MoveOn(TimeSpan.FromMinutes(3));
        Assert.Contains(await simulation.TakeDueAsync(Cancellation), found => found.Due.Message is DecisionIssued);
    }

    [Fact]
    public async Task A_new_case_starts_about_every_twenty_minutes()
    {
        using var simulation = Open();
        await RunAsync(simulation, TimeSpan.FromDays(1));
        Assert.InRange(File.Load()!.NextCase, 24 * 60 / 25, (24 * 60 / 15) + 2);
    }

    [Fact]
    public async Task What_is_marked_as_sent_is_not_due_again()
    {
        using var simulation = Open();
        var sent = await RunAsync(simulation, TimeSpan.FromHours(12));
        Assert.NotEmpty(sent);
        Assert.Empty(await simulation.TakeDueAsync(Cancellation));
    }

    [Fact]
    public async Task After_a_kill_the_unfinished_cases_are_sent_again_with_the_same_ids_and_bytes_and_the_stream_goes_on()
    {
        using var first = Open();
        var before = await RunAsync(first, TimeSpan.FromHours(40));
        clock.MoveOn(File.Load()!.ResumeAt - clock.GetUtcNow());

        using var second = Open();
        var after = await RunAsync(second, TimeSpan.FromHours(10));

        var bytes = before.DistinctBy(next => next.Id).ToDictionary(next => next.Id, SimulatedCaseTests.Body);
        var again = after.Where(next => bytes.ContainsKey(next.Id)).ToList();
        Assert.NotEmpty(again);
        Assert.All(again, next => Assert.Equal(bytes[next.Id], SimulatedCaseTests.Body(next)));
        Assert.True(after.Select(next => next.Id).Distinct().Count() > again.Count);
    }

    [Fact]
    public async Task A_kill_loses_nothing_that_a_run_without_it_would_have_sent()
    {
        using var whole = Open();
        var expected = await RunAsync(whole, TimeSpan.FromHours(48), answering: false);
        System.IO.File.Delete(Path.Combine(folder, "simulation.json"));

        var other = new HandClock(Start);
        var sent = new List<SimulatedEvent>();
        for (var part = 0; part < 6; part++)
        {
            using var killed = Open(other);
            sent.AddRange(await RunAsync(killed, TimeSpan.FromHours(8), other, answering: false));
        }
        Assert.Equal(expected.Select(next => next.Id).Distinct().Order(), sent.Select(next => next.Id).Distinct().Order());
    }

    [Fact]
    public async Task A_request_is_saved_before_it_is_confirmed_and_answered_after_a_kill()
    {
        using (var asked = Open())
        {
            await RunAsync(asked, TimeSpan.FromMinutes(3), answering: false);
            await AskAsync(asked, 1, "0193d0a0-0000-7000-8000-000000000001");
        }
        var request = Assert.Single(File.Load()!.Cases[0].Requests);
        Assert.Equal("0193d0a0-0000-7000-8000-000000000001", request.NotificationId);

        using var resumed = Open();
        var sent = await RunAsync(resumed, TimeSpan.FromHours(6), answering: false);
        Assert.Equal(request.NotificationId, sent.Single(next => next.Message is ReadinessReported).Cause);
    }

    [Fact]
    public async Task A_request_that_comes_twice_is_answered_once()
    {
        using var simulation = Open();
        await RunAsync(simulation, TimeSpan.FromMinutes(3), answering: false);
        await AskAsync(simulation, 1, "0193d0a0-0000-7000-8000-000000000001");
        await AskAsync(simulation, 1, "0193d0a0-0000-7000-8000-000000000002");
        Assert.Single(File.Load()!.Cases[0].Requests);
    }

    [Fact]
    public async Task Decisions_that_the_simulation_did_not_make_are_left_to_others()
    {
        using var simulation = Open();
        await RunAsync(simulation, TimeSpan.FromMinutes(3), answering: false);
        await NotifyAsync(simulation, Request("B2026-000001", 1), "0193d0a0-0000-7000-8000-000000000001");
        Assert.Empty(File.Load()!.Cases[0].Requests);
    }

    [Fact]
    public async Task An_unreadable_file_means_a_fresh_start()
    {
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "simulation.json"), "{", Cancellation);
        Assert.Null(File.Load());
    }

    [Fact]
    public async Task What_can_not_be_saved_is_not_sent()
    {
        var state = SimulationState.Fresh(1, Start);
        using var simulation = new Simulation(state, Partners(), clock, (_, _) => throw new IOException(), NullLogger<Simulation>.Instance);
        await Assert.ThrowsAsync<IOException>(() => simulation.TakeDueAsync(Cancellation));
        await Assert.ThrowsAsync<IOException>(() => simulation.TakeDueAsync(Cancellation));
    }

    private static IEnumerable<Partner> Partners() =>
        Simulation.Partners.Select((code, i) => new Partner(code, $"0000000100000000010{i + 1}", "simulation"));

    private Simulation Open(HandClock? on = null) =>
        new(File.Load() ?? SimulationState.Fresh(7, Start), Partners(), on ?? clock, File.SaveAsync, NullLogger<Simulation>.Instance);

    // Ten simulated minutes a step; DT&V is asked about every plan, as the hub would.
    private async Task<List<SimulatedEvent>> RunAsync(Simulation simulation, TimeSpan time, HandClock? on = null, bool answering = true)
    {
        var sent = new List<SimulatedEvent>();
        var step = time < TimeSpan.FromMinutes(10) ? time : TimeSpan.FromMinutes(10);
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            (on ?? clock).MoveOn(step);
            foreach (var (from, due) in await simulation.TakeDueAsync(Cancellation))
            {
                sent.Add(due);
                from.Sent.Add(due.Key);
                if (answering && due.Message is HandOutPlanned or DecisionIssued { IsNegative: true })
                    await AskAsync(simulation, from.File.Number, due.Id.ToString());
            }
        }
        return sent;
    }

    private static Task AskAsync(Simulation simulation, int number, string id) =>
        NotifyAsync(simulation, Request(new SimulatedCase(7, number, Start).DecisionNumber, 1), id);

    private static ReadinessRequested Request(string decisionNumber, int number) => new()
    {
        PolicyVersion = "test",
        DecisionNumber = decisionNumber,
        RequestNumber = number,
        Reason = RequestReason.NewDecision,
        RespondBy = Start.AddHours(4),
        ShortNotice = false,
        PersonIsMinor = false,
    };

    private static async Task NotifyAsync(Simulation simulation, ReadinessRequested request, string id)
    {
        var type = MessageTypes.Of(request);
        await simulation.Workers.Single(worker => worker.Partner.Code == "dtv").HandleAsync(CloudEventWriter.Write(new CloudEvent
        {
            Id = id,
            Source = "urn:nld:oin:00000001000000000001:systeem:ketenhub",
            Type = type.EventType,
            Time = Start,
            Data = CloudEventWriter.Data(request),
        }), null, Cancellation);
    }
}
