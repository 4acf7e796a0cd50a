namespace KetenHub.Contracts;

public static partial class Errors
{
#pragma warning disable CS1591 // the texts of each error are its documentation
    public static readonly ErrorKind PolicyUnreadable = new("KH101", "The policy file can't be read",
        "Without policy the hub has no terms to work by.", "Check that the file exists and is JSON; --policy names another one.");
    public static readonly ErrorKind PolicyInvalid = new("KH102", "The policy is not valid",
        "A term that contradicts itself would be discovered at the worst moment.", "Correct the named setting.");
    public static readonly ErrorKind PartnersUnreadable = new("KH103", "The partners file can't be read",
        "Without partners nobody can send or be told.", "Check that the file exists and is JSON; --partners names another one.");
    public static readonly ErrorKind PartnersInvalid = new("KH104", "The partners file is not valid",
        "A partner that can't receive what policy sends it would be left out in silence.", "Correct the named setting.");
    public static readonly ErrorKind PortInUse = new("KH105", "The port is in use",
        "Another process listens there.", "Stop it, or choose another port with --port.");
    public static readonly ErrorKind FolderNotWritable = new("KH106", "The data folder can't be written",
        "The log, the keys and the queues are kept there.", "Give the current user write access, or choose another folder with --data.");
    public static readonly ErrorKind MasterKeyMissing = new("KH107", "The master key is missing or is not the one this store was made with",
        "Without it no stored content can be read, and a new key would make the old content unreadable for good.",
        "Put the master.key of this store back (from the backup of keys), or start with an empty data folder.");
    public static readonly ErrorKind OptionInvalid = new("KH108", "An option has no usable value",
        "The command can't guess what was meant.", "See --help for the form.");
    public static readonly ErrorKind DataFolderInUse = new("KH109", "Another hub works on this data folder",
        "Two hubs on one embedded store would both act on deadlines.", "Stop the other one, or choose another folder with --data.");
    public static readonly ErrorKind StoryInvalid = new("KH110", "A story can't be read",
        "Its form differs from the one in contracts/README.md.", "Correct the story at the named place.");

    public static readonly ErrorKind RunSettingInvalid = new("KH111", "A setting of ketenhub run is missing or has no usable value",
        "The hub starts only when everything it needs is there.", "Set it in the settings file, in the environment (KETENHUB__NAME) or as an option; see deploy/README.md.");

    public static readonly ErrorKind TokenTooShort = new("KH112", "A partner's token is empty or too short",
        "It could be guessed, or nobody would need one.", "Put a random token into the file, or delete the file: an embedded hub then makes a new one.");

    public static readonly ErrorKind CheckpointKeyInvalid = new("KH113", "The key that signs checkpoints is missing or is not the one this log is signed with",
        "A log that another key goes on signing proves nothing about what was signed before.",
        "Put the checkpoint key of this store back; a new store gets a new one.");
    public static readonly ErrorKind CheckpointsUnreadable = new("KH114", "There are no checkpoints to verify against",
        "A log can be compared only with checkpoints that its key signed.", "Name the folder or the key that was kept away from the database.");

    public static readonly ErrorKind KeyRingMissing = new("KH115", "The key ring is missing, another store's, or older than the store",
        "Without it no stored content can be read; an older one could still open what was erased.",
        "Put the current key ring of this store back; never make a new one for an old store.");

    public static readonly ErrorKind CertificateUnreadable = new("KH116", "A certificate, its key or the list of authorities can't be read",
        "Without them nobody can be trusted and nobody trusts the hub.", "Put PEM files there that the process may read; the key is not encrypted and belongs to the certificate.");
    public static readonly ErrorKind CertificateExpired = new("KH117", "A certificate has expired or is not valid yet",
        "No server accepts it.", "Have it renewed, and look whether the machine's clock is right.");
    public static readonly ErrorKind CertificateNotOurs = new("KH118", "A certificate is another's than the one that is needed here",
        "Its common name says as whom the process comes; an authority that is trusted must have issued it.", "Put the certificate of this user there, issued by an authority in AuthoritiesFile.");

    public static readonly ErrorKind NoStore = new("KH301", "There is no store in this folder",
        "ketenhub.db was not found.", "Name the data folder of a hub with --data, or start the hub there first.");
    public static readonly ErrorKind StoreVersion = new("KH302", "The store was changed by a newer hub in a way that this one can't work with",
        "It would lose or misread what the newer one keeps; a store is never made older.",
        "Start the newer version of ketenhub; to go back all the same, put back the backup from before the upgrade.");
    public static readonly ErrorKind StoreUnavailable = new("KH303", "The store can't be written",
        "Disk, permissions or another process prevent it; nothing is accepted until it works again.",
        "Look at free disk space and the hub's log; the hub resumes by itself.");
    public static readonly ErrorKind ChainBroken = new("KH304", "The correlation log was changed",
        "An entry no longer fits the hash chain of its person.", "Keep this copy as evidence, and compare with the last backup and the exported checkpoints.");

    public static readonly ErrorKind StoreOutdated = new("KH305", "The store lacks migrations of this hub",
        "A hub never changes a shared store by itself: other hubs work on it.", "Run ketenhub migrate once, then start the hubs.");

    public static readonly ErrorKind EvidenceMissing = new("KH306", "Nothing is accepted: no checkpoint was made and kept for longer than policy",
        "What is accepted now could not be proven later.", "See /health/ready for what is in the way; the hub goes on by itself once checkpoints are made and kept again.");
    public static readonly ErrorKind HistoryDiffers = new("KH307", "The log is not the one that was signed",
        "A checkpoint kept elsewhere says that the log held something else: it was changed, cut, or put back from an older copy.",
        "Keep this copy and the checkpoints as evidence, and compare with the backups and with what the second party holds.");
    public static readonly ErrorKind ProofInvalid = new("KH308", "This is no proof that the entry is in the log",
        "Form, signature or path do not fit the entry.", "Ask for the proof again with the hash of the receipt.");
    public static readonly ErrorKind DatabaseUnreachable = new("KH309", "The database does not answer",
        "Nothing can be accepted without it.", "Start PostgreSQL, create the database, and check address, user and password; a hub that runs resumes by itself.");

    public static readonly ErrorKind MigrationNeedsStop = new("KH310", "These migrations can't be applied while hubs of the version before run",
        "They take away what those hubs still use; a version in between was left out.",
        "Upgrade to the version in between first, or stop every hub and give --hubs-stopped.");
    public static readonly ErrorKind LogShorter = new("KH311", "The log ends before what was signed",
        "It is the log that was signed, without its end: the database was put back from a backup, or its end was cut.",
        "If you put it back: ketenhub recovery says what is missing and who sends it again. If nobody did: keep database and checkpoints as evidence.");

    public static readonly ErrorKind HubUnreachable = new("KH401", "The hub does not answer",
        "Nothing listens at that address, or it did not answer in time.", "Start the hub (ketenhub), or name its address with --url.");
    public static readonly ErrorKind Unauthorized = new("KH402", "The token is missing or not known",
        "Only partners of this hub may send.", "Send Authorization: Bearer with the token the hub's operator gave you.");
    public static readonly ErrorKind Busy = new("KH403", "The hub is not accepting at this moment",
        "It is stopping, or its store can't be written; what it can't make durable it does not accept.", "Send the same event again after the time in Retry-After.");
    public static readonly ErrorKind PurposeMissing = new("KH404", "A look-up needs a purpose",
        "Who looked, when and why is part of the person's log.", "State the purpose in 5 to 200 characters.");
    public static readonly ErrorKind PersonUnknown = new("KH405", "No person is known by this identifier",
        "No accepted message named it.", "Check the scheme and the value; the form is SCHEME:VALUE or SCHEME:VALUE@ISSUER.");
    public static readonly ErrorKind NotFound = new("KH406", "There is nothing at this address for you",
        "It does not exist, or is not addressed to this partner.", "Use the dataref of a notification that you received.");

    public static readonly ErrorKind TopologyDiffers = new("KH407", "The broker differs from the topology",
        "A queue, exchange or binding that partners.json asks for is missing or otherwise; messages would not arrive.",
        "Import what ketenhub topology prints; a queue with other arguments must be drained and deleted first.");

    public static readonly ErrorKind Failed = new("KH408", "The hub failed at this",
        "Something happened that it was not built for; nothing was accepted by this call.",
        "Try again; if it stays, tell the hub's operator the number and the time, the rest stands in the hub's log.");

    public static readonly ErrorKind MessagesKept = new("KH409", "The broker keeps messages that nobody took",
        "In keten.dead a recipient rejected them; in keten.unrouted a binding or queue was missing when they were sent.",
        "Mend the cause, then move them back to where they belong (rabbitmq_shovel), or have the partner send them again.");
    public static readonly ErrorKind QueueFull = new("KH410", "A queue is near its limit",
        "Past the limit the broker refuses publishes: the partner keeps its messages, the hub its notifications.",
        "A lane: look whether a hub reads it, and split it if one reader is too slow. A recipient's queue: have the partner read it.");
    public static readonly ErrorKind BrokerUnreachable = new("KH411", "The broker's management API does not answer",
        "Exchanges, queues and users are prepared over it.", "Start RabbitMQ with the plugin rabbitmq_management, or name its address with --management.");
    public static readonly ErrorKind BrokerRefuses = new("KH412", "The broker does not let this user prepare it",
        "Preparing needs an administrator.", "Name one in --rabbitmq: amqp://administrator:password@host:5672.");
    public static readonly ErrorKind BrokerUserTaken = new("KH413", "The broker has a user of this name already",
        "Preparing it for development would change that user's password.", "Use a broker for development only, or the data folder that the user was made with (--data).");

    public static readonly ErrorKind StillNeeded = new("KH414", "The person can't be erased now",
        "The data are still needed for the task they were collected for (AVG art. 17, paragraph 3, b).", "Wait until what is named has ended, and try again.");

    public static readonly ErrorKind ServerNotTrusted = new("KH415", "A server's certificate is not trusted",
        "It could be somebody else's server: nothing is sent to it.", "Look at its certificate: name, dates, authority; put its authority into AuthoritiesFile only if it is the right one.");
    public static readonly ErrorKind IdentityRefused = new("KH416", "A server does not accept our certificate or user",
        "The certificate is unknown to it, has expired or was revoked, or the user is not there.", "Look at the server's log; have the certificate renewed, or import the topology again.");

    public static readonly ErrorKind EntryNotCorrectable = new("KH418", "This entry can't be corrected like this",
        "A correction names one field of a message that came in or went out, as it stands in the person's log.",
        "Look the entry up with ketenhub log --json: its number, and the field as a path under /data.");
    public static readonly ErrorKind UnderHold = new("KH419", "A legal hold lies on the person's data",
        "What is held may not be erased, whoever asks and whatever term has ended (AVG art. 17, paragraph 3, e).", "Ask who set the hold; it is lifted with ketenhub person hold --lift.");
    public static readonly ErrorKind RightsUnchanged = new("KH420", "It is so already",
        "Setting twice or lifting what is not set would put something into the log that did not happen.", "Look at the person's log for who set or lifted it, and why.");
    public static readonly ErrorKind CorrectionUndeliverable = new("KH421", "Somebody who got the wrong data can't be told of the correction",
        "Everybody who got them has to be told (AVG art. 19); the partners file gives this partner no correction-issued, or does not know it any more.",
        "Add correction-issued to what the partner receives, or tell it yourself and give --told-otherwise with its code.");
    public static readonly ErrorKind KeyRingBusy = new("KH422", "Another process is changing the key ring",
        "Of two that take keys out of the same ring at once, the second would put the first one's back.", "Try again when the other erasure, retention or rotation has ended.");
    public static readonly ErrorKind RetentionBusy = new("KH423", "Another process is at work on retention",
        "Two at once would count and record everything twice.", "Look at ketenhub retention --runs, and try again when that run has ended; after a crash, in two minutes.");
    public static readonly ErrorKind RetentionMissing = new("KH424", "The policy has no terms of retention",
        "How long data are kept is for the partners to agree; the hub has no term of its own.", "Write them under retention in the policy file.");
    public static readonly ErrorKind RegisterUnreadable = new("KH425", "The register of processing activities can't be read",
        "Without it nobody can say for which purpose something is processed.", "Correct the JSON at the line named; ketenhub register shows the one that comes with it.");
    public static readonly ErrorKind RegisterInvalid = new("KH426", "The register of processing activities does not fit what the hub does",
        "Everything the hub does with data about a person belongs to exactly one activity with a purpose and a ground.", "Correct the places named; ketenhub register --json shows a register that fits.");
    public static readonly ErrorKind ProcessingNotTaken = new("KH427", "Records of processing are not confirmed by their receiver",
        "It does not answer, or refuses them.", "Look at the receiver; the records stay in the store and are sent again by themselves.");
    public static readonly ErrorKind ViewRefused = new("KH442", "A view of the messages can't be kept like this",
        "Its name is empty, longer than 40 characters or holds a number of a person, or the account keeps 30 views.", "Choose another name, or forget a view first.");
    public static readonly ErrorKind DocumentTooLong = new("KH443", "A timeline is too long to be printed",
        "A print has 2,000 entries at most, and is never cut in silence.", "Filter by time, partner or kind, or keep it as a file (JSON), which has no such end.");
    public static readonly ErrorKind MessageFilterUnreadable = new("KH444", "A filter of the messages can't be read",
        "The id is no UUID, or a moment is not written as 2026-11-22T02:15; leaving it out would show more than was asked for.", "Mend the field, or clear the filter.");
    public static readonly ErrorKind ForHubOnly = new("KH445", "This page is for who runs the hub",
        "It is about the whole chain; a partner's people see and do what their partner is party to, whatever rights their account has.",
        "Ask the hub's operations staff for what you need to know; who runs the hub has an account under hub in partners.json, or a line without partner in the sign-in file.");
    public static readonly ErrorKind LogoutRefused = new("KH446", "A logout token of the identity provider was refused",
        "It was not for this hub, is too old, was used before, lacks what such a token must have, or nobody the hub trusts signed it; nobody was signed out.",
        "If the provider sent it: compare issuer, client, clock and signing keys with it. If not: somebody tries; the audit log has the address.");

    public static readonly ErrorKind PartnerPaused = new("KH447", "The hub has paused this partner",
        "People of the hub stopped taking its messages for a while, for a reason that they wrote down; nothing that was accepted is lost.",
        "Keep what you have and send it again, in the same order, after the time in Retry-After; ask the hub's operator how long it takes.");
    public static readonly ErrorKind EscalationFailed = new("KH448", "An alert could not be escalated",
        "The mail server or the webhook did not take it, so nobody was told outside of the pages.", "Look at the page Alerts and act; mend the mail server or the webhook, it is tried again each minute.");
    public static readonly ErrorKind PolicyChangedInPlace = new("KH449", "The policy was changed and its version was not",
        "The log names a version for each decision; two policies under one name can't be told apart later.", "Give the policy file a new version, and start the hubs with it.");
    public static readonly ErrorKind ProviderUnreachable = new("KH454", "The identity provider does not answer",
        "Who comes can't be established without it; who is signed in already, goes on until the session ends.",
        "Look at the provider, at its address in the sign-in file and at the network between; signing in works again by itself.");
    public static readonly ErrorKind SignInRefused = new("KH455", "A sign-in was refused",
        "What came from the identity provider was not for this hub and this browser, was used before, has expired, or nobody it trusts signed it.",
        "Begin again; if it stays, compare issuer, client and clock with the provider. Again and again from elsewhere: somebody tries.");
    public static readonly ErrorKind AccountUnknown = new("KH456", "Who signed in has no account at this hub",
        "No line of the sign-in file fits what the identity provider says of them, or lines of two partners do.",
        "Have the organisation give its member the group that the sign-in file names.");
    public static readonly ErrorKind SignInFileInvalid = new("KH457", "The sign-in file can't be read or is not valid",
        "With half of it somebody could get rights that nobody meant to give.", "Correct the named setting; a hub that runs goes on with what it read before.");
    public static readonly ErrorKind ClientSecretWrong = new("KH458", "The secret of the hub at the identity provider is missing or is not accepted",
        "The provider gives tokens only to the hub itself.", "Put the current secret into SignInSecretFile or KETENHUB_SIGNIN_SECRET, and start the hub anew.");
    public static readonly ErrorKind SessionEnded = new("KH459", "The session has ended or is too old for this",
        "It was idle or lasted too long, its account changed, somebody ended it, or what was asked needs that one has just signed in.", "Sign in again.");

    public static readonly ErrorKind DeliveryFailing = new("KH501", "A notification can't be delivered",
        "The partner's side refused it or did not take it in several tries; it is kept and tried again.",
        "Look at the partner's system; nothing needs to be sent again by hand.");
    public static readonly ErrorKind RecipientMissing = new("KH502", "A notification has no configured recipient",
        "Policy names a role that no partner fills, so that nobody would be told.", "Name the partner for this role in the policy, and list the type under receives in partners.json.");

    public static readonly ErrorKind AdapterUnknown = new("KH510", "There is no adapter of this name",
        "The registry has no line for it.", "See ketenhub adapter list.");
    public static readonly ErrorKind AdapterSettingInvalid = new("KH511", "A setting of an adapter is missing or has no usable value",
        "An adapter starts only when it can reach its partner.", "Set it as the README of the adapter says.");
    public static readonly ErrorKind DocumentUnknown = new("KH512", "A partner's document is of no known kind",
        "The adapter can't tell what it is.", "Send a kind that the README of the adapter describes.");
    public static readonly ErrorKind MalformedXml = new("KH513", "A partner's document is not well-formed XML",
        "What follows the fault can't be told apart any more.", "Check it with any XML parser, and send it again: what was taken before is known by then.");
    public static readonly ErrorKind NotTaken = new("KH514", "A partner refused a notification, or did not take it for too long",
        "The hub's log says so; it is not sent again by itself.",
        "Look with the partner at the reason; what it missed stands in the person's log.");
    public static readonly ErrorKind ClientSettingInvalid = new("KH515", "A setting of a partner's client is missing or has no usable value",
        "The client starts only when it can send in order and once.", "Set it where the service calls AddKetenPartner.");
    public static readonly ErrorKind HubRefused = new("KH516", "The hub refused a message for a reason that this client does not know",
        "The hub is newer than the client, or something else answered in its place.", "Look at the address of the hub and at the message in the hub's quarantine.");
    public static readonly ErrorKind AdapterAssemblyUnusable = new("KH517", "An assembly has no adapters that can be used",
        "It is no .NET assembly, lists no adapters, or was built for another version of ketenhub.", "Build it again with the packages of this version; a new one: dotnet new ketenhub-adapter.");
#pragma warning restore CS1591

    private static ErrorKind[] Configuration =>
    [
        PolicyUnreadable, PolicyInvalid, PartnersUnreadable, PartnersInvalid, PortInUse, FolderNotWritable,
        MasterKeyMissing, OptionInvalid, DataFolderInUse, StoryInvalid, RunSettingInvalid, TokenTooShort,
        CheckpointKeyInvalid, CheckpointsUnreadable, KeyRingMissing, CertificateUnreadable, CertificateExpired, CertificateNotOurs,
    ];

    private static ErrorKind[] Store =>
    [
        NoStore, StoreVersion, StoreUnavailable, ChainBroken, StoreOutdated, EvidenceMissing, HistoryDiffers, ProofInvalid, DatabaseUnreachable,
        MigrationNeedsStop, LogShorter,
    ];

    private static ErrorKind[] Hub =>
    [
        HubUnreachable, Unauthorized, Busy, PurposeMissing, PersonUnknown, NotFound, TopologyDiffers, Failed, MessagesKept, QueueFull,
        BrokerUnreachable, BrokerRefuses, BrokerUserTaken, StillNeeded, ServerNotTrusted, IdentityRefused, EntryNotCorrectable, UnderHold, RightsUnchanged,
        CorrectionUndeliverable, KeyRingBusy, RetentionBusy, RetentionMissing,
        RegisterUnreadable, RegisterInvalid, ProcessingNotTaken,
        ViewRefused, DocumentTooLong, MessageFilterUnreadable, ForHubOnly, LogoutRefused, PartnerPaused, EscalationFailed, PolicyChangedInPlace,
        ProviderUnreachable, SignInRefused, AccountUnknown, SignInFileInvalid, ClientSecretWrong, SessionEnded,
    ];

    private static ErrorKind[] Partner =>
    [
        DeliveryFailing, RecipientMissing, AdapterUnknown, AdapterSettingInvalid, DocumentUnknown, MalformedXml, NotTaken, ClientSettingInvalid, HubRefused,
        AdapterAssemblyUnusable,
    ];
}
