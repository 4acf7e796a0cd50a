using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>Who is signed in.</summary>
/// <param name="Name">As logs name it: <c>dashboard</c> for who runs the hub, else <c>partner/account</c>.</param>
/// <param name="Partner">On whose behalf; null for who runs the hub.</param>
/// <param name="Rights">What it may do.</param>
internal sealed record SignedIn(string Name, Partner? Partner, IReadOnlyCollection<Right> Rights)
{
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
    public string Home => May(Right.Operate) ? "/" : May(Right.Direct) ? "/agenda" : May(Right.Report) ? "/report" : "/figures";

    /// <summary>Whether it may send messages of this partner: of its own, or, who runs the hub, of any.</summary>
    public bool SpeaksFor(string partner) => Partner is null || Partner.Code == partner;
}
