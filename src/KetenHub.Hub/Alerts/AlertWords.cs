using System.Globalization;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>Alerts in words, for pages, mails and webhooks.</summary>
public static class AlertWords
{
    /// <summary>What a rule watches.</summary>
    public static (string Dutch, string English) Title(AlertMeasure measure) => measure switch
    {
        AlertMeasure.HandOutsNotReady => ("Uitreikingen zonder gereedheid van DT&V", "Hand-outs without readiness of DT&V"),
        AlertMeasure.AnswersLate => ("Antwoorden van DT&V te laat", "Answers of DT&V late"),
        AlertMeasure.InterviewsLate => ("Vertrekgesprekken te laat", "Departure interviews late"),
        AlertMeasure.AgreementsPast => ("Afspraken over de termijn", "Agreements past their term"),
        AlertMeasure.DeadlinesLate => ("De hub verwerkt termijnen te laat", "The hub handles deadlines late"),
        AlertMeasure.Refused => ("Geweigerde berichten", "Refused messages"),
        AlertMeasure.RefusedAge => ("Een geweigerd bericht ligt te lang", "A refused message waits too long"),
        AlertMeasure.NotTaken => ("Meldingen worden niet aangenomen", "Notifications are not taken"),
        AlertMeasure.BacklogAge => ("Meldingen voor een partner wachten te lang", "Notifications for a partner wait too long"),
        AlertMeasure.PartnerSilent => ("Een partner is stil", "A partner is silent"),
        AlertMeasure.PartnerNotReading => ("Een partner leest zijn wachtrij niet", "A partner does not read its queue"),
        AlertMeasure.SequenceGap => ("Berichten van een partner ontbreken", "Messages of a partner are missing"),
        AlertMeasure.PartnerPaused => ("Een partner staat op pauze", "A partner is paused"),
        _ => ("Het logboek is niet verzegeld", "The log is not sealed"),
    };

    /// <summary>A measurement: <c>3</c> or <c>2 u 5 min</c>.</summary>
    public static string Value(AlertMeasure measure, long value, bool dutch)
    {
        if (!measure.IsTime())
            return value.ToString(CultureInfo.InvariantCulture);
        var (hour, time) = (dutch ? "u" : "h", TimeSpan.FromSeconds(value));
        return time switch
        {
            { TotalMinutes: < 1 } => $"{time.Seconds} s",
            { TotalHours: < 1 } => $"{time.Minutes} min" + (time.Seconds == 0 ? "" : $" {time.Seconds} s"),
            { TotalDays: < 1 } => $"{time.Hours} {hour}" + (time.Minutes == 0 ? "" : $" {time.Minutes} min"),
            _ => $"{time.Days} d" + (time.Hours == 0 ? "" : $" {time.Hours} {hour}"),
        };
    }
}
