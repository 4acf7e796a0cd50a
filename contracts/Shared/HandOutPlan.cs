namespace KetenHub.Contracts;

/// <summary>The planned hand-out (uitreiking) of a negative decision.</summary>
public sealed record HandOutPlan
{
    /// <summary>Counts the plans of this decision's hand-out from 1; a cancellation counts too. A later revision always wins.</summary>
    public required int Revision { get; init; }

    /// <summary>Planned moment.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Planned place.</summary>
    public required Location Location { get; init; }

    /// <summary>BCP 47 tag of the language of the conversation, so that an interpreter can be found. No rule looks at it.</summary>
    public string? Language { get; init; }

    /// <summary>Whether an interpreter (tolk) is needed.</summary>
    public bool? InterpreterNeeded { get; init; }

    internal static HandOutPlan Read(Fields fields) => new()
    {
        Revision = fields.Integer("revision", 1, 100_000),
        At = fields.Time("at"),
        Location = fields.Object("location", Location.Read),
        Language = fields.OptionalMatch("language", Patterns.Language, "a BCP 47 language tag"),
        InterpreterNeeded = fields.OptionalFlag("interpreterNeeded"),
    };
}
