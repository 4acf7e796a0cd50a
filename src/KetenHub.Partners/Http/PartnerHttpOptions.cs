using KetenHub.Partners.Adapters;

namespace KetenHub.Partners.Http;

/// <summary>How a partner is called.</summary>
public sealed record PartnerHttpOptions
{
    /// <summary>Setting of <see cref="Timeout"/>.</summary>
    public static readonly Setting TimeoutSetting = new("timeout", SettingKind.Duration, "how long one call may take", "PT10S");

    /// <summary>Setting of <see cref="Concurrency"/>.</summary>
    public static readonly Setting ConcurrencySetting = new("concurrency", SettingKind.Number, "how many calls may go on at a time", "4");

    /// <summary>How long one call may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many may go on at a time.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>How often a call is tried again before the notification goes back to whoever holds it.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Pause before the first of these; doubled each time, with jitter.</summary>
    public TimeSpan FirstRetryAfter { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A partner that asks for a longer pause gets it between calls, not within one.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Calls within half a minute from which the circuit may open, when half of them failed.</summary>
    public int CircuitThroughput { get; init; } = 10;

    /// <summary>How long it stays open.</summary>
    public TimeSpan CircuitBreak { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>From an adapter's settings.</summary>
    public static PartnerHttpOptions Of(AdapterSettings settings) => new()
    {
        Timeout = settings.Duration(TimeoutSetting),
        Concurrency = settings.Number(ConcurrencySetting),
    };
}
