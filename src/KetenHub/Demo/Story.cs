using System.Text.Json;
using KetenHub.Decisions;

namespace KetenHub.Demo;

/// <summary>A case told as the messages of partners, and how it must end. The form is described in contracts/README.md.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Title">Title.</param>
/// <param name="Start">Moment zero.</param>
/// <param name="Steps">Messages, in order of time.</param>
/// <param name="Until">How long the hub goes on after moment zero.</param>
/// <param name="Ends">How it must end.</param>
internal sealed record Story(string File, string Title, DateTimeOffset Start, IReadOnlyList<StoryStep> Steps, TimeSpan Until, StoryEnd Ends);

/// <summary>One message.</summary>
/// <param name="At">Time since the start.</param>
/// <param name="From">Code of the partner.</param>
/// <param name="Type">Short name of the message type.</param>
/// <param name="Data">Its data, times still relative.</param>
/// <param name="Label">For sending it again.</param>
/// <param name="Again">Label of an earlier step, sent again unchanged.</param>
/// <param name="Expect">What becomes of it.</param>
internal sealed record StoryStep(TimeSpan At, string From, string Type, JsonElement Data, string? Label, string? Again, StepOutcome Expect);

/// <summary>What becomes of a message.</summary>
internal enum StepOutcome
{
    /// <summary>Accepted.</summary>
    Accepted,
    /// <summary>Known already.</summary>
    Duplicate,
    /// <summary>Refused.</summary>
    Refused,
}

/// <summary>How a story must end.</summary>
/// <param name="Persons">Persons of this story, those merged into another not counted.</param>
/// <param name="Readiness">Readiness per decision.</param>
/// <param name="Told">How often each notification went to whom.</param>
/// <param name="Log">Entries that the first person's log holds, in this order; others may stand between them.</param>
internal sealed record StoryEnd(int Persons, IReadOnlyList<ExpectedReadiness> Readiness, IReadOnlyList<ExpectedNotification> Told, IReadOnlyList<string> Log);

/// <summary>Readiness at the end.</summary>
internal sealed record ExpectedReadiness(string DecisionNumber, ReadinessStatus Status, bool ReadyAtHandOut);

/// <summary>Notifications sent by the end.</summary>
internal sealed record ExpectedNotification(string Type, string To, int Times);
