using KetenHub.Contracts;

namespace KetenHub.Decisions;

/// <summary>Who does what before when (afspraak met termijn). Known by its maker and the number it gave.</summary>
public sealed record Agreement
{
    /// <summary>Code of the partner that made it.</summary>
    public required string Maker { get; init; }

    /// <summary>Its number there.</summary>
    public required string Number { get; init; }

    /// <summary>Latest revision of what was agreed.</summary>
    public required AgreementFact Made { get; init; }

    /// <summary>Rungs still to climb, in order of time.</summary>
    public IReadOnlyList<PlannedRung> Ladder { get; init; } = [];

    /// <summary>Escalation rungs climbed.</summary>
    public int Level { get; init; }

    /// <summary>When the hub saw that the term had passed while it was open.</summary>
    public DateTimeOffset? PassedAt { get; init; }

    internal static int Compare(Agreement a, Agreement b)
    {
        var byNumber = string.CompareOrdinal(a.Number, b.Number);
        return byNumber != 0 ? byNumber : string.CompareOrdinal(a.Maker, b.Maker);
    }
}

/// <summary>Latest known of what was agreed.</summary>
/// <param name="Revision">From 1.</param>
/// <param name="Owner">Code of the partner that does it.</param>
/// <param name="Kind">Which of the accelerations, where one was named.</param>
/// <param name="DueAt">Term as agreed.</param>
/// <param name="EndsAt">End of the term: <paramref name="DueAt"/>, or the next working day.</param>
/// <param name="MadeAt">When it was agreed.</param>
/// <param name="Location">Name of the location, or null.</param>
/// <param name="Table">Name of the table at which it was made, or null.</param>
public sealed record AgreementFact(
    int Revision, string Owner, AgreementKind? Kind, DateTimeOffset DueAt, DateTimeOffset EndsAt, DateTimeOffset MadeAt, string? Location, string? Table);

/// <summary>A close that a partner sent.</summary>
/// <param name="Number">Number of the agreement.</param>
/// <param name="Publisher">Who sent it.</param>
/// <param name="Result">How it ended.</param>
/// <param name="ClosedAt">When.</param>
public sealed record AgreementEnd(string Number, string Publisher, AgreementResult Result, DateTimeOffset ClosedAt)
{
    /// <summary>Only who made an agreement and who owns it can close it. A term agreed anew afterwards opens it again.</summary>
    public bool Closes(Agreement agreement) =>
        agreement.Number == Number && (Publisher == agreement.Maker || Publisher == agreement.Made.Owner) && ClosedAt >= agreement.Made.MadeAt;
}
