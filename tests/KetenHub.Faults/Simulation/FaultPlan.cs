namespace KetenHub.Faults.Simulation;

/// <summary>What can go wrong.</summary>
internal enum Fault
{
    /// <summary>The process is killed, at any step.</summary>
    Kill,

    /// <summary>The store fails at a step.</summary>
    StoreDown,

    /// <summary>A commit succeeds and is reported as failed.</summary>
    CommitReplyLost,

    /// <summary>Another transaction was first.</summary>
    Conflict,

    /// <summary>A flow sleeps at a step, up to two minutes, also within a transaction.</summary>
    Stall,

    /// <summary>A hub's clock is set, within an hour of the right time.</summary>
    ClockJump,

    /// <summary>A lane is cut: what was not acknowledged comes again, to another hub if there is one.</summary>
    LaneCut,

    /// <summary>A message does not reach the broker at once.</summary>
    PublishLost,

    /// <summary>It does, and its sender does not hear of it.</summary>
    ConfirmLost,

    /// <summary>A partner can't reach the broker, up to two hours, sometimes ten.</summary>
    LinkDown,

    /// <summary>A message is sent again later, up to a day, same id and body.</summary>
    SentAgain,

    /// <summary>The broker returns a notification.</summary>
    Returned,

    /// <summary>It takes one, the hub does not hear of it, and the channel is gone.</summary>
    OutConfirmLost,

    /// <summary>A recipient gets one twice.</summary>
    Redelivered,

    /// <summary>A partner sends what must be refused.</summary>
    Poison,
}

/// <summary>Which faults a seed lives through, and how often: not every seed has all, so that rare ones also meet alone.</summary>
internal sealed class FaultPlan
{
    private readonly Dictionary<Fault, double> chances = [];

    public FaultPlan(Dice dice)
    {
        void Maybe(Fault fault, double least, double most) => chances[fault] = dice.Chance(0.6) ? least + (dice.Unit() * (most - least)) : 0;
        Hubs = dice.Chance(0.4) ? 2 : 1;
        Maybe(Fault.Kill, 0.0005, 0.006);
        Maybe(Fault.StoreDown, 0.001, 0.01);
        Maybe(Fault.CommitReplyLost, 0.005, 0.05);
        Maybe(Fault.Conflict, 0.01, 0.1);
        Maybe(Fault.Stall, 0.0005, 0.005);
        // These three by the day, the others by the occasion.
        Maybe(Fault.ClockJump, 1, 8);
        Maybe(Fault.LaneCut, 1, 12);
        Maybe(Fault.PublishLost, 0.02, 0.2);
        Maybe(Fault.ConfirmLost, 0.02, 0.2);
        Maybe(Fault.LinkDown, 0.5, 4);
        Maybe(Fault.SentAgain, 0.02, 0.3);
        Maybe(Fault.Returned, 0.01, 0.15);
        Maybe(Fault.OutConfirmLost, 0.01, 0.15);
        Maybe(Fault.Redelivered, 0.02, 0.2);
        Maybe(Fault.Poison, 0.02, 0.15);
        Pipelined = dice.Chance(0.5);
    }

    /// <summary>Hubs that share the store.</summary>
    public int Hubs { get; }

    /// <summary>Publishers send the next message before the last one is confirmed.</summary>
    public bool Pipelined { get; }

    /// <summary>Over: the rest of the story has no faults, so that everything can come to an end.</summary>
    public bool IsOver { get; set; }

    /// <summary>How often each struck; kills also by the step they struck at.</summary>
    public SortedDictionary<string, int> Struck { get; } = new(StringComparer.Ordinal);

    public double this[Fault fault] => chances[fault];

    public bool Strikes(Dice dice, Fault fault)
    {
        if (IsOver || chances[fault] <= 0 || !dice.Chance(chances[fault]))
            return false;
        Count(fault.ToString());
        return true;
    }

    public void Count(string what) => Struck[what] = Struck.GetValueOrDefault(what) + 1;
}
