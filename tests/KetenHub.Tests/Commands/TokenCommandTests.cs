using KetenHub.Api;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Commands;

[Trait("kind", "process")]
public sealed class TokenCommandTests
{
    [Fact]
    public async Task A_token_is_made_listed_and_revoked_while_the_hub_runs()
    {
        using var ketenhub = new Ketenhub();
        using var hub = await ketenhub.StartHubAsync("--no-simulation");
        var folder = ketenhub.DataFolder.Tokens;
        var made = await ketenhub.RunAsync("token", "new", "--partner", "coa", "--scopes", "Send", "--days", "3", "--note", "for the trial", "--tokens", folder);
        Assert.Equal(0, made.Exit);
        var token = made.Out.Trim();
        Assert.StartsWith(TokenFile.Prefix, token, StringComparison.Ordinal);
        var id = made.Error.Split(' ')[1];
        var listed = await ketenhub.RunAsync("token", "list", "--tokens", folder);
        Assert.Contains(id, listed.Out, StringComparison.Ordinal);
        Assert.Contains("for the trial", listed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(token[8..], listed.Out, StringComparison.Ordinal);

        using var http = new HttpClient { BaseAddress = new Uri(ketenhub.Url) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        await Until.TrueAsync(async () => (int)(await http.PostAsync(new Uri("/v1/heartbeats", UriKind.Relative), null)).StatusCode == 204);
        Assert.Equal(0, (await ketenhub.RunAsync("token", "revoke", id, "--tokens", folder)).Exit);
        await Until.TrueAsync(async () => (int)(await http.PostAsync(new Uri("/v1/heartbeats", UriKind.Relative), null)).StatusCode == 401);
        Assert.Contains("revoked", (await ketenhub.RunAsync("token", "list", "--tokens", folder)).Out, StringComparison.Ordinal);
        Assert.DoesNotContain(token, hub.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_in_clear_is_taken_over_and_goes_on()
    {
        using var ketenhub = new Ketenhub();
        var clear = ketenhub.Write("tokens/coa.token", new string('c', 40) + "\n");
        Assert.Equal(0, (await ketenhub.RunAsync("token", "adopt", "--tokens", Path.GetDirectoryName(clear)!, "--days", "30")).Exit);
        Assert.False(File.Exists(clear));
        var entry = Assert.Single(new TokenFile(Path.GetDirectoryName(clear)!).Read());
        Assert.Equal(("coa", Convert.ToHexStringLower(TokenFile.Digest(new string('c', 40)))), (entry.Partner, entry.Sha256));
        Assert.Equal(ApiToken.OfPartners, entry.Scopes);
    }

    [Theory]
    [InlineData("new", "--partner", "nobody")]
    [InlineData("new")]
    [InlineData("new", "--partner", "coa", "--scopes", "Everything")]
    [InlineData("new", "--partner", "coa", "--scopes", "Send,Metrics")]
    [InlineData("new", "--partner", "coa", "--days", "0")]
    [InlineData("new", "--partner", "coa", "--days", "367")]
    [InlineData("revoke", "00000000")]
    public async Task What_makes_no_sense_is_refused_and_changes_nothing(params string[] arguments)
    {
        using var ketenhub = new Ketenhub();
        var folder = Path.GetDirectoryName(ketenhub.Write("tokens/none", ""))!;
        var ended = await ketenhub.RunAsync(["token", .. arguments, "--tokens", folder]);
        Assert.Equal(2, ended.Exit);
        Assert.Contains("KH", ended.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "tokens.json")));
    }
}
