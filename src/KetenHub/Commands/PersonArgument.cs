using KetenHub.Contracts;

namespace KetenHub.Commands;

/// <summary>A person on the command line: <c>SCHEME:VALUE</c> or <c>SCHEME:VALUE@ISSUER</c>.</summary>
internal static class PersonArgument
{
    /// <summary>Reads it. Throws KH108 without repeating the value.</summary>
    public static PersonIdentifier Read(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == text.Length - 1)
            throw new KetenHubException(Errors.OptionInvalid.At("--person", "SCHEME:VALUE, for example v-nummer:0000000001"));
        var scheme = text[..colon];
        var value = text[(colon + 1)..];
        var at = value.LastIndexOf('@');
        if (scheme == PersonIdentifier.VNummer)
            return new PersonIdentifier { Scheme = scheme, Value = value };
        return at > 0
            ? new PersonIdentifier { Scheme = scheme, Value = value[..at], Issuer = value[(at + 1)..] }
            : throw new KetenHubException(Errors.OptionInvalid.At("--person", "SCHEME:VALUE@ISSUER for every scheme but v-nummer"));
    }
}
