namespace KetenHub.Contracts;

/// <summary>The catalogue of numbered errors. <c>contracts/Errors/README.md</c> is generated from it. A number, once used, keeps its meaning.</summary>
public static partial class Errors
{
    /// <summary>Every error, by number.</summary>
    public static IReadOnlyList<ErrorKind> All { get; } =
        [.. new[] { Configuration, Message, Store, Hub, Partner }.SelectMany(group => group)];
}
