namespace KetenHub.Hub;

/// <summary>Who is signed in to the pages: at any hub that shares this store, and after a restart. What a browser holds (its cookie) stands nowhere in it. Part of seam 1.</summary>
public interface ISessions
{
    /// <summary>Keeps a new session. Of the same account's that go on, the oldest end (<c>Ended</c>) so that <paramref name="most"/> are left. What ended more
    /// than a day before goes.</summary>
    /// <param name="session">The session.</param>
    /// <param name="most">Sessions of one account at once.</param>
    /// <param name="cancellation">Cancels.</param>
    Task BeginAsync(SessionRow session, int most, CancellationToken cancellation);

    /// <summary>The session, whether it goes on or not; null: none was begun, or it ended long ago.</summary>
    Task<SessionRow?> FindAsync(string id, CancellationToken cancellation);

    /// <summary>It was used. Written when the last use that is written down is a minute or longer ago: of all hubs one writes, once a minute.</summary>
    /// <returns>Whether it was written.</returns>
    Task<bool> UseAsync(string id, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Writes who it is now, and what the identity provider said last, in place of what was there.</summary>
    /// <returns>False when it does not go on any more: nothing was written.</returns>
    Task<bool> RenewAsync(SessionRow session, CancellationToken cancellation);

    /// <summary>Ends a session, everywhere.</summary>
    /// <returns>False when it had ended before.</returns>
    Task<bool> EndAsync(string id, string why, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Ends the sessions of somebody at the identity provider.</summary>
    /// <param name="subject">Whose: <see cref="SessionRow.Subject"/>; empty: anybody's.</param>
    /// <param name="providerSession">Which: <see cref="SessionRow.ProviderSession"/>; empty: all. One of the two is given.</param>
    /// <param name="why">Why.</param>
    /// <param name="at">Now.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>Those that ended by it.</returns>
    Task<IReadOnlyList<SessionRow>> EndOfAsync(string subject, string providerSession, string why, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Sessions that nobody ended, the latest first; some may be idle for too long.</summary>
    Task<IReadOnlyList<SessionRow>> OpenAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Notes that a logout token was used, until it can't be used any more by its own word.</summary>
    /// <param name="id">A digest of its number.</param>
    /// <param name="now">Now; those that ended before it go.</param>
    /// <param name="until">Until when it is kept.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>False when it was used before, at any hub.</returns>
    Task<bool> UseLogoutAsync(string id, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation);

    /// <summary>Keys that protect a sign-in under way, in the order in which they were made: the browser may come back to another hub.</summary>
    Task<IReadOnlyList<string>> KeysAsync(CancellationToken cancellation);

    /// <summary>Keeps another one; one of the same name stays.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="key">As KeysAsync gives it; sealed by who makes it.</param>
    /// <param name="at">Now.</param>
    /// <param name="cancellation">Cancels.</param>
    Task AddKeyAsync(string name, string key, DateTimeOffset at, CancellationToken cancellation);
}

/// <summary>A session.</summary>
/// <param name="Id">SHA-256 of what the cookie says, as 64 hexadecimal digits: nobody gets from it to the cookie.</param>
/// <param name="Account">The account, never a name.</param>
/// <param name="Partner">Code of its partner; empty for who runs the hub.</param>
/// <param name="Roles">Roles that the identity provider's word gave, joined with ","; empty for who came with a token.</param>
/// <param name="Subject">Their number at the provider, hashed with the provider's name; empty for who came with a token.</param>
/// <param name="ProviderSession">Number of the session there (<c>sid</c>), hashed likewise; empty: it gave none.</param>
/// <param name="Sealed">What else is needed of them, sealed with a key that only the cookie gives.</param>
/// <param name="MadeAt">When they signed in.</param>
/// <param name="UsedAt">When a page was opened or a form sent last, to a minute.</param>
/// <param name="EndsAt">When it ends at the latest.</param>
public sealed record SessionRow(
    string Id, string Account, string Partner, string Roles, string Subject, string ProviderSession, byte[] Sealed, DateTimeOffset MadeAt, DateTimeOffset UsedAt, DateTimeOffset EndsAt)
{
    /// <summary>When the provider said who it is; null for who came with a token.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>When they showed the provider who they are, as far as it says.</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary>When somebody or something ended it; null: nobody did.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it ended.</summary>
    public string Why { get; init; } = "";
}
