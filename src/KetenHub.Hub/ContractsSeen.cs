using System.Text.RegularExpressions;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Which version of which contract partners sent since it was written down last. Kept out of the hub transaction, as <see cref="PartnerPulses"/>.
/// Holds no text of a partner's that is not of the published form.</summary>
public sealed partial class ContractsSeen
{
    private const string Unknown = "?";

    private readonly Lock sync = new();
    private Dictionary<(string Partner, string Type, string Version, SchemaNamed Schema), ContractSeen> seen = [];

    /// <summary>A type of the published language, also one that this hub does not know.</summary>
    [GeneratedRegex(@"^nl\.vreemdelingenketen\.(?<name>[a-z][a-z-]{0,59})\.(?<version>v[0-9]{1,3})\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Published { get; }

    /// <summary>Takes what is not written down yet.</summary>
    public IReadOnlyList<ContractSeen> Take()
    {
        Dictionary<(string Partner, string Type, string Version, SchemaNamed Schema), ContractSeen> taken;
        lock (sync)
            (taken, seen) = (seen, []);
        // Hubs that write the same rows write them in the same order.
        return [.. taken.OrderBy(one => one.Key.Partner, StringComparer.Ordinal).ThenBy(one => one.Key.Type, StringComparer.Ordinal)
            .ThenBy(one => one.Key.Version, StringComparer.Ordinal).ThenBy(one => one.Key.Schema).Select(one => one.Value)];
    }

    /// <summary>Gives back what could not be written down.</summary>
    public void GiveBack(IReadOnlyList<ContractSeen> rows)
    {
        lock (sync)
        {
            foreach (var row in rows)
                Add(row);
        }
    }

    /// <summary>Messages of a lane were handled.</summary>
    internal void Seen(IEnumerable<ReadMessage> reads, DateTimeOffset at)
    {
        lock (sync)
        {
            foreach (var read in reads)
            {
                if (read.Event is { } sent && !read.Inbound.IsReplay)
                    Add(Row(read, sent, at));
            }
        }
    }

    private static ContractSeen Row(ReadMessage read, CloudEvent sent, DateTimeOffset at)
    {
        var refused = read.IsUsable ? 0 : 1;
        var schema = sent.DataSchema is null ? SchemaNamed.None : sent.DataSchema == read.Type?.DataSchema ? SchemaNamed.Published : SchemaNamed.Other;
        // What the hub knows needs no pattern, and is nearly everything.
        if (read.Type is { } known)
            return new ContractSeen(read.Inbound.Publisher, known.Name, "v1", schema, at, at, 1, refused);
        var form = Published.Match(sent.Type);
        return form.Success
            ? new ContractSeen(read.Inbound.Publisher, form.Groups["name"].Value, form.Groups["version"].Value, schema, at, at, 1, refused)
            : new ContractSeen(read.Inbound.Publisher, Unknown, "", SchemaNamed.Other, at, at, 1, refused);
    }

    private void Add(ContractSeen row)
    {
        var key = (row.Partner, row.Type, row.Version, row.Schema);
        seen[key] = seen.TryGetValue(key, out var before)
            ? before with
            {
                FirstAt = before.FirstAt < row.FirstAt ? before.FirstAt : row.FirstAt, LastAt = before.LastAt > row.LastAt ? before.LastAt : row.LastAt,
                Count = before.Count + row.Count, Refused = before.Refused + row.Refused,
            }
            : row;
    }
}
