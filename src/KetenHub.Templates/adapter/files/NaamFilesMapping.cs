using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>The partner's rows and the published language: an example, to be replaced by what your partner sends.</summary>
internal static class NaamFilesMapping
{
    // The partner's words, as it writes them. A word that is not listed is rejected, with its line and column.
    private static readonly Dictionary<string, CaseSignalKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["aangehouden"] = CaseSignalKind.Arrested,
        ["overlast"] = CaseSignalKind.NuisanceAroundLocation,
        ["uit beeld"] = CaseSignalKind.LeftView,
    };

    // The first argument makes the event's id: what the partner calls this row, and no other.
    public static Message Read(RowFields row) => new(row.Text("signaalnummer"), row.Time("geregistreerd"), new CaseSignal
    {
        Person = new PersonReference { Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = row.Text("vnummer") }] },
        Kind = row.Word("soort", Kinds),
        ObservedAt = row.Time("gezien"),
        WhatHappened = row.OptionalText("toelichting"),
    });
}
