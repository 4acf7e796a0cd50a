using System.Globalization;
using System.Xml;
using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

// Alerts: what is raised, the rules, what happened.
internal sealed partial class Texts
{
    public string AlertsName => In("Alarmen", "Alerts");
    public string AlertsTitle(long count) => count == 0 ? AlertsName : $"({Number(count)}) {AlertsName}";
    public string AlertsNeedSomebody(long count) => count switch
    {
        0 => In("Geen alarm wacht op iemand", "No alert waits for somebody"),
        1 => In("1 alarm wacht op iemand", "1 alert waits for somebody"),
        _ => In($"{Number(count)} alarmen wachten op iemand", $"{Number(count)} alerts wait for somebody"),
    };
    public string AlertsNow => In("Nu en regels", "Now and rules");
    public string AlertsResolved => In("Opgeloste alarmen", "Resolved alerts");
    public string AlertEvents => In("Wat er gebeurde", "What happened");
    public string AlertsRaised => In("Alarmen van nu", "Alerts of now");
    public string AllAlerts => In("Alle alarmen", "All alerts");
    public string NoAlerts => In("Er staat geen alarm aan. Hieronder staat wat de hub bewaakt en hoe ver het van een alarm is.", "No alert is on. Below stands what the hub watches, and how far it is from an alert.");
    public string AlertName => In("Wat", "What");
    public string AlertValue => In("Nu", "Now");
    public string AlertRaised => In("Sinds", "Since");
    public string WorstWas(string value) => In($"hoogste {value}", $"highest {value}");
    public string NobodyYet => In("Nog niemand", "Nobody yet");
    public string TakenCareBy(string account) => In($"In behandeling bij {account}", $"Taken care of by {account}");
    public string QuietSince => In("rustig sinds", "calm since");
    public string AlertResolvedAt => In("Opgelost", "Resolved");
    public string EscalatedTimes(int times) => times == 1 ? In("geëscaleerd", "escalated") : In($"{times} keer geëscaleerd, laatst", $"escalated {times} times, last");
    public string Acknowledge => In("In behandeling nemen", "Take care of it");
    public string WhatIsDone => In("Wat u eraan doet", "What you do about it");
    public string TakeCare => In("Ik neem dit in behandeling", "I take care of this");
    public string WhatHappened => In("Gebeurtenis", "Event");

    public string AlertRules => In("Regels", "Rules");
    public string AlertRulesIntro(TimeSpan again) => In(
        $"Zo staan ze in het beleid (policy.json). Wie een alarm in behandeling neemt, stopt het escaleren; anders gaat het na {Length(again)} nog eens uit.",
        $"As they stand in the policy (policy.json). Who acknowledges an alert stops its escalation; else it goes out again after {Length(again)}.");
    public string NoAlertRules => In("Het beleid kent geen regels voor alarmen (alerts in policy.json).", "The policy has no rules for alerts (alerts in policy.json).");
    public string AlertRuleName => In("Regel", "Rule");
    public string MeasuredNow => In("Nu gemeten", "Measured now");
    public string RaisedWhen => In("Alarm", "Alert");
    public string ResolvedWhen => In("Rustig", "Calm");
    public string EscalatedWhen => In("Escalatie", "Escalation");
    public string WouldFire => In("Zou nu afgaan", "Would fire now");
    public string WouldNotFire => In("Rustig", "Calm");
    public string AtMost(string value) => In($"hoogstens {value}", $"at most {value}");
    public string TryRule => In("Andere grens proberen", "Try another height");
    public string TryRuleIntro => In("U ziet wat de regel nu zou doen; er verandert niets. Een andere grens komt in policy.json, met een nieuwe versie.", "You see what the rule would do now; nothing changes. Another height goes into policy.json, with a new version.");
    public string WouldDoNow => In("Wat de regel nu zou doen", "What the rule would do now");
    public string RaiseAtField => In("Alarm vanaf", "Alert from");
    public string WithinField => In("Hoe ver vooruit", "How far ahead");
    public string HeightHint(AlertRule rule) => rule.Measure.IsTime() ? LengthHint : In("een aantal, vanaf 1", "a count, from 1");
    public string LengthHint => In("een duur, bijvoorbeeld PT5M (5 minuten), PT4H (4 uur) of P1D (een dag)", "a duration, for example PT5M (5 minutes), PT4H (4 hours) or P1D (a day)");

    public string TitleOf(AlertRule rule) => Words(AlertWords.Title(rule.Measure)) + (rule.Within is { } within ? In($" (binnen {Length(within)})", $" (within {Length(within)})") : "");

    /// <summary>Of an alert whose rule is gone, the rule's name is all that is left.</summary>
    public string TitleOf(AlertRule? rule, AlertRow alert) => rule is null ? alert.Rule : TitleOf(rule);

    public string ValueOf(AlertRule rule, long value) => rule.Measure.IsTime() ? AlertWords.Value(rule.Measure, value, IsDutch) : Number(value);

    public string ReadingOf(AlertRule rule, long value, string partner) => partner.Length == 0 ? ValueOf(rule, value) : $"{partner}: {ValueOf(rule, value)}";

    public string RaisedText(AlertRule rule) => In($"Alarm vanaf {ValueOf(rule, rule.RaiseAt)}", $"Alert from {ValueOf(rule, rule.RaiseAt)}")
        + (rule.For > TimeSpan.Zero ? In($", als dat {Length(rule.For)} duurt.", $", when that lasts {Length(rule.For)}.") : ".");

    public string ResolvedText(AlertRule rule) => In($"Opgelost onder {ValueOf(rule, rule.ClearAt)}", $"Resolved below {ValueOf(rule, rule.ClearAt)}")
        + (rule.ClearFor > TimeSpan.Zero ? In($", als dat {Length(rule.ClearFor)} duurt.", $", when that lasts {Length(rule.ClearFor)}.") : ".");

    public string EscalatedText(AlertRule rule) => rule.EscalateAfter is { } after ? In($"Escalatie na {Length(after)} zonder iemand.", $"Escalated after {Length(after)} without anybody.") : In("Geen escalatie.", "No escalation.");

    public string Of(AlertEventKind kind) => kind switch
    {
        AlertEventKind.Raised => In("Alarm", "Raised"),
        AlertEventKind.Acknowledged => In("In behandeling", "Acknowledged"),
        AlertEventKind.Escalated => In("Geëscaleerd", "Escalated"),
        AlertEventKind.EscalationFailed => In("Escaleren mislukt (KH448)", "Escalation failed (KH448)"),
        AlertEventKind.Resolved => In("Opgelost", "Resolved"),
        AlertEventKind.Dropped => In("Vervallen: regel of partner is er niet meer", "Dropped: its rule or partner is gone"),
        _ => UnknownKind(kind),
    };

    public string EventDetail(AlertEvent one, AlertRule? rule) => one switch
    {
        { Kind: AlertEventKind.Escalated, Detail: "" } => In("alleen hier getoond: er is geen mail of webhook ingesteld", "shown here only: no mail or webhook is set"),
        { Kind: AlertEventKind.Escalated, Detail: "mail" } => In("per mail", "by mail"),
        { Kind: AlertEventKind.Escalated } => In($"per {one.Detail}", $"by {one.Detail}"),
        { Kind: AlertEventKind.Raised or AlertEventKind.Resolved } when rule is not null && long.TryParse(one.Detail, CultureInfo.InvariantCulture, out var value) => ValueOf(rule, value),
        _ => one.Detail,
    };

    public string ActorOf(string actor) => actor == "hub" ? In("de hub", "the hub") : actor;

    /// <summary>A height as the policy writes it.</summary>
    public static string Written(AlertMeasure measure, long value) =>
        measure.IsTime() ? Written(TimeSpan.FromSeconds(value)) : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A length as the policy writes it.</summary>
    public static string Written(TimeSpan length) => XmlConvert.ToString(length);

    // A number and its unit stay on one line.
    private string Length(TimeSpan length) => AlertWords.Value(AlertMeasure.CheckpointAge, (long)length.TotalSeconds, IsDutch).Replace(' ', '\u00a0');

    private string Words((string Dutch, string English) words) => In(words.Dutch, words.English);
}
