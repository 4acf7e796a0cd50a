using System.Security.Cryptography;
using System.Text;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>For the auditor: who looked at whom and why, who did what and was refused what, and which account may what.</summary>
internal sealed class AccessQuery(IHubStore store, HubKeys keys, PartnerList partners, DashboardOptions options)
{
    public const int PageSize = 50;

    public AccessList List { get; private set; }

    public Page<LogRow> LookUps { get; private set; } = new([], 0);

    /// <summary>Purposes of the look-ups, in their order; null: it can't be opened any more.</summary>
    public IReadOnlyList<string?> Purposes { get; private set; } = [];

    public Page<ActionRow> Actions { get; private set; } = new([], 0);

    public int Skip { get; private set; }

    public long Total => List == AccessList.LookUps ? LookUps.Total : Actions.Total;

    public int Shown => List == AccessList.LookUps ? LookUps.Items.Count : Actions.Items.Count;

    /// <summary>Accounts, those of who runs the hub first.</summary>
    public IEnumerable<(string Name, string Of, IReadOnlyCollection<Right> Rights)> Accounts =>
        partners.AllAccounts.Select(one => (one.Account.NameOf(one.Partner), one.Partner?.Name ?? "", one.Account.Rights)).Prepend((options.Actor, "", Sessions.RightsOfHub));

    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/access", async (string? list, string? page, AccessQuery query, HttpContext context) =>
        {
            await query.LoadAsync(list, page, context.RequestAborted);
            return await Rendered.PageAsync<AccessPage>(context);
        }).For(new Needs(Reach.Chain, Right.Audit));

    public static string AddressOf(AccessList list, int page = 1) =>
        $"/access?list={list}" + (page > 1 ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"&page={page}") : "");

    public string Address(int page) => AddressOf(List, page);

    private async Task LoadAsync(string? list, string? page, CancellationToken cancellation)
    {
        List = Enum.TryParse<AccessList>(list, out var asked) && Enum.IsDefined(asked) ? asked : AccessList.LookUps;
        if (List == AccessList.Accounts)
            return;
        Skip = (PageNumber.Of(page) - 1) * PageSize;
        await ReadAsync(cancellation);
        if (Shown == 0 && Total > 0)
        {
            Skip = PageNumber.LastSkip(Total, PageSize);
            await ReadAsync(cancellation);
        }
        var purposes = new List<string?>();
        foreach (var row in LookUps.Items)
            purposes.Add(await PurposeOfAsync(row, cancellation));
        Purposes = purposes;
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        if (List == AccessList.LookUps)
            LookUps = await store.Operations.LookUpsAsync(Skip, PageSize, cancellation);
        else
            Actions = await store.Operations.ActionsAsync("", Skip, PageSize, cancellation);
    }

    private async Task<string?> PurposeOfAsync(LogRow row, CancellationToken cancellation)
    {
        if (row.SealedBody is null || await store.Reads.PersonAsync(row.Person, cancellation) is not { } person)
            return null;
        try
        {
            using var key = keys.PersonKey(row.Person, person.WrappedKey);
            return Encoding.UTF8.GetString(key.Open(row.SealedBody, HubKeys.Bound(row.Person, "log")));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <summary>What the page lists.</summary>
internal enum AccessList
{
    LookUps,
    Actions,
    Accounts,
}
