using System.Globalization;
using System.Text.RegularExpressions;
using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

// Terms in working days, agreements and direction.
public static partial class PolicyFile
{
    private static readonly string[] RungMoments = ["at", "workingDaysBefore", "workingDaysAfter"];

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,19}\z")]
    private static partial Regex PartnerCode { get; }

    [GeneratedRegex(@"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\z")]
    private static partial Regex Day { get; }

    private static WorkingDays ReadWorkingDays(Fields fields) => new(
        [.. fields.OptionalMatches("equatedDays", 400, Day, "a day such as 2026-05-15").Select(DayOf)],
        fields.OptionalMatches("liberationDayEveryFifthYear", 200, PartnerCode, "the code of a partner"));

    private static AgreementTerms ReadAgreements(Fields fields, PartnerList partners) => new(
        fields.Objects("ladder", 1, 20, ReadAgreementRung),
        ByValue<AgreementKind>(fields, "owners"),
        [.. partners.All.Where(partner => partner.Receives.ContainsKey("agreement-reminder") && partner.Receives.ContainsKey("agreement-escalated"))
            .Select(partner => partner.Code)]);

    private static AgreementRung ReadAgreementRung(Fields fields)
    {
        var ways = RungMoments.Count(fields.Has);
        fields.Require("one of at, workingDaysBefore, workingDaysAfter", ways != 1, "exactly one says when");
        var at = fields.OptionalMatch("at", Share, "a share of the time to the end of the term, for example 50%");
        return new AgreementRung(
            at is not null && Share.IsMatch(at) ? int.Parse(at[..^1], CultureInfo.InvariantCulture) / 100.0 : null,
            -fields.OptionalInteger("workingDaysBefore", 1, 100) ?? fields.OptionalInteger("workingDaysAfter", 1, 100),
            fields.Has("escalateTo") ? fields.Objects("escalateTo", 1, 10, ReadTarget) : []);
    }

    private static DirectionTerms ReadDirection(Fields fields) => new(
        fields.OptionalMatches("directors", 20, PartnerCode, "the code of a partner"),
        fields.Values<DirectorOccasion>("directorWanted", 0),
        ByValue<CasePhase>(fields, "stalledAfter").ToDictionary(phase => phase.Key, phase => Parse(phase.Value)),
        DurationOf(fields, "reviewAfter"));

    private static TableTerms ReadTable(Fields fields) => new(
        fields.Text("name", 100), fields.Text("location", 100), fields.Match("chair", PartnerCode, "the code of a partner"),
        fields.OptionalMatches("partners", 50, PartnerCode, "the code of a partner"), fields.Time("first"), DurationOf(fields, "every"));

    // Texts by a listed value; a name that is none is a mistake, not something to pass over.
    private static Dictionary<T, string> ByValue<T>(Fields fields, string name) where T : struct, Enum
    {
        var texts = new Dictionary<T, string>();
        foreach (var (key, text) in fields.TextsByName(name, 20))
        {
            if (Enum.GetNames<T>().Contains(key) && key != "Unknown")
                texts.Add(Enum.Parse<T>(key), text);
            else
                fields.Require($"{name}/{key}", because: true, $"one of {string.Join(", ", Enum.GetNames<T>().Where(known => known != "Unknown"))}");
        }
        return texts;
    }

    // A day that does not exist, such as 31 April, is no day at all.
    private static DateOnly DayOf(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : default;

    private static void CheckDirection(Policy policy, PartnerList partners, ICollection<Problem> problems)
    {
        if (policy.WorkingDays.Equated.Contains(default))
            problems.Add(Errors.PolicyInvalid.At("/workingDays/equatedDays", "only days that exist"));
        if (!policy.Agreements.Ladder.Any(rung => rung.Fraction == 1 && rung.EscalateTo.Any(target => target.Role == Role.Director)))
            problems.Add(Errors.PolicyInvalid.At("/agreements/ladder", "a rung at 100% escalates to the director: a missed term must reach a person"));
        foreach (var target in policy.Agreements.Ladder.SelectMany(rung => rung.EscalateTo).Where(target => target.Role is not (Role.Owner or Role.Director)).Distinct())
            problems.Add(Errors.PolicyInvalid.At("/agreements/ladder", $"role {target.Role} may not be told of agreements"));
        foreach (var director in policy.Direction.Directors.Append(policy.Roles.Decisions).Where(code => !policy.Agreements.Told.Contains(code)).Distinct())
            problems.Add(Errors.PolicyInvalid.At("/direction/directors", $"partner '{director}' does not receive agreement-reminder and agreement-escalated in partners.json"));
        if (policy.Direction.StalledAfter.Values.Any(term => term <= TimeSpan.Zero))
            problems.Add(Errors.PolicyInvalid.At("/direction/stalledAfter", "each an ISO 8601 duration longer than nothing"));
        if (policy.Direction.ReviewAfter <= TimeSpan.Zero)
            problems.Add(Errors.PolicyInvalid.At("/direction/reviewAfter", "an ISO 8601 duration longer than nothing"));
        foreach (var table in policy.Tables)
            CheckTable(table, partners, problems);
        foreach (var twice in policy.Tables.GroupBy(table => table.Name).Where(group => group.Count() > 1))
            problems.Add(Errors.PolicyInvalid.At($"/tables ({twice.Key})", "each name once"));
        if (policy.Transport.HandOverBeforeDeparture <= TimeSpan.Zero)
            problems.Add(Errors.PolicyInvalid.At("/transport/handOverBeforeDeparture", "longer than nothing"));
        foreach (var unknown in policy.WorkingDays.LiberationDayEveryFifthYear.Where(code => partners.Find(code) is null))
            problems.Add(Errors.PolicyInvalid.At("/workingDays/liberationDayEveryFifthYear", $"'{unknown}' is no partner in partners.json"));
    }

    private static void CheckTable(TableTerms table, PartnerList partners, ICollection<Problem> problems)
    {
        if (table.Every < TimeSpan.FromDays(1) || table.Every.Ticks % TimeSpan.TicksPerDay != 0)
            problems.Add(Errors.PolicyInvalid.At($"/tables ({table.Name})/every", "whole days, such as P7D"));
        foreach (var unknown in table.Partners.Append(table.Chair).Where(code => partners.Find(code) is null).Distinct())
            problems.Add(Errors.PolicyInvalid.At($"/tables ({table.Name})", $"'{unknown}' is no partner in partners.json"));
        // What is decided there is entered as messages of the chair.
        if (partners.Find(table.Chair) is { } chair && (!chair.Publishes.Contains("agreement-made") || !chair.Publishes.Contains("process-director-assigned")))
            problems.Add(Errors.PolicyInvalid.At($"/tables ({table.Name})/chair", $"partner '{table.Chair}' may not send agreement-made and process-director-assigned"));
    }
}
