using KetenHub.Contracts;

namespace KetenHub.Partners;

/// <summary>What simulated partners choose from: behaviour and neutral texts, nothing about any person.</summary>
internal static class SimulatedTexts
{
    public static readonly string[] Teams = ["TTOV Noord", "TTOV Zuid", "TTOV Oost", "TTOV West", "Team overlastgevers"];

    public static readonly string[] HandedOutBy = ["Interventieteam Noord", "Interventieteam Zuid", "Interventieteam West"];

    public static readonly string[] Rooms = ["Room 1", "Room 2", "Room 5", "Interview room A"];

    public static readonly string[] Languages = ["nl", "en", "fr", "ar", "tr"];

    public static readonly int[] Tracks = [2, 4];

    public static readonly DecisionOutcome[] NegativeOutcomes =
    [
        DecisionOutcome.Rejected, DecisionOutcome.RejectedManifestlyUnfounded, DecisionOutcome.RejectedManifestlyUnfounded,
        DecisionOutcome.Inadmissible, DecisionOutcome.DublinTransfer, DecisionOutcome.NotProcessed,
    ];

    public static readonly CaseSignalKind[] Openings =
    [
        CaseSignalKind.Arrested, CaseSignalKind.NuisanceAroundLocation, CaseSignalKind.MisconductTowardsStaff, CaseSignalKind.IndicationAtRegistration,
    ];

    public static readonly IncidentCategory[] Categories =
    [
        IncidentCategory.VerbalAggression, IncidentCategory.PhysicalViolence, IncidentCategory.Threat, IncidentCategory.PropertyDamage,
        IncidentCategory.Theft, IncidentCategory.SubstanceAbuse, IncidentCategory.HouseRules, IncidentCategory.PublicTransport,
    ];

    public static readonly IncidentImpact[] Impacts =
        [IncidentImpact.Low, IncidentImpact.Low, IncidentImpact.Medium, IncidentImpact.Medium, IncidentImpact.High, IncidentImpact.VeryHigh];

    public static readonly IncidentMeasure[] Measures =
    [
        IncidentMeasure.None, IncidentMeasure.Warning, IncidentMeasure.AllowanceWithheld, IncidentMeasure.TimeOut, IncidentMeasure.Htl, IncidentMeasure.Pbl,
    ];

    public static readonly PoliceReport[] PoliceReports = [PoliceReport.NotMade, PoliceReport.NotMade, PoliceReport.Made, PoliceReport.MadeWithVpt];

    public static readonly RequestedAttention[] Attentions = [RequestedAttention.Information, RequestedAttention.Attention, RequestedAttention.AtOnce];

    public static readonly NotReadyReason[] NotReady =
        [NotReadyReason.NoStaff, NotReadyReason.NoInterpreter, NotReadyReason.FileIncomplete, NotReadyReason.LocationNotReachable];

    public static readonly string[] Incidents =
    [
        "Shouting at the reception desk; staff stepped in.", "A door was damaged; the room was checked afterwards.",
        "House rules were broken after a first warning.", "A conflict in the corridor was ended by security.",
    ];

    public static readonly string[] Signals =
    [
        "Reported by the team on duty.", "Seen during the evening round.", "Reported at the morning meeting.", "Passed on by the shift before.",
    ];
}
