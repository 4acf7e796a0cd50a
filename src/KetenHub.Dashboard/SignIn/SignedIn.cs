using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>Who is signed in.</summary>
/// <param name="Name">As logs name it: <c>dashboard</c> for who holds the hub's token, else <c>partner/account</c>; of who came from an identity
/// provider, <c>partner/</c> or <c>hub/</c> with a number that only who knows their number at the provider can tell. Never a name.</param>
/// <param name="Partner">On whose behalf; null for who runs the hub.</param>
/// <param name="Rights">What it may do.</param>
internal sealed record SignedIn(string Name, Partner? Partner, IReadOnlyCollection<Right> Rights)
{
    /// <summary>What an identity provider says they are; none for an account with a token.</summary>
    public IReadOnlyList<StaffRole> Roles { get; init; } = [];

    /// <summary>Whether it has any of these rights.</summary>
    public bool May(params ReadOnlySpan<Right> rights)
    {
        foreach (var right in rights)
        {
            if (Rights.Contains(right))
                return true;
        }
        return false;
    }

    /// <summary>The first page it may see.</summary>
    public string Home => this switch
    {
        _ when May(Right.Operate) && Partner is null => "/",
        _ when May(Right.Operate, Right.View) => "/board",
        _ when May(Right.Direct) => "/agenda",
        _ when May(Right.Report) => "/report",
        _ when May(Right.Persons) => "/person",
        _ when May(Right.Audit) && Partner is null => "/access",
        _ => "/figures",
    };

    /// <summary>Whether it may send messages of this partner: of its own, or, who runs the hub, of any.</summary>
    public bool SpeaksFor(string partner) => Partner is null || Partner.Code == partner;

    /// <summary>Whether it may see the agenda of this table: one at which its partner sits, or, who runs the hub, any.</summary>
    public bool SitsAt(TableTerms table) => Partner is null || table.Chair == Partner.Code || table.Partners.Contains(Partner.Code);

    /// <summary>Whether it may see what concerns this partner: its own, or, who runs the hub, any.</summary>
    public bool Sees(string partner) => SpeaksFor(partner);
}
