using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Messages in and out over all persons. Paged by key: a page begins at a message, however far back, and none is left out between two pages.</summary>
internal sealed class MessagesQuery(IHubStore store, HubKeys keys, PartnerList partners, MessageViews views, Moments moments, Visit visit)
{
    public const int PageSize = 50;
    private const int LongestCaseNumber = 64;

    public MessagesAddress Address { get; private set; } = new();

    public IReadOnlyList<MessageRow> Rows { get; private set; } = [];

    /// <summary>What became of the notifications among them.</summary>
    public IReadOnlyDictionary<Guid, Dispatch> Dispatches { get; private set; } = new Dictionary<Guid, Dispatch>();

    public bool HasOlder { get; private set; }

    public bool HasNewer { get; private set; }

    /// <summary>Entries around the message that was asked for by its id, in order: its cause, itself, what it caused.</summary>
    public IReadOnlyDictionary<MessageRow, IReadOnlyList<LogRow>> Around { get; private set; } = new Dictionary<MessageRow, IReadOnlyList<LogRow>>();

    /// <summary>The id that was asked for is that of a refused message.</summary>
    public Guid? Refused { get; private set; }

    /// <summary>How many files have the case that was asked for.</summary>
    public int FilesOfCase { get; private set; }

    /// <summary>Not all case numbers can be found yet.</summary>
    public bool CasesAreMissing { get; private set; }

    /// <summary>The only partner whose messages this account may see; null: all.</summary>
    public Partner? Own => visit.Who.Partner;

    public IEnumerable<Partner> Partners => Own is { } own ? [own] : partners.All;

    public static void Map(IEndpointRouteBuilder pages)
    {
        // A search goes over the whole chain.
        var needs = new Needs(Reach.Own, Right.Operate);
        pages.MapGet("/messages", async (HttpContext context, MessagesQuery query) =>
        {
            await query.LoadAsync(MessagesAddress.Of(name => context.Request.Query[name]), context.RequestAborted);
            return await query.RenderAsync(context);
        }).For(needs);
        pages.MapPost("/messages", (HttpContext context, MessagesQuery query) => query.FindAsync(context)).For(needs);
        pages.MapPost("/messages/views", (HttpContext context, MessagesQuery query) => query.KeepAsync(context)).For(needs);
        pages.MapPost("/messages/views/forget", async (HttpContext context, MessageViews views) =>
        {
            await views.ForgetAsync(context.Request.Form["name"].ToString(), context.RequestAborted);
            return Results.LocalRedirect("/messages");
        }).For(needs);
        foreach (var path in new[] { "/messages/views", "/messages/views/forget" })
            pages.MapGet(path, () => Results.Redirect("/messages")).For(needs);
    }

    public string NameOf(string code) => partners.Find(code)?.Name ?? code;

    public Dispatch? DispatchOf(MessageRow row) =>
        row.Direction == LogKind.Notified && Guid.TryParseExact(row.Id, "D", out var id) ? Dispatches.GetValueOrDefault(id) : null;

    // What was typed travels in the body, so that a case number stands in no address; what the address holds can be shared and kept.
    private async Task<IResult> FindAsync(HttpContext context)
    {
        var form = context.Request.Form;
        var asked = MessagesAddress.Of(name => form[name]);
        if (form["caseNumber"].ToString().Trim() is { Length: > 0 and <= LongestCaseNumber } number)
            asked = asked with { Case = keys.HashOfCase(number).Hex };
        if (!asked.IsUnreadable)
            return Results.LocalRedirect(asked.Path);
        await LoadAsync(asked, context.RequestAborted);
        return await RenderAsync(context);
    }

    private async Task<IResult> KeepAsync(HttpContext context)
    {
        var form = context.Request.Form;
        var address = MessagesAddress.Of(name => form[name]);
        if (await views.KeepAsync(form["name"].ToString(), address, context.RequestAborted))
            return Results.LocalRedirect(address.Path);
        await LoadAsync(address, context.RequestAborted);
        return await Rendered.PageAsync<MessagesPage>(context, StatusCodes.Status400BadRequest);
    }

    private Task<IResult> RenderAsync(HttpContext context) =>
        Rendered.PageAsync<MessagesPage>(context, Address.IsUnreadable ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);

    private async Task LoadAsync(MessagesAddress address, CancellationToken cancellation)
    {
        Address = address;
        await views.LoadAsync(cancellation);
        if (address.IsUnreadable)
            return;
        if (address.Id.Length > 0)
            await LoadOneAsync(address.Id, cancellation);
        else
            await LoadPageAsync(cancellation);
        var notifications = Rows.Where(row => row.Direction == LogKind.Notified && Guid.TryParseExact(row.Id, "D", out _)).Select(row => Guid.ParseExact(row.Id, "D")).ToList();
        Dispatches = await store.Messages.DispatchesAsync(notifications, cancellation);
    }

    private async Task LoadOneAsync(string id, CancellationToken cancellation)
    {
        Rows = [.. (await store.Messages.WithIdAsync(id, cancellation)).Where(row => MaySee(row.Party))];
        var around = new Dictionary<MessageRow, IReadOnlyList<LogRow>>();
        foreach (var row in Rows)
        {
            var caused = await store.Reads.CausedAsync(row.Person, row.N, cancellation);
            var cause = row.CauseN is { } n ? (await store.Reads.CausedAsync(row.Person, n, cancellation)).Where(entry => entry.N == n) : [];
            around[row] = [.. cause.Concat(caused).Where(entry => entry.N == row.N || MaySee(entry.Party))];
        }
        Around = around;
        Refused = await store.Failures.RefusedOfAsync(Guid.ParseExact(id, "D"), cancellation) is { } refused && MaySee(refused.Publisher) ? refused.Id : null;
    }

    private async Task LoadPageAsync(CancellationToken cancellation)
    {
        var filter = await FilterAsync(cancellation);
        var isNewer = Address.Before.Length > 0;
        var from = await PlaceOfAsync(isNewer ? Address.Before : Address.After, cancellation);
        isNewer &= from is not null;
        var rows = await store.Messages.MessagesAsync(filter, from, isNewer, PageSize + 1, cancellation);
        var more = rows.Count > PageSize;
        Rows = [.. isNewer ? rows.TakeLast(PageSize) : rows.Take(PageSize)];
        (HasNewer, HasOlder) = isNewer ? (more, true) : (from is not null, more);
    }

    private async Task<MessageFilter> FilterAsync(CancellationToken cancellation)
    {
        IReadOnlyList<Guid>? persons = null;
        if (Address.Case.Length > 0)
        {
            persons = await store.Messages.PersonsOfCaseAsync(new IdentifierHash(Address.Case), cancellation);
            FilesOfCase = persons.Count;
            CasesAreMissing = !await CaseNumberFilling.IsDoneAsync(store, cancellation);
        }
        var since = Address.Within is { } hours && moments.Now.AddHours(-hours) is var start && !(Address.Since > start) ? start : Address.Since;
        return new MessageFilter(Address.Direction, Address.Type, Own?.Code ?? Address.Partner, since, Address.Until, persons);
    }

    // Where ids of two publishers are the same, the later one: a row may come twice then, and none is left out.
    private async Task<MessagePlace?> PlaceOfAsync(string id, CancellationToken cancellation) =>
        id.Length == 0 ? null : (await store.Messages.WithIdAsync(id.ToLowerInvariant(), cancellation)) is [var first, ..] ? first.Place : null;

    private bool MaySee(string party) => Own is null || Own.Code == party;
}
