using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>Latest known of the process director (procesregisseur).</summary>
/// <param name="Change">What changed.</param>
/// <param name="Partner">Code of the partner.</param>
/// <param name="Function">Team or function, or null.</param>
/// <param name="ChangedAt">When.</param>
public sealed record DirectorFact(DirectorChange Change, string Partner, string? Function, DateTimeOffset ChangedAt);

/// <summary>Who directs a case.</summary>
internal static class DirectorRules
{
    public static void On(Turn turn, ProcessDirectorAssigned message)
    {
        if (!turn.Policy.Direction.Directors.Contains(message.Director))
        {
            turn.Remember(Why.DirectorNotNamed);
            return;
        }
        var fact = new DirectorFact(message.Change, message.Director, message.Function, message.ChangedAt);
        if (turn.State.Director is { } known && Later(known, fact) == known)
        {
            turn.Remember(Why.OlderRevision);
            return;
        }
        turn.Remember(Why.Director);
        turn.Update(turn.State with { Director = fact });
    }

    /// <summary>Who is told what is for the director; a case without one is IND's to notice.</summary>
    public static string PartnerOf(Turn turn) => Of(turn.State)?.Partner ?? turn.Policy.Roles.Decisions;

    /// <summary>The director as things stand, or null.</summary>
    public static DirectorFact? Of(PersonState state) => state.Director is { Change: not DirectorChange.Ended } director ? director : null;

    /// <summary>The one that counts. On the same moment one that directs does, then the code decides, so that every order ends alike.</summary>
    public static DirectorFact Later(DirectorFact known, DirectorFact other) => Rank(other).CompareTo(Rank(known)) > 0 ? other : known;

    private static (DateTimeOffset At, bool Directs, DirectorChange Change, string Partner, string Function) Rank(DirectorFact fact) =>
        (fact.ChangedAt, fact.Change != DirectorChange.Ended, fact.Change, fact.Partner, fact.Function ?? "");
}
