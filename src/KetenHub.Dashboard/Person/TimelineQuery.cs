using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>The timeline of a person after the look-up was logged.</summary>
internal sealed class TimelineQuery(IHubStore store, HubKeys keys, PartnerList partners, Visit visit)
{
    public const int PageSize = 100;

    private const int MostLanes = 8;

    /// <summary>The look-up that this is shown for.</summary>
    public LookUp Look { get; private set; } = null!;

    public TimelineAddress Address { get; private set; } = new(new TimelineFilter());

    public IReadOnlyList<PersonRow> Family { get; private set; } = [];

    public IReadOnlyList<ReadinessRow> Readinesses { get; private set; } = [];

    /// <summary>Since when processing is restricted; null: it is not.</summary>
    public DateTimeOffset? RestrictedSince { get; private set; }

    /// <summary>Since when a legal hold lies on the data; null: none does.</summary>
    public DateTimeOffset? HeldSince { get; private set; }

    public ChainCheck Chain { get; private set; } = null!;

    public IReadOnlyList<TimelineEntry> Entries { get; private set; } = [];

    /// <summary>Entries that match the filter.</summary>
    public long Total { get; private set; }

    public long Skip { get; private set; }

    public CauseLines Causes { get; private set; } = new([]);

    /// <summary>Codes of the partners with a lane, the hub first; a party without one stands in the last.</summary>
    public IReadOnlyList<string> Lanes { get; private set; } = [];

    /// <summary>What is wrong with what was asked of this timeline: the number of the error and its text; null: nothing.</summary>
    public (string Number, string Text)? Error { get; set; }

    /// <summary>Entries of this timeline that this account may see, whatever the filter says.</summary>
    public long All { get; private set; }

    // A partner's staff see what their partner said and was told, and who of it looked.
    private TimelineFilter Shown => Address.Filter with { Of = visit.Who.Partner?.Code ?? "" };

    /// <summary>Only whose log it is, for what is done with one entry of it.</summary>
    public async Task LoadFamilyAsync(LookUp look, CancellationToken cancellation)
    {
        Look = look;
        Family = await store.Reads.FamilyAsync(look.Person, cancellation);
    }

    /// <summary>One entry, opened; null when there is none.</summary>
    public async Task<TimelineEntry?> EntryAsync(int member, long n, CancellationToken cancellation) =>
        member < Family.Count && await store.Reads.ChainAsync(Family[member].Id, n - 1, 1, cancellation) is [var row] && row.N == n ? Open([row])[0] : null;

    public async Task LoadAsync(LookUp look, TimelineAddress address, CancellationToken cancellation)
    {
        (Look, Address) = (look, address);
        Family = await store.Reads.FamilyAsync(look.Person, cancellation);
        Chain = await ChainCheck.OfAsync(store.Reads, Family, address.Verify, cancellation);
        ReadRights(Family[0]);
        Readinesses = await store.Reads.ReadinessesAsync(look.Person, cancellation);
        var members = Family.Select(member => member.Id).ToList();
        All = Shown.Of.Length == 0 ? Family.Sum(member => member.N)
            : (await store.Reads.TimelineAsync(members, new TimelineFilter(Of: Shown.Of), 0, 0, cancellation)).Total;
        Skip = Math.Max(0, await FirstAsync(members, cancellation));
        var page = await store.Reads.TimelineAsync(members, Shown, (int)Skip, PageSize, cancellation);
        if (page.Items.Count == 0 && page.Total > 0)
        {
            Skip = Math.Max(0, page.Total - PageSize);
            page = await store.Reads.TimelineAsync(members, Shown, (int)Skip, PageSize, cancellation);
        }
        Total = page.Total;
        Entries = await OpenAsync(page.Items, cancellation);
        Causes = new CauseLines(Entries);
        Lanes = ["hub", .. partners.All.Select(partner => partner.Code).Where(code => page.Items.Any(row => row.Party == code)).Take(MostLanes - 1)];
    }

    /// <summary>Opens the entries of a page or a document.</summary>
    public async Task<IReadOnlyList<TimelineEntry>> PageAsync(int skip, int take, CancellationToken cancellation) =>
        await OpenAsync((await store.Reads.TimelineAsync([.. Family.Select(member => member.Id)], Shown, skip, take, cancellation)).Items, cancellation);

    public string NameOf(string party) => partners.Find(party)?.Name ?? party;

    /// <summary>Codes that a timeline can be filtered by.</summary>
    public IEnumerable<string> Parties => visit.Who.Partner is { } own ? [own.Code] : partners.All.Select(partner => partner.Code).Prepend("hub");

    /// <summary>From 1: the hub's own.</summary>
    public int LaneOf(LogRow row)
    {
        if (partners.Find(row.Party) is null)
            return 1;
        var lane = Lanes.Index().FirstOrDefault(lane => lane.Item == row.Party).Index;
        return lane == 0 ? MostLanes : lane + 1;
    }

    /// <summary>Whether this entry stands on the page that is shown.</summary>
    public bool IsShown(int member, long n) => Entries.Any(entry => entry.Member == member && entry.Row.N == n);

    /// <summary>The address of the page that holds an entry, unfiltered, at the entry.</summary>
    public string AddressOf(int member, long n) => $"{new TimelineAddress(new TimelineFilter(), Entry: $"{member}-{n}").Path(Look.Number)}#e{member}-{n}";

    // The latest entries first of all: a story is read from its start, but the question is what happened last.
    private async Task<long> FirstAsync(List<Guid> members, CancellationToken cancellation)
    {
        if (Address.Skip is { } asked)
            return Math.Min(asked, int.MaxValue);
        if (Address.Entry.Split('-') is [var member, var n] && int.TryParse(member, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < Family.Count
            && long.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return await BeforeAsync(members, Family[place].Id, number, cancellation) - (PageSize / 4);
        }
        return Address.IsFiltered
            ? (await store.Reads.TimelineAsync(members, Shown, 0, 0, cancellation)).Total - PageSize
            : All - PageSize;
    }

    // Of what a partner may see, what came before the moment of the entry.
    private async Task<long> BeforeAsync(List<Guid> members, Guid person, long n, CancellationToken cancellation)
    {
        if (Shown.Of.Length == 0)
            return await store.Reads.BeforeAsync(members, person, n, cancellation);
        return await store.Reads.ChainAsync(person, n - 1, 1, cancellation) is [var row]
            ? (await store.Reads.TimelineAsync(members, new TimelineFilter(Of: Shown.Of, Until: row.At), 0, 0, cancellation)).Total : All;
    }

    private async Task<IReadOnlyList<TimelineEntry>> OpenAsync(IReadOnlyList<LogRow> rows, CancellationToken cancellation)
    {
        var entries = Open(rows);
        var told = entries.Where(entry => entry.Row.Kind == LogKind.Notified).ToLookup(entry => entry.Row.EventId, StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            entries[i] = entry with
            {
                Cause = entry.Row.CauseN is { } n ? (entry.Member, n)
                    : entry.AnswerTo is not { } id ? null
                    : told[id].FirstOrDefault() is { } asked ? (asked.Member, asked.Row.N) : await AskedAsync(id, cancellation),
            };
        }
        return entries;
    }

    // A notification that stands on another page; one about somebody else is no cause of this.
    private async Task<(int, long)?> AskedAsync(string id, CancellationToken cancellation) =>
        Guid.TryParseExact(id, "D", out var known) && await store.Reads.NotificationAsync(known, cancellation) is { } row
            && Family.Index().FirstOrDefault(member => member.Item.Id == row.Person) is { Item: not null } found ? (found.Index, row.N) : null;

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
                ? new TimelineEntry(row, member.Index, BodyState.Open)
                {
                    Fields = BodyField.Of(body), EnteredBy = BodyField.EnteredBy(body), Words = Encoding.UTF8.GetString(body),
                    AnswerTo = row.Kind == LogKind.Received ? BodyField.AnswerTo(body) : null,
                }
                : new TimelineEntry(row, member.Index, BodyState.Open) { Words = Encoding.UTF8.GetString(body) };
        }
        catch (CryptographicException)
        {
            return new TimelineEntry(row, member.Index, BodyState.Unreadable);
        }
    }
}
