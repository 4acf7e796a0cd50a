using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Hub;
using KetenHub.Tests.Tidy;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>The sign-in file: who gets which role.</summary>
public sealed class SignInFileTests : IDisposable
{
    private static readonly PartnerList Partners = SettingsFolder.ReadPartners(Path.Combine(Repository.Root, "src/KetenHub/partners.json"));

    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void The_example_that_is_mounted_is_valid_and_has_every_role()
    {
        var settings = SignInFile.Read(Path.Combine(Repository.Root, "deploy/compose/sign-in.json"), Partners);
        Assert.Equal(Enum.GetValues<StaffRole>(), settings.Accounts.Select(account => account.Role).Distinct().Order());
        Assert.Equal(SessionLimits.Usual, settings.Limits);
        Assert.Equal(["openid"], settings.Scopes);
    }

    [Theory]
    [InlineData("""{ "issuer": "http://identity.example.nl", "clientId": "k", "address": "https://hub.example.nl", "accounts": [{ "role": "Viewer", "when": { "a": "b" } }] }""", "/issuer")]
    [InlineData("""{ "issuer": "https://identity.example.nl?x=y", "clientId": "k", "address": "https://hub.example.nl", "accounts": [{ "role": "Viewer", "when": { "a": "b" } }] }""", "/issuer")]
    [InlineData("""{ "issuer": "https://i.nl", "clientId": "k", "address": "https://hub.example.nl/keten", "accounts": [{ "role": "Viewer", "when": { "a": "b" } }] }""", "/address")]
    [InlineData("""{ "issuer": "https://i.nl", "clientId": "k", "address": "https://h.nl", "accounts": [{ "role": "Viewer", "when": {} }] }""", "/accounts/0/when")]
    [InlineData("""{ "issuer": "https://i.nl", "clientId": "k", "address": "https://h.nl", "accounts": [{ "role": "Viewer", "partner": "nobody", "when": { "a": "b" } }] }""", "/accounts/0/partner")]
    [InlineData("""{ "issuer": "https://i.nl", "clientId": "k", "address": "https://h.nl", "accounts": [{ "role": "Operator", "partner": "ind", "when": { "a": "b" } }] }""", "/accounts/0/role")]
    [InlineData("""{ "issuer": "https://i.nl", "clientId": "k", "address": "https://h.nl", "accounts": [{ "role": "King", "when": { "a": "b" } }] }""", "/accounts/0/role")]
    [InlineData("""{ "issuer": "https://i.nl", "clientId": "k", "address": "https://h.nl", "clientSecret": "s", "accounts": [{ "role": "Viewer", "when": { "a": "b" } }] }""", "/clientSecret")]
    [InlineData("""{ "issuer": "https://i.nl", "clientId": "k", "address": "https://h.nl", "accounts": [{ "role": "Viewer", "parner": "ind", "when": { "a": "b" } }] }""", "/accounts/0/parner")]
    [InlineData("""{ "issuer": "https://i.nl", "clientId": "k", "address": "https://h.nl", "accounts": [{ "role": "Viewer", "when": { "a": "b" } }], "session": { "idleMinutes": 0 } }""", "/session/idleMinutes")]
    [InlineData("{", "")]
    public void A_mistake_is_told_by_its_place(string text, string place)
    {
        File.WriteAllText(file, text);
        var problem = Assert.Throws<KetenHubException>(() => SignInFile.Read(file, Partners)).Problems[0];
        Assert.Equal((Errors.SignInFileInvalid, file + place), (problem.Kind, problem.Where));
        Assert.DoesNotContain("\"s\"", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_claim_of_a_line_must_be_there_several_lines_add_up_and_two_partners_are_nobody()
    {
        var settings = new SignInSettings("https://i.nl", "k", new Uri("https://h.nl"), ["openid"],
        [
            new("ind", StaffRole.Viewer, Claims(("org", "ind"))), new("ind", StaffRole.CaseWorker, Claims(("org", "ind"), ("groups", "casus"))), new("coa", StaffRole.Viewer, Claims(("org", "coa"))),
            new(null, StaffRole.Operator, Claims(("groups", "beheer"))),
        ], SessionLimits.Usual);
        Assert.Equal("ind: Viewer", Of(("org", "ind")));
        Assert.Equal("ind: Viewer CaseWorker", Of(("org", "ind"), ("groups", "casus"), ("groups", "other")));
        Assert.Equal("hub: Operator", Of(("groups", "beheer")));
        Assert.Equal("nobody", Of(("groups", "casus")));
        Assert.Equal("nobody", Of(("org", "IND")));
        Assert.Equal("nobody", Of());
        Assert.Equal("nobody", Of(("org", "ind"), ("org", "coa")));
        Assert.Equal("nobody", Of(("org", "ind"), ("groups", "beheer")));

        string Of(params (string Name, string Value)[] claims) =>
            settings.AccountOf(claims) is { } account ? $"{account.Partner ?? "hub"}: {string.Join(' ', account.Roles)}" : "nobody";
    }

    [Fact]
    public void No_role_that_reads_what_was_said_of_persons_runs_the_hub_and_none_approves_what_it_can_send()
    {
        foreach (var role in Enum.GetValues<StaffRole>())
        {
            var rights = StaffRoles.RightsOf(role);
            Assert.NotEmpty(rights);
            Assert.False(rights.Contains(Right.Contents) && rights.Contains(Right.Operate), $"{role}");
            Assert.False(rights.Contains(Right.Replay) && rights.Contains(Right.Approve), $"{role}");
        }
        Assert.All(new[] { StaffRole.Administrator, StaffRole.Auditor }, role => Assert.Empty(StaffRoles.RightsOf(role).Intersect([Right.Persons, Right.Contents, Right.Direct, Right.Operate, Right.Bodies])));
    }

    private static Dictionary<string, string> Claims(params (string Name, string Value)[] claims) => claims.ToDictionary(claim => claim.Name, claim => claim.Value, StringComparer.Ordinal);
}
