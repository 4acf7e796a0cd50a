using System.Diagnostics;
using KetenHub.Partners.Adapters;

namespace KetenHub.Partners.Check;

/// <summary>The suite that holds for every adapter. Needs nothing but the adapter and its samples: the partner's side is played on this machine.</summary>
public static class AdapterCheck
{
    private static readonly TimeSpan Measured = TimeSpan.FromMilliseconds(400);

    /// <summary>Runs everything. Never throws for what an adapter does.</summary>
    /// <param name="line">The adapter.</param>
    /// <param name="samples">Its samples.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<Certificate> RunAsync(AdapterLine line, AdapterSamples samples, CancellationToken cancellation)
    {
        var checks = new List<CheckResult>();
        await using (var rig = new Rig(line))
            checks.AddRange(new TranslateChecks(rig.Adapter, samples).All());
        checks.AddRange(await new DeliverChecks(line).AllAsync(cancellation));
        var (rate, bytes) = await MeasureAsync(line, samples);
        return new Certificate(line.Name, DateTimeOffset.UtcNow, checks, rate, bytes);
    }

    // A figure to compare with, not a condition: machines differ.
    private static async Task<(double? PerSecond, double? Bytes)> MeasureAsync(AdapterLine line, AdapterSamples samples)
    {
        await using var rig = new Rig(line);
        long messages = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        do
        {
            foreach (var sample in samples.Good)
                messages += TranslateChecks.Try(rig.Adapter, sample.Name, sample.Content).Events.Count;
        }
        while (messages > 0 && watch.Elapsed < Measured);
        return messages == 0 ? (null, null)
            : (messages / watch.Elapsed.TotalSeconds, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)messages);
    }
}
