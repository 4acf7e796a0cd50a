using System.Security.Cryptography;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Faults.Simulation;

/// <summary>A partner's sender: keeps what it sent until the broker confirmed it, and sends it again when it does not hear of it.</summary>
internal sealed class Publisher(World world, Dice dice, FaultPlan faults, InboundQueue queue)
{
    private readonly Queue<Sent> unsent = new();
    private DateTimeOffset upAt;
    private Sent? latest;
    private bool scheduled;

    /// <summary>The ledger: what was handed over, in order.</summary>
    public List<Sent> Ledger { get; } = [];

    public string Partner => queue.Partner;

    public bool IsDone => unsent.Count == 0 && Ledger.TrueForAll(sent => sent.IsConfirmed);

    public void Send(byte[] body)
    {
        var sent = new Sent(new InboundMessage(Partner, CloudEvent.ContentType, body), Convert.ToHexString(SHA256.HashData(body)));
        Ledger.Add(sent);
        unsent.Enqueue(sent);
        if (faults.Strikes(dice, Fault.SentAgain))
            world.After(dice.Time(0.1, 1500), Partner, () => Publish(sent));
        Next();
    }

    /// <summary>The broker can't be reached for a while.</summary>
    public void Down(TimeSpan time) => upAt = world.Now + time;

    private void Next()
    {
        if (scheduled || unsent.Count == 0 || (!faults.Pipelined && latest is { IsConfirmed: false }))
            return;
        scheduled = true;
        world.At((upAt > world.Now ? upAt : world.Now) + dice.Time(0, 0.05), Partner, () =>
        {
            scheduled = false;
            if (upAt <= world.Now)
                Publish(latest = unsent.Dequeue());
            Next();
        });
    }

    private void Publish(Sent sent)
    {
        if (faults.Strikes(dice, Fault.PublishLost))
        {
            world.Note("publish lost");
            world.After(dice.Time(0.05, 5), Partner, () => Publish(sent));
            return;
        }
        queue.Enqueue(sent.Message);
        world.Note($"publishes {sent.Digest[..8]}");
        if (faults.Strikes(dice, Fault.ConfirmLost))
        {
            world.After(dice.Time(0.05, 5), Partner, () => Publish(sent));
            return;
        }
        world.After(dice.Time(0, 0.02), Partner, () => Confirm(sent));
    }

    private void Confirm(Sent sent)
    {
        sent.IsConfirmed = true;
        Next();
    }
}

/// <summary>A message as its sender remembers it.</summary>
internal sealed class Sent(InboundMessage message, string digest)
{
    public InboundMessage Message => message;

    /// <summary>SHA-256 of the body, upper-case hex.</summary>
    public string Digest => digest;

    public bool IsConfirmed { get; set; }
}
