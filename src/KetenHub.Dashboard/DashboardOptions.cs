using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>Settings of the dashboard.</summary>
public sealed class DashboardOptions
{
    /// <summary>Who opens any page with <c>?token=</c> this is signed in as who runs the hub, with every right but to report. At least 16 characters;
    /// empty, where <see cref="SignInFile"/> is there: nobody signs in so.</summary>
    public string Token { get; set; } = "";

    /// <summary>Account that look-ups are logged under: whoever holds the token.</summary>
    public string Actor { get; set; } = "dashboard";

    /// <summary>A folder on the disk that the hub writes to, for how much is left of it; empty: not shown.</summary>
    public string DataFolder { get; set; } = "";

    /// <summary>The clock of the hub is not the real one; pages say so.</summary>
    public bool SimulatedClock { get; set; }

    /// <summary>Accounts of partners, and of who runs the hub (no partner), with the token of each, at least 16 characters.</summary>
    public IReadOnlyList<(Partner? Partner, Account Account, string Token)> Accounts { get; set; } = [];

    /// <summary>The sign-in file (<see cref="Hub.SignInFile"/>): people sign in at their organisation's identity provider; empty: by token only.
    /// Accounts and limits in it are read again when it changes.</summary>
    public string SignInFile { get; set; } = "";

    /// <summary>The hub's secret at the identity provider.</summary>
    public string SignInSecret { get; set; } = "";

    /// <summary>What sessions are measured by: real time, also when the hub's clock is simulated.</summary>
    public TimeProvider SessionClock { get; set; } = TimeProvider.System;
}
