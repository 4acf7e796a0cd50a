using System.Text.RegularExpressions;

namespace KetenHub.Contracts;

/// <summary>The person (vreemdeling) a message is about: one or more identifiers, all of the same person.</summary>
public sealed record PersonReference
{
    /// <summary>1 to 10 identifiers.</summary>
    public required IReadOnlyList<PersonIdentifier> Identifiers { get; init; }

    /// <summary>True when the sender holds the person to be a minor (minderjarig). Left out otherwise: absence says nothing.</summary>
    public bool? IsMinor { get; init; }

    internal static PersonReference Read(Fields fields) => new()
    {
        Identifiers = fields.Objects("identifiers", 1, 10, PersonIdentifier.Read, Errors.PersonMissing),
        IsMinor = fields.OptionalFlag("isMinor"),
    };
}

/// <summary>One identifier of a person, with who issued it.</summary>
public sealed partial record PersonIdentifier
{
    /// <summary>Scheme of the V-nummer (vreemdelingennummer): 10 digits, issued through the BVV, unique by itself.</summary>
    public const string VNummer = "v-nummer";

    /// <summary>Scheme of a reference: the id of a notification that the hub (issuer: its OIN) sent to this very partner, for a message about the person
    /// of that notification. Never a person's own.</summary>
    public const string Notification = "notification";

    /// <summary>Kind of identifier: <c>v-nummer</c>, or a partner's own, in lower case with hyphens, at most 40 characters.</summary>
    public required string Scheme { get; init; }

    /// <summary>The identifier as text, 1 to 64 characters. A V-nummer is 10 digits; no check digit is published, so none is tested.</summary>
    public required string Value { get; init; }

    /// <summary>OIN (20 digits) of the organisation that issued it. Required except for a V-nummer.</summary>
    public string? Issuer { get; init; }

    /// <summary>Two identifiers with the same key are the same. Person data: never logged.</summary>
    public string Key() => Scheme == VNummer ? $"{Scheme}:{Value}" : $"{Scheme}:{Value}@{Issuer}";

    /// <summary>Names the scheme only: the value is person data.</summary>
    public override string ToString() => $"{Scheme}:…";

    internal static PersonIdentifier Read(Fields fields)
    {
        var vNummer = fields.Is("scheme", VNummer);
        fields.Require("issuer", !vNummer, "required unless the scheme is v-nummer");
        return new PersonIdentifier
        {
            Scheme = fields.Match("scheme", SchemePattern, "lower-case letters, digits and hyphens, at most 40"),
            Value = vNummer ? fields.Match("value", VNummerPattern, "10 digits", Errors.VNummerForm) : fields.Text("value", 64),
            Issuer = fields.OptionalMatch("issuer", Patterns.Oin, "an OIN of 20 digits"),
        };
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z")]
    private static partial Regex SchemePattern { get; }

    [GeneratedRegex(@"^[0-9]{10}\z")]
    private static partial Regex VNummerPattern { get; }
}
