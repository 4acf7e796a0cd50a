using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>Reads and checks the policy; every mistake at once. Durations are ISO 8601, for example <c>PT4H</c>.</summary>
public static partial class PolicyFile
{
    [GeneratedRegex(@"^P(?!\z)([0-9]{1,6}D)?(T(?=[0-9])([0-9]{1,6}H)?([0-9]{1,6}M)?([0-9]{1,6}S)?)?\z")]
    private static partial Regex Duration { get; }

    [GeneratedRegex(@"^(100|[0-9]{1,2})%\z")]
    private static partial Regex Share { get; }

    /// <summary>Reads a file and checks that the partners can receive what it sends them. Throws KH101 or KH102.</summary>
    public static Policy Read(string path, PartnerList partners) => SettingsFile.Read(path, Errors.PolicyUnreadable, Errors.PolicyInvalid,
        (root, problems) => Parse(root, partners, problems)) with { Text = File.ReadAllText(path).ReplaceLineEndings("\n") };

    private static Policy Parse(JsonElement root, PartnerList partners, ICollection<Problem> problems)
    {
        var fields = new Fields(root, "", problems);
        var terms = fields.Object("readiness", ReadTerms);
        var policy = new Policy
        {
            Version = fields.Text("version", 64),
            Roles = fields.Object("roles", roles => new Roles(
                roles.Text("decisions", 20), roles.Text("departure", 20), roles.Text("reception", 20), roles.OptionalText("guardian", 20))),
            Terms = terms,
            Locations = fields.ObjectsByName("locations", location => ReadTerms(location, terms)),
            Ladder = fields.Objects("ladder", 1, 20, ReadRung),
            InterviewOverdue = fields.Objects("interviewOverdue", 1, 10, ReadTarget),
            AttentionWindow = DurationOf(fields, "attentionWindow"),
            AttentionUpdateAfter = DurationOf(fields, "attentionUpdateAfter"),
            SafetyLookBack = DurationOf(fields, "safetyLookBack"),
            Evidence = fields.Object("evidence", evidence => new EvidenceTerms(DurationOf(evidence, "checkpointEvery"), DurationOf(evidence, "stopAfter"))),
            WorkingDays = fields.Object("workingDays", ReadWorkingDays),
            Agreements = fields.Object("agreements", agreements => ReadAgreements(agreements, partners)),
            Direction = fields.Object("direction", ReadDirection),
            Transport = fields.Object("transport", transport => new TransportTerms(
                DurationOf(transport, "handOverBeforeDeparture"), DurationOf(transport, "margin"))),
            References = fields.OptionalObject("references", references => new ReferenceTerms(DurationOf(references, "expireAfter"))) ?? ReferenceTerms.Usual,
            Retention = fields.Has("retention") ? fields.Object("retention", ReadRetention) : RetentionTerms.None,
            Tables = fields.Has("tables") ? fields.Objects("tables", 0, 200, ReadTable) : [],
            Alerts = fields.OptionalObject("alerts", ReadAlerts) ?? AlertTerms.None,
        };
        if (problems.Count > 0)
            return null!;
        CheckTerms(policy, problems);
        CheckRecipients(policy.Roles, partners, problems);
        CheckDirection(policy, partners, problems);
        CheckRetention(policy.Retention, problems);
        CheckAlerts(policy.Alerts, problems);
        return policy;
    }

    private static Terms ReadTerms(Fields fields) => new(
        DurationOf(fields, "respondWithin"), DurationOf(fields, "leadTime"),
        DurationOf(fields, "minimumToRespond"), DurationOf(fields, "interviewWithin"));

    // A location names only what differs there.
    private static Terms ReadTerms(Fields fields, Terms general) => new(
        OptionalDurationOf(fields, "respondWithin") ?? general?.RespondWithin ?? default,
        OptionalDurationOf(fields, "leadTime") ?? general?.LeadTime ?? default,
        OptionalDurationOf(fields, "minimumToRespond") ?? general?.MinimumToRespond ?? default,
        OptionalDurationOf(fields, "interviewWithin") ?? general?.InterviewWithin ?? default);

    private static LadderRung ReadRung(Fields fields)
    {
        fields.Require("beforeHandOut", !fields.Has("at"), "either at or beforeHandOut");
        fields.Require("at without beforeHandOut", fields.Has("at") && fields.Has("beforeHandOut"), "either at or beforeHandOut, not both");
        var at = fields.OptionalMatch("at", Share, "a share of the time to respond, for example 50%");
        return new LadderRung(
            at is not null && Share.IsMatch(at) ? int.Parse(at[..^1], System.Globalization.CultureInfo.InvariantCulture) / 100.0 : null,
            OptionalDurationOf(fields, "beforeHandOut"),
            fields.Has("escalateTo") ? fields.Objects("escalateTo", 1, 10, ReadTarget) : []);
    }

    private static EscalationTarget ReadTarget(Fields fields) => new(fields.Value<Role>("role"), fields.Value<Audience>("audience"));

    private static TimeSpan DurationOf(Fields fields, string name) =>
        Parse(fields.Match(name, Duration, "an ISO 8601 duration such as PT4H"));

    internal static TimeSpan? OptionalDurationOf(Fields fields, string name) =>
        fields.OptionalMatch(name, Duration, "an ISO 8601 duration such as PT4H") is { } text ? Parse(text) : null;

    private static TimeSpan Parse(string text) => Duration.IsMatch(text) ? XmlConvert.ToTimeSpan(text) : default;

    private static void CheckTerms(Policy policy, ICollection<Problem> problems)
    {
        foreach (var (name, terms) in policy.Locations.Select(pair => ($"/locations/{pair.Key}", pair.Value)).Prepend(("/readiness", policy.Terms)))
        {
            if (terms.RespondWithin <= TimeSpan.Zero || terms.InterviewWithin <= TimeSpan.Zero)
                problems.Add(Errors.PolicyInvalid.At(name, "respondWithin and interviewWithin are longer than nothing"));
            if (terms.MinimumToRespond > terms.RespondWithin)
                problems.Add(Errors.PolicyInvalid.At(name, "minimumToRespond is not longer than respondWithin"));
            if (terms.MinimumToRespond > terms.LeadTime)
                problems.Add(Errors.PolicyInvalid.At(name, "minimumToRespond is not longer than leadTime"));
        }
        // Rungs before the hand-out are not climbed while none is planned.
        if (policy.Ladder.All(rung => rung.Fraction is null || rung.EscalateTo.Count == 0))
            problems.Add(Errors.PolicyInvalid.At("/ladder", "at least one rung with 'at' escalates: silence must reach a person"));
        foreach (var target in policy.Ladder.SelectMany(rung => rung.EscalateTo).Concat(policy.InterviewOverdue).Distinct())
        {
            if (!Recipients.Table.Any(line => line.Notification == typeof(ReadinessEscalated) && line.Role == target.Role))
                problems.Add(Errors.PolicyInvalid.At("/ladder", $"role {target.Role} may not be told of escalations"));
        }
        if (policy.Evidence.CheckpointEvery <= TimeSpan.Zero || policy.Evidence.StopAfter < policy.Evidence.CheckpointEvery)
            problems.Add(Errors.PolicyInvalid.At("/evidence", "checkpointEvery is longer than nothing and not longer than stopAfter"));
        if (policy.References.ExpireAfter <= TimeSpan.Zero)
            problems.Add(Errors.PolicyInvalid.At("/references/expireAfter", "an ISO 8601 duration longer than nothing"));
        if (policy.AttentionUpdateAfter > policy.AttentionWindow)
            problems.Add(Errors.PolicyInvalid.At("/attentionUpdateAfter", "not longer than attentionWindow"));
    }

    private static void CheckRecipients(Roles roles, PartnerList partners, ICollection<Problem> problems)
    {
        foreach (var (notification, role, _) in Recipients.Table)
        {
            if (Recipients.PartnerOf(role, roles) is not { } code)
                continue;
            var type = MessageTypes.Notifications.Single(type => type.Record == notification);
            if (partners.Find(code) is not { } partner)
                problems.Add(Errors.RecipientMissing.At($"/roles/{role}", $"'{code}' is no partner in partners.json"));
            else if (!partner.Receives.ContainsKey(type.Name))
                problems.Add(Errors.RecipientMissing.At($"/roles/{role}", $"partner '{code}' does not receive {type.Name} in partners.json"));
        }
    }
}
