using KetenHub.Hub;

namespace KetenHub.Dashboard;

// Two periods compared.
internal sealed partial class Texts
{
    public string CompareNote => In(
        "Voor en na, met hoe groot het verschil kan zijn. De marges gelden samen met 95 % zekerheid voor alle twaalf vergelijkingen. Een verschil zegt niet waardoor het komt: seizoen, instroom en registratie veranderen ook.",
        "Before and after, with how large the difference can be. The margins hold together with 95 % confidence for all twelve comparisons. A difference does not say where it comes from: season, inflow and registration change too.");
    public string BeforeFrom => In("Voor: van", "Before: from");
    public string BeforeTo => In("Voor: tot en met", "Before: up to and including");
    public string AfterFrom => In("Na: van", "After: from");
    public string AfterTo => In("Na: tot en met", "After: up to and including");
    public string Compare => In("Vergelijken en vastleggen", "Compare and log");
    public string PeriodsWrong => In("Vul twee perioden in; de tweede begint na het eind van de eerste.", "State two periods; the second begins after the end of the first.");
    public string SharesTitle => In("Aandelen", "Shares");
    public string TimesTitle => In("Doorlooptijden", "Times");
    public string RatesTitle => In("Aantallen", "Numbers");
    public string WhatColumn => In("Wat", "What");
    public string BeforeColumn => In("Voor", "Before");
    public string AfterColumn => In("Na", "After");
    public string DifferencePoints => In("Verschil in procentpunten, van tot", "Difference in percentage points, from to");
    public string ShiftColumn => In("Verschuiving (van tot)", "Shift (from to)");
    public string RatioColumn => In("Verhouding na tot voor, van tot", "Ratio after to before, from to");
    public string VerdictColumn => In("Wat is ervan te zeggen", "What can be said");
    public string MethodNote => In(
        "Aandelen: interval van Newcombe (1998) uit intervallen van Wilson (1927). Doorlooptijden: mediaan van alle verschillen (Hodges en Lehmann, 1963) met het interval van de rangtoets. Aantallen: verhouding per dag, elk geval als onafhankelijk geteld; wie vaker voorkomt, maakt de echte onzekerheid groter. Alle intervallen met z = 2,865 (95 % over twaalf vergelijkingen samen, Bonferroni).",
        "Shares: interval of Newcombe (1998) from intervals of Wilson (1927). Times: median of all differences (Hodges and Lehmann, 1963) with the interval of the rank test. Numbers: ratio per day, each counted as independent; persons who occur more often make the real uncertainty larger. All intervals with z = 2.865 (95 % over twelve comparisons together, Bonferroni).");

    public string Of(Verdict verdict) => verdict switch
    {
        Verdict.TooFew => In("Te weinig gevallen", "Too few cases"),
        Verdict.CanBeChance => In("Kan toeval zijn", "Can be chance"),
        _ => In("Meer dan toeval", "More than chance"),
    };

    public string Of(ShareName share) => share switch
    {
        ShareName.ReadinessKept => In("Gereedheid gehaald", "Readiness kept"),
        ShareName.DtvPresent => In("DT&V aanwezig", "DT&V present"),
        ShareName.AgreementsKept => In("Afspraken op tijd gedaan", "Agreements done in time"),
        ShareName.TransportStrict => In("Vervoer op tijd, op de minuut", "Transport in time, to the minute"),
        ShareName.TransportWithMargin => In("Vervoer op tijd, met de marge", "Transport in time, with the margin"),
        _ => In("Ernstige incidenten", "Serious incidents"),
    };

    public string DefinitionOf(ShareName share) => share switch
    {
        ShareName.ReadinessKept => In("DT&V was er en had dat op tijd gezegd; van alle uitreikingen.", "DT&V was there and had said so in time; of all hand-outs."),
        ShareName.DtvPresent => In("DT&V was er; van alle uitreikingen.", "DT&V was there; of all hand-outs."),
        ShareName.AgreementsKept => In("Op tijd gedaan; van alle afspraken waarvan de termijn eindigde, zonder de ingetrokken.", "Done in time; of all agreements whose term ended, without those withdrawn."),
        ShareName.TransportStrict => In("Geen volle minuut te laat; van alle overdrachten voor vertrek.", "Not a full minute late; of all hand-overs for departure."),
        ShareName.TransportWithMargin => In("Binnen de marge van het beleid; van alle overdrachten voor vertrek.", "Within the margin of policy; of all hand-overs for departure."),
        _ => In("Impact hoog of zeer hoog; van alle incidenten.", "Impact high or very high; of all incidents."),
    };

    public string ShareText((long Hits, long Of) share) => share.Of == 0 ? "-"
        : string.Create(Culture, $"{100.0 * share.Hits / share.Of:0.0} % ({share.Hits}/{share.Of})");

    public string PointsText(ComparedShare share) => share.Before.Of == 0 || share.After.Of == 0 ? "-" : PointsText(share.Low, share.High);

    private string PointsText(double low, double high) => string.Create(Culture, $"{100 * low:+0.0;-0.0;0.0} {In("tot", "to")} {100 * high:+0.0;-0.0;0.0}");

    public string MedianText((long Count, int? Median) time) => time.Median is { } median ? $"{Hours(median)} ({Number(time.Count)})" : "-";

    public string ShiftText((double Shift, double Low, double High) shift) =>
        string.Create(Culture, $"{shift.Shift / 60:+0.0;-0.0;0.0} {In("u", "h")} ({shift.Low / 60:+0.0;-0.0;0.0} {In("tot", "to")} {shift.High / 60:+0.0;-0.0;0.0})");

    public string RateText((long Count, int Days) rate) => string.Create(Culture, $"{30.0 * rate.Count / rate.Days:0.0} {In("per 30 dagen", "per 30 days")} ({rate.Count})");

    public string RatioText(double low, double high) => string.Create(Culture, $"{low:0.00} {In("tot", "to")} {(double.IsInfinity(high) ? In("oneindig", "infinity") : high.ToString("0.00", Culture))}");
}
