using System.Text.RegularExpressions;

namespace KetenHub.Tests.Contracts;

/// <summary>Finds names about what a person is in place of what a person did. The partners agreed on behaviour or a concrete
/// occasion only; these grounds are protected by article 1 of the Constitution and article 9 of the AVG.</summary>
internal static partial class ProtectedGround
{
    // A word that starts like this is about a protected ground, in English or Dutch.
    private static readonly string[] Stems =
    [
        "nationalit", "citizenship", "staatsburger", "herkomst", "afkomst", "geboort", "birth", "religi", "geloof", "godsdienst", "faith",
        "levensbeschouw", "ethni", "etni", "racial", "rassen", "appearance", "uiterlijk", "skin", "huidskleur", "complexion", "gender",
        "geslacht", "sexual", "seksue", "orientation", "geaardheid", "politica", "politieke", "opinion", "overtuiging", "descent", "ancestry",
        "scor", "risk", "risico",
    ];

    // Whole words: as the start of a word they would also find trace, island or original.
    private static readonly string[] Words =
    [
        "country", "countries", "land", "origin", "origins", "race", "ras", "sex", "sekse", "colour", "color", "belief", "tribe", "stam",
        "language", "taal", "languages", "talen",
    ];

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")]
    private static partial Regex Word { get; }

    /// <summary>The protected word in a name or title, or null.</summary>
    public static string? In(string name) =>
        Word.Matches(name).Select(match => match.Value.ToLowerInvariant())
            .Concat(Word.Matches(name).Select(match => match.Value).Zip(Word.Matches(name).Skip(1), (a, b) => (a + b.Value).ToLowerInvariant()))
            .FirstOrDefault(word => Words.Contains(word, StringComparer.Ordinal)
                || Stems.Any(stem => word.StartsWith(stem, StringComparison.Ordinal)));
}
