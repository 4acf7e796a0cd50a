using System.Globalization;
using System.Text.Json;

namespace KetenHub.Partners.Check;

/// <summary>One thing that an adapter must do.</summary>
/// <param name="Name">As a sentence.</param>
/// <param name="Problems">What it did otherwise; empty when it passed.</param>
/// <param name="Seen">What it was tried with.</param>
public sealed record CheckResult(string Name, IReadOnlyList<string> Problems, string Seen)
{
    /// <summary>Whether it did.</summary>
    public bool Passed => Problems.Count == 0;
}

/// <summary>What an adapter was seen to do.</summary>
/// <param name="Adapter">Its name.</param>
/// <param name="At">When.</param>
/// <param name="Checks">In the order in which they ran.</param>
/// <param name="MessagesPerSecond">Translated and written as events, on one thread of this machine; null without samples.</param>
/// <param name="BytesPerMessage">Memory allocated for each; null without samples.</param>
public sealed record Certificate(string Adapter, DateTimeOffset At, IReadOnlyList<CheckResult> Checks, double? MessagesPerSecond, double? BytesPerMessage)
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Whether everything passed.</summary>
    public bool Passed => Checks.All(check => check.Passed);

    /// <summary>For people.</summary>
    public string Text()
    {
        var lines = new List<string> { $"{Adapter}: {(Passed ? "CERTIFICATE" : "NO CERTIFICATE")}, {Checks.Count(check => check.Passed)} of {Checks.Count} passed" };
        foreach (var check in Checks)
        {
            lines.Add($"  {(check.Passed ? "ok   " : "WRONG")} {check.Name} ({check.Seen})");
            lines.AddRange(check.Problems.Take(10).Select(problem => $"          {problem}"));
            if (check.Problems.Count > 10)
                lines.Add($"          and {check.Problems.Count - 10} more");
        }
        if (MessagesPerSecond is { } rate)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"  measured: {rate:N0} messages/s, {BytesPerMessage:N0} bytes allocated for each"));
        return string.Join('\n', lines);
    }

    /// <summary>For programs.</summary>
    public string Json() => JsonSerializer.Serialize(this, Form);
}
