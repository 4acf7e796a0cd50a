using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>One entry, opened.</summary>
/// <param name="Row">As logged.</param>
/// <param name="Member">Which of the family it is of; 0 the person itself.</param>
/// <param name="State">Whether its body can be shown.</param>
public sealed record TimelineEntry(LogRow Row, int Member, BodyState State)
{
    /// <summary>What a partner or the hub said.</summary>
    public IReadOnlyList<BodyField> Fields { get; init; } = [];

    /// <summary>The body as text: of a message the event, of every other kind its words, such as the purpose of a look-up.</summary>
    public string Words { get; init; } = "";

    /// <summary>The account that entered it on the pages; null: a partner's system sent it.</summary>
    public string? EnteredBy { get; init; }

    /// <summary>Id of the notification that a partner's message answers, as the partner says; null: it says none.</summary>
    public string? AnswerTo { get; init; }

    /// <summary>The entry that caused it: the record it is of, and its number. Null: it came from outside.</summary>
    public (int Member, long N)? Cause { get; init; }

    /// <summary>Anchor on the page.</summary>
    public string Id => $"e{Member}-{Row.N}";

    /// <summary>Names kind and type only.</summary>
    public override string ToString() => $"{Row.Kind} {Row.Type}";
}

/// <summary>Whether a body can be shown.</summary>
public enum BodyState
{
    /// <summary>It can.</summary>
    Open,
    /// <summary>It was erased with the person.</summary>
    Erased,
    /// <summary>It can not be opened with the keys of this hub.</summary>
    Unreadable,
    /// <summary>This account has no right to what was said.</summary>
    NotYours,
}
