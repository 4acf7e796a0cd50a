using System.Text.Json;
using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>The partner's JSON and the published language: an example, to be replaced by what your partner sends and reads.</summary>
internal static class NaamHttpMapping
{
    // The partner's words, as it writes them. A word that is not listed is rejected.
    private enum Kind { Unknown, Aangehouden, Overlast, UitBeeld }

    // The first argument makes the event's id: what the partner calls this message, and no other.
    public static Message Read(Fields document) => new(document.Text("berichtnummer", 64), document.Time("verzondenOp"), new CaseSignal
    {
        Person = new PersonReference { Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = document.Text("vnummer", 64) }] },
        Kind = document.Value<Kind>("soort") switch
        {
            Kind.Aangehouden => CaseSignalKind.Arrested,
            Kind.Overlast => CaseSignalKind.NuisanceAroundLocation,
            Kind.UitBeeld => CaseSignalKind.LeftView,
            _ => CaseSignalKind.Unknown,
        },
        ObservedAt = document.Time("gezienOp"),
        WhatHappened = document.OptionalText("toelichting", 2000),
    });

    public static byte[] Write(Notice notice) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        meldingId = notice.Event.Id,
        soort = notice.Event.Type,
        verzondenOp = notice.Event.Time,
        ophalenBij = notice.Event.DataRef,
        inhoud = notice.Event.Data,
    }, CloudEventWriter.JsonOptions);
}
