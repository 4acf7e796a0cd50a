using System.Text.Json;
using System.Text.Json.Nodes;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>The log of a person and of everybody merged into it, opened.</summary>
internal sealed class OpenedLog : IDisposable
{
    private readonly Dictionary<Guid, Sealer> sealers;

    private OpenedLog(Dictionary<Guid, Sealer> sealers, IReadOnlyList<LogRow> rows)
    {
        this.sealers = sealers;
        Entries = [.. rows.Select(Open)];
    }

    /// <summary>In order of time.</summary>
    public IReadOnlyList<OpenedEntry> Entries { get; }

    /// <summary>Reads it.</summary>
    public static async Task<OpenedLog> ReadAsync(IHubReads reads, HubKeys keys, Guid person, CancellationToken cancellation)
    {
        var family = (await reads.FamilyAsync(person, cancellation)).Where(row => !row.IsErased).ToList();
        var rows = await reads.TimelineAsync([.. family.Select(row => row.Id)], 0, int.MaxValue, cancellation);
        return new OpenedLog(family.ToDictionary(row => row.Id, row => keys.PersonKey(row.Id, row.WrappedKey)), rows.Items);
    }

    /// <summary>An entry, or null.</summary>
    public OpenedEntry? Find(Guid person, long n) => Entries.FirstOrDefault(entry => entry.Row.Person == person && entry.Row.N == n);

    /// <summary>Notifications by which what is wrong in an entry can have reached somebody: those that it caused, later ones of the same decision or proposal, and, when it is
    /// about who the person is, one for each partner that fetched a reference since. Too many rather than too few: who is told without need looks once more.</summary>
    public IReadOnlyList<OpenedEntry> ReachedBy(OpenedEntry wrong, string field, PartnerList partners)
    {
        var cause = wrong.Row.Kind == LogKind.Notified ? wrong.Row.CauseN : wrong.Row.N;
        var notified = Entries.Where(entry => entry.Row is { Kind: LogKind.Notified } row && row.Type != PersonCorrection.Told).ToList();
        var caused = notified.Where(entry => entry.Row.Person == wrong.Row.Person && entry.Row.CauseN == cause).ToList();
        var threads = caused.Select(entry => entry.Thread).Append((string?)wrong.Body?["data"]?["decisionNumber"]).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var later = notified.Where(entry => entry.Row.At >= wrong.Row.At && !(entry.Row.Person == wrong.Row.Person && entry.Row.N < wrong.Row.N)
            && entry.Thread is { } thread && threads.Contains(thread));
        return [.. caused.Concat(later).Concat(IsAboutIdentity(field) ? Fetched(wrong, notified, partners) : []).DistinctBy(entry => entry.Row.EventId)];
    }

    /// <summary>Fields that a partner gets with the reference of any notification.</summary>
    public static bool IsAboutIdentity(string field) =>
        field is "/data/caseNumber" or "/data/person" or "/data/other"
        || field.StartsWith("/data/person/", StringComparison.Ordinal) || field.StartsWith("/data/other/", StringComparison.Ordinal);

    /// <summary>What a pointer (RFC 6901) under <c>/data</c> names, or null.</summary>
    public static JsonNode? At(JsonNode body, string field)
    {
        if (!field.StartsWith("/data/", StringComparison.Ordinal))
            return null;
        JsonNode? node = body;
        foreach (var step in field[1..].Split('/').Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            node = node switch
            {
                JsonObject of => of[step],
                JsonArray of when int.TryParse(step, System.Globalization.CultureInfo.InvariantCulture, out var place) && place >= 0 && place < of.Count => of[place],
                _ => null,
            };
        }
        return node;
    }

    /// <summary>Whether a notification says what is wrong: the same text anywhere, or the same number or truth under the same name.</summary>
    public static bool Holds(JsonNode data, JsonNode wrong, string field)
    {
        var said = Leaves(data, "").ToList();
        return Leaves(wrong, field[(field.LastIndexOf('/') + 1)..]).Any(leaf => said.Any(one => one.Text == leaf.Text && (one.Name == leaf.Name || leaf.Text is ['"', _, _, _, ..])));
    }

    public void Dispose()
    {
        foreach (var sealer in sealers.Values)
            sealer.Dispose();
    }

    // The reference that was fetched is not in the log: the latest notification that the partner had is named.
    private IEnumerable<OpenedEntry> Fetched(OpenedEntry wrong, List<OpenedEntry> notified, PartnerList partners)
    {
        foreach (var code in partners.All.Select(partner => partner.Code))
        {
            var look = Entries.LastOrDefault(entry => entry.Row.Kind == LogKind.LookedUp && entry.Row.Party == code && entry.Row.At >= wrong.Row.At);
            if (look is not null && notified.LastOrDefault(entry => entry.Row.Party == code && entry.Row.At <= look.Row.At) is { } had)
                yield return had;
        }
    }

    private static IEnumerable<(string Name, string Text)> Leaves(JsonNode? node, string name) => node switch
    {
        JsonObject of => of.SelectMany(member => Leaves(member.Value, member.Key)),
        JsonArray of => of.SelectMany(item => Leaves(item, name)),
        null => [],
        _ => [(name, node.ToJsonString())],
    };

    private OpenedEntry Open(LogRow row)
    {
        if (row.SealedBody is null || row.Kind is not (LogKind.Received or LogKind.Notified or LogKind.Corrected))
            return new OpenedEntry(row, null, null);
        var body = sealers[row.Person].Open(row.SealedBody, HubKeys.Bound(row.Person, "log"));
        return row.Kind == LogKind.Corrected
            ? new OpenedEntry(row, null, JsonSerializer.Deserialize<CorrectionBody>(body, CloudEventWriter.JsonOptions))
            : new OpenedEntry(row, JsonNode.Parse(body), null);
    }
}

/// <summary>One entry, opened.</summary>
/// <param name="Row">As logged.</param>
/// <param name="Body">The event; null for what is no message, or has no content any more.</param>
/// <param name="Correction">What was corrected; null for every other kind.</param>
internal sealed record OpenedEntry(LogRow Row, JsonNode? Body, CorrectionBody? Correction)
{
    /// <summary>Decision or proposal it belongs to.</summary>
    public string? Thread => (string?)Body?["correlationid"];

    /// <summary>Names kind and type only.</summary>
    public override string ToString() => $"{Row.Kind} {Row.Type}";
}
