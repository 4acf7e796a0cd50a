using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using KetenHub.Partners.Adapters;

namespace KetenHub.Partners.Check;

/// <summary>What holds for delivering.</summary>
internal sealed class DeliverChecks(AdapterLine line)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    public async Task<IReadOnlyList<CheckResult>> AllAsync(CancellationToken cancellation) =>
    [
        await EveryNotificationAsync(cancellation),
        await OutcomesAsync(cancellation),
        await CancellationEndsItAsync(cancellation),
    ];

    /// <summary>A notification of each type, as the published examples are, and one of a type of a later hub.</summary>
    internal static IReadOnlyList<Notice> Notices()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var notices = assembly.GetManifestResourceNames().Where(name => name.StartsWith("notices/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(name => AdapterNotices.Read(AdapterSamples.Bytes(assembly, name))).ToList();
        var later = JsonNode.Parse(notices[0].Body.Span)!.AsObject();
        later["type"] = "nl.vreemdelingenketen.something-of-later.v1";
        return [.. notices, AdapterNotices.Read(Encoding.UTF8.GetBytes(later.ToJsonString()))];
    }

    private async Task<CheckResult> EveryNotificationAsync(CancellationToken cancellation)
    {
        var problems = new List<string>();
        var tags = new TagsSeen();
        using (tags)
        {
            foreach (var notice in Notices())
            {
                await using var rig = new Rig(line);
                var outcome = await DeliverAsync(rig, notice, cancellation);
                if (outcome is not "Delivered")
                    problems.Add($"{notice.Event.Type}: {outcome}");
                else if (!rig.Counterpart.Received.Any(text => line.Kind == AdapterKind.Mail || text.Contains(notice.Event.Id, StringComparison.Ordinal)))
                    problems.Add($"{notice.Event.Type}: its id did not reach the partner, who could not tell a repeat");
                else if (line.Kind == AdapterKind.Mail && rig.Counterpart.Received.Any(text => text.Contains("B-TEST", StringComparison.Ordinal)))
                    problems.Add($"{notice.Event.Type}: mail says more than that something waits");
            }
        }
        problems.AddRange(tags.Values.Where(value => value.Contains("B-TEST", StringComparison.Ordinal)).Select(_ => "content stands in a trace"));
        return new CheckResult("every notification is delivered, with its id and nothing of it in traces", problems, $"{Notices().Count} types");
    }

    private async Task<CheckResult> OutcomesAsync(CancellationToken cancellation)
    {
        await using var any = new Rig(line);
        var problems = await Task.WhenAll(any.Counterpart.Scenarios.Select(scenario => OutcomeAsync(scenario.Name, scenario.Hangs, cancellation)));
        return new CheckResult("what the partner answers gets the right outcome", [.. problems.OfType<string>()], $"{problems.Length} answers");
    }

    private async Task<string?> OutcomeAsync(string name, bool hangs, CancellationToken cancellation)
    {
        await using var rig = new Rig(line, impatient: hangs);
        var scenario = rig.Counterpart.Scenarios.Single(scenario => scenario.Name == name);
        scenario.Arrange();
        var outcome = await DeliverAsync(rig, Notices()[0], cancellation);
        var expected = Name(scenario.Expected);
        if (outcome != expected)
            return $"{name}: {outcome}, not {expected}";
        return scenario.Calls is { } calls && rig.Counterpart.Received.Count > calls ? $"{name}: tried {rig.Counterpart.Received.Count} times, not {calls}" : null;
    }

    private async Task<CheckResult> CancellationEndsItAsync(CancellationToken cancellation)
    {
        const string Sentence = "cancelling ends a delivery within a second";
        await using var rig = new Rig(line);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (rig.Counterpart.Hang is { } hang)
            hang();
        else
            await stop.CancelAsync();
        var delivering = DeliverAsync(rig, Notices()[0], stop.Token);
        if (rig.Counterpart.Hang is not null)
            await Task.WhenAny(ReachedAsync(rig, cancellation), delivering);
        var watch = Stopwatch.StartNew();
        await stop.CancelAsync();
        var outcome = await delivering;
        var problem = outcome is not nameof(OperationCanceledException) ? outcome : watch.Elapsed > TimeSpan.FromSeconds(1) ? $"after {watch.Elapsed.TotalSeconds:0.0} s" : null;
        return new CheckResult(Sentence, problem is null ? [] : [problem], rig.Counterpart.Hang is null ? "cancelled before" : "while the partner keeps it waiting");
    }

    private static async Task ReachedAsync(Rig rig, CancellationToken cancellation)
    {
        for (var until = DateTime.UtcNow + Bound; rig.Counterpart.Received.Count == 0 && DateTime.UtcNow < until;)
            await Task.Delay(10, cancellation);
    }

    private static async Task<string> DeliverAsync(Rig rig, Notice notice, CancellationToken cancellation)
    {
        try
        {
            return Name(await rig.Adapter.DeliverAsync(notice, cancellation).WaitAsync(Bound, CancellationToken.None));
        }
        catch (OperationCanceledException)
        {
            return nameof(OperationCanceledException);
        }
        catch (Exception error)
        {
            // Whatever it is, it is what the check is for.
            return $"threw {error.GetType().Name}";
        }
    }

    private static string Name(DeliveryOutcome outcome) => outcome is RetryLater { After: { } after } && after > TimeSpan.FromSeconds(30)
        ? $"RetryLater after {after.TotalSeconds:0} s" : outcome.GetType().Name;

    /// <summary>Every tag of every trace while it lives.</summary>
    private sealed class TagsSeen : IDisposable
    {
        private readonly ActivityListener listener;
        private readonly List<string> values = [];

        public TagsSeen()
        {
            listener = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = Keep,
            };
            ActivitySource.AddActivityListener(listener);
        }

        public IReadOnlyList<string> Values
        {
            get
            {
                lock (values)
                    return [.. values];
            }
        }

        public void Dispose() => listener.Dispose();

        private void Keep(Activity activity)
        {
            lock (values)
                values.AddRange(activity.TagObjects.Select(tag => $"{tag.Value}"));
        }
    }
}
