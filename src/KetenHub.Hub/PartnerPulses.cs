namespace KetenHub.Hub;

/// <summary>When partners were heard, since it was written down last. Kept out of the hub transaction: nobody waits for it, and what a crash loses of it are
/// seconds of a figure.</summary>
public sealed class PartnerPulses
{
    private readonly Lock sync = new();
    private Dictionary<(string Partner, PulseKind Kind, long Hour), (long Minutes, DateTimeOffset LastAt)> heard = [];

    /// <summary>A partner was heard.</summary>
    public void Heard(string partner, PulseKind kind, DateTimeOffset at)
    {
        var hour = (long)Math.Floor((at - DateTimeOffset.UnixEpoch).TotalHours);
        Add(new PulseRow(partner, kind, hour, 1L << at.UtcDateTime.Minute, at));
    }

    /// <summary>Takes what is not written down yet.</summary>
    public IReadOnlyList<PulseRow> Take()
    {
        Dictionary<(string Partner, PulseKind Kind, long Hour), (long Minutes, DateTimeOffset LastAt)> taken;
        lock (sync)
            (taken, heard) = (heard, []);
        // Hubs that write the same rows write them in the same order.
        return [.. taken.Select(one => new PulseRow(one.Key.Partner, one.Key.Kind, one.Key.Hour, one.Value.Minutes, one.Value.LastAt))
            .OrderBy(row => row.Partner, StringComparer.Ordinal).ThenBy(row => row.Kind).ThenBy(row => row.Hour)];
    }

    /// <summary>Gives back what could not be written down.</summary>
    public void GiveBack(IReadOnlyList<PulseRow> rows)
    {
        foreach (var row in rows)
            Add(row);
    }

    /// <summary>Messages of a lane were handled.</summary>
    internal void Heard(IEnumerable<ReadMessage> reads, DateTimeOffset at)
    {
        var (last, lastKind) = ("", PulseKind.Message);
        foreach (var read in reads)
        {
            // What an adapter reports of a delivery is no word of the partner's, nor what is sent again.
            if (read.Inbound.IsReplay || read.Message is Contracts.DeliveryReported { Result: not Contracts.DeliveryResult.Delivered })
                continue;
            var kind = read.Message is Contracts.DeliveryReported ? PulseKind.Taken : PulseKind.Message;
            if (read.Inbound.Publisher == last && kind == lastKind)
                continue;
            (last, lastKind) = (read.Inbound.Publisher, kind);
            Heard(last, kind, at);
        }
    }

    private void Add(PulseRow row)
    {
        lock (sync)
        {
            var (minutes, lastAt) = heard.GetValueOrDefault((row.Partner, row.Kind, row.Hour));
            heard[(row.Partner, row.Kind, row.Hour)] = (minutes | row.Minutes, lastAt > row.LastAt ? lastAt : row.LastAt);
        }
    }
}
