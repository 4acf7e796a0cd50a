using System.Diagnostics;
using System.Globalization;
using KetenHub.Contracts;
using Xunit;

namespace KetenHub.Tests.Fuzz;

/// <summary>How long inputs are tried, and what was once trouble.</summary>
internal static class Fuzzing
{
    // The environment gives a long run its time: KETENHUB_FUZZ_SECONDS=3600.
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("KETENHUB_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 2);

    /// <summary>Files of the corpus whose name begins so, with their bytes.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Corpus(string kind) =>
        [.. Directory.GetFiles(FuzzTarget.Corpus, $"{kind}-*").Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))];

    /// <summary>Tries inputs until the time is over, and at least so many. What comes out besides numbered errors fails with the input, as base64, to be put into the corpus.</summary>
    public static void Try(Mutator mutator, int least, Action<byte[]> look)
    {
        var watch = Stopwatch.StartNew();
        var tried = 0;
        for (; tried < least || watch.Elapsed < Budget; tried++)
        {
            var input = mutator.Next();
            try
            {
                look(input);
            }
            catch (Exception failure)
            {
                Assert.Fail($"input {tried}: {failure.GetType().Name} {failure.Message}\n{failure.StackTrace}\n{Convert.ToBase64String(input)}");
            }
        }
        TestContext.Current.SendDiagnosticMessage($"{tried} inputs");
    }

    /// <summary>Every problem has a number of the catalogue, and none of its words come from the input.</summary>
    public static void AreNumbered(IReadOnlyList<Problem> problems) =>
        Assert.All(problems, problem => Assert.Same(problem.Kind, Errors.Find(problem.Kind.Number)));
}
