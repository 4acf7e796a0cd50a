using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KetenHub.Contracts;

namespace KetenHub.Partners;

/// <summary>A fictitious case: seed and number say everything about it but when it starts and what DT&amp;V is asked.</summary>
internal sealed class SimulatedCase(int seed, int number, DateTimeOffset start)
{
    private static readonly string[] Places = ["Ter Apel", "Budel", "Amsterdam", "Utrecht", "Rotterdam", "Zevenaar"];

    public int Number => number;

    public DateTimeOffset Start => start;

    public string DecisionNumber { get; } = string.Create(CultureInfo.InvariantCulture, $"{DecisionPrefix(seed)}{number:D6}");

    public string CaseNumber { get; } = string.Create(CultureInfo.InvariantCulture, $"Z{seed}-{number:D6}");

    public Location Location => new() { Name = Pick("place", Places), Kind = LocationKind.ReceptionLocation };

    public bool IsMinor => Draw("minor") < 0.08;

    /// <summary>Until the next case starts. The first few follow each other faster, so that a fresh start is not silent.</summary>
    public TimeSpan UntilNext => number <= 5 ? Minutes("next case", 4, 8) : Minutes("next case", 15, 25);

    /// <summary>V-nummers from 0000…: none of a real person.</summary>
    public PersonReference Person => Reference(number * 2);

    /// <summary>The same person under another identity, until AVIM finds out.</summary>
    public PersonReference OtherIdentity => Reference((number * 2) + 1);

    /// <summary>Case number of a decision of this seed; null for any other decision.</summary>
    public static int? NumberOf(string decisionNumber, int seed)
    {
        var prefix = DecisionPrefix(seed);
        return decisionNumber.StartsWith(prefix, StringComparison.Ordinal)
            && int.TryParse(decisionNumber.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var found) ? found : null;
    }

    /// <summary>A number from 0 up to 1 that depends on seed, case and name only, so that a script can change without moving other draws.</summary>
    public double Draw(string name) => BinaryPrimitives.ReadUInt64BigEndian(Hash(name)) / 18446744073709551616.0;

    /// <summary>Whole minutes in a range.</summary>
    public TimeSpan Minutes(string name, int least, int most) => TimeSpan.FromMinutes(Math.Floor(least + (Draw(name) * (most - least + 1))));

    public T Pick<T>(string name, IReadOnlyList<T> from) => from[(int)(Draw(name) * from.Count)];

    /// <summary>Id of an event of this case: the same at every replay (UUID version 8, RFC 9562).</summary>
    public Guid Id(string name)
    {
        var bytes = Hash($"id/{name}").AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private byte[] Hash(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}/{number}/{name}")));

    private PersonReference Reference(int person) => new()
    {
        Identifiers = [new() { Scheme = PersonIdentifier.VNummer, Value = (person % 1_000_000).ToString("D10", CultureInfo.InvariantCulture) }],
        IsMinor = IsMinor ? true : null,
    };

    private static string DecisionPrefix(int seed) => string.Create(CultureInfo.InvariantCulture, $"SIM{seed}-");
}

/// <summary>Something that a simulated partner sends.</summary>
/// <param name="Key">Unique in its case; a resend has its own key and the id of the first.</param>
/// <param name="Id">Id of the event.</param>
/// <param name="At">When it is sent, and the event's time.</param>
/// <param name="Partner">Who sends it.</param>
/// <param name="Message">What.</param>
/// <param name="Cause">Id of the notification it answers.</param>
internal sealed record SimulatedEvent(string Key, Guid Id, DateTimeOffset At, string Partner, KetenMessage Message, string? Cause = null)
{
    /// <summary>The event's time; a resend keeps that of the first.</summary>
    public DateTimeOffset Time { get; init; } = At;
}
