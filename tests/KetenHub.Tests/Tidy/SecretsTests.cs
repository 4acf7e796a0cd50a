using System.Text.RegularExpressions;
using Xunit;

namespace KetenHub.Tests.Tidy;

/// <summary>How secrets that somebody brings are compared. The time it takes can't be measured here; what would make it differ can be seen.</summary>
public sealed partial class SecretsTests
{
    /// <summary>File, and the method that compares.</summary>
    public static TheoryData<string, string> Places => new()
    {
        { "src/KetenHub/Api/Tokens/PartnerTokens.cs", "Find(HttpRequest request)" },
        { "src/KetenHub.Dashboard/SignIn/Sessions.cs", "BeginAsync(string given, CancellationToken cancellation)" },
        { "src/KetenHub.Dashboard/SignIn/Sessions.cs", "IsFormToken(string cookie, string given)" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void A_secret_is_compared_whole_and_with_each_that_is_known(string file, string method)
    {
        var text = Repository.Text(file);
        var at = text.IndexOf(method, StringComparison.Ordinal);
        Assert.True(at > 0, $"{method} is not in {file}");
        var body = text[at..].Split("\n\n")[0];
        Assert.Single(Compares().Matches(body));
        // No way out once one was found, and none of the ways that end at the first byte that differs.
        Assert.DoesNotMatch(EndsEarly(), body);
        // All of it, not a part.
        Assert.DoesNotMatch(Part(), body);
    }

    [Fact]
    public void No_other_place_compares_a_digest_or_signature_that_somebody_brings() => Assert.Equal(
        ["src/KetenHub.Dashboard/SignIn/Sessions.cs", "src/KetenHub.Partners/Client/KetenPartner.cs", "src/KetenHub/Api/Tokens/PartnerTokens.cs"],
        Repository.Under(".cs", "src", "contracts").Where(file => Repository.Text(file).Contains("FixedTimeEquals", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"CryptographicOperations\.FixedTimeEquals\(")]
    private static partial Regex Compares();

    [GeneratedRegex(@"\bbreak;|SequenceEqual|foreach[^}]*\breturn\b")]
    private static partial Regex EndsEarly();

    [GeneratedRegex(@"FixedTimeEquals\([^;]*(AsSpan\(\d|Slice|\[\.\.|\.\.\])")]
    private static partial Regex Part();
}
