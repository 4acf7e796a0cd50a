namespace KetenHub.Decisions;

/// <summary>What the figures count.</summary>
public enum Measure
{
    /// <summary>Time from the first report about the person to a decision.</summary>
    SignalToDecision,
    /// <summary>Time from decision to hand-out.</summary>
    DecisionToHandOut,
    /// <summary>Time from hand-out to first departure interview.</summary>
    HandOutToInterview,
    /// <summary>Time DT&amp;V had between being asked and the hand-out.</summary>
    Notice,
    /// <summary>Readiness kept or missed, and why.</summary>
    Readiness,
    /// <summary>Incidents by category.</summary>
    IncidentCategory,
    /// <summary>Incidents by impact.</summary>
    IncidentImpact,
    /// <summary>Agreements kept or missed.</summary>
    Agreement,
    /// <summary>Transports handed over in time or late.</summary>
    Transport,
    /// <summary>Cases opened.</summary>
    CaseOpened,
    /// <summary>Cases finished.</summary>
    CaseFinished,
}

/// <summary>The definitions of the figures, shown beside each of them. This is the one place where they stand.</summary>
public static class Definitions
{
    /// <summary>What a measure counts, on which day and for whom, in English and Dutch.</summary>
    public static (string Name, string English, string Dutch) Of(Measure measure) => measure switch
    {
        Measure.SignalToDecision => ("Signal to decision",
            "Time from the first signal or incident about the person to a decision; counted on the day of the decision, at the place of the hand-out, for the partner that decides.",
            "Tijd van het eerste signaal of incident over de persoon tot een besluit; geteld op de dag van het besluit."),
        Measure.DecisionToHandOut => ("Decision to hand-out",
            "Time from decision to hand-out; counted on the day of the hand-out, at its planned place.",
            "Tijd van besluit tot uitreiking; geteld op de dag van de uitreiking, op de geplande plaats."),
        Measure.HandOutToInterview => ("Hand-out to interview",
            "Time from hand-out to the first departure interview; counted on the day of the interview. Without an interview nothing is counted.",
            "Tijd van uitreiking tot het eerste vertrekgesprek; geteld op de dag van het gesprek."),
        Measure.Notice => ("Notice given",
            "Time between the latest request to DT&V and the hand-out; counted on the day of the hand-out.",
            "Tijd tussen de laatste vraag aan DT&V en de uitreiking; geteld op de dag van de uitreiking."),
        Measure.Readiness => ("Readiness",
            "Hand-outs by whether DT&V was there and had said so in time (Kept), was there without (PresentUnprepared), or was absent and what it had answered; on the day of the hand-out.",
            "Uitreikingen naar aanwezigheid van DT&V en het antwoord vooraf; geteld op de dag van de uitreiking."),
        Measure.IncidentCategory => ("Incidents by category",
            "Incidents by their latest registered category; on the day they happened, at their place, for the partner that registered them.",
            "Incidenten naar laatst geregistreerde categorie; geteld op de dag van het incident."),
        Measure.IncidentImpact => ("Incidents by impact",
            "The same incidents by impact.",
            "Dezelfde incidenten naar impact."),
        Measure.Agreement => ("Agreements",
            "Agreements by how they ended: done in time (Kept), done after the term (Late), the term passed and still open (Missed), NotPossible, Withdrawn; on the day the term ended, for the owner. Open ones within their term are not counted.",
            "Afspraken naar afloop; geteld op de dag waarop de termijn eindigde, voor de actiehouder."),
        Measure.Transport => ("Transport",
            "Hand-overs for departure against the target before departure that policy sets: InTime, WithinMargin (at least a full minute late, within the margin of policy), Late (beyond it). Strictly late is WithinMargin and Late together.",
            "Overdrachten voor vertrek ten opzichte van het streefmoment: op tijd, binnen de marge, te laat. Strikt te laat is binnen de marge en te laat samen."),
        Measure.CaseOpened => ("Cases opened",
            "Persons whose case the hub first heard of on the day. Open at the end of a period: all opened until then less all finished.",
            "Personen van wie de hub op die dag voor het eerst van een zaak hoorde."),
        Measure.CaseFinished => ("Cases finished",
            "Persons handed over for departure (Left) or with only granted decisions (Granted), on the day the hub heard it.",
            "Personen die zijn overgedragen voor vertrek of van wie alle besluiten inwilligend zijn."),
        _ => throw new ArgumentOutOfRangeException(nameof(measure)),
    };

    /// <summary>Whether it is a time, of which median and ninetieth percentile are shown.</summary>
    public static bool IsTime(Measure measure) =>
        measure is Measure.SignalToDecision or Measure.DecisionToHandOut or Measure.HandOutToInterview or Measure.Notice;
}
