namespace KetenHub.Faults.Simulation;

/// <summary>A recipient's queue and what it made of it: messages come in order, some of them twice.</summary>
internal sealed class Mailbox(World world, Dice dice, FaultPlan faults, string recipient, Action<Mail> react)
{
    private readonly HashSet<Guid> known = [];
    private DateTimeOffset last;
    private int waiting;

    public bool IsEmpty => waiting == 0;

    /// <summary>Everything taken from the queue, resends too, in order.</summary>
    public List<Mail> Taken { get; } = [];

    public void Enqueue(Mail mail)
    {
        waiting++;
        var at = world.Now + dice.Time(0, 1);
        last = at > last ? at : last;
        world.At(last, recipient, () => Take(mail));
    }

    private void Take(Mail mail)
    {
        Taken.Add(mail);
        // Stopped before it acknowledged: the same one comes first again.
        if (faults.Strikes(dice, Fault.Redelivered))
            Taken.Add(mail);
        waiting--;
        world.Note($"gets {mail.Type} {mail.Id}");
        if (known.Add(mail.Id))
            react(mail);
    }
}

/// <summary>A notification as a recipient has it.</summary>
internal sealed record Mail(Guid Id, string Type, byte[] Body);
