namespace KetenHub.Decisions;

/// <summary>A table at which partners meet about persons at one location: a regietafel or a local chain consultation (LKO).</summary>
/// <param name="Name">Name, unique.</param>
/// <param name="Location">Name of the location.</param>
/// <param name="Chair">Code of the partner on whose behalf what is decided there is entered.</param>
/// <param name="Partners">Codes of the partners that meet.</param>
/// <param name="First">Start of its first meeting.</param>
/// <param name="Every">Its rhythm.</param>
public sealed record TableTerms(
    string Name, string Location, string Chair, IReadOnlyList<string> Partners, DateTimeOffset First, TimeSpan Every)
{
    // While they sit together, the agenda is still that of the meeting that began.
    private static readonly TimeSpan Sitting = TimeSpan.FromHours(4);

    /// <summary>The meeting that is on or comes next.</summary>
    public DateTimeOffset Meeting(DateTimeOffset now)
    {
        var passed = now - Sitting - First;
        return passed < TimeSpan.Zero ? First : First + (Every * (Math.Floor(passed / Every) + 1));
    }
}
