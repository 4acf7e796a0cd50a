using Microsoft.AspNetCore.Http;

namespace KetenHub.Dashboard;

/// <summary>What became of a posted form, and what stood in it, so that nothing has to be typed twice after a refusal.</summary>
/// <param name="Done">Whether it was recorded.</param>
/// <param name="Text">In words.</param>
/// <param name="Form">As posted.</param>
public sealed record EntryOutcome(bool Done, string Text, IFormCollection Form)
{
    /// <summary>What stood in a field of this form; empty when another one was posted, or it was recorded.</summary>
    public static string Kept(EntryOutcome? outcome, string entry, string field) =>
        outcome is { Done: false } && outcome.Form["entry"] == entry ? outcome.Form[field].ToString() : "";
}
