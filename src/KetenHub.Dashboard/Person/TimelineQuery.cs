using System.Security.Cryptography;
using System.Text;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>The timeline of a person after the look-up was logged.</summary>
internal sealed class TimelineQuery(IHubStore store, HubKeys keys, PartnerList partners, Visit visit)
{
    public const int PageSize = 100;

    private const int MostLanes = 8;

    public string Ticket { get; private set; } = "";

    public string Purpose { get; private set; } = "";

    public IReadOnlyList<PersonRow> Family { get; private set; } = [];

    public IReadOnlyList<ReadinessRow> Readinesses { get; private set; } = [];

    /// <summary>Since when processing is restricted; null: it is not.</summary>
    public DateTimeOffset? RestrictedSince { get; private set; }

    /// <summary>Since when a legal hold lies on the data; null: none does.</summary>
    public DateTimeOffset? HeldSince { get; private set; }

    public ChainCheck Chain { get; private set; } = null!;

    public IReadOnlyList<TimelineEntry> Entries { get; private set; } = [];

    public long Total { get; private set; }

    public long Skip { get; private set; }

    /// <summary>Codes of the partners with a lane, the hub first; a party without one stands in the last.</summary>
    public IReadOnlyList<string> Lanes { get; private set; } = [];

    public async Task LoadAsync(string ticket, Guid person, string purpose, long? skip, CancellationToken cancellation)
    {
        (Ticket, Purpose) = (ticket, purpose);
        Family = await store.Reads.FamilyAsync(person, cancellation);
        Chain = await ChainCheck.OfAsync(store.Reads, Family, cancellation);
        ReadRights(Family[0]);
        Readinesses = await store.Reads.ReadinessesAsync(person, cancellation);
        var members = Family.Select(member => member.Id).ToList();
        // The latest entries first of all: a story is read from its start, but the question is what happened last.
        Total = (await ReadAsync(members, 0, 1, cancellation)).Total;
        Skip = Math.Clamp(skip ?? Total - PageSize, 0, Math.Max(0, Total - 1));
        var page = await ReadAsync(members, (int)Skip, PageSize, cancellation);
        Total = page.Total;
        Entries = Open(page.Items);
        Lanes = ["hub", .. partners.All.Select(partner => partner.Code).Where(code => page.Items.Any(row => row.Party == code)).Take(MostLanes - 1)];
    }

    public string NameOf(string party) => partners.Find(party)?.Name ?? party;

    /// <summary>From 1: the hub's own.</summary>
    public int LaneOf(LogRow row)
    {
        if (partners.Find(row.Party) is null)
            return 1;
        var lane = Lanes.Index().FirstOrDefault(lane => lane.Item == row.Party).Index;
        return lane == 0 ? MostLanes : lane + 1;
    }

    private void ReadRights(PersonRow row)
    {
        if (row.IsErased)
            return;
        try
        {
            using var key = keys.PersonKey(row.Id, row.WrappedKey);
            var state = StateJson.Read(key.Open(row.SealedState, HubKeys.Bound(row.Id, "state")));
            (RestrictedSince, HeldSince) = (state.RestrictedSince, state.HeldSince);
        }
        catch (CryptographicException)
        {
            // The entries say that they can't be opened.
        }
    }

    // A partner's staff see what their partner said and was told, and who of it looked.
    private Task<Page<LogRow>> ReadAsync(IReadOnlyList<Guid> members, int skip, int take, CancellationToken cancellation) => visit.Who.Partner is { } partner
        ? store.Reads.TimelineOfAsync(members, partner.Code, skip, take, cancellation) : store.Reads.TimelineAsync(members, skip, take, cancellation);

    private List<TimelineEntry> Open(IReadOnlyList<LogRow> rows)
    {
        var sealers = new Dictionary<Guid, Sealer>();
        try
        {
            return [.. rows.Select(row => Open(row, sealers))];
        }
        finally
        {
            foreach (var sealer in sealers.Values)
                sealer.Dispose();
        }
    }

    private TimelineEntry Open(LogRow row, Dictionary<Guid, Sealer> sealers)
    {
        var member = Family.Index().First(member => member.Item.Id == row.Person);
        if (row.SealedBody is null)
            return new TimelineEntry(row, member.Index, BodyState.Erased);
        // Who looked and why is part of what happened; what was said is not.
        if (row.Kind is LogKind.Received or LogKind.Notified && !visit.Who.May(Right.Contents, Right.Direct))
            return new TimelineEntry(row, member.Index, BodyState.NotYours);
        try
        {
            if (!sealers.TryGetValue(row.Person, out var sealer))
                sealers.Add(row.Person, sealer = keys.PersonKey(row.Person, member.Item.WrappedKey));
            var body = sealer.Open(row.SealedBody, HubKeys.Bound(row.Person, "log"));
            return row.Kind is LogKind.Received or LogKind.Notified or LogKind.Corrected
                ? new TimelineEntry(row, member.Index, BodyState.Open) { Fields = BodyField.Of(body), EnteredBy = BodyField.EnteredBy(body) }
                : new TimelineEntry(row, member.Index, BodyState.Open) { Words = Encoding.UTF8.GetString(body) };
        }
        catch (CryptographicException)
        {
            return new TimelineEntry(row, member.Index, BodyState.Unreadable);
        }
    }
}

/// <summary>One entry, opened.</summary>
/// <param name="Row">As logged.</param>
/// <param name="Member">Which of the family it is of; 0 the person itself.</param>
/// <param name="State">Whether its body can be shown.</param>
internal sealed record TimelineEntry(LogRow Row, int Member, BodyState State)
{
    /// <summary>What a partner or the hub said.</summary>
    public IReadOnlyList<BodyField> Fields { get; init; } = [];

    /// <summary>The body of every other kind, such as the purpose of a look-up.</summary>
    public string Words { get; init; } = "";

    /// <summary>The account that entered it on the pages; null: a partner's system sent it.</summary>
    public string? EnteredBy { get; init; }

    /// <summary>Anchor on the page.</summary>
    public string Id => $"e{Member}-{Row.N}";
}

/// <summary>Whether a body can be shown.</summary>
internal enum BodyState
{
    Open,
    Erased,
    Unreadable,
    NotYours,
}
