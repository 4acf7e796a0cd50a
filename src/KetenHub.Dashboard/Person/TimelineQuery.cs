using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>The timeline of a person after the look-up was logged.</summary>
internal sealed class TimelineQuery(IHubStore store, HubKeys keys, Partners partners)
{
    public const int PageSize = 100;

    private const int MostLanes = 8;
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Ticket { get; private set; } = "";

    public string Purpose { get; private set; } = "";

    public IReadOnlyList<PersonRow> Family { get; private set; } = [];

    public IReadOnlyList<ReadinessRow> Readinesses { get; private set; } = [];

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
        Readinesses = await store.Reads.ReadinessesAsync(person, cancellation);
        var members = Family.Select(member => member.Id).ToList();
        // The latest entries first of all: a story is read from its start, but the question is what happened last.
        Total = (await store.Reads.TimelineAsync(members, 0, 1, cancellation)).Total;
        Skip = Math.Clamp(skip ?? Total - PageSize, 0, Math.Max(0, Total - 1));
        var page = await store.Reads.TimelineAsync(members, (int)Skip, PageSize, cancellation);
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
            return new TimelineEntry(row, member.Index, null, BodyState.Erased);
        try
        {
            if (!sealers.TryGetValue(row.Person, out var sealer))
                sealers.Add(row.Person, sealer = keys.PersonKey(row.Person, member.Item.WrappedKey));
            return new TimelineEntry(row, member.Index, Readable(row, sealer.Open(row.SealedBody, HubKeys.Bound(row.Person, "log"))), BodyState.Open);
        }
        catch (CryptographicException)
        {
            return new TimelineEntry(row, member.Index, null, BodyState.Unreadable);
        }
    }

    private static string Readable(LogRow row, byte[] body)
    {
        if (row.Kind is not (LogKind.Received or LogKind.Notified))
            return Encoding.UTF8.GetString(body);
        using var document = JsonDocument.Parse(body);
        // The envelope repeats what the entry shows; the data is what was said.
        var said = document.RootElement.TryGetProperty("data", out var data) ? data : document.RootElement;
        return JsonSerializer.Serialize(said, Pretty);
    }
}

/// <summary>One entry, opened.</summary>
/// <param name="Row">As logged.</param>
/// <param name="Member">Which of the family it is of; 0 the person itself.</param>
/// <param name="Body">In readable form; null when it can't be shown.</param>
/// <param name="State">Why not.</param>
internal sealed record TimelineEntry(LogRow Row, int Member, string? Body, BodyState State)
{
    /// <summary>Anchor on the page.</summary>
    public string Id => $"e{Member}-{Row.N}";
}

/// <summary>Whether a body can be shown.</summary>
internal enum BodyState
{
    Open,
    Erased,
    Unreadable,
}
