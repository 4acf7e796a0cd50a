using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Whether a message is its partner's own word, where configuration asks for that: checked when it is read, before anything is decided by it and
/// whatever else is wrong with it.</summary>
internal static class SignatureCheck
{
    private static readonly string[] Numbers = [Errors.SignatureMissing.Number, Errors.SignatureInvalid.Number, Errors.SignatureOld.Number];

    /// <summary>The message as it was; or refused.</summary>
    public static ReadMessage Check(ReadMessage read, Partner partner, DateTimeOffset now)
    {
        var inbound = read.Inbound;
        // A body that was cut can't be checked, and is refused anyway.
        if (partner.Signing is not { } terms || inbound.IsReplay || inbound.IsEntered || inbound.Length > inbound.Body.Length
            || (inbound.Signature is null && !terms.Required))
            return read;
        return EventSignature.Check(inbound.Signature, inbound.Body.Span, terms.Keys, terms.MaxAge, now) is { } problem
            ? read with { Message = null, Problems = [problem, .. read.Problems] } : read;
    }

    /// <summary>Of a message that is set apart for another reason, what is wrong with its signature: sent again, it is not checked any more.</summary>
    public static IEnumerable<Problem> Of(ReadMessage read) => read.Problems.Where(problem => Numbers.Contains(problem.Kind.Number));

    /// <summary>Whether a message was refused because nobody knows that it is its sender's.</summary>
    public static bool Refused(RefusedRow row) => row.Errors.Split(',').Intersect(Numbers).Any();
}
