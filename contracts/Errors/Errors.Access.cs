namespace KetenHub.Contracts;

// Who may do what over the API, and whose word a message is.
public static partial class Errors
{
#pragma warning disable CS1591 // the texts of each error are its documentation
    public static readonly ErrorKind TokenInClear = new("KH430", "A token stands in clear in a file, and is taken no more",
        "Whoever reads the file has the token, and it would hold for ever.",
        "Take it over into the list, where only its digest stands and it expires: ketenhub token adopt; or make another: ketenhub token new. See deploy/RUNBOOK.md.");
    public static readonly ErrorKind TokenEnded = new("KH432", "The token has expired or was revoked",
        "A token holds for a limited time, and no longer than its partner needs it.", "Ask the hub's operator for a new one: ketenhub token new.");
    public static readonly ErrorKind TokenScope = new("KH433", "The token is not for this",
        "Each token says what it may be used for; this one was not given for what was asked.", "Use the token that was given for this, or ask the hub's operator for one.");
    public static readonly ErrorKind TooFast = new("KH434", "More is sent than was agreed, or too many tokens are tried",
        "One partner may not take the room of the others.", "Send the same again after the time in Retry-After; if it is too little for you, ask the hub's operator for a higher rate.");
    public static readonly ErrorKind ReferenceExpired = new("KH435", "The reference has expired",
        "What a notification refers to may be fetched for as long as policy says; after that there is no purpose for it.",
        "Look in your own system; if the person still concerns you, ask the partner whose message it was.");
    public static readonly ErrorKind SignatureMissing = new("KH436", "The message is not signed",
        "By configuration every message of this partner is signed by it.", "Sign it, and send the signature in the header jws-signature; see contracts/README.md.");
    public static readonly ErrorKind SignatureInvalid = new("KH437", "The signature is not that of this partner over this body",
        "It has another form, names a key that is not this partner's, or the body was changed after it was signed.",
        "Sign exactly the bytes that are sent, with a key that partners.json lists. If you sent nothing: somebody else did; tell security.");
    public static readonly ErrorKind SignatureOld = new("KH438", "The signature is too old, or from the future",
        "What was signed long ago may be sent again by somebody else.", "Sign it anew when it is sent again; look whether the clock is right.");
    public static readonly ErrorKind TokensInvalid = new("KH439", "The list of tokens can't be used",
        "It is no JSON, lacks something, or names a partner that partners.json does not have.", "Correct it, or put back the one before; it is made with ketenhub token.");
    public static readonly ErrorKind TokenUnknown = new("KH440", "There is no token of this id",
        "The list of tokens in this folder does not have it.", "See ketenhub token list.");
    public static readonly ErrorKind NotSignedByItsSender = new("KH441", "This message can't be sent again from here",
        "It was refused because it was not signed as it must be: nobody knows that it is its sender's.", "Have the partner sign it and send it again.");
#pragma warning restore CS1591

    private static ErrorKind[] Access =>
    [
        TokenInClear, TokenEnded, TokenScope, TooFast, ReferenceExpired, SignatureMissing, SignatureInvalid, SignatureOld, TokensInvalid, TokenUnknown, NotSignedByItsSender,
    ];
}
