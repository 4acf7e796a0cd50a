using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

// Retention, legal holds and restrictions.
internal sealed partial class Texts
{
    public string RetentionTitle => In("Bewaartermijnen", "Retention");
    public string RetentionIntro => In(
        "Wat de hub loslaat als het lang genoeg bewaard is, volgens de termijnen in het beleid. Wat onder een bewaarplicht valt, beperkt is of nog nodig is, blijft. Alleen aantallen.",
        "What the hub lets go of when it was kept long enough, by the terms of the policy. What is under a legal hold, restricted or still needed stays. Counts only.");
    public string NoTerms => In("Het beleid noemt geen bewaartermijnen: alles blijft tot iemand het wist.", "The policy names no terms: everything stays until somebody erases it.");
    public string PreviewTitle => In("Wat er nu zou verdwijnen", "What would go now");
    public string PreviewNow => In("Nagaan wat er nu zou verdwijnen", "Look what would go now");
    public string PreviewGoesOn => In("Een hub gaat het nu na. Laad de pagina straks opnieuw.", "A hub is looking now. Reload the page in a while.");
    public string NoPreview => In("Nog niet nagegaan.", "Nobody looked yet.");
    public string PreviewOf(long persons) => persons == 1 ? In("Over 1 persoon, nagegaan", "Over 1 person, looked at") : In($"Over {Number(persons)} personen, nagegaan", $"Over {Number(persons)} persons, looked at");
    public string NextRun => In("Volgende keer:", "Next run:");
    public string OnlyByHand => In("De hub doet dit niet uit zichzelf (geen “every” in het beleid): alleen met ketenhub retention.", "The hub does not do this by itself (no \"every\" in the policy): only by ketenhub retention.");
    public string RunsTitle => In("Wat er verdween", "What went");
    public string NoRuns => In("Er is nog niets losgelaten.", "Nothing was let go of yet.");
    public string RunNotEnded => In("niet afgerond", "not ended");
    public string RunSum(long gone) => gone == 0 ? In("niets verdween", "nothing went") : In($"{Number(gone)} verdwenen", $"{Number(gone)} gone");
    public string RunOf(long persons) => persons == 1 ? In("1 persoon bekeken", "1 person looked at") : In($"{Number(persons)} personen bekeken", $"{Number(persons)} persons looked at");
    public string RetentionType => In("Soort", "Kind");
    public string RetentionGround => In("Grond", "Ground");
    public string RetentionKeep => In("Termijn", "Term");
    public string Gone => In("Verdwenen", "Gone");
    public string WouldGo => In("Zou verdwijnen", "Would go");
    public string StaysHeld => In("Blijft: bewaarplicht", "Stays: legal hold");
    public string StaysNeeded => In("Blijft: nog nodig", "Stays: still needed");
    public string Days(double days) => days == 1 ? In("1 dag", "1 day") : In($"{Number((long)days)} dagen", $"{Number((long)days)} days");
    public string RetentionOf(string type) => type switch
    {
        RetentionTerms.WholePerson => In("hele persoon, met de sleutel", "whole person, with the key"),
        RetentionTerms.LookUp => In("inzage", "look-up"),
        RetentionTerms.RefusedName => In("geweigerd bericht, afgehandeld", "refused message, dealt with"),
        RetentionTerms.RefusedOpenName => In("geweigerd bericht, open", "refused message, open"),
        RetentionTerms.SentName => In("verzonden melding", "sent notification"),
        RetentionTerms.Deadline => In("termijn", "deadline"),
        _ => type,
    };

    public string HoldsTitle => In("Wat vastgehouden wordt", "What is held");
    public string NoHolds => In("Er is geen bewaarplicht en geen beperking van kracht.", "No legal hold and no restriction is in force.");
    public string HoldKind => In("Wat", "What");
    public string HoldSince => In("Sinds", "Since");
    public string HoldBy => In("Door", "By");
    public string HoldOf(LogKind kind) => kind == LogKind.HoldSet
        ? In("bewaarplicht: niets wordt gewist", "legal hold: nothing is erased") : In("beperking (AVG art. 18): alleen wat een uitreiking, veiligheid of correctie dient", "restriction (GDPR art. 18): only what serves a hand-out, safety or a correction");
}
