namespace KetenHub.Hub;

/// <summary>How people sign in at their organisation's identity provider (OpenID Connect), and who they are here.</summary>
/// <param name="Issuer">The provider, as it names itself in tokens and discovery: an https address, or http on this machine.</param>
/// <param name="ClientId">The hub's name at the provider.</param>
/// <param name="Address">Where browsers find the hub, without a final slash: what the provider sends them back to. https, or http on this machine.</param>
/// <param name="Scopes">Scopes asked for; <c>openid</c> always.</param>
/// <param name="Accounts">Who gets which role; the first condition that is not met takes a line away.</param>
/// <param name="Limits">How long sessions last.</param>
public sealed record SignInSettings(
    string Issuer, string ClientId, Uri Address, IReadOnlyList<string> Scopes, IReadOnlyList<SignInAccount> Accounts, SessionLimits Limits)
{
    /// <summary>Names of the claims that accounts depend on.</summary>
    public IReadOnlyCollection<string> Claims => [.. Accounts.SelectMany(account => account.When.Keys).Distinct(StringComparer.Ordinal)];

    /// <summary>Partner and roles of who has these claims; null for who has none, or is of two organisations at once: nobody speaks for both.</summary>
    public (string? Partner, IReadOnlyList<StaffRole> Roles)? AccountOf(IReadOnlyCollection<(string Name, string Value)> claims)
    {
        var fitting = Accounts.Where(account => account.When.All(condition => claims.Contains((condition.Key, condition.Value)))).ToList();
        return fitting.Select(account => account.Partner).Distinct(StringComparer.Ordinal).Count() == 1
            ? (fitting[0].Partner, [.. fitting.Select(account => account.Role).Distinct().Order()]) : null;
    }
}

/// <summary>A role for whom a provider says something of.</summary>
/// <param name="Partner">Code of the partner on whose behalf; null for who runs the hub.</param>
/// <param name="Role">What they are.</param>
/// <param name="When">Claims that must all be there, by name, for example <c>groups</c>: <c>ketenhub-ind-casus</c>. At least one.</param>
public sealed record SignInAccount(string? Partner, StaffRole Role, IReadOnlyDictionary<string, string> When);

/// <summary>How long a session lasts. Real time, also when the hub's clock is simulated.</summary>
/// <param name="Idle">Without a page being opened or a form sent. A page that refreshes itself is nobody who works.</param>
/// <param name="Longest">In all; then the provider asks again who it is.</param>
/// <param name="Recheck">How long the provider's word is good: after it, opening a page asks the provider anew, unseen as long as it still knows them.</param>
/// <param name="Fresh">How recently one must have signed in for what weighs most, such as reading a refused message.</param>
/// <param name="Most">Sessions of one account at once; one more ends the oldest.</param>
public sealed record SessionLimits(TimeSpan Idle, TimeSpan Longest, TimeSpan Recheck, TimeSpan Fresh, int Most)
{
    /// <summary>Half an hour idle, a long shift in all, a quarter between looks at the provider, ten minutes for what weighs most, three at once.</summary>
    public static SessionLimits Usual { get; } = new(TimeSpan.FromMinutes(30), TimeSpan.FromHours(10), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(10), 3);
}
