using System.Text.RegularExpressions;

namespace KetenHub.Dashboard;

/// <summary>Looks for data about persons in free text, before it is sent. It finds forms, not meaning: a person looks too.</summary>
internal static partial class PersonDataCheck
{
    /// <summary>What was found; never the text itself.</summary>
    public static IReadOnlyList<PersonData> In(string text)
    {
        var found = new List<PersonData>();
        if (Email.IsMatch(text))
            found.Add(PersonData.EmailAddress);
        if (Iban.IsMatch(text))
            found.Add(PersonData.BankAccount);
        var numbers = Digits.Matches(text).Select(match => Separators.Replace(match.Value, "")).ToList();
        if (Phone.IsMatch(text))
            found.Add(PersonData.PhoneNumber);
        if (numbers.Exists(number => number.Length == 10 && !number.StartsWith("06", StringComparison.Ordinal)))
            found.Add(PersonData.VNummer);
        if (numbers.Exists(IsBsn))
            found.Add(PersonData.Bsn);
        if (Born.IsMatch(text))
            found.Add(PersonData.BirthDate);
        if (Titled.IsMatch(text) || TwoNames.IsMatch(text))
            found.Add(PersonData.Name);
        return found;
    }

    /// <summary>Whether it must go; a name may be the name of a street or an organisation, so that a person decides.</summary>
    public static bool MustGo(PersonData found) => found != PersonData.Name;

    // The eleven test of the citizen service number (burgerservicenummer), weights 9 to 2 and -1.
    private static bool IsBsn(string number) =>
        number.Length == 9 && number.Any(digit => digit != '0') && number.Select((digit, i) => (digit - '0') * (i == 8 ? -1 : 9 - i)).Sum() % 11 == 0;

    [GeneratedRegex(@"[^\s@<>]+@[^\s@<>]+\.[A-Za-z]{2,}")]
    private static partial Regex Email { get; }

    [GeneratedRegex(@"\b[A-Z]{2}[0-9]{2} ?([A-Z0-9]{4} ?){2,7}[A-Z0-9]{0,3}\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Iban { get; }

    [GeneratedRegex(@"(?<![0-9])(\+31|0031|0)[ -]?[1-9]([ -]?[0-9]){8}(?![0-9])", RegexOptions.ExplicitCapture)]
    private static partial Regex Phone { get; }

    [GeneratedRegex(@"(?<![0-9])[0-9]([ .-]?[0-9]){7,11}(?![0-9])", RegexOptions.ExplicitCapture)]
    private static partial Regex Digits { get; }

    [GeneratedRegex(@"[ .-]")]
    private static partial Regex Separators { get; }

    [GeneratedRegex(@"\b(geb\.?|geboren|geboortedatum|born|birth|dob)\b.{0,20}[0-9]{1,4}[-/. ]([0-9]{1,2}|[a-z]{3,9})[-/. ][0-9]{2,4}", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Born { get; }

    [GeneratedRegex(@"\b(de heer|mevrouw|meneer|dhr\.?|mw\.?|mevr\.?|mr\.?|mrs\.?|genaamd|heet|named|called)\s+\p{Lu}\p{Ll}+", RegexOptions.ExplicitCapture)]
    private static partial Regex Titled { get; }

    // Two words in capitals that begin no sentence; places with two words are told apart by who reads.
    [GeneratedRegex(@"(?<=[\p{Ll},;:]\s)\p{Lu}\p{Ll}+\s+((van|de|der|den|el|al|bin|ben|ibn|ter|ten)\s+)*\p{Lu}\p{Ll}+", RegexOptions.ExplicitCapture)]
    private static partial Regex TwoNames { get; }
}

/// <summary>Kinds of data about a person that can be found by their form.</summary>
internal enum PersonData
{
    VNummer,
    Bsn,
    PhoneNumber,
    EmailAddress,
    BankAccount,
    BirthDate,
    Name,
}
