namespace KetenHub.Contracts;

/// <summary>The catalogue of numbered errors. <c>contracts/Errors/README.md</c> is generated from it. A number, once used, keeps its meaning.</summary>
public static partial class Errors
{
    /// <summary>Every error, by number.</summary>
    // Computed, not initialised: the order in which the parts of this class are initialised is not given.
    public static IReadOnlyList<ErrorKind> All => [.. Configuration.Concat(Message).Concat(Store).Concat(Hub).Concat(Access).Concat(Partner).OrderBy(error => error.Number, StringComparer.Ordinal)];

    /// <summary>The error with this number, or null.</summary>
    public static ErrorKind? Find(string number) => ByNumber.Value.GetValueOrDefault(number);

    private static readonly Lazy<Dictionary<string, ErrorKind>> ByNumber = new(() => All.ToDictionary(error => error.Number, StringComparer.Ordinal));
}
