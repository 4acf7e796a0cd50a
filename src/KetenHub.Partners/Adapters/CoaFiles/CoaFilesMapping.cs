using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>COA's rows and the published language. A measure imposed later is the same incident again, with the next <c>versie</c>.</summary>
internal static class CoaFilesMapping
{
    private static readonly Dictionary<string, IncidentCategory> Categories = new(StringComparer.OrdinalIgnoreCase)
    {
        ["verbale agressie"] = IncidentCategory.VerbalAggression,
        ["fysiek geweld"] = IncidentCategory.PhysicalViolence,
        ["bedreiging"] = IncidentCategory.Threat,
        ["vernieling"] = IncidentCategory.PropertyDamage,
        ["diefstal"] = IncidentCategory.Theft,
        ["middelen"] = IncidentCategory.SubstanceAbuse,
        ["huisregels"] = IncidentCategory.HouseRules,
        ["zelfbeschadiging"] = IncidentCategory.SelfHarm,
        ["openbaar vervoer"] = IncidentCategory.PublicTransport,
        ["overig"] = IncidentCategory.Other,
    };

    private static readonly Dictionary<string, IncidentImpact> Impacts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["laag"] = IncidentImpact.Low,
        ["middel"] = IncidentImpact.Medium,
        ["hoog"] = IncidentImpact.High,
        ["zeer hoog"] = IncidentImpact.VeryHigh,
    };

    private static readonly Dictionary<string, IncidentMeasure> Measures = new(StringComparer.OrdinalIgnoreCase)
    {
        ["geen"] = IncidentMeasure.None,
        ["waarschuwing"] = IncidentMeasure.Warning,
        ["rov"] = IncidentMeasure.AllowanceWithheld,
        ["time-out"] = IncidentMeasure.TimeOut,
        ["ibl"] = IncidentMeasure.Ibl,
        ["aot"] = IncidentMeasure.Aot,
        ["pbl"] = IncidentMeasure.Pbl,
        ["htl"] = IncidentMeasure.Htl,
        ["gebiedsverbod"] = IncidentMeasure.GebiedsVerbod,
        ["meldplicht"] = IncidentMeasure.Meldplicht,
    };

    private static readonly Dictionary<string, PoliceReport> Reports = new(StringComparer.OrdinalIgnoreCase)
    {
        ["nee"] = PoliceReport.NotMade,
        ["ja"] = PoliceReport.Made,
        ["ja, vpt"] = PoliceReport.MadeWithVpt,
    };

    public static Message Incident(RowFields row)
    {
        var number = row.Text("incidentnummer");
        var revision = row.Number("versie");
        var registered = row.Time("geregistreerd");
        return new Message($"incident {number} {revision}", registered, new IncidentRegistered
        {
            Person = new PersonReference { Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = row.Text("vnummer") }] },
            CaseNumber = row.OptionalText("zaaknummer"),
            IncidentNumber = number,
            Revision = revision,
            Category = row.Word("categorie", Categories),
            Impact = row.Word("impact", Impacts),
            OccurredAt = row.Time("gebeurd"),
            RegisteredAt = registered,
            Location = new Location { Name = row.Text("locatie"), Kind = LocationKind.ReceptionLocation },
            Measures = row.Words("maatregelen", Measures),
            PoliceReport = row.Word("aangifte", Reports),
            WhatHappened = row.OptionalText("toelichting"),
        });
    }
}
