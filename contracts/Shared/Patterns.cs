using System.Text.RegularExpressions;

namespace KetenHub.Contracts;

/// <summary>Forms that several messages share; the JSON Schemas hold the same patterns.</summary>
internal static partial class Patterns
{
    /// <summary>OIN (organisatie-identificatienummer): 20 digits.</summary>
    [GeneratedRegex(@"^[0-9]{20}\z")]
    public static partial Regex Oin { get; }

    /// <summary>Number of a decision, incident or agreement, as its owner writes it.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9./-]{0,63}\z")]
    public static partial Regex Number { get; }

    public const string NumberForm = "1 to 64 letters, digits, dots, slashes and hyphens";

    /// <summary>UUID in lower case.</summary>
    [GeneratedRegex(@"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\z")]
    public static partial Regex Uuid { get; }

    /// <summary>BCP 47 tag, for finding an interpreter (tolk). No rule looks at it.</summary>
    [GeneratedRegex(@"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\z")]
    public static partial Regex Language { get; }

    /// <summary>Code of a partner in partners.json.</summary>
    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,19}\z")]
    public static partial Regex Partner { get; }
}
