namespace KetenHub.Dashboard;

// Rights of the person: correction, restriction, hold.
internal sealed partial class Texts
{
    public string RightsTitle => In("Rechten van de betrokkene", "Rights of the person");
    public string RightsReason => In("Waarom, en op wiens woord", "Why, and on whose word");
    public string RightsReasonHint => In("5 tot 500 tekens; versleuteld in het logboek van deze persoon.", "5 to 500 characters; kept encrypted in this person's log.");
    public string ReasonMissing => In("Geef een reden van 5 tot 500 tekens.", "Give a reason of 5 to 500 characters.");
    public string RightsAreSo => In("Het is al zo; er is niets veranderd.", "It is so already; nothing was changed.");
    public string Restrict => In("Verwerking beperken (AVG art. 18)", "Restrict processing (GDPR art. 18)");
    public string RestrictMeans => In(
        "Alles wordt nog aangenomen en bewaard; partners horen alleen wat een uitreiking, de veiligheid van anderen of een correctie dient. Er wordt niets gewist.",
        "Everything is still accepted and kept; partners are told only what serves a hand-out, the safety of others or a correction. Nothing is erased.");
    public string LiftRestriction => In("Beperking opheffen", "Lift the restriction");
    public string LiftRestrictionMeans => In("Zeg het de betrokkene eerst (art. 18 lid 3). Wat werd ingehouden, wordt daarna alsnog voorgesteld.", "Tell the person first (art. 18, paragraph 3). What was withheld is proposed after all.");
    public string Hold => In("Bewaarplicht instellen", "Put a legal hold");
    public string HoldMeans => In("Wissen en bewaartermijnen raken deze gegevens niet tot de bewaarplicht is opgeheven.", "Neither erasure nor retention touches these data until it is lifted.");
    public string LiftHold => In("Bewaarplicht opheffen", "Lift the legal hold");
    public string LiftHoldMeans => In("Daarna gelden de bewaartermijnen weer.", "Retention applies again after it.");

    public string CorrectIntro => In("Klopt een gegeven niet (art. 16)? Kies “Corrigeren” bij de regel waarin het staat. Of iedereen de correctie kreeg:", "Is something wrong (art. 16)? Choose \"Correct\" at the entry that says it. Whether everybody got the correction:");
    public string CorrectEntry => In("Corrigeren", "Correct");
    public string CorrectTitle => In("Een gegeven corrigeren", "Correct what is wrong");
    public string CorrectMeans => In(
        "Wat in het logboek staat, blijft staan; de correctie komt er als eigen regel bij, en wie het verkeerde gegeven kreeg, hoort het. Waar de hub op beslist, verandert pas als de bron een nieuwe versie stuurt: vraag haar erom.",
        "What stands in the log stays; the correction is an entry of its own, and whoever got the wrong data is told. What the hub decides by changes only when the source sends a later version: ask it to.");
    public string WrongField => In("Het gegeven dat niet klopt", "What is wrong");
    public string ChooseField => In("Kies het gegeven dat niet klopt.", "Choose what is wrong.");
    public string Was => In("Er staat", "It says");
    public string ShouldBe => In("Het moest zijn", "It should have said");
    public string RightMissing => In("Vul in wat het had moeten zijn, hoogstens 1000 tekens.", "Fill in what it should have said, at most 1000 characters.");
    public string SeeWhoWillBeTold => In("Bekijken wie dit te horen krijgt", "See who will be told");
    public string WhoWillBeTold => In("Wie dit te horen krijgt", "Who will be told");
    public string NobodyWasTold => In("Niemand heeft dit gegeven gekregen; alleen het logboek vermeldt de correctie.", "Nobody was told it; only the log has the correction.");
    public string ByNotifications(int count) => count == 1 ? In("(kreeg 1 melding ermee)", "(got 1 notification with it)") : In($"(kreeg {count} meldingen ermee)", $"(got {count} notifications with it)");
    public string MustBeToldOtherwise => In("De hub kan dit niet zelf aan iedereen zeggen. Vertel het hun, en bevestig dat hier.", "The hub can't tell everybody itself. Tell them, and confirm it here.");
    public string IToldIt(string partner) => In($"{partner} is ingelicht", $"{partner} was told");
    public string CorrectNow => In("Corrigeren en laten weten", "Correct it and tell them");
    public string ChangeAgain => In("Nog iets veranderen", "Change something first");
    public string NotCorrectable => In("Dit gegeven is er niet (meer): kies een bericht waarvan de inhoud er nog is, en een gegeven dat erin staat.", "This is not there (any more): choose a message that has its content still, and something that it says.");

    public string CorrectionsTitle => In("Correcties en wie ze heeft", "Corrections and who has them");
    public string NoCorrections => In("Over deze persoon is niets gecorrigeerd.", "Nothing was corrected about this person.");
    public string EverybodyHasIt => In("Iedereen heeft deze correctie.", "Everybody has this correction.");
    public string NotEverybodyHasIt => In("Nog niet iedereen heeft deze correctie.", "Not everybody has this correction yet.");
    public string DeliveredAt => In("afgeleverd", "delivered");
    public string AdapterSaid(string result) => In($"de aansluiting meldde: {result}", $"its adapter reported: {result}");
    public string WaitsAfter(int attempts) => attempts switch
    {
        0 => In("wacht op verzending", "waits to be sent"),
        1 => In("wacht; 1 keer vergeefs geprobeerd", "waits; tried in vain once"),
        _ => In($"wacht; {Number(attempts)} keer vergeefs geprobeerd", $"waits; tried in vain {Number(attempts)} times"),
    };
    public string ToldOtherwise => In("door iemand ingelicht", "told by somebody");
}
