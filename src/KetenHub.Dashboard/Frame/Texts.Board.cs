namespace KetenHub.Dashboard;

// Hand-outs by day, the ladder, and the screen on the wall.
internal sealed partial class Texts
{
    public string ByUrgency => In("Op urgentie", "By urgency");
    public string ByDay => In("Per dag en locatie", "By day and location");
    public string WallScreen => In("Wandscherm", "Wall screen");
    public string DaysTitle => In("Uitreikingen per dag en locatie", "Hand-outs by day and location");
    public string HandOutsWithin(TimeSpan ahead) => In($"Uitreikingen binnen {Length(ahead)}", $"Hand-outs within {Length(ahead)}");
    public string FirstDay => In("Vanaf", "From");
    public string HowManyDays => In("Hoe lang", "How long");
    public string DaysCount(int days) => days == 1 ? In("1 dag", "1 day") : In($"{days} dagen", $"{days} days");
    public string NotReadyOnly => In("nog niet klaar", "not ready yet");
    public string DaysBefore => In("Eerder", "Earlier");
    public string DaysAfter => In("Later", "Later");
    public string NoHandOutsHere => In("Er is hier geen uitreiking gepland. Uitreikingen zonder moment staan op het bord.", "No hand-out is planned here. Hand-outs without a moment stand on the board.");
    public string HoursOf(string day) => In($"Uren van {day}", $"Hours of {day}");
    public string HandOutsOf(string day) => In($"Uitreikingen op {day}", $"Hand-outs on {day}");
    public string LadderName => In("Ladder", "Ladder");
    public string ReminderTo => In("herinnering aan DT&V", "reminder to DT&V");
    public string WarningTo(string whom) => In($"waarschuwing aan {whom}", $"warning to {whom}");
    public string Of(StepState state) => state switch
    {
        StepState.Done => In("gedaan:", "done:"),
        StepState.Next => In("nu volgt:", "next:"),
        _ => In("daarna:", "then:"),
    };
    public string NothingComing => In("Er is geen uitreiking die komt.", "No hand-out is to come.");
    public string AndMore(long count) => In($"en nog {Number(count)}", $"and {Number(count)} more");
}
