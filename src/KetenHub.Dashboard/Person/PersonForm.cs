using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Finding a person, and stating why. What is filled in travels in the body only, and comes back in the form when something is missing.</summary>
internal sealed class PersonForm(IHubStore store, HubTransaction hub, HubKeys keys, DashboardOptions options, Visit visit, Tickets tickets, Texts texts)
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
        pages.MapGet("/person", () => Page(StatusCodes.Status200OK));
        pages.MapPost("/person", (HttpContext context, PersonForm form, TimelineQuery timeline) => form.SubmitAsync(context, timeline));
        pages.MapPost("/person/purpose", (HttpContext context, PersonForm form) => form.AskPurpose(context.Request.Form));
        pages.MapPost("/person/timeline", (HttpContext context, PersonForm form, TimelineQuery timeline) => form.LeafAsync(context, timeline));
        // Reloading an answer by its address, or changing the language there, ends at the empty form.
        pages.MapGet("/person/purpose", () => Results.Redirect("/person"));
        pages.MapGet("/person/timeline", () => Results.Redirect("/person"));
    }

    private static RazorComponentResult<PersonPage> Page(int status) => new() { PreventStreamingRendering = true, StatusCode = status };

    private static RazorComponentResult<TimelinePage> Timeline() => new() { PreventStreamingRendering = true };

    private IResult AskPurpose(IFormCollection form)
    {
        Read(form);
        return FromBoard is null ? Results.Redirect("/person") : Page(StatusCodes.Status200OK);
    }

    private async Task<IResult> SubmitAsync(HttpContext context, TimelineQuery timeline)
    {
        Read(context.Request.Form);
        var cancellation = context.RequestAborted;
        // Purpose first: without one nobody learns whether a person is known here.
        if (Purpose.Length is < 5 or > 200)
            return Refuse(Errors.PurposeMissing, "purpose", texts.PurposeMissing, StatusCodes.Status400BadRequest);
        if (FromBoard is null && Missing() is { } refusal)
            return refusal;
        if (await FindAsync(cancellation) is not { } person)
            return Refuse(Errors.PersonUnknown, "value", texts.PersonUnknown, StatusCodes.Status404NotFound);
        person = await LogAsync(person, cancellation);
        await timeline.LoadAsync(tickets.Give(visit.Session, person, Purpose), person, Purpose, null, cancellation);
        return Timeline();
    }

    private async Task<IResult> LeafAsync(HttpContext context, TimelineQuery timeline)
    {
        var form = context.Request.Form;
        var ticket = form["ticket"].ToString();
        if (tickets.Find(visit.Session, ticket) is not { } lookUp)
            return Refuse(Errors.PurposeMissing, "purpose", texts.TicketExpired, StatusCodes.Status400BadRequest);
        long? skip = long.TryParse(form["skip"].ToString(), System.Globalization.CultureInfo.InvariantCulture, out var asked) ? asked : null;
        await timeline.LoadAsync(ticket, lookUp.Person, lookUp.Purpose, skip, context.RequestAborted);
        return Timeline();
    }

    // Noted before anything is read, so that a failure in between leaves a trace rather than a view without one.
    private async Task<Guid> LogAsync(Guid person, CancellationToken cancellation)
    {
        try
        {
            await hub.LogLookUpAsync(person, options.Actor, Purpose, cancellation);
        }
        catch (StoreConflictException)
        {
            // Merged or written to meanwhile: the second try sees what the other one did.
            person = await FollowAsync(person, cancellation) ?? person;
            await hub.LogLookUpAsync(person, options.Actor, Purpose, cancellation);
        }
        return person;
    }

    private async Task<Guid?> FindAsync(CancellationToken cancellation)
    {
        if (FromBoard is { } row)
            return await FollowAsync(row.Person, cancellation);
        var identifier = new PersonIdentifier { Scheme = Scheme, Value = Value, Issuer = Issuer.Length == 0 ? null : Issuer };
        return await store.Reads.FindPersonAsync(keys.HashOf(identifier), cancellation);
    }

    private async Task<Guid?> FollowAsync(Guid person, CancellationToken cancellation) =>
        await store.Reads.PersonAsync(person, cancellation) is { } row ? row.MergedInto ?? row.Id : null;

    private RazorComponentResult<PersonPage>? Missing()
    {
        if (Value.Length == 0)
            return Refuse(Errors.FieldMissing, "value", texts.ValueMissing, StatusCodes.Status400BadRequest);
        if (Scheme == PersonIdentifier.VNummer && (Value.Length != 10 || !Value.All(char.IsAsciiDigit)))
            return Refuse(Errors.VNummerForm, "value", texts.VNummerForm, StatusCodes.Status400BadRequest);
        return Scheme != PersonIdentifier.VNummer && Issuer.Length == 0
            ? Refuse(Errors.FieldMissing, "issuer", texts.IssuerMissing, StatusCodes.Status400BadRequest)
            : null;
    }

    private RazorComponentResult<PersonPage> Refuse(ErrorKind error, string field, string text, int status)
    {
        Error = (error.Number, field, text);
        return Page(status);
    }

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
