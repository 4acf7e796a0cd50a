using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Everything the hub holds about a person (AVG art. 15).</summary>
/// <param name="Identifiers">Known identifiers, of everybody merged into the person too.</param>
/// <param name="CaseNumbers">Case numbers at the partner that decides.</param>
/// <param name="IsMinor">Held to be a minor.</param>
/// <param name="RestrictedSince">Since when processing is restricted; null: it is not.</param>
/// <param name="HeldSince">Since when a legal hold lies on the data; null: none does.</param>
/// <param name="Entries">The whole log, in order of time.</param>
public sealed record PersonExport(
    IReadOnlyList<PersonIdentifier> Identifiers, IReadOnlyList<string> CaseNumbers, bool IsMinor, DateTimeOffset? RestrictedSince, DateTimeOffset? HeldSince,
    IReadOnlyList<ExportedEntry> Entries)
{
    private static readonly JsonSerializerOptions Indented = new(CloudEventWriter.JsonOptions) { WriteIndented = true };

    /// <summary>Reads it. The look-up must be logged before.</summary>
    public static async Task<PersonExport> ReadAsync(IHubReads reads, HubKeys keys, PartnerList partners, Guid person, CancellationToken cancellation)
    {
        var family = await reads.FamilyAsync(person, cancellation);
        var sealers = family.Where(row => !row.IsErased).ToDictionary(row => row.Id, row => keys.PersonKey(row.Id, row.WrappedKey));
        try
        {
            var identifiers = new List<PersonIdentifier>();
            foreach (var (id, key) in sealers)
                identifiers.AddRange((await reads.IdentifiersAsync(id, cancellation)).Select(row => HubKeys.OpenIdentifier(key, row)));
            var own = family[0];
            var state = StateJson.Read(sealers[own.Id].Open(own.SealedState, HubKeys.Bound(own.Id, "state")));
            var log = await reads.TimelineAsync([.. family.Select(row => row.Id)], 0, int.MaxValue, cancellation);
            return new PersonExport(identifiers, state.CaseNumbers, state.IsMinor, state.RestrictedSince, state.HeldSince, [.. log.Items.Select(row => Open(row, sealers, partners))]);
        }
        finally
        {
            foreach (var sealer in sealers.Values)
                sealer.Dispose();
        }
    }

    /// <summary>As JSON, for a person's lawyer or another system (art. 15, paragraph 3).</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Identifiers,
            CaseNumbers,
            IsMinor,
            RestrictedSince,
            HeldSince,
            Entries = Entries.Select(entry => new
            {
                entry.Row.At,
                Kind = Stored.NameOf(entry.Row.Kind),
                entry.Row.Type,
                From = entry.Row.Kind == LogKind.Received ? entry.Partner : null,
                To = entry.Row.Kind == LogKind.Notified ? entry.Partner : null,
                By = entry.Row.Kind is LogKind.Received or LogKind.Notified || entry.Row.Party == "hub" ? null : entry.Partner,
                entry.Purpose,
                entry.Row.Why,
                entry.Row.PolicyVersion,
                Content = entry.Content(),
            }),
        },
        Indented);

    private static ExportedEntry Open(LogRow row, Dictionary<Guid, Sealer> sealers, PartnerList partners)
    {
        var partner = partners.Find(row.Party);
        var body = row.SealedBody is null || !sealers.TryGetValue(row.Person, out var sealer)
            ? null : Encoding.UTF8.GetString(sealer.Open(row.SealedBody, HubKeys.Bound(row.Person, "log")));
        var purpose = row.Kind switch
        {
            LogKind.Notified => partner?.Receives.GetValueOrDefault(row.Type),
            LogKind.LookedUp => body,
            _ => null,
        };
        return new ExportedEntry(row, partner?.Name ?? row.Party, purpose, body);
    }
}

/// <summary>One entry, opened.</summary>
/// <param name="Row">As logged.</param>
/// <param name="Partner">Name of the partner that sent it, was told or looked; else the actor.</param>
/// <param name="Purpose">For which purpose the partner was told, or looked; null for what came in.</param>
/// <param name="Body">Content; null once erased.</param>
public sealed record ExportedEntry(LogRow Row, string Partner, string? Purpose, string? Body)
{
    /// <summary>Content as JSON where it is JSON, else as text.</summary>
    public JsonNode? Content() => Body is null ? null
        : Row.Kind switch
        {
            LogKind.Received or LogKind.Notified => JsonNode.Parse(Body)?["data"]?.DeepClone(),
            LogKind.Corrected => JsonNode.Parse(Body),
            _ => JsonValue.Create(Body),
        };

    /// <summary>Names kind and type only.</summary>
    public override string ToString() => $"{Row.Kind} {Row.Type}";
}
