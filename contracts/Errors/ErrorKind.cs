namespace KetenHub.Contracts;

/// <summary>One numbered error. Partners and operations staff quote the number; the texts answer
/// what went wrong, because of what, and what to do.</summary>
/// <param name="Number">KH followed by three digits: 1xx configuration, 2xx message refused, 3xx store, 4xx broker and hub, 5xx partner.</param>
/// <param name="Title">What went wrong, in one line.</param>
/// <param name="Because">Why the hub treats it as an error.</param>
/// <param name="DoThis">The next step for the reader.</param>
public sealed record ErrorKind(string Number, string Title, string Because, string DoThis)
{
    /// <summary>This kind of error at a place.</summary>
    /// <param name="where">JSON Pointer, option name or file the error is about. Never a value.</param>
    /// <param name="detail">What was expected there. Never a value that a partner or a person supplied.</param>
    public Problem At(string where, string? detail = null) => new(this, where, detail);
}

/// <summary>A numbered error at one place of one input. Holds no value of that input, so that it may be logged and shown.</summary>
/// <param name="Kind">Which error.</param>
/// <param name="Where">JSON Pointer into the message (empty for the whole), option name or file.</param>
/// <param name="Detail">What was expected there.</param>
public sealed record Problem(ErrorKind Kind, string Where, string? Detail)
{
    /// <summary>Number, title, place and expectation in one line.</summary>
    public override string ToString() =>
        $"{Kind.Number} {Kind.Title}"
        + (Where.Length == 0 ? "" : $" at {Where}")
        + (Detail is null ? "." : $": {Detail}.");
}

/// <summary>Numbered errors that stop what was being done. The message holds no value of any partner's message.</summary>
public sealed class KetenHubException : Exception
{
    /// <summary>Stops with these problems, worst first.</summary>
    public KetenHubException(IReadOnlyList<Problem> problems, Exception? cause = null)
        : base(string.Join(Environment.NewLine, problems.Select(p => $"{p} {p.Kind.Because} {p.Kind.DoThis}")), cause)
        => Problems = problems;

    /// <summary>Stops with one problem.</summary>
    public KetenHubException(Problem problem, Exception? cause = null) : this([problem], cause) { }

    /// <summary>At least one.</summary>
    public IReadOnlyList<Problem> Problems { get; }
}
