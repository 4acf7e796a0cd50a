using KetenHub.Contracts;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace KetenHub.Partners;

/// <summary>Simulated partners ind, coa, dtv and avim with an endless stream of fictitious cases, and nidos that only receives.
/// They send no <c>sequence</c>: how their events lie between each other depends on what the hub asks, so a replay after a kill could not
/// give each event the number it had, and a number that means another event each time would be worse than none.</summary>
public sealed partial class Simulation : IDisposable
{
    /// <summary>Codes of the simulated partners.</summary>
    public static readonly IReadOnlyList<string> Partners = ["ind", "coa", "dtv", "avim", "nidos"];

    // A case is kept this long after its last event, so that the hub has surely committed it before it is forgotten.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(6);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SaveEvery = SimulationState.MostBehind / 2;

    private readonly IReadOnlyDictionary<string, Partner> partners;
    private readonly TimeProvider clock;
    private readonly Func<SimulationState, CancellationToken, Task> save;
    private readonly ILogger logger;
    private readonly SemaphoreSlim gate = new(1);
    private readonly List<RunningCase> running;
    private SimulationState state;
    private bool unsaved;

    /// <summary>The simulation, from a saved or fresh state.</summary>
    /// <param name="state">Where it goes on.</param>
    /// <param name="partners">At least those of <see cref="Partners"/>, with the OINs that the hub knows them by.</param>
    /// <param name="clock">The clock that the hub runs on too.</param>
    /// <param name="save">Keeps the state before anything that follows from it is sent.</param>
    /// <param name="logger">Told of failures, without content.</param>
    public Simulation(
        SimulationState state, IEnumerable<Partner> partners, TimeProvider clock,
        Func<SimulationState, CancellationToken, Task> save, ILogger<Simulation> logger)
    {
        this.state = state;
        this.partners = partners.Where(partner => Partners.Contains(partner.Code)).ToDictionary(partner => partner.Code, StringComparer.Ordinal);
        this.clock = clock;
        this.save = save;
        this.logger = logger;
        running = [.. state.Cases.Select(open => new RunningCase(state.Seed, open))];
        Workers = [.. this.partners.Values.Select(partner => partner.Code == "dtv"
            ? new PartnerWorker(partner).On<ReadinessRequested>(OnRequestedAsync)
            : new PartnerWorker(partner))];
    }

    /// <summary>What receives for the simulated partners, on a bus of any transport.</summary>
    public IReadOnlyList<PartnerWorker> Workers { get; }

    /// <summary>Sends what is due, again and again. The buses must have started.</summary>
    public async Task RunAsync(PartnerBuses buses, CancellationToken cancellation)
    {
        var senders = partners.Values.ToDictionary(
            partner => partner.Code, partner => new PartnerSender(buses.Of(partner.Code), partner, lastSequence: null), StringComparer.Ordinal);
        while (true)
        {
            try
            {
                foreach (var (from, due) in await TakeDueAsync(cancellation))
                {
                    await senders[due.Partner].SendAsync(due.Id, due.Time, due.Message, due.Cause, cancellation);
                    from.Sent.Add(due.Key);
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // Neither saved nor sent: comes again with the next tick.
                LogFailed(error.GetType().Name);
            }
            await Task.Delay(Tick, clock, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    /// <summary>Moves the state up to now, saves it, and gives what is due, oldest first. What is not marked as sent comes again.</summary>
    internal async Task<IReadOnlyList<(RunningCase From, SimulatedEvent Due)>> TakeDueAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            var now = clock.GetUtcNow();
            unsaved |= StartCases(now) + running.RemoveAll(open => open.IsOver(now - Kept)) > 0;
            if (unsaved || now - state.Clock >= SaveEvery)
                await SaveAsync(now, cancellation);
            return [.. running.SelectMany(open => open.Due(now).Select(due => (open, due))).OrderBy(found => found.due.At)];
        }
        finally
        {
            gate.Release();
        }
    }

    private int StartCases(DateTimeOffset now)
    {
        // After a long stand-still on a real clock, the cases that nobody saw are left out.
        var next = now - state.NextCaseAt > TimeSpan.FromHours(12) ? now : state.NextCaseAt;
        var started = 0;
        for (; next <= now; started++)
        {
            var whole = next.AddTicks(-(next.Ticks % TimeSpan.TicksPerSecond));
            var open = new RunningCase(state.Seed, new OpenCase(state.NextCase, whole, []));
            running.Add(open);
            next = whole + open.File.UntilNext;
            state = state with { NextCase = state.NextCase + 1, NextCaseAt = next };
        }
        return started;
    }

    // DT&V confirms a request only when it is saved: its answers must survive what the queues do not.
    private async Task OnRequestedAsync(CloudEvent cloudEvent, ReadinessRequested request, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            // Decisions of others are for whoever tries the hub by hand.
            if (SimulatedCase.NumberOf(request.DecisionNumber, state.Seed) is not { } number
                || running.Find(open => open.File.Number == number) is not { } asked)
                return;
            var now = clock.GetUtcNow();
            unsaved |= asked.Add(new ReceivedRequest(cloudEvent.Id, request.RequestNumber, now, request.RespondBy, request.HandOut));
            if (unsaved)
                await SaveAsync(now, cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task SaveAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var saved = state with { Clock = now, Cases = [.. running.Select(open => open.State)] };
        await save(saved, cancellation);
        state = saved;
        unsaved = false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Simulated partners could not send ({Error}); they try again.")]
    private partial void LogFailed(string error);
}
