using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>Somebody's time on the pages, from signing in to its end. Held in memory only: after a restart one signs in anew.</summary>
/// <param name="Id">What the cookie says: 256 random bits.</param>
/// <param name="Who">Who it is.</param>
/// <param name="Began">When they signed in. Asking the provider again unseen begins nothing.</param>
/// <param name="Limits">How long it lasts.</param>
internal sealed record Session(string Id, SignedIn Who, DateTimeOffset Began, SessionLimits Limits)
{
    /// <summary>When a page was opened or a form sent last.</summary>
    public DateTimeOffset SeenAt { get; set; } = Began;

    /// <summary>What the identity provider said; null for who came with a token.</summary>
    public Provided? Provided { get; init; }

    /// <summary>When it ends if nothing more is done.</summary>
    public DateTimeOffset EndsAt => SeenAt + Limits.Idle < Began + Limits.Longest ? SeenAt + Limits.Idle : Began + Limits.Longest;
}

/// <summary>What an identity provider said of somebody. In memory only.</summary>
/// <param name="Subject">Their number there, hashed with the provider's name.</param>
/// <param name="Claims">Claims that accounts depend on.</param>
/// <param name="IdToken">For signing out there.</param>
/// <param name="CheckedAt">When it said so.</param>
/// <param name="AuthenticatedAt">When they showed it who they are, as far as it says; null: it does not say.</param>
internal sealed record Provided(
    string Subject, IReadOnlyCollection<(string Name, string Value)> Claims, string IdToken, DateTimeOffset CheckedAt, DateTimeOffset? AuthenticatedAt);

/// <summary>Why there is no session for a cookie.</summary>
internal enum SessionEnd
{
    /// <summary>None was begun with it here, or it was signed out.</summary>
    Unknown,
    /// <summary>Nothing was done for too long.</summary>
    Idle,
    /// <summary>It lasted as long as one may.</summary>
    TooLong,
    /// <summary>The account was removed, or its role changed.</summary>
    AccountChanged,
    /// <summary>An administrator ended it, or the same account signed in elsewhere too often.</summary>
    Ended,
}
