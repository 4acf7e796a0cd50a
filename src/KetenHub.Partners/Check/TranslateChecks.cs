using System.Text;
using System.Text.RegularExpressions;
using KetenHub.Partners.Adapters;

namespace KetenHub.Partners.Check;

/// <summary>What holds for translating.</summary>
internal sealed partial class TranslateChecks(IAdapter adapter, AdapterSamples samples)
{
    // The same every time: a failure must come back.
    private const int Seed = 20261122;

    public IEnumerable<CheckResult> All()
    {
        // An adapter that only delivers has no documents, and rejects any.
        yield return Check("samples give what is expected", SamplesAsExpected, $"{samples.Good.Count} documents");
        yield return Check("bad samples are rejected", BadSamples, $"{samples.Bad.Count} documents");
        yield return Check("unknown fields survive", UnknownFields, $"{samples.Good.Count} documents");
        yield return Check("the same document gives the same events", SameEvents, $"{samples.Good.Count} documents");
        yield return Check("malformed and truncated documents are rejected and never throw", Malformed, $"{Damaged().Count()} documents");
        yield return Check("rejections repeat nothing of the document", NothingRepeated, $"{Damaged().Count() + samples.Bad.Count} documents");
    }

    /// <summary>Translates a document as the hub would.</summary>
    public static Tried Try(IAdapter adapter, string name, byte[] content)
    {
        var tried = new Tried();
        try
        {
            foreach (var translated in adapter.Translate(new MemoryStream(content, writable: false), new Origin(name)))
            {
                tried.Translated.Add(translated);
                var (made, rejection) = translated is Message message ? AdapterEvents.Write(TranslationText.Partner, message) : (null, (Rejection)translated);
                if (made is not null)
                    tried.Events.Add(made);
                else
                    tried.Rejections.Add(rejection!);
            }
        }
        catch (Exception error)
        {
            // Whatever it is, it is what the check is for.
            tried.Threw = error.GetType().Name;
        }
        return tried;
    }

    private static CheckResult Check(string name, Func<IEnumerable<string>> find, string seen) => new(name, [.. find()], seen);

    private Tried Try(Sample sample) => Try(adapter, sample.Name, sample.Content);

    private IEnumerable<string> SamplesAsExpected()
    {
        foreach (var sample in samples.Good)
        {
            var tried = Try(sample);
            if (tried.Threw is not null)
                yield return $"{sample.Name}: threw {tried.Threw}";
            else if (tried.Events.Count == 0)
                yield return $"{sample.Name}: gave no message: {string.Join("; ", tried.Rejections.SelectMany(rejection => rejection.Problems))}";
            else if (sample.Expected is null)
                yield return $"{sample.Name}{AdapterSamples.ExpectedEnding} is missing: look at what adapter check --record writes, and keep it when it is right";
            else if (TranslationText.Of(tried.Translated) != sample.Expected)
                yield return $"{sample.Name}: differs from {sample.Name}{AdapterSamples.ExpectedEnding} {FirstDifference(sample.Expected, TranslationText.Of(tried.Translated))}";
        }
    }

    private static string FirstDifference(string expected, string made)
    {
        var (wanted, got) = (expected.Split('\n'), made.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(wanted.Length, got.Length)).First(i => i >= wanted.Length || i >= got.Length || wanted[i] != got[i]);
        return $"in line {line + 1}: {(line < got.Length ? got[line].Trim() : "nothing")}, expected {(line < wanted.Length ? wanted[line].Trim() : "nothing")}";
    }

    private IEnumerable<string> BadSamples() => samples.Bad.Select(sample => (sample, tried: Try(sample)))
        .Where(bad => bad.tried.Threw is not null || bad.tried.Rejections.Count == 0)
        .Select(bad => $"{bad.sample.Name}: {(bad.tried.Threw is { } threw ? $"threw {threw}" : "nothing was rejected")}")
        .Concat(samples.Good.Count > 0 && samples.Bad.Count < 2 ? ["two bad samples or more are needed"] : []);

    private IEnumerable<string> UnknownFields()
    {
        foreach (var sample in samples.Good)
        {
            if (UnknownField.Add(sample) is not { } with)
            {
                yield return $"{sample.Name}: the suite can add a field to .json, .csv and .xml only";
                continue;
            }
            var (plain, more) = (Try(sample), Try(adapter, sample.Name, with));
            if (more.Threw is not null || more.Events.Count != plain.Events.Count)
                yield return $"{sample.Name}: with a field more it gives {more.Threw ?? $"{more.Events.Count} messages in place of {plain.Events.Count}"}";
            else if (!more.Events.TrueForAll(made => Encoding.UTF8.GetString(made.Body).Contains(UnknownField.Value, StringComparison.Ordinal)))
                yield return $"{sample.Name}: the field is gone from the event";
        }
    }

    private IEnumerable<string> SameEvents()
    {
        foreach (var sample in samples.Good)
        {
            var (first, second) = (Try(sample).Events, Try(sample).Events);
            if (!first.Select(made => made.Id).SequenceEqual(second.Select(made => made.Id)))
                yield return $"{sample.Name}: other ids the second time";
            else if (!first.Zip(second).All(pair => pair.First.Body.AsSpan().SequenceEqual(pair.Second.Body)))
                yield return $"{sample.Name}: the same ids with other content the second time";
            if (first.GroupBy(made => made.Id).Any(same => same.Select(made => Convert.ToBase64String(made.Body)).Distinct().Count() > 1))
                yield return $"{sample.Name}: two messages with one id and other content";
        }
    }

    private IEnumerable<string> Malformed()
    {
        foreach (var (name, content, cut) in Damaged())
        {
            var tried = Try(adapter, name, content);
            if (tried.Threw is not null)
                yield return $"{name}: threw {tried.Threw}";
            // A file of rows can be cut between two of them; a document can't.
            else if (cut && tried.Rejections.Count == 0 && !name.EndsWith(".csv", StringComparison.Ordinal))
                yield return $"{name}: cut off after {content.Length} bytes, and nothing was rejected";
        }
    }

    private IEnumerable<string> NothingRepeated()
    {
        var documents = Damaged().Select(damaged => (damaged.Name, damaged.Content)).Concat(samples.Bad.Select(bad => (bad.Name, bad.Content)));
        foreach (var (name, content) in documents)
        {
            var said = string.Join('\n', Try(adapter, name, content).Rejections.SelectMany(rejection => rejection.Problems));
            if (PersonNumber().Matches(Encoding.UTF8.GetString(content)).Any(number => said.Contains(number.Value, StringComparison.Ordinal)))
                yield return $"{name}: a rejection repeats a number of a person";
        }
    }

    private IEnumerable<(string Name, byte[] Content, bool Cut)> Damaged()
    {
        var random = new Random(Seed);
        foreach (var sample in samples.Good.Count > 0 ? samples.Good : [new Sample("sample.json", "{}"u8.ToArray(), null)])
        {
            var whole = sample.Content.AsSpan().TrimEnd(" \r\n\t"u8).Length;
            for (var part = 0; part < 40; part++)
                yield return (sample.Name, sample.Content[..(whole * part / 40)], true);
            for (var turn = 0; turn < 100; turn++)
            {
                var changed = (byte[])sample.Content.Clone();
                for (var i = 0; i <= turn % 4 && changed.Length > 0; i++)
                    changed[random.Next(changed.Length)] = (byte)random.Next(256);
                yield return (sample.Name, changed, false);
            }
            var noise = new byte[50_000];
            random.NextBytes(noise);
            yield return (sample.Name, noise, true);
        }
    }

    [GeneratedRegex("[0-9]{10}")]
    private static partial Regex PersonNumber();

    /// <summary>What came of one document.</summary>
    internal sealed class Tried
    {
        public List<Translated> Translated { get; } = [];

        public List<AdapterEvent> Events { get; } = [];

        public List<Rejection> Rejections { get; } = [];

        public string? Threw { get; set; }
    }
}
