using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Finding a person, and stating why. What is filled in travels in the body only, and comes back in the form when something is missing.</summary>
internal sealed class PersonForm(IHubStore store, HubTransaction hub, HubKeys keys, Visit visit, Tickets tickets, Texts texts)
{
    public string Scheme { get; private set; } = PersonIdentifier.VNummer;

    public string Value { get; private set; } = "";

    public string Issuer { get; private set; } = "";

    public string Purpose { get; private set; } = "";

    /// <summary>The person of a row of the board; null when searching.</summary>
    public (Guid Person, string DecisionNumber)? FromBoard { get; private set; }

    /// <summary>What is wrong: number of the error, the field, the text.</summary>
    public (string Number, string Field, string Text)? Error { get; private set; }

    public string BoardValue => FromBoard is { } row ? $"{row.Person:D}/{row.DecisionNumber}" : "";

    public static void Map(IEndpointRouteBuilder pages)
    {
        var needs = new Needs(Right.Operate, Right.Direct, Right.Persons);
        pages.MapGet("/person", (Delegate)((HttpContext context) => Rendered.PageAsync<PersonPage>(context))).For(needs);
        pages.MapPost("/person", (HttpContext context, PersonForm form, TimelineQuery timeline) => form.SubmitAsync(context, timeline)).For(needs);
        pages.MapPost("/person/purpose", (HttpContext context, PersonForm form) => form.AskPurposeAsync(context)).For(needs);
        pages.MapPost("/person/timeline", (HttpContext context, PersonForm form, TimelineQuery timeline) => form.LeafAsync(context, timeline)).For(needs);
        pages.MapPost("/person/answer", (HttpContext context, PersonForm form, TimelineQuery timeline, AnswerEntry entry) => form.AnswerAsync(context, timeline, entry)).For(new Needs(Right.Operate, Right.Direct));
        pages.MapGet("/person/answer", () => Results.Redirect("/person")).For(needs);
        // Reloading an answer by its address, or changing the language there, ends at the empty form.
        pages.MapGet("/person/purpose", () => Results.Redirect("/person")).For(needs);
        pages.MapGet("/person/timeline", () => Results.Redirect("/person")).For(needs);
    }

    private async Task<IResult> AskPurposeAsync(HttpContext context)
    {
        Read(context.Request.Form);
        return FromBoard is null ? Results.Redirect("/person") : await Rendered.PageAsync<PersonPage>(context);
    }

    private async Task<IResult> SubmitAsync(HttpContext context, TimelineQuery timeline)
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
        person = await LogAsync(person, cancellation);
        await timeline.LoadAsync(tickets.Give(visit.Session, person, Purpose), person, Purpose, null, cancellation);
        return await Rendered.PageAsync<TimelinePage>(context);
    }

    private async Task<IResult> LeafAsync(HttpContext context, TimelineQuery timeline)
    {
        var form = context.Request.Form;
        var ticket = form["ticket"].ToString();
        if (tickets.Find(visit.Session, ticket) is not { } lookUp)
        {
            Error = (Errors.PurposeMissing.Number, "purpose", texts.TicketExpired);
            return await Rendered.PageAsync<PersonPage>(context, StatusCodes.Status400BadRequest);
        }
        long? skip = long.TryParse(form["skip"].ToString(), System.Globalization.CultureInfo.InvariantCulture, out var asked) ? asked : null;
        await timeline.LoadAsync(ticket, lookUp.Person, lookUp.Purpose, skip, context.RequestAborted);
        return await Rendered.PageAsync<TimelinePage>(context);
    }

    private async Task<IResult> AnswerAsync(HttpContext context, TimelineQuery timeline, AnswerEntry entry)
    {
        var form = context.Request.Form;
        var ticket = form["ticket"].ToString();
        if (tickets.Find(visit.Session, ticket) is not { } lookUp)
        {
            Error = (Errors.PurposeMissing.Number, "purpose", texts.TicketExpired);
            return await Rendered.PageAsync<PersonPage>(context, StatusCodes.Status400BadRequest);
        }
        if (!entry.MayRecord)
        {
            await SignInFilter.NoteAsync(context, visit.Who.Name, ActionKind.Denied, "POST /person/answer");
            return SignInFilter.Forbid(visit.Who);
        }
        await entry.EnterAsync(lookUp.Person, form, context.RequestAborted);
        await timeline.LoadAsync(ticket, lookUp.Person, lookUp.Purpose, null, context.RequestAborted);
        return await Rendered.PageAsync<TimelinePage>(context, entry.Outcome!.Done ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    // Noted before anything is read, so that a failure in between leaves a trace rather than a view without one.
    private async Task<Guid> LogAsync(Guid person, CancellationToken cancellation)
    {
        try
        {
            await hub.LogLookUpAsync(person, visit.Actor, Purpose, cancellation);
        }
        catch (StoreConflictException)
        {
            // Merged or written to meanwhile: the second try sees what the other one did.
            person = await FollowAsync(person, cancellation) ?? person;
            await hub.LogLookUpAsync(person, visit.Actor, Purpose, cancellation);
        }
        return person;
    }

    private async Task<Guid?> FindAsync(CancellationToken cancellation)
    {
        var identifier = new PersonIdentifier { Scheme = Scheme, Value = Value, Issuer = Issuer.Length == 0 ? null : Issuer };
        var found = FromBoard is { } row ? await FollowAsync(row.Person, cancellation) : await store.Reads.FindPersonAsync(keys.HashOf(identifier), cancellation);
        if (found is not { } person || visit.Who.Partner is not { } partner)
            return found;
        // Not known to one's partner and not known at all is one answer: nobody learns who else is in the chain.
        var family = await store.Reads.FamilyAsync(person, cancellation);
        return await store.Reads.IsPartyAsync([.. family.Select(member => member.Id)], partner.Code, cancellation) ? found : null;
    }

    private async Task<Guid?> FollowAsync(Guid person, CancellationToken cancellation) =>
        await store.Reads.PersonAsync(person, cancellation) is { } row ? row.MergedInto ?? row.Id : null;

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
        if (Guid.TryParseExact(parts[0], "D", out var person))
            FromBoard = (person, parts.Length > 1 ? parts[1] : "");
    }
}
