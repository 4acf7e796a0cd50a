using System.Diagnostics.Metrics;
using System.Globalization;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Partners;

namespace KetenHub.Production;

/// <summary>Says in time that an own certificate is about to expire: as a metric, and once a day in the log.</summary>
internal sealed partial class CertificateWatch : BackgroundService
{
    /// <summary>From here on it is told.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    private readonly Meter meter = new(Telemetry.Name);
    private readonly IReadOnlyList<(string Name, TlsFiles Files)> certificates;
    private readonly TimeProvider clock;
    private readonly ILogger log;

    /// <summary>Watches these certificates.</summary>
    /// <param name="certificates">By what they are for: <c>hub</c>, or the code of the partner whose adapter comes with it.</param>
    /// <param name="clock">Clock.</param>
    /// <param name="log">Log.</param>
    public CertificateWatch(IReadOnlyList<(string Name, TlsFiles Files)> certificates, TimeProvider clock, ILogger<CertificateWatch> log)
    {
        (this.certificates, this.clock, this.log) = (certificates, clock, log);
        meter.CreateObservableGauge(
            Metrics.CertificateLeft.Name, () => certificates.Select(one => new Measurement<double>(
                Left(one.Files).TotalSeconds, new KeyValuePair<string, object?>("certificate", one.Name))),
            Metrics.CertificateLeft.Unit, Metrics.CertificateLeft.Description);
    }

    public override void Dispose()
    {
        meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            do
            {
                foreach (var (name, files) in certificates.Where(one => Left(one.Files) < Soon))
                    Expires(log, Errors.CertificateExpired.Number, name, files.ExpiresAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    // Not by a simulated clock: certificates live by the real one.
    private static TimeSpan Left(TlsFiles files) => files.ExpiresAt - DateTimeOffset.UtcNow;

    [LoggerMessage(4010, LogLevel.Warning, "{Number}: the certificate of {Name} expires on {Day} (UTC); put a new one in its place, no restart is needed")]
    private static partial void Expires(ILogger log, string number, string name, string day);
}
