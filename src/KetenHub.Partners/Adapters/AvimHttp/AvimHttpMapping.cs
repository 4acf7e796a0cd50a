using System.Text.RegularExpressions;
using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>AVIM's JSON and the published language.</summary>
internal static partial class AvimHttpMapping
{
    private enum Kind { Unknown, Signaal, Identiteit }

    private enum Signal { Unknown, Aangehouden, Overlast, WangedragTegenPersoneel, IndicatieBijRegistratie, UitBeeld, WeerInBeeld, IdentiteitsTwijfel }

    private enum Place { Unknown, Opvanglocatie, OpenbareRuimte, Kantoor, Detentie, Elders }

    private enum Attention { Unknown, TerInformatie, Aandacht, Direct }

    private enum Change { Unknown, Toevoegen, Samenvoegen, Splitsen, Leeftijd }

    private enum Ground { Unknown, Vingerafdrukken, Documenten, BuitenlandseAutoriteit, Leeftijdsonderzoek, Schrijffout, Anders }

    private enum Age { Unknown, Minderjarig, Meerderjarig }

    public static Message Read(Fields fields) => new(fields.Text("meldingnummer", 64), fields.Time("verzondenOp"), Content(fields))
    {
        Sequence = fields.OptionalInteger("volgnummer", 1, int.MaxValue),
    };

    private static KetenMessage Content(Fields fields)
    {
        var person = fields.Object("persoon", Person, Errors.PersonMissing);
        return fields.Value<Kind>("soort") switch
        {
            Kind.Signaal => new CaseSignal
            {
                Person = person,
                CaseNumber = fields.OptionalText("zaaknummer", 64),
                Kind = KindOf(fields.Value<Signal>("signaal")),
                ObservedAt = fields.Time("waargenomenOp"),
                Place = fields.OptionalObject("plaats", Location),
                WhatHappened = fields.OptionalText("toelichting", 2000),
                RequestedAttention = AttentionOf(fields.OptionalValue<Attention>("vraag")),
            },
            Kind.Identiteit => new PersonIdentifiersChanged
            {
                Person = person,
                CaseNumber = fields.OptionalText("zaaknummer", 64),
                Change = ChangeOf(fields.Value<Change>("wijziging")),
                Revision = fields.Integer("versie", 1, 100_000),
                EstablishedAt = fields.Time("vastgesteldOp"),
                Ground = GroundOf(fields.Value<Ground>("grond")),
                Other = fields.OptionalObject("ander", Person),
                DecisionNumbers = fields.OptionalMatches("besluitnummers", 20, Anything, "text"),
                Minority = fields.OptionalValue<Age>("leeftijd") switch
                {
                    null => null,
                    Age.Minderjarig => Minority.Minor,
                    _ => Minority.Adult,
                },
            },
            _ => null!,
        };
    }

    private static PersonReference Person(Fields fields) => new()
    {
        Identifiers = fields.Objects("nummers", 1, 10, number => new PersonIdentifier
        {
            Scheme = number.Text("stelsel", 40),
            Value = number.Text("nummer", 64),
            Issuer = number.OptionalText("uitgever", 20),
        }),
        IsMinor = fields.OptionalFlag("minderjarig") is true ? true : null,
    };

    private static Location Location(Fields fields) => new()
    {
        Name = fields.Text("naam", 100),
        Kind = fields.Value<Place>("soort") switch
        {
            Place.Opvanglocatie => LocationKind.ReceptionLocation,
            Place.OpenbareRuimte => LocationKind.PublicSpace,
            Place.Kantoor => LocationKind.Office,
            Place.Detentie => LocationKind.Detention,
            _ => LocationKind.Other,
        },
    };

    private static CaseSignalKind KindOf(Signal signal) => signal switch
    {
        Signal.Aangehouden => CaseSignalKind.Arrested,
        Signal.Overlast => CaseSignalKind.NuisanceAroundLocation,
        Signal.WangedragTegenPersoneel => CaseSignalKind.MisconductTowardsStaff,
        Signal.IndicatieBijRegistratie => CaseSignalKind.IndicationAtRegistration,
        Signal.UitBeeld => CaseSignalKind.LeftView,
        Signal.WeerInBeeld => CaseSignalKind.Reappeared,
        Signal.IdentiteitsTwijfel => CaseSignalKind.IdentityDoubt,
        _ => CaseSignalKind.Unknown,
    };

    private static RequestedAttention? AttentionOf(Attention? attention) => attention switch
    {
        Attention.TerInformatie => RequestedAttention.Information,
        Attention.Aandacht => RequestedAttention.Attention,
        Attention.Direct => RequestedAttention.AtOnce,
        _ => null,
    };

    private static IdentifierChange ChangeOf(Change change) => change switch
    {
        Change.Toevoegen => IdentifierChange.Link,
        Change.Samenvoegen => IdentifierChange.Merge,
        Change.Splitsen => IdentifierChange.Split,
        Change.Leeftijd => IdentifierChange.MinorityEstablished,
        _ => IdentifierChange.Unknown,
    };

    private static IdentityGround GroundOf(Ground ground) => ground switch
    {
        Ground.Vingerafdrukken => IdentityGround.Fingerprints,
        Ground.Documenten => IdentityGround.Documents,
        Ground.BuitenlandseAutoriteit => IdentityGround.ForeignAuthority,
        Ground.Leeftijdsonderzoek => IdentityGround.AgeAssessment,
        Ground.Schrijffout => IdentityGround.ClericalError,
        _ => IdentityGround.Other,
    };

    // Their form is the contract's to check.
    [GeneratedRegex("")]
    private static partial Regex Anything { get; }
}
