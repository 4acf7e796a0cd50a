using System.Globalization;
using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Finding a person, and stating why. What is filled in travels in the body only, and comes back in the form when something is missing.</summary>
internal sealed class PersonForm(IHubStore store, LookUps lookUps, HubKeys keys, Visit visit, Texts texts)
{
    // Between the person and an entry in the value of a button.
    private const char EntryMark = '#';

    public string Scheme { get; private set; } = PersonIdentifier.VNummer;

    public string Value { get; private set; } = "";

    public string Issuer { get; private set; } = "";

    public string Purpose { get; private set; } = "";

    /// <summary>The person of a row of the board; null when searching.</summary>
    public (Guid Person, string DecisionNumber)? FromBoard { get; private set; }

    /// <summary>What is wrong: number of the error, the field, the text.</summary>
    public (string Number, string Field, string Text)? Error { get; private set; }

    /// <summary>Entry of that person's log to begin at; null: at the latest.</summary>
    public long? Entry { get; private set; }

    public string BoardValue => FromBoard is { } row ? $"{row.Person:D}{(Entry is { } n ? EntryMark + n.ToString(CultureInfo.InvariantCulture) : "")}/{row.DecisionNumber}" : "";

    /// <summary>Value of a button that opens a timeline: of a person, at an entry of its log.</summary>
    public static string ValueOf(Guid person, long entry) => $"{person:D}{EntryMark}{entry.ToString(CultureInfo.InvariantCulture)}/";

    public static void Map(IEndpointRouteBuilder pages)
    {
        var needs = new Needs(Reach.Own, Right.Operate, Right.Direct, Right.Persons);
        pages.MapGet("/person", (Delegate)((HttpContext context) => Rendered.PageAsync<PersonPage>(context))).For(needs);
        pages.MapPost("/person", (HttpContext context, PersonForm form) => form.SubmitAsync(context)).For(needs);
        pages.MapPost("/person/purpose", (HttpContext context, PersonForm form) => form.AskPurposeAsync(context)).For(needs);
        pages.MapGet("/person/timeline", (HttpContext context, PersonForm form, TimelineQuery timeline) => form.LeafAsync(context, timeline)).For(needs);
        pages.MapPost("/person/answer", (HttpContext context, PersonForm form, TimelineQuery timeline, AnswerEntry entry) => form.AnswerAsync(context, timeline, entry)).For(new Needs(Reach.Own, Right.Operate, Right.Direct));
        pages.MapPost("/person/export", (HttpContext context, PersonForm form, TimelineQuery timeline, TimelineDocument document) => form.ExportAsync(context, timeline, document)).For(needs);
        pages.MapGet("/person/answer", () => Results.Redirect("/person")).For(needs);
        pages.MapGet("/person/export", () => Results.Redirect("/person")).For(needs);
        // Reloading an answer by its address, or changing the language there, ends at the empty form.
        pages.MapGet("/person/purpose", () => Results.Redirect("/person")).For(needs);
    }

    private async Task<IResult> AskPurposeAsync(HttpContext context)
    {
        Read(context.Request.Form);
        return FromBoard is null ? Results.Redirect("/person") : await Rendered.PageAsync<PersonPage>(context);
    }

    private async Task<IResult> SubmitAsync(HttpContext context)
    {
        Read(context.Request.Form);
        var cancellation = context.RequestAborted;
        Error = Missing();
        if (Error is not null)
            return await Rendered.PageAsync<PersonPage>(context, StatusCodes.Status400BadRequest);
        if (await FindAsync(cancellation) is not { } person)
        {
            if (visit.Who.Partner is not null)
                await SignInFilter.NoteAsync(context, visit.Who.Name, "POST /person, not found for this partner");
            Error = (Errors.PersonUnknown.Number, "value", texts.PersonUnknown);
            return await Rendered.PageAsync<PersonPage>(context, StatusCodes.Status404NotFound);
        }
        var begin = FromBoard?.Person ?? person;
        person = await lookUps.NoteAsync(person, Purpose, cancellation);
        var look = LookUp.Of(visit.Session, person, Purpose);
        // Its own address, so that going back, reloading and filtering are no look-ups of their own.
        return Results.LocalRedirect(await AddressAsync(look, begin, cancellation));
    }

    private async Task<string> AddressAsync(LookUp look, Guid begin, CancellationToken cancellation)
    {
        if (Entry is not { } entry)
            return new TimelineAddress(new TimelineFilter()).Path(look.Number);
        var member = (await store.Reads.FamilyAsync(look.Person, cancellation)).Index().FirstOrDefault(row => row.Item.Id == begin).Index;
        return new TimelineAddress(new TimelineFilter(), Entry: $"{member}-{entry}").Path(look.Number) + $"#e{member}-{entry}";
    }

    private async Task<IResult> LeafAsync(HttpContext context, TimelineQuery timeline)
    {
        var query = context.Request.Query;
        if (!query.ContainsKey("look"))
            return Results.Redirect("/person");
        if (LookUp.Read(visit.Session, query["look"].ToString()) is not { } look)
            return await ExpiredAsync(context);
        await timeline.LoadAsync(look, TimelineAddress.Of(name => query[name]), context.RequestAborted);
        return await Rendered.PageAsync<TimelinePage>(context);
    }

    private async Task<IResult> ExportAsync(HttpContext context, TimelineQuery timeline, TimelineDocument document)
    {
        var form = context.Request.Form;
        return LookUp.Read(visit.Session, form["look"].ToString()) is { } look
            ? await document.MakeAsync(context, timeline, look, form) : await ExpiredAsync(context);
    }

    /// <summary>The look-up is over: the purpose must be stated anew.</summary>
    public async Task<IResult> ExpiredAsync(HttpContext context)
    {
        Error = (Errors.PurposeMissing.Number, "purpose", texts.TicketExpired);
        return await Rendered.PageAsync<PersonPage>(context, StatusCodes.Status400BadRequest);
    }

    private async Task<IResult> AnswerAsync(HttpContext context, TimelineQuery timeline, AnswerEntry entry)
    {
        var form = context.Request.Form;
        if (LookUp.Read(visit.Session, form["look"].ToString()) is not { } look)
            return await ExpiredAsync(context);
        if (!entry.MayRecord)
        {
            await SignInFilter.NoteAsync(context, visit.Who.Name, ActionKind.Denied, "POST /person/answer");
            return SignInFilter.Forbid(visit.Who);
        }
        await entry.EnterAsync(look.Person, form, context.RequestAborted);
        await timeline.LoadAsync(look, new TimelineAddress(new TimelineFilter()), context.RequestAborted);
        return await Rendered.PageAsync<TimelinePage>(context, entry.Outcome!.Done ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private async Task<Guid?> FindAsync(CancellationToken cancellation)
    {
        var identifier = new PersonIdentifier { Scheme = Scheme, Value = Value, Issuer = Issuer.Length == 0 ? null : Issuer };
        var found = FromBoard is { } row ? await lookUps.FollowAsync(row.Person, cancellation) : await store.Reads.FindPersonAsync(keys.HashOf(identifier), cancellation);
        if (found is not { } person || visit.Who.Partner is not { } partner)
            return found;
        // Not known to one's partner and not known at all is one answer: nobody learns who else is in the chain.
        var family = await store.Reads.FamilyAsync(person, cancellation);
        return await store.Reads.IsPartyAsync([.. family.Select(member => member.Id)], partner.Code, cancellation) ? found : null;
    }

    // Purpose first: without one nobody learns whether a person is known here.
    private (string Number, string Field, string Text)? Missing() => this switch
    {
        { Purpose.Length: < 5 or > 200 } => (Errors.PurposeMissing.Number, "purpose", texts.PurposeMissing),
        { FromBoard: not null } => null,
        { Value.Length: 0 } => (Errors.FieldMissing.Number, "value", texts.ValueMissing),
        { Scheme: PersonIdentifier.VNummer } => Value.Length == 10 && Value.All(char.IsAsciiDigit) ? null : (Errors.VNummerForm.Number, "value", texts.VNummerForm),
        { Issuer.Length: 0 } => (Errors.FieldMissing.Number, "issuer", texts.IssuerMissing),
        _ => null,
    };

    private void Read(IFormCollection form)
    {
        if (form["scheme"].ToString().Trim() is { Length: > 0 } scheme)
            Scheme = scheme.ToLowerInvariant();
        Value = form["value"].ToString().Trim();
        Issuer = form["issuer"].ToString().Trim();
        Purpose = form["purpose"].ToString().Trim();
        var parts = form["person"].ToString().Split('/', 2);
        var at = parts[0].Split(EntryMark);
        if (!Guid.TryParseExact(at[0], "D", out var person))
            return;
        FromBoard = (person, parts.Length > 1 ? parts[1] : "");
        Entry = at.Length > 1 && long.TryParse(at[1], NumberStyles.None, CultureInfo.InvariantCulture, out var entry) ? entry : null;
    }
}
