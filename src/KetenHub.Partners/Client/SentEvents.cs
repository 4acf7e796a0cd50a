using System.Globalization;
using System.Text.Json;
using KetenHub.Partners.Adapters;

namespace KetenHub.Partners.Client;

/// <summary>What a partner sent, in its folder: the last sequence number and the ids of the latest events, and the one event that was not confirmed yet,
/// with its body, so that it can be sent again as it was. A confirmed body is not kept: it is about a person.</summary>
internal sealed class SentEvents
{
    private const int Remembered = 10_000;

    private readonly string unconfirmedFile;
    private readonly Journal journal;

    public SentEvents(string folder)
    {
        unconfirmedFile = Path.Combine(folder, "unconfirmed.json");
        journal = new Journal(Path.Combine(folder, "sent.journal"), Remembered);
        LastSequence = journal.Last is { } last ? long.Parse(last.Split(' ')[1], CultureInfo.InvariantCulture) : 0;
        if (File.Exists(unconfirmedFile))
            Unconfirmed = JsonSerializer.Deserialize<Sent>(File.ReadAllBytes(unconfirmedFile));
        // Confirmed, and the crash came before it could be removed.
        if (Unconfirmed is { } sent && sent.Sequence <= LastSequence)
            Remove();
    }

    /// <summary>Last sequence number that was confirmed; 0 for none.</summary>
    public long LastSequence { get; private set; }

    /// <summary>What was sent, or was about to be, and is not confirmed; null when all is.</summary>
    public Sent? Unconfirmed { get; private set; }

    /// <summary>Whether an event of this id was confirmed.</summary>
    public bool Knows(Guid id) => journal.Contains(id.ToString());

    /// <summary>Notes an event before it is sent; durable on return.</summary>
    public Sent Begin(Guid id, string type, Func<long, byte[]> body)
    {
        var sent = new Sent(LastSequence + 1, id, type, body(LastSequence + 1));
        DurableFile.Write(unconfirmedFile, JsonSerializer.SerializeToUtf8Bytes(sent));
        return Unconfirmed = sent;
    }

    /// <summary>It was confirmed.</summary>
    public void Confirm()
    {
        journal.Add(Unconfirmed!.Id.ToString(), Unconfirmed.Sequence.ToString(CultureInfo.InvariantCulture));
        LastSequence = Unconfirmed.Sequence;
        Remove();
    }

    /// <summary>It was refused for good: its number is free for the next, or the hub would miss it.</summary>
    public void Withdraw() => Remove();

    private void Remove()
    {
        File.Delete(unconfirmedFile);
        Unconfirmed = null;
    }

    /// <summary>An event on its way.</summary>
    internal sealed record Sent(long Sequence, Guid Id, string Type, byte[] Body)
    {
        public AdapterEvent Event => new(Id, Type, Body);

        public override string ToString() => $"{Type} {Id}";
    }
}
