namespace KetenHub.Contracts;

public static partial class Errors
{
#pragma warning disable CS1591 // the texts of each error are its documentation
    public static readonly ErrorKind ContentType = new("KH201", "The content type is not application/cloudevents+json",
        "The hub reads CloudEvents in structured mode only and does not guess at other formats.",
        "Send one JSON CloudEvent with content type application/cloudevents+json.");
    public static readonly ErrorKind MassTransitEnvelope = new("KH202", "The message is a MassTransit envelope",
        "Its headers could set fault and response addresses; the published language is CloudEvents.",
        "Publish with the KetenHub partner client, or with a serializer that writes structured CloudEvents.");
    public static readonly ErrorKind TooLarge = new("KH203", "The message is larger than 256 KiB",
        "Every intermediary must be able to carry a message; 64 KiB works everywhere, 256 KiB is the limit here.",
        "Send a reference (dataref) in place of the content.");
    public static readonly ErrorKind InvalidUtf8 = new("KH204", "The body is not valid UTF-8",
        "JSON between systems is UTF-8 (RFC 8259, section 8.1).",
        "Encode the body as UTF-8 without a byte order mark.");
    public static readonly ErrorKind MalformedJson = new("KH205", "The body is not one JSON object",
        "It can't be parsed as JSON, or is not an object.",
        "Send exactly one JSON object; check it with any JSON parser.");
    public static readonly ErrorKind TooDeep = new("KH206", "The JSON or XML is nested deeper than 32 levels",
        "Deep nesting is a way to exhaust a parser; no message of the published language needs it.",
        "Flatten the message, or leave the nested extra out.");
    public static readonly ErrorKind NulCharacter = new("KH207", "A text holds a NUL character",
        "NUL can't be stored or compared reliably by the systems of all partners.",
        "Remove the NUL character (U+0000).");
    public static readonly ErrorKind DuplicateProperty = new("KH208", "A property occurs twice in one object",
        "Partners' parsers would disagree about which of the two counts.",
        "Send each property once.");
    public static readonly ErrorKind AttributeMissing = new("KH210", "A required CloudEvents attribute is missing",
        "CloudEvents 1.0 and the NL GOV profile require it.",
        "Add the attribute; see contracts/README.md.");
    public static readonly ErrorKind AttributeInvalid = new("KH211", "A CloudEvents attribute has the wrong form",
        "The envelope rules of contracts/README.md say which form it must have.",
        "Correct the attribute.");
    public static readonly ErrorKind SourceForm = new("KH212", "The source is not urn:nld:oin:<20 digits>:systeem:<name>",
        "The source says which organisation and system registered the event.",
        "Use the OIN of your organisation and the name of the sending system.");
    public static readonly ErrorKind ForeignSource = new("KH213", "The source names another organisation's OIN",
        "A partner speaks for itself only; the OIN must be the one the hub knows this partner by.",
        "Use your own OIN, or ask the hub's operator to correct partners.json.");
    public static readonly ErrorKind UnknownType = new("KH214", "The type is not known to this hub",
        "It is no message of the published language, or of a later version than this hub knows.",
        "Check the type; if it is new, the message can be replayed after the hub is upgraded.");
    public static readonly ErrorKind TypeNotAllowed = new("KH215", "This partner may not publish this type",
        "partners.json lists what each partner may publish.",
        "Ask the hub's operator if it should be allowed.");
    public static readonly ErrorKind PersonDataInAttribute = new("KH216", "The attribute subject is set",
        "Attributes are logged by intermediaries; they may hold no data about a person.",
        "Leave subject out; the person stands in data.person.");
    public static readonly ErrorKind FieldMissing = new("KH220", "A required field is missing",
        "The schema of this message requires it.",
        "Add the field; the schema and examples stand in contracts/.");
    public static readonly ErrorKind FieldType = new("KH221", "A field has the wrong JSON type",
        "The schema of this message gives its type.",
        "Send the type that the schema asks for; leave an optional field out in place of null.");
    public static readonly ErrorKind FieldValue = new("KH222", "A field has a value out of its list",
        "Only the listed values have a meaning that all partners share.",
        "Use one of the listed values, in that spelling.");
    public static readonly ErrorKind FieldForm = new("KH223", "A field has the wrong form",
        "Length, range or pattern differ from the schema.",
        "Correct the field as the schema describes.");
    public static readonly ErrorKind TimeWithoutOffset = new("KH224", "A time is not RFC 3339 with an offset",
        "Partners must agree on the moment; a time without offset has none.",
        "Send for example 2026-11-22T14:30:00+01:00, or UTC with Z.");
    public static readonly ErrorKind PersonMissing = new("KH225", "The message names no person",
        "Every message is about one person; the hub files it by data.person.identifiers.",
        "Add at least one identifier.");
    public static readonly ErrorKind VNummerForm = new("KH226", "A V-nummer is not 10 digits",
        "A V-nummer (vreemdelingennummer) is 10 digits, leading zeros included.",
        "Send it as text of 10 digits.");
    public static readonly ErrorKind FieldCombination = new("KH227", "Fields contradict each other",
        "The schema of this message says which fields go together.",
        "Correct the combination.");
    public static readonly ErrorKind IdReused = new("KH230", "This source and id came before with another body",
        "A resend keeps its id and its body; two different events never share an id.",
        "Give the new event a new id; resend the old one unchanged.");
    public static readonly ErrorKind IdentifiersDisagree = new("KH231", "The identifiers belong to different persons",
        "The hub knows them as different persons; only ind and avim may say that they are one.",
        "Check the identifiers, or have PersonIdentifiersChanged (Merge) sent first and replay this message.");
    public static readonly ErrorKind IdentifierChangeImpossible = new("KH232", "The identifiers can't be changed like this",
        "Merge needs two known persons, Link identifiers nobody else has, Split identifiers of this person that leave it at least one.",
        "Check the identifiers against the person's log and send a corrected message.");
    public static readonly ErrorKind NotificationUnknown = new("KH233", "The hub sent you no notification of this id",
        "A message can name its person by a notification only when its sender received that notification.",
        "Use the id of the notification as you received it, with the hub's OIN as issuer; or name the person otherwise.");
    public static readonly ErrorKind ProcessingFailed = new("KH240", "The hub could not process this message",
        "Deciding or storing it failed each time while its neighbours succeeded; it was set apart so that the rest go on.",
        "Tell the hub's operator the quarantine number; the message is kept and can be replayed.");

    public static readonly ErrorKind ProcessEnded = new("KH241", "The hub's process ended at this message",
        "One process after the other ended while it had this message in hand and nothing else; it was set apart so that the rest go on.",
        "Operator: look for the end in the logs of the hubs (memory, a crash, a kill), keep the message for the developers, replay it once the cause is mended.");
#pragma warning restore CS1591

    private static ErrorKind[] Message =>
    [
        ContentType, MassTransitEnvelope, TooLarge, InvalidUtf8, MalformedJson, TooDeep, NulCharacter, DuplicateProperty,
        AttributeMissing, AttributeInvalid, SourceForm, ForeignSource, UnknownType, TypeNotAllowed, PersonDataInAttribute,
        FieldMissing, FieldType, FieldValue, FieldForm, TimeWithoutOffset, PersonMissing, VNummerForm, FieldCombination,
        IdReused, IdentifiersDisagree, IdentifierChangeImpossible, NotificationUnknown, ProcessingFailed, ProcessEnded,
    ];
}
