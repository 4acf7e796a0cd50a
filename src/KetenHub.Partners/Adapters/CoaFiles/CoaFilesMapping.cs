using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>COA's rows and the published language. A measure imposed later is the same incident again, with the next <c>versie</c>.</summary>
/// <param name="oin">COA's OIN: whose number a <c>coanummer</c> is.</param>
internal sealed class CoaFilesMapping(string oin)
{
    // The scheme of COA's own numbers.
    private const string OwnNumber = "coa-nummer";

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

    private static readonly Dictionary<string, CaseSignalKind> Signals = new(StringComparer.OrdinalIgnoreCase)
    {
        ["overlast"] = CaseSignalKind.NuisanceAroundLocation,
        ["wangedrag tegen personeel"] = CaseSignalKind.MisconductTowardsStaff,
        ["uit beeld"] = CaseSignalKind.LeftView,
        ["weer in beeld"] = CaseSignalKind.Reappeared,
        ["identiteitstwijfel"] = CaseSignalKind.IdentityDoubt,
    };

    /// <summary>A row of CSV: its columns tell which.</summary>
    public Message Row(RowFields row) => row.OptionalText("signaalnummer") is { } number ? Signal(row, number) : Incident(row);

    /// <summary>An incident.</summary>
    public Message Incident(RowFields row)
    {
        var number = row.Text("incidentnummer");
        var revision = row.Number("versie");
        var registered = row.Time("geregistreerd");
        return new Message($"incident {number} {revision}", registered, new IncidentRegistered
        {
            Person = Person(row),
            CaseNumber = row.OptionalText("zaaknummer"),
            IncidentNumber = number,
            Revision = revision,
            Category = row.Word("categorie", Categories),
            Impact = row.Word("impact", Impacts),
            OccurredAt = row.Time("gebeurd"),
            RegisteredAt = registered,
            Location = Location(row),
            Measures = row.Words("maatregelen", Measures),
            PoliceReport = row.Word("aangifte", Reports),
            WhatHappened = row.OptionalText("toelichting"),
        });
    }

    private Message Signal(RowFields row, string number) => new($"signaal {number}", row.Time("geregistreerd"), new CaseSignal
    {
        Person = Person(row),
        CaseNumber = row.OptionalText("zaaknummer"),
        Kind = row.Word("signaal", Signals),
        ObservedAt = row.Time("waargenomen"),
        Place = Location(row),
        WhatHappened = row.OptionalText("toelichting"),
    });

    // Who has not passed AVIM's registration has no V-nummer yet; who turned out to be known twice has two.
    private PersonReference Person(RowFields row)
    {
        var own = row.OptionalText("coanummer");
        var numbers = own is null ? row.Text("vnummer") : row.OptionalText("vnummer") ?? "";
        return new PersonReference
        {
            Identifiers =
            [
                .. numbers.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Select(number => new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = number }),
                .. own is null ? [] : new[] { new PersonIdentifier { Scheme = OwnNumber, Value = own, Issuer = oin } },
            ],
        };
    }

    private static Location Location(RowFields row) => new() { Name = row.Text("locatie"), Kind = LocationKind.ReceptionLocation };
}
