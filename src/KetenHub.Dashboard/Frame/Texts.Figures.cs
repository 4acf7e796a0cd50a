using System.Globalization;
using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

// Figures.
internal sealed partial class Texts
{
    private static readonly string[] DutchMonths = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"];
    private static readonly string[] EnglishMonths = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    public string FiguresTitle => In("Cijfers", "Figures");
    public string PeriodLabel => In("Periode", "Period");
    public string FromMonth => In("Van maand", "From month");
    public string ToMonth => In("Tot en met maand", "Up to and including month");
    public string FromDay => In("Van dag", "From day");
    public string ToDay => In("Tot en met dag", "Up to and including day");
    public string BreakDown => In("Uitsplitsen naar", "Break down by");
    public string ByKindOnly => In("alleen soort", "kind only");
    public string ReferenceDate(string day) => In($"Peildatum {day}.", $"Reference date {day}.");
    public string FiguresCanChange => In("Cijfers kunnen door correcties nog wijzigen.", "Figures can change by corrections.");
    public string PublishedNote => In(
        "Afgerond op tientallen; < 10 is 0 tot en met 9; x wordt niet getoond om een klein aantal te beschermen. Delen hoeven niet op te tellen tot het totaal. Over meer maanden staat er een som van de maanden. Gestreept: zo veel kan het hoogstens zijn. Mediaan vanaf ongeveer 25 zaken in een maand, 90e percentiel vanaf ongeveer 105: er zijn er altijd ten minste tien langer.",
        "Rounded to tens; < 10 is 0 to 9; x is not shown to protect a small number. Parts need not add up to totals. Over several months it is a sum of the months. Dashed: at most so many. Median from some 25 cases in a month, ninetieth percentile from some 105: at least ten are always longer.");
    public string PeriodNotPublished => In("Alleen hele maanden die voorbij zijn, hoogstens vijf jaar, kunnen worden getoond.", "Only whole months that are over, at most five years, can be shown.");
    public string PeriodWrong => In("De laatste dag ligt na de eerste, hoogstens tien jaar later.", "The last day is after the first, at most ten years later.");
    public string MedianAndP90 => In("Mediaan (streepje) en 90e percentiel (staaf)", "Median (tick) and ninetieth percentile (bar)");
    public string MonthColumn => In("Maand", "Month");
    public string CountColumn => In("Aantal", "Count");
    public string BarColumn => In("Staaf", "Bar");
    public string FewCases => In("te weinig zaken", "too few cases");
    public string NotKnown => In("onbekend", "not known");
    public string WholePeriod => In("hele periode", "whole period");
    public string TotalByMonth(string total) => In($"Totaal {total}, per maand", $"Total {total}, by month");
    public string ByDimension(string dimension) => dimension switch
    {
        "location" => In("Naar locatie", "By location"),
        "partner" => In("Naar partner", "By partner"),
        "impact" => In("Naar impact", "By impact"),
        _ => In("Naar soort", "By kind"),
    };
    public string ExactTitle => In("Exacte cijfers", "Exact figures");
    public string ExactNote => In("Tot op het cijfer, niet om te publiceren. Elke inzage wordt met het doel vastgelegd.", "To the digit, not for publication. Each look is logged with its purpose.");
    public string ExactPurposeHint => In("Waarom u exacte cijfers bekijkt, 5 tot 200 tekens. Geen namen of nummers.", "Why you look at exact figures, 5 to 200 characters. No names or numbers.");
    public string ExactNeedsRight => In("Dit account ziet alleen de cijfers die mogen worden gepubliceerd.", "This account sees only figures that may be published.");
    public string ShowExact => In("Exact tonen en vastleggen", "Show exactly and log");
    public string NotForPublication => In("Niet om te publiceren.", "Not for publication.");
    public string LookLogged => In("Deze inzage is vastgelegd.", "This look was logged.");
    public string PeriodText(string from, string to) => In($"{from} tot en met {to}.", $"{from} to {to}.");
    public string BackToFigures => In("Naar de cijfers", "To the figures");
    public string NothingCounted => In("Niets geteld.", "Nothing counted.");
    public string OpenAtEnd(long count) => In($"Open aan het eind van de periode: {Number(count)}.", $"Open at the end of the period: {Number(count)}.");
    public string DistributionOf(string total) => In($"Verdeling over de periode, totaal {total}", $"Distribution over the period, total {total}");
    public string Distribution => In("Verdeling", "Distribution");
    public string Duration => In("Duur", "Duration");
    public string CompareTitle => In("Twee perioden vergelijken", "Compare two periods");

    public string Hours(int minutes) => minutes < 120 ? $"{minutes} min" : string.Create(Culture, $"{minutes / 60.0:0.#} {In("u", "h")}");

    public string UpTo(int from, int? to) => to is { } end ? In($"{Span(from)} tot {Span(end)}", $"{Span(from)} to {Span(end)}") : In($"{Span(from)} of langer", $"{Span(from)} or longer");

    public string DayText(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{day.Day} {(IsDutch ? DutchMonths : EnglishMonths)[day.Month - 1]} {day.Year}");

    public string MonthText(int month) => string.Create(CultureInfo.InvariantCulture, $"{(IsDutch ? DutchMonths : EnglishMonths)[(month % 100) - 1][..3]} {month / 100}");

    /// <summary>A cell over a period, in words of this language.</summary>
    public string Shown(PublishedSum sum) => (sum.Tens, sum.Small, sum.Hidden) switch
    {
        (0, 1, 0) => "< 10",
        (0, 0, 1) => "x",
        (_, 0, 0) => Number(sum.Tens),
        _ => string.Join(" + ", new[]
        {
            sum.Tens > 0 ? Number(sum.Tens) : null,
            sum.Small > 0 ? $"{Number(sum.Small)} × (< 10)" : null,
            sum.Hidden > 0 ? $"{Number(sum.Hidden)} × x" : null,
        }.OfType<string>()),
    };

    public string NameOf(Measure measure) => Stored.IsKnown(measure) ? In(Definitions.Of(measure).DutchName, Definitions.Of(measure).Name) : UnknownKind(measure);

    public string DefinitionOf(Measure measure) => Stored.IsKnown(measure) ? In(Definitions.Of(measure).Dutch, Definitions.Of(measure).English) : "";

    /// <summary>Incidents are one figure with two measures.</summary>
    public string NameOfStar(string star) => Enum.TryParse<Measure>(star, out var measure) ? NameOf(measure) : In("Incidenten", "Incidents");

    public IEnumerable<string> DefinitionsOf(string star) =>
        (Enum.TryParse<Measure>(star, out var measure) ? [measure] : new[] { Measure.IncidentCategory, Measure.IncidentImpact }).Select(DefinitionOf);

    public string LabelOf(string label) => label switch
    {
        "" => In("alle", "all"),
        "Kept" => In("Gehaald", "Kept"),
        "Late" => In("Te laat", "Late"),
        "Missed" => In("Gemist", "Missed"),
        "InTime" => In("Op tijd", "In time"),
        "WithinMargin" => In("Binnen de marge", "Within the margin"),
        "PresentUnprepared" => In("Aanwezig, onvoorbereid", "Present, unprepared"),
        "AbsentThoughReady" => In("Afwezig, had zich klaar gemeld", "Absent, had said ready"),
        "AbsentUnanswered" => In("Afwezig, geen antwoord", "Absent, no answer"),
        "NotPossible" or "Withdrawn" => ResultOf(label),
        "Left" or "Granted" => Of(Enum.Parse<CasePhase>(label)),
        _ when label.StartsWith("AbsentNotReady", StringComparison.Ordinal) => In($"Afwezig, {NotReadyReason(label["AbsentNotReady".Length..])}", $"Absent, {NotReadyReason(label["AbsentNotReady".Length..])}"),
        _ => Word(label),
    };

    private string Span(int minutes) => minutes < 60 ? $"{minutes} min" : minutes < 1440 ? $"{minutes / 60} {In("u", "h")}" : $"{minutes / 1440} d";
}
