using System.Globalization;
using System.Text.RegularExpressions;
using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

// Terms in working days, agreements and direction.
public static partial class PolicyFile
{
    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,19}\z")]
    private static partial Regex PartnerCode { get; }

    [GeneratedRegex(@"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\z")]
    private static partial Regex Day { get; }

    private static WorkingDays ReadWorkingDays(Fields fields) => new(
        [.. fields.OptionalMatches("equatedDays", 400, Day, "a day such as 2026-05-15").Select(DayOf)],
        fields.OptionalMatches("liberationDayEveryFifthYear", 200, PartnerCode, "the code of a partner"));

    // A day that does not exist, such as 31 April, is no day at all.
    private static DateOnly DayOf(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : default;

    private static void CheckDirection(Policy policy, PartnerList partners, ICollection<Problem> problems)
    {
        if (policy.WorkingDays.Equated.Contains(default))
            problems.Add(Errors.PolicyInvalid.At("/workingDays/equatedDays", "only days that exist"));
        foreach (var unknown in policy.WorkingDays.LiberationDayEveryFifthYear.Where(code => partners.Find(code) is null))
            problems.Add(Errors.PolicyInvalid.At("/workingDays/liberationDayEveryFifthYear", $"'{unknown}' is no partner in partners.json"));
    }
}
