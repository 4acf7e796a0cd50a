using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace KetenHub.Tests.Decisions;

// Properties of stories.
internal sealed partial class Story
{
    /// <summary>Numbers, and how many of them: the same for every run.</summary>
    public static Arbitrary<int[]> Numbers { get; } = Arb.ToArbitrary(Gen.Resize(Gen.ArrayOf(Gen.Choose(0, 999_999)), 45), Shrink);

    public static void Check(Func<int[], int[], bool> property, int cases = 200)
    {
        var seeded = new Replay(new Rnd(20_261_122UL), FSharpOption<int>.None);
        var config = Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay(FSharpOption<Replay>.Some(seeded)).WithQuietOnSuccess(true);
        Prop.ForAll(Numbers, Numbers, property).Check(config);
    }

    private static IEnumerable<int[]> Shrink(int[] numbers)
    {
        for (var length = numbers.Length / 2; length > 0; length /= 2)
        {
            for (var start = 0; start + length <= numbers.Length; start += length)
                yield return [.. numbers[..start], .. numbers[(start + length)..]];
        }
    }
}
