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
    /// <summary>What a measure counts, on which day and for whom.</summary>
    public static Definition Of(Measure measure) => measure switch
    {
        Measure.SignalToDecision => new("Signal to decision", "Signaal tot besluit",
            "Time from the first signal or incident about the person to a decision; counted on the day of the decision, at the place of the hand-out, for the partner that decides.",
            "Tijd van het eerste signaal of incident over de persoon tot een besluit; geteld op de dag van het besluit, op de plaats van de uitreiking, voor de partner die besluit."),

        Measure.DecisionToHandOut => new("Decision to hand-out", "Besluit tot uitreiking",
            "Time from decision to hand-out; counted on the day of the hand-out, at its planned place.",
            "Tijd van besluit tot uitreiking; geteld op de dag van de uitreiking, op de geplande plaats."),

        Measure.HandOutToInterview => new("Hand-out to interview", "Uitreiking tot vertrekgesprek",
            "Time from hand-out to the first departure interview; counted on the day of the interview. Without an interview nothing is counted.",
            "Tijd van uitreiking tot het eerste vertrekgesprek; geteld op de dag van het gesprek. Zonder gesprek wordt niets geteld."),

        Measure.Notice => new("Notice given", "Aankondigingstijd",
            "Time between the latest request to DT&V and the hand-out; counted on the day of the hand-out.",
            "Tijd tussen de laatste vraag aan DT&V en de uitreiking; geteld op de dag van de uitreiking."),

        Measure.Readiness => new("Readiness", "Gereedheid",
            "Hand-outs by whether DT&V was there and had said so in time (Kept), was there without (PresentUnprepared), or was absent and what it had answered; on the day of the hand-out.",
            "Uitreikingen naar of DT&V er was en dat op tijd had gezegd (Gehaald), er was zonder dat (Aanwezig, onvoorbereid), of er niet was en wat het had geantwoord; geteld op de dag van de uitreiking."),

        Measure.IncidentCategory => new("Incidents by category", "Incidenten naar categorie",
            "Incidents by their latest registered category; on the day they happened, at their place, for the partner that registered them.",
            "Incidenten naar laatst geregistreerde categorie; geteld op de dag van het incident, op de plaats ervan, voor de partner die het registreerde."),

        Measure.IncidentImpact => new("Incidents by impact", "Incidenten naar impact",
            "The same incidents by impact.",
            "Dezelfde incidenten naar impact."),

        Measure.Agreement => new("Agreements", "Afspraken",
            "Agreements by how they ended: done in time (Kept), done after the term (Late), the term passed and still open (Missed), NotPossible, Withdrawn; on the day the term ended, for the owner. Open ones within their term are not counted.",
            "Afspraken naar afloop: op tijd gedaan (Gehaald), na de termijn gedaan (Te laat gedaan), termijn verstreken en nog open (Gemist), niet mogelijk, ingetrokken; geteld op de dag waarop de termijn eindigde, voor de actiehouder. Open afspraken binnen hun termijn tellen niet mee."),

        Measure.Transport => new("Transport", "Vervoer",
            "Hand-overs for departure against the target before departure that policy sets: InTime, WithinMargin (at least a full minute late, within the margin of policy), Late (beyond it). Strictly late is WithinMargin and Late together.",
            "Overdrachten voor vertrek ten opzichte van het streefmoment dat het beleid stelt: op tijd, binnen de marge (ten minste een volle minuut te laat, binnen de marge van het beleid), te laat (daarbuiten). Strikt te laat is binnen de marge en te laat samen."),

        Measure.CaseOpened => new("Cases opened", "Zaken geopend",
            "Persons whose case the hub first heard of on the day. Open at the end of a period: all opened until then less all finished.",
            "Personen van wie de hub op die dag voor het eerst van een zaak hoorde. Open aan het eind van een periode: alle tot dan geopende min alle afgeronde."),

        Measure.CaseFinished => new("Cases finished", "Zaken afgerond",
            "Persons handed over for departure (Left) or with only granted decisions (Granted), on the day the hub heard it.",
            "Personen die zijn overgedragen voor vertrek of van wie alle besluiten inwilligend zijn; geteld op de dag waarop de hub dat hoorde."),

        _ => throw new ArgumentOutOfRangeException(nameof(measure)),
    };

    /// <summary>Whether it is a time, of which median and ninetieth percentile are shown.</summary>
    public static bool IsTime(Measure measure) =>
        measure is Measure.SignalToDecision or Measure.DecisionToHandOut or Measure.HandOutToInterview or Measure.Notice;
}

/// <summary>What a measure counts.</summary>
/// <param name="Name">Its name in English.</param>
/// <param name="DutchName">In Dutch.</param>
/// <param name="English">In full in English: what, on which day, for whom.</param>
/// <param name="Dutch">In Dutch.</param>
public sealed record Definition(string Name, string DutchName, string English, string Dutch);
