using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>The partner's JSON and the published language: an example, to be replaced by what your partner answers.</summary>
internal static class NaamWebhookMapping
{
    // The first argument makes the event's id: what the partner calls this message, and no other.
    public static Message Read(Fields document) => new(document.Text("berichtnummer", 64), document.Time("verzondenOp"), new DepartureInterviewHeld
    {
        // An answer need not say more about the person than which notification it answers.
        Person = document.Object("melding", Reference),
        DecisionNumber = document.Text("besluitnummer", 64),
        HeldAt = document.Time("gehoudenOp"),
        HeldBy = document.Text("gehoudenDoor", 100),
    });

    private static PersonReference Reference(Fields notification) => new()
    {
        Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.Notification, Value = notification.Text("id", 64), Issuer = notification.Text("van", 20) }],
    };
}
