using System.Text.RegularExpressions;
using KetenHub.Contracts;

namespace KetenHub.Api;

/// <summary>What <c>POST /v1/timeline</c> is asked.</summary>
/// <param name="Person">About whom.</param>
/// <param name="Purpose">For which purpose, 5 to 200 characters.</param>
/// <param name="Skip">Entries to leave out.</param>
/// <param name="Take">Most entries of the answer.</param>
internal sealed partial record TimelineQuestion(PersonIdentifier Person, string Purpose, int Skip, int Take)
{
    /// <summary>Most bytes.</summary>
    public const int Largest = 4096;

    private const int MostEntries = 100;

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z")]
    private static partial Regex Scheme { get; }

    [GeneratedRegex(@"^[0-9]{20}\z")]
    private static partial Regex Oin { get; }

    /// <summary>Reads a body; null when something is wrong with it, and then every problem.</summary>
    /// <param name="body">The bytes, or the first ones of more than <see cref="Largest"/>.</param>
    /// <param name="problems">Takes up what is wrong.</param>
    public static TimelineQuestion? Read(ReadOnlyMemory<byte> body, List<Problem> problems)
    {
        if (body.Length > Largest)
        {
            problems.Add(Errors.TooLarge.At("", $"at most {Largest} bytes"));
            return null;
        }
        if (CloudEventReader.ParseObject(body, problems) is not { } root)
            return null;
        var fields = new Fields(root, "", problems);
        var question = new TimelineQuestion(
            fields.Object("person", person => new PersonIdentifier
            {
                Scheme = person.Match("scheme", Scheme, "lower-case letters, digits and hyphens, at most 40"),
                Value = person.Text("value", 64),
                Issuer = person.OptionalMatch("issuer", Oin, "an OIN of 20 digits"),
            }),
            fields.Text("purpose", 200, 5), fields.OptionalInteger("skip", 0, 1_000_000) ?? 0, fields.OptionalInteger("take", 1, MostEntries) ?? MostEntries);
        if (problems.Count == 0 && question.Purpose.Trim().Length < 5)
            problems.Add(Errors.PurposeMissing.At("/purpose"));
        return problems.Count == 0 ? question : null;
    }
}
