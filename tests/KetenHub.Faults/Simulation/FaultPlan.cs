namespace KetenHub.Faults.Simulation;

/// <summary>Which faults a seed lives through, and how often: not every seed has all, so that rare ones also meet alone.</summary>
internal sealed class FaultPlan
{
    public FaultPlan(Dice dice)
    {
        double Maybe(double least, double most) => dice.Chance(0.6) ? least + (dice.Unit() * (most - least)) : 0;
        Hubs = dice.Chance(0.4) ? 2 : 1;
        Crash = Maybe(0.0005, 0.006);
        StoreDown = Maybe(0.001, 0.01);
        CommitReplyLost = Maybe(0.005, 0.05);
        Conflict = Maybe(0.01, 0.1);
        Stall = Maybe(0.0005, 0.005);
        ClockJump = Maybe(1, 8);
        LaneCut = Maybe(1, 12);
        PublishLost = Maybe(0.02, 0.2);
        ConfirmLost = Maybe(0.02, 0.2);
        LinkDown = Maybe(0.5, 4);
        SentAgain = Maybe(0.02, 0.3);
        Returned = Maybe(0.01, 0.15);
        OutConfirmLost = Maybe(0.01, 0.15);
        Redelivered = Maybe(0.02, 0.2);
        Poison = Maybe(0.02, 0.15);
        Pipelined = dice.Chance(0.5);
    }

    /// <summary>Hubs that share the store.</summary>
    public int Hubs { get; }

    /// <summary>Chance of a kill at a step.</summary>
    public double Crash { get; }

    /// <summary>Chance that the store fails at a step.</summary>
    public double StoreDown { get; }

    /// <summary>Chance that a commit succeeds and is reported as failed.</summary>
    public double CommitReplyLost { get; }

    /// <summary>Chance that another transaction was first.</summary>
    public double Conflict { get; }

    /// <summary>Chance that a flow sleeps at a step, up to two minutes.</summary>
    public double Stall { get; }

    /// <summary>Jumps of a hub's clock a day, within an hour of the right time.</summary>
    public double ClockJump { get; }

    /// <summary>Lanes cut a day: what was not acknowledged comes again.</summary>
    public double LaneCut { get; }

    /// <summary>Chance that a message does not reach the broker at once.</summary>
    public double PublishLost { get; }

    /// <summary>Chance that it does and its sender does not hear of it.</summary>
    public double ConfirmLost { get; }

    /// <summary>Times a day that a partner can't reach the broker, up to two hours, sometimes ten.</summary>
    public double LinkDown { get; }

    /// <summary>Chance that a message is sent again later, same id and body.</summary>
    public double SentAgain { get; }

    /// <summary>Chance that the broker returns a notification.</summary>
    public double Returned { get; }

    /// <summary>Chance that it takes one and the hub does not hear of it.</summary>
    public double OutConfirmLost { get; }

    /// <summary>Chance that a recipient gets one twice.</summary>
    public double Redelivered { get; }

    /// <summary>Chance that a message is accompanied by one that must be refused.</summary>
    public double Poison { get; }

    /// <summary>Publishers send the next message before the last one is confirmed.</summary>
    public bool Pipelined { get; }

    /// <summary>Over: the rest of the story has no faults, so that everything can come to an end.</summary>
    public bool IsOver { get; set; }

    public bool Strikes(Dice dice, double chance) => !IsOver && chance > 0 && dice.Chance(chance);
}
