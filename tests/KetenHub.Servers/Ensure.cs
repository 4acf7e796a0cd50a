namespace KetenHub.Servers;

/// <summary>What a run needs and can not do without.</summary>
internal static class Ensure
{
    /// <summary>Throws <see cref="InvalidOperationException"/> when something a run needs is not so.</summary>
    public static void That(bool condition, string otherwise)
    {
        if (!condition)
            throw new InvalidOperationException(otherwise);
    }
}
