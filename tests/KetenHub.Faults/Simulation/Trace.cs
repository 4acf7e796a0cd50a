using System.Globalization;

namespace KetenHub.Faults.Simulation;

/// <summary>What happened, step by step. Its digest is the same whenever a seed is run again; it holds nothing that depends on keys or nonces.</summary>
internal sealed class Trace(TextWriter? verbose)
{
    private ulong digest = 14695981039346656037;

    public long Step { get; private set; }

    /// <summary>FNV-1a over all lines.</summary>
    public string Digest => digest.ToString("x16", CultureInfo.InvariantCulture);

    public void Add(DateTimeOffset at, string who, string what)
    {
        Step++;
        Mix(at.UtcTicks.ToString(CultureInfo.InvariantCulture));
        Mix(who);
        Mix(what);
        verbose?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Step,7} {at:MM-dd HH:mm:ss.fff} {who,-16} {what}"));
    }

    private void Mix(string text)
    {
        foreach (var letter in text)
            digest = (digest ^ letter) * 1099511628211;
        digest = (digest ^ '\n') * 1099511628211;
    }
}
