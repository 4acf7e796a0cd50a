using System.Globalization;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>The meldpunt: a signal or an incident of a professional whose organisation has no system of its own for it. It becomes a message of the
/// partner, whose source names the account.</summary>
internal sealed class ReportForm(HubTransaction hub, Policy policy, Moments moments, Visit visit, Texts texts)
{
    private const string Local = "yyyy-MM-dd'T'HH:mm";

    private IFormCollection? form;

    /// <summary>An incident, or else a signal.</summary>
    public bool IsIncident { get; private set; }

    /// <summary>What is wrong, by field; the field is empty for the whole.</summary>
    public IReadOnlyList<(string Field, string Text)> Errors { get; private set; } = [];

    /// <summary>A name may stand in the text: sent only when the sender says to have looked.</summary>
    public bool AsksToLook { get; private set; }

    /// <summary>What was accepted; null before.</summary>
    public ReportReceipt? Receipt { get; private set; }

    public IReadOnlyList<string> Locations => [.. policy.Tables.Select(table => table.Location).Distinct().Order(StringComparer.Ordinal)];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/report", async (string? kind, ReportForm report, SentQuery sent, HttpContext context) =>
        {
            report.IsIncident = kind == "incident";
            await sent.LoadAsync(context.RequestAborted);
            return await Rendered.PageAsync<ReportPage>(context);
        }).For(new Needs(Reach.Own, Right.Report));
        pages.MapPost("/report", async (ReportForm report, SentQuery sent, HttpContext context) =>
        {
            await report.SubmitAsync(context.Request.Form, context.RequestAborted);
            await sent.LoadAsync(context.RequestAborted);
            return await Rendered.PageAsync<ReportPage>(context, report.Receipt is null ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
        }).For(new Needs(Reach.Own, Right.Report));
    }

    public bool MaySend(bool incident) => visit.Who.Partner!.Publishes.Contains(incident ? "incident-registered" : "case-signal");

    /// <summary>What stands in a field: as posted, or empty.</summary>
    public string Kept(string field) => Receipt is null ? form?[field].ToString() ?? "" : "";

    public bool IsChosen(string field, string value) => Receipt is null && form is not null && form[field].Contains(value);

    public string? ErrorOf(string field) => Errors.FirstOrDefault(error => error.Field == field).Text;

    public string NowLocal => DutchTime.Of(moments.Now).ToString(Local, CultureInfo.InvariantCulture);

    private async Task SubmitAsync(IFormCollection posted, CancellationToken cancellation)
    {
        form = posted;
        IsIncident = posted["kind"] == "incident";
        var errors = new List<(string Field, string Text)>();
        var (text, at) = (posted["what"].ToString().Trim(), MomentOf(posted["at"]));
        if (!MaySend(IsIncident))
            errors.Add(("", texts.MayNotSend));
        if (!Guid.TryParseExact(posted["entryId"], "D", out var id))
            errors.Add(("", texts.FormBroken));
        if (PersonOf(posted) is not { } person)
            errors.Add(("number", posted["scheme"] == "own" ? texts.OwnNumberForm : texts.VNummerForm));
        else if (at is null || at > moments.Now.AddMinutes(5))
            errors.Add(("at", texts.MomentForm));
        else
            await SendAsync(id, Message(posted, person, at.Value, text, errors), text, errors, cancellation);
        Errors = errors;
    }

    private KetenMessage? Message(IFormCollection posted, PersonReference person, DateTimeOffset at, string text, List<(string, string)> errors)
    {
        var place = posted["place"].ToString().Trim() is { Length: > 0 and <= 100 } name
            ? new Location { Name = name, Kind = Listed<LocationKind>(posted["placeKind"]) ?? LocationKind.PublicSpace } : null;
        if (text.Length > 2000)
            errors.Add(("what", texts.TextTooLong));
        if (!IsIncident)
        {
            if (Listed<CaseSignalKind>(posted["signal"]) is { } kind)
                return new CaseSignal
                {
                    Person = person, Kind = kind, ObservedAt = at, Place = place, WhatHappened = text.Length == 0 ? null : text,
                    RequestedAttention = Listed<RequestedAttention>(posted["attention"]),
                };
            errors.Add(("signal", texts.ChooseOne));
            return null;
        }
        var (category, impact, report) = (Listed<IncidentCategory>(posted["category"]), Listed<IncidentImpact>(posted["impact"]), Listed<PoliceReport>(posted["police"]));
        if (category is null)
            errors.Add(("category", texts.ChooseOne));
        if (impact is null)
            errors.Add(("impact", texts.ChooseOne));
        if (place is null)
            errors.Add(("place", texts.PlaceNeeded));
        if (category is null || impact is null || place is null)
            return null;
        var measures = posted["measure"].Select(Listed<IncidentMeasure>).OfType<IncidentMeasure>().Where(measure => measure != IncidentMeasure.None).Distinct().ToList();
        return new IncidentRegistered
        {
            Person = person, IncidentNumber = $"M-{moments.Now.UtcDateTime.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture)}", Revision = 1,
            Category = category.Value, Impact = impact.Value, OccurredAt = at, RegisteredAt = moments.Now, Location = place,
            Measures = measures.Count == 0 ? [IncidentMeasure.None] : measures, PoliceReport = report ?? PoliceReport.NotMade, WhatHappened = text.Length == 0 ? null : text,
        };
    }

    private async Task SendAsync(Guid id, KetenMessage? message, string text, List<(string Field, string Text)> errors, CancellationToken cancellation)
    {
        var found = PersonDataCheck.In($"{text}\n{form!["place"]}");
        foreach (var data in found.Where(PersonDataCheck.MustGo))
            errors.Add(("what", texts.TakeOut(data)));
        AsksToLook = found.Contains(PersonData.Name);
        if (AsksToLook && form["looked"] != "yes")
            errors.Add(("looked", texts.LookForNames));
        if (errors.Count > 0 || message is null)
            return;
        var receipt = await PageEvent.SendAsync(hub, visit.Who.Partner!, visit, id, message, moments.Now, cancellation);
        if (receipt.Outcome is ReceiptOutcome.Accepted or ReceiptOutcome.Duplicate || receipt.Problems.Any(problem => problem.Kind == Contracts.Errors.IdReused))
            Receipt = new ReportReceipt(id, receipt.Outcome == ReceiptOutcome.Accepted);
        else
            errors.Add(("", texts.NotEntered(string.Join(", ", receipt.Problems.Select(problem => problem.Kind.Number).Distinct()))));
    }

    private PersonReference? PersonOf(IFormCollection posted)
    {
        var value = posted["number"].ToString().Trim();
        var own = posted["scheme"] == "own";
        var isGood = own ? value.Length is > 0 and <= 64 : value.Length == 10 && value.All(char.IsAsciiDigit);
        return !isGood ? null : new PersonReference
        {
            Identifiers = [own ? new PersonIdentifier { Scheme = "eigen-nummer", Value = value, Issuer = visit.Who.Partner!.Oin } : new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = value }],
            IsMinor = posted["minor"] == "yes" ? true : null,
        };
    }

    private static DateTimeOffset? MomentOf(string? text) => DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
        ? DutchTime.At(DateOnly.FromDateTime(local), local.TimeOfDay) : null;

    private static T? Listed<T>(string? text) where T : struct, Enum =>
        Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) && value.ToString() != "Unknown" ? value : null;
}

/// <summary>Proof that a report was taken.</summary>
/// <param name="Id">Its number.</param>
/// <param name="IsNew">Not sent before.</param>
internal sealed record ReportReceipt(Guid Id, bool IsNew)
{
    /// <summary>The number as people pass it on.</summary>
    public string Number => Id.ToString("D");
}
