namespace KetenHub.Hub;

/// <summary>A way to tell people of an alert outside of the pages.</summary>
public interface IAlertChannel
{
    /// <summary>What pages and logs call it: <c>mail</c> or <c>webhook</c>.</summary>
    string Name { get; }

    /// <summary>Tells. The same notice may come twice: after a crash it is not known whether it was told.</summary>
    /// <returns>Why it was not taken, in words without content; null when it was.</returns>
    Task<string?> SendAsync(AlertNotice notice, CancellationToken cancellation);
}

/// <summary>What is told of an alert. Numbers and codes only.</summary>
/// <param name="Id">Number of the alert.</param>
/// <param name="Time">How often it was escalated before: 0 for the first time.</param>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Measure">What is measured.</param>
/// <param name="Partner">Code of the partner that it is about; empty: of none.</param>
/// <param name="Value">A count, or seconds.</param>
/// <param name="RaisedAt">When it was raised.</param>
/// <param name="At">Now.</param>
/// <param name="Title">In Dutch, for people.</param>
/// <param name="Text">In Dutch, for people.</param>
public sealed record AlertNotice(
    Guid Id, int Time, string Rule, string Measure, string Partner, long Value, DateTimeOffset RaisedAt, DateTimeOffset At, string Title, string Text);
