using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>A look-up that was logged and may be leafed through for a while. It travels sealed in the address: nobody reads in it whom it is about, it is worth
/// nothing in another session, and whichever hub the browser comes to opens it.</summary>
/// <param name="Number">How the pages name it.</param>
/// <param name="Person">Of whom.</param>
/// <param name="Purpose">As logged.</param>
/// <param name="End">Until when it may be leafed through.</param>
internal sealed record LookUp(string Number, Guid Person, string Purpose, DateTimeOffset End)
{
    private const int Longest = 4000;
    private const int Fixed = 16 + sizeof(long);

    // Real time, also when the hub's clock is simulated.
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(15);

    /// <summary>One that begins now.</summary>
    public static LookUp Of(string session, Guid person, string purpose, TimeProvider? clock = null)
    {
        var end = DateTimeOffset.FromUnixTimeMilliseconds(((clock ?? TimeProvider.System).GetUtcNow() + Lasts).ToUnixTimeMilliseconds());
        var text = Encoding.UTF8.GetBytes(purpose);
        var plain = new byte[Fixed + text.Length];
        person.TryWriteBytes(plain);
        BinaryPrimitives.WriteInt64BigEndian(plain.AsSpan(16), end.ToUnixTimeMilliseconds());
        text.CopyTo(plain, Fixed);
        using var sealer = SealerOf(session);
        return new LookUp(Base64Url.EncodeToString(sealer.Seal(plain, "look"u8)), person, purpose, end);
    }

    /// <summary>One of this session that has not ended, or null.</summary>
    public static LookUp? Read(string session, string number, TimeProvider? clock = null)
    {
        if (number.Length is 0 or > Longest || !Base64Url.IsValid(number))
            return null;
        using var sealer = SealerOf(session);
        try
        {
            var plain = sealer.Open(Base64Url.DecodeFromChars(number), "look"u8);
            var end = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(16)));
            return (clock ?? TimeProvider.System).GetUtcNow() < end ? new LookUp(number, new Guid(plain.AsSpan(0, 16)), Encoding.UTF8.GetString(plain, Fixed, plain.Length - Fixed), end) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static Sealer SealerOf(string session) => new(Session.KeyOf(session, "look"));
}
