using System.Globalization;

namespace KetenHub.Hub;

/// <summary>The parts in which a distribution of times is shown: up to an hour, four hours, a day, three, seven, fourteen and twenty-eight days, and longer.</summary>
public static class Durations
{
    /// <summary>From so many minutes up to and without so many; the last part has no end.</summary>
    public static IReadOnlyList<(int From, int? To)> Parts { get; } = [(0, 60), (60, 240), (240, 1440), (1440, 4320), (4320, 10_080), (10_080, 20_160), (20_160, 40_320), (40_320, null)];

    /// <summary>In which part a time lies.</summary>
    public static (int From, int? To) PartOf(int minutes) => Parts.Last(part => part.From <= minutes);

    /// <summary>Under which name a part stands in a breakdown; the names sort as the parts do.</summary>
    public static string NameOf((int From, int? To) part) => part.From.ToString("00000", CultureInfo.InvariantCulture);

    /// <summary>The part of a name.</summary>
    public static (int From, int? To) PartOf(string name) => Parts.Single(part => NameOf(part) == name);

    /// <summary>In words, for example <c>4 h to 24 h</c>.</summary>
    public static string Text((int From, int? To) part) => part.To is { } to ? $"{Text(part.From)} to {Text(to)}" : $"{Text(part.From)} or longer";

    private static string Text(int minutes) => minutes switch
    {
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{minutes} min"),
        < 1440 => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{minutes / 1440} d"),
    };
}
