using KetenHub.Contracts;

namespace KetenHub.Partners;

/// <summary>Tells a case: everything that happens of itself, whatever the hub does.</summary>
internal sealed class CaseScript
{
    private readonly SimulatedCase file;
    private readonly List<SimulatedEvent> events = [];
    private int decisionRevision;
    private int handOutRevision;

    private CaseScript(SimulatedCase file) => this.file = file;

    /// <summary>Events in no particular order.</summary>
    public IReadOnlyList<SimulatedEvent> Events => events;

    /// <summary>The hand-out that takes place; null when none does.</summary>
    public HandOutPlan? HandOut { get; private set; }

    /// <summary>When the hand-out was cancelled for good; null otherwise.</summary>
    public DateTimeOffset? CalledOffAt { get; private set; }

    /// <summary>How the story goes. The first two are there for whoever looks at a fresh start.</summary>
    public Plot Plot { get; private init; }

    public static CaseScript Of(SimulatedCase file)
    {
        var script = new CaseScript(file) { Plot = PlotOf(file) };
        script.Tell();
        script.SendOneAgain();
        return script;
    }

    private static Plot PlotOf(SimulatedCase file) => file.Number switch
    {
        1 => Plot.AnsweredAfterEscalation,
        2 => Plot.AnsweredAtOnce,
        _ => file.Draw("plot") switch
        {
            < 0.08 => Plot.Granted,
            < 0.23 => Plot.PlannedLater,
            < 0.38 => Plot.Replanned,
            < 0.45 => Plot.CancelledAndPlannedAgain,
            < 0.51 => Plot.Withdrawn,
            < 0.57 => Plot.RevisedToGranted,
            < 0.63 => Plot.OutOfViewForGood,
            < 0.70 => Plot.OutOfViewAndBack,
            < 0.76 => Plot.TwoIdentities,
            _ => Plot.AsPlanned,
        },
    };

    private void Tell()
    {
        var decidedAt = DecidedAt();
        Reports(decidedAt);
        var lead = Lead();
        if (Plot == Plot.Granted)
        {
            Decide("decision", decidedAt, DecisionOutcome.Granted, null);
            return;
        }
        HandOut = Plot == Plot.PlannedLater ? null : PlanAt(decidedAt + lead);
        Decide("decision", decidedAt, Outcome(), HandOut);
        Turn(decidedAt, lead);
    }

    private DateTimeOffset DecidedAt() => Plot switch
    {
        Plot.AnsweredAfterEscalation => file.Start + TimeSpan.FromMinutes(2),
        Plot.AnsweredAtOnce => file.Start + TimeSpan.FromMinutes(3),
        _ => file.Start + file.Minutes("decided", 30, 100),
    };

    // Less than a day is short notice; both kinds occur.
    private TimeSpan Lead() => Plot switch
    {
        Plot.AnsweredAfterEscalation => TimeSpan.FromHours(30),
        Plot.AnsweredAtOnce => TimeSpan.FromHours(6),
        _ => file.Draw("notice") < 0.35 ? file.Minutes("lead", 6 * 60, 20 * 60) : file.Minutes("lead", 25 * 60, 30 * 60),
    };

    // What turns after the decision.
    private void Turn(DateTimeOffset decidedAt, TimeSpan lead)
    {
        switch (Plot)
        {
            case Plot.PlannedLater:
                Plan("planned", decidedAt + file.Minutes("planned", 40, 200), decidedAt + lead);
                break;
            case Plot.Replanned:
                Plan("replanned", decidedAt + (lead * 0.4), decidedAt + lead + file.Minutes("moved", 120, 480));
                if (file.Draw("moved again") < 0.3)
                    Plan("replanned again", decidedAt + (lead * 0.6), decidedAt + lead + file.Minutes("moved more", 60, 600));
                break;
            case Plot.CancelledAndPlannedAgain:
                Cancel("cancelled", decidedAt + (lead * 0.5), HandOutCancelReason.Rescheduling);
                Plan("planned again", decidedAt + (lead * 0.6), decidedAt + lead + file.Minutes("moved", 300, 900));
                break;
            case Plot.Withdrawn:
                Withdraw(decidedAt + (lead * 0.5));
                break;
            case Plot.RevisedToGranted:
                CallOff(decidedAt + (lead * 0.6));
                Decide("revised", decidedAt + (lead * 0.6), DecisionOutcome.Granted, null);
                break;
            case Plot.OutOfViewForGood:
                Signal("left view", "coa", decidedAt + (lead * 0.5), CaseSignalKind.LeftView);
                Cancel("cancelled", decidedAt + (lead * 0.5) + file.Minutes("out of view", 30, 120), HandOutCancelReason.OutOfView);
                break;
            case Plot.OutOfViewAndBack:
                Signal("left view", "coa", decidedAt + (lead * 0.4), CaseSignalKind.LeftView);
                Signal("reappeared", "avim", decidedAt + (lead * 0.7), CaseSignalKind.Reappeared);
                break;
            case Plot.TwoIdentities:
                Merge(decidedAt + file.Minutes("merged", 90, 300));
                break;
        }
    }

    // Signals and incidents before the decision, sometimes one while DT&V is being asked.
    private void Reports(DateTimeOffset decidedAt)
    {
        if (file.Draw("opening") < 0.5)
            Incident("opening", "coa", file.Start, file.Person);
        else
            Signal("opening", file.Draw("opened by") < 0.6 ? "avim" : "coa", file.Start, file.Pick("opening kind", SimulatedTexts.Openings));
        if (Plot is Plot.AnsweredAfterEscalation or Plot.AnsweredAtOnce)
            return;
        if (file.Draw("second") < 0.6)
            Incident("second", "coa", file.Start + file.Minutes("second after", 8, 28), file.Person);
        if (file.Draw("third") < 0.3)
            Signal("third", "avim", file.Start + file.Minutes("third after", 5, 29), CaseSignalKind.NuisanceAroundLocation);
        if (file.Draw("later") < 0.4)
            Incident("later", file.Draw("later by") < 0.7 ? "coa" : "avim", decidedAt + file.Minutes("later after", 20, 240), file.Person);
        if (Plot == Plot.TwoIdentities)
            Incident("other identity", "coa", file.Start + file.Minutes("other identity", 3, 25), file.OtherIdentity);
    }

    private void Incident(string key, string by, DateTimeOffset at, PersonReference person) => Add(key, at, by, new IncidentRegistered
    {
        Person = person,
        IncidentNumber = $"{by}-{file.CaseNumber}-{key.Replace(' ', '-')}",
        Revision = 1,
        Category = file.Pick(key + " category", SimulatedTexts.Categories),
        Impact = file.Pick(key + " impact", SimulatedTexts.Impacts),
        OccurredAt = at - file.Minutes(key + " ago", 5, 25),
        RegisteredAt = at,
        Location = by == "coa" ? file.Location : file.Location with { Kind = LocationKind.PublicSpace },
        Measures = [file.Pick(key + " measure", SimulatedTexts.Measures)],
        PoliceReport = file.Pick(key + " police", SimulatedTexts.PoliceReports),
        WhatHappened = file.Pick(key + " text", SimulatedTexts.Incidents),
    });

    private void Signal(string key, string by, DateTimeOffset at, CaseSignalKind kind) => Add(key, at, by, new CaseSignal
    {
        Person = file.Person,
        Kind = kind,
        ObservedAt = at - file.Minutes(key + " ago", 2, 10),
        Place = by == "coa" ? file.Location : file.Location with { Kind = LocationKind.PublicSpace },
        WhatHappened = file.Pick(key + " text", SimulatedTexts.Signals),
        RequestedAttention = file.Pick(key + " attention", SimulatedTexts.Attentions),
    });

    private void Decide(string key, DateTimeOffset at, DecisionOutcome outcome, HandOutPlan? plan) => Add(key, at, "ind", new DecisionIssued
    {
        Person = file.Person,
        CaseNumber = file.CaseNumber,
        DecisionNumber = file.DecisionNumber,
        Revision = ++decisionRevision,
        Outcome = outcome,
        Track = outcome == DecisionOutcome.DublinTransfer ? 1 : file.Pick("track", SimulatedTexts.Tracks),
        IssuedAt = at,
        ReturnDecision = outcome is not (DecisionOutcome.Granted or DecisionOutcome.DublinTransfer),
        EntryBan = outcome == DecisionOutcome.RejectedManifestlyUnfounded,
        DeparturePeriodDays = outcome == DecisionOutcome.Rejected ? 28 : 0,
        AppealSuspendsRemoval = outcome == DecisionOutcome.Rejected,
        HandOut = plan,
    });

    private void Plan(string key, DateTimeOffset at, DateTimeOffset handOutAt)
    {
        HandOut = PlanAt(handOutAt);
        CalledOffAt = null;
        Add(key, at, "ind", new HandOutPlanned
        {
            Person = file.Person, CaseNumber = file.CaseNumber, DecisionNumber = file.DecisionNumber, HandOut = HandOut,
        });
    }

    private void Cancel(string key, DateTimeOffset at, HandOutCancelReason reason)
    {
        CallOff(at);
        Add(key, at, "ind", new HandOutCancelled
        {
            Person = file.Person,
            CaseNumber = file.CaseNumber,
            DecisionNumber = file.DecisionNumber,
            HandOutRevision = ++handOutRevision,
            CancelledAt = Whole(at),
            Reason = reason,
        });
    }

    private void Withdraw(DateTimeOffset at)
    {
        CallOff(at);
        Add("withdrawn", at, "ind", new DecisionWithdrawn
        {
            Person = file.Person,
            CaseNumber = file.CaseNumber,
            DecisionNumber = file.DecisionNumber,
            Revision = ++decisionRevision,
            WithdrawnAt = Whole(at),
        });
    }

    private void Merge(DateTimeOffset at) => Add("merged", at, "avim", new PersonIdentifiersChanged
    {
        Person = file.Person,
        Change = IdentifierChange.Merge,
        Revision = 1,
        EstablishedAt = at,
        Ground = IdentityGround.Fingerprints,
        Other = file.OtherIdentity,
    });

    // A partner that is not sure whether its message arrived sends it again: same id, same content.
    private void SendOneAgain()
    {
        if (file.Draw("resend") >= 0.15)
            return;
        var first = file.Pick("resent", events);
        var at = first.At + file.Minutes("resent after", 3, 15);
        events.Add(first with { Key = first.Key + ", again", At = at });
    }

    private void CallOff(DateTimeOffset at)
    {
        HandOut = null;
        CalledOffAt = Whole(at);
    }

    private HandOutPlan PlanAt(DateTimeOffset at) => new()
    {
        Revision = ++handOutRevision,
        At = Rounded(at),
        Location = file.Location,
        Language = file.Pick("language", SimulatedTexts.Languages),
        InterpreterNeeded = file.Draw("interpreter") < 0.7,
    };

    private DecisionOutcome Outcome() => file.Pick("outcome", SimulatedTexts.NegativeOutcomes);

    private void Add(string key, DateTimeOffset at, string partner, KetenMessage message) =>
        events.Add(new SimulatedEvent(key, file.Id(key), Whole(at), partner, message));

    private static DateTimeOffset Whole(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerSecond));

    // People plan on five minutes.
    private static DateTimeOffset Rounded(DateTimeOffset at) => at.AddTicks(TimeSpan.TicksPerMinute * 5 - (at.Ticks % (TimeSpan.TicksPerMinute * 5)));
}

/// <summary>How a case goes.</summary>
internal enum Plot
{
    AsPlanned,
    AnsweredAfterEscalation,
    AnsweredAtOnce,
    Granted,
    PlannedLater,
    Replanned,
    CancelledAndPlannedAgain,
    Withdrawn,
    RevisedToGranted,
    OutOfViewForGood,
    OutOfViewAndBack,
    TwoIdentities,
}
