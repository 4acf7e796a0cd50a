using System.Globalization;
using KetenHub.Decisions;

namespace KetenHub.Dashboard;

/// <summary>Moments as a field of a form or an address holds them (<c>2026-11-22T02:15</c>): Dutch time, to the minute.</summary>
internal static class TypedMoment
{
    private const string Form = "yyyy-MM-dd'T'HH:mm";

    /// <summary>The moment; null when it is none.</summary>
    public static DateTimeOffset? Of(string? typed) =>
        DateTime.TryParseExact(typed, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? DutchTime.At(DateOnly.FromDateTime(local), local.TimeOfDay) : null;

    /// <summary>As the field holds it; null for none.</summary>
    public static string? Text(DateTimeOffset? at) => at is { } known ? DutchTime.Of(known).ToString(Form, CultureInfo.InvariantCulture) : null;
}
