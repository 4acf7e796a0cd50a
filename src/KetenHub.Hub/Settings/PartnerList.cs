namespace KetenHub.Hub;

/// <summary>A partner is configuration, never code: a line in partners.json.</summary>
/// <param name="Code">Short code, for example <c>coa</c>.</param>
/// <param name="Name">Name in full.</param>
/// <param name="Oin">OIN, 20 digits: the only one its events may name.</param>
/// <param name="Publishes">Short names of the messages it may publish.</param>
/// <param name="Receives">Short names of the notifications it receives, each with the purpose.</param>
public sealed record Partner(
    string Code, string Name, string Oin, IReadOnlyList<string> Publishes, IReadOnlyDictionary<string, string> Receives)
{
    /// <summary>Most lanes of one partner.</summary>
    public const int MostLanes = 32;

    /// <summary>Into how many lanes its messages are split by person; 1: not at all.</summary>
    public int Lanes { get; init; } = 1;
}

/// <summary>All partners of a hub, and the hub itself as sender.</summary>
/// <param name="HubOin">OIN of the organisation that runs the hub.</param>
/// <param name="HubAddress">Base address of the hub for partners, without a final slash; dataref starts with it.</param>
/// <param name="All">The partners.</param>
public sealed record PartnerList(string HubOin, string HubAddress, IReadOnlyList<Partner> All)
{
    private readonly Dictionary<string, Partner> byCode = All.ToDictionary(partner => partner.Code, StringComparer.Ordinal);

    /// <summary>The <c>source</c> of the hub's own events.</summary>
    public string HubSource { get; } = $"urn:nld:oin:{HubOin}:systeem:ketenhub";

    /// <summary>The partner with this code, or null.</summary>
    public Partner? Find(string code) => byCode.GetValueOrDefault(code);
}
