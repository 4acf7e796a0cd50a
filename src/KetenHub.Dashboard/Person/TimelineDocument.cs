using System.Globalization;
using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.AspNetCore.Http;

namespace KetenHub.Dashboard;

/// <summary>Takes a timeline out of the hub: as a file of JSON, or as a page to print or keep as PDF. Each is a look-up of its own with its own purpose, and
/// stands in the log of the person and in the list of deeds before anything is written out.</summary>
internal sealed class TimelineDocument(IHubStore store, LookUps lookUps, Visit visit, Texts texts, TimeProvider clock)
{
    /// <summary>Entries that a printed document holds at most; a file has no such end.</summary>
    public const int MostPrinted = 2000;

    // The log keeps 200 characters, with what was made in front of the purpose.
    private const int LongestPurpose = 180;

    /// <summary>What was typed as purpose, to show it again.</summary>
    public string Purpose { get; private set; } = "";

    /// <summary>The document holds what messages say, too.</summary>
    public bool WithContent { get; private set; }

    /// <summary>Entries of the printed document.</summary>
    public IReadOnlyList<TimelineEntry> Entries { get; private set; } = [];

    /// <summary>Makes the document that the form asks for, or says why not.</summary>
    public async Task<IResult> MakeAsync(HttpContext context, TimelineQuery timeline, LookUp look, IFormCollection form)
    {
        var cancellation = context.RequestAborted;
        var address = TimelineAddress.Of(name => form[name]);
        (Purpose, WithContent) = (form["purpose"].ToString().Trim(), form["content"] == "yes");
        await timeline.LoadAsync(look, address, cancellation);
        var isPrint = form["as"] == "print";
        timeline.Error = (Purpose.Length, isPrint && timeline.Total > MostPrinted) switch
        {
            (< 5 or > LongestPurpose, _) => (Errors.PurposeMissing.Number, texts.ExportPurposeMissing),
            (_, true) => (Errors.DocumentTooLong.Number, texts.DocumentTooLong(timeline.Total, MostPrinted)),
            _ => null,
        };
        if (timeline.Error is not null)
            return await Rendered.PageAsync<TimelinePage>(context, StatusCodes.Status400BadRequest);

        var person = await lookUps.NoteAsync(look.Person, $"{(isPrint ? "afdruk" : "uitvoer")}: {Purpose}", cancellation);
        await store.Operations.NoteActionAsync(
            ActionRow.Of(visit.Actor, clock.GetUtcNow(), ActionKind.TakenOut, $"{AgendaQuery.FileOf(person)} {(isPrint ? "print" : "json")}", Purpose), cancellation);
        // Once more: the look-up itself belongs to what it hands out.
        await timeline.LoadAsync(look, address, cancellation);
        if (isPrint)
        {
            Entries = await timeline.PageAsync(0, MostPrinted + 1, cancellation);
            return await Rendered.PageAsync<TimelinePrintPage>(context);
        }
        var json = new TimelineJson(timeline, visit.Who.Name, Purpose, WithContent, clock.GetUtcNow());
        // A name without a reference: it stays in the lists of whoever keeps the file.
        var name = string.Create(CultureInfo.InvariantCulture, $"ketenhub-timeline-{clock.GetUtcNow():yyyyMMdd-HHmmss}.json");
        return Results.Stream(stream => json.WriteAsync(stream, cancellation), "application/json", name);
    }
}
