using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Faults.Simulation;

/// <summary>Writes what partners send as events, and hands it to their publishers.</summary>
internal sealed class Post(World world, IReadOnlyDictionary<string, Publisher> publishers, PartnerList partners)
{
    private readonly Dictionary<string, long> sequences = [];
    private int number;

    /// <summary>No more work begins; what was begun comes to its end.</summary>
    public bool IsClosed { get; set; }

    public int Sent { get; private set; }

    /// <summary>Sends a message. Returns its body, for whoever wants to misuse it.</summary>
    public byte[] Send(string partner, KetenMessage message, string? source = null, string? id = null)
    {
        var type = MessageTypes.Of(message);
        source ??= SourceOf(partner);
        var sequence = sequences[source] = sequences.GetValueOrDefault(source) + 1;
        var body = CloudEventWriter.Write(new CloudEvent
        {
            Id = id ?? EffectIds.Of("simulated event", ++number).ToString("D"),
            Source = source,
            Type = type.EventType,
            Time = world.Now,
            DataSchema = type.DataSchema,
            Sequence = CloudEventWriter.Sequence(sequence),
            Data = CloudEventWriter.Data(message),
        });
        Raw(partner, body);
        return body;
    }

    /// <summary>Sends any bytes.</summary>
    public void Raw(string partner, byte[] body)
    {
        if (IsClosed)
            return;
        Sent++;
        publishers[partner].Send(body);
    }

    public string SourceOf(string partner) => $"urn:nld:oin:{partners.Find(partner)!.Oin}:systeem:simulatie";
}
