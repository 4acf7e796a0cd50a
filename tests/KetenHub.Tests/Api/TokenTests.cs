using KetenHub.Api;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Tests.Hub;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Tests.Api;

/// <summary>Who has a token, for what and until when; as somebody who has the wrong one.</summary>
public sealed class TokenTests
{
    private const string Person = "9000000001";

    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_token_holds_while_the_hub_runs_and_a_revoked_one_does_not()
    {
        await using var hub = await ApiHub.StartAsync();
        var file = new TokenFile(hub.Folder.Tokens);
        var (token, entry) = file.Add("coa", ApiToken.OfPartners, Now, Now.AddDays(1), "");
        await Until.TrueAsync(async () => (await SendAsync(hub, token)).Status == 202);
        file.Revoke(entry.Id, Now);
        await Until.TrueAsync(async () => (await SendAsync(hub, token)) is { Status: 401, Numbers: ["KH432"] });
        // The partner's other token goes on.
        Assert.Equal(202, (await SendAsync(hub, hub.Folder.Token("coa"))).Status);
    }

    [Fact]
    public async Task A_token_that_expired_is_refused_and_stores_nothing()
    {
        var token = "";
        await using var hub = await ApiHub.StartAsync(prepare: folder => token = new TokenFile(folder.Tokens).Add("coa", ApiToken.OfPartners, Now.AddDays(-2), Now.AddSeconds(-1), "").Token);
        var answer = await SendAsync(hub, token);
        Assert.Equal((401, "KH432"), (answer.Status, Assert.Single(answer.Numbers)));
        Assert.Contains("WWW-Authenticate: Bearer", answer.Headers, StringComparison.Ordinal);
        Assert.Equal(0, (await hub.Store.Reads.OverviewAsync(Now, Cancellation)).Accepted);
    }

    [Fact]
    public async Task A_token_is_for_its_scope_only()
    {
        string send = "", fetch = "", metrics = "";
        await using var hub = await ApiHub.StartAsync(prepare: folder =>
        {
            var file = new TokenFile(folder.Tokens);
            send = file.Add("coa", [TokenScope.Send], Now, Now.AddDays(1), "").Token;
            fetch = file.Add("coa", [TokenScope.Fetch], Now, Now.AddDays(1), "").Token;
            metrics = file.Add(null, [TokenScope.Metrics], Now, Now.AddDays(1), "").Token;
        });
        var reference = $"/v1/references/{Guid.NewGuid():D}";
        Assert.Equal(202, (await SendAsync(hub, send)).Status);
        Assert.Equal(404, (await hub.GetAsync(reference, fetch)).Status);
        using var question = new HttpRequestMessage(HttpMethod.Post, "/v1/timeline") { Content = new StringContent("{}") };
        question.Headers.Authorization = new("Bearer", send);
        foreach (var answer in new[] { await hub.SendAsync(question), await SendAsync(hub, fetch), await SendAsync(hub, metrics), await hub.GetAsync(reference, send), await hub.GetAsync(reference, metrics) })
            Assert.Equal((403, "KH433"), (answer.Status, Assert.Single(answer.Numbers)));
    }

    [Fact]
    public async Task A_stolen_list_opens_nothing_and_holds_no_token()
    {
        await using var hub = await ApiHub.StartAsync();
        var file = new TokenFile(hub.Folder.Tokens);
        var (token, entry) = file.Add("coa", ApiToken.OfPartners, Now, Now.AddDays(1), "");
        Assert.StartsWith(TokenFile.Prefix, token, StringComparison.Ordinal);
        Assert.Equal(TokenFile.Prefix.Length + 64, token.Length);
        Assert.DoesNotContain(token, await File.ReadAllTextAsync(file.Path, Cancellation), StringComparison.Ordinal);
        await Until.TrueAsync(async () => (await SendAsync(hub, token)).Status == 202);
        foreach (var tried in new[] { entry.Sha256, entry.Id, TokenFile.Prefix + entry.Sha256, token.ToUpperInvariant(), token + "x", token[..^1] })
            Assert.Equal(401, (await SendAsync(hub, tried)).Status);
    }

    [Fact]
    public async Task A_digest_that_differs_anywhere_is_another_token()
    {
        var token = new string('t', 40);
        await using var hub = await ApiHub.StartAsync(prepare: folder =>
        {
            var file = new TokenFile(folder.Tokens);
            var entries = new List<ApiToken>();
            // As somebody would make them who can't find the whole of it.
            for (var place = 0; place < 32; place++)
            {
                var digest = TokenFile.Digest(token);
                digest[place] ^= 1;
                entries.Add(file.Add("coa", ApiToken.OfPartners, Now, Now.AddDays(1), "").Entry with { Sha256 = Convert.ToHexStringLower(digest) });
            }
            File.WriteAllText(file.Path, System.Text.Json.JsonSerializer.Serialize(new { tokens = entries }, System.Text.Json.JsonSerializerOptions.Web));
        });
        Assert.Equal(401, (await SendAsync(hub, token)).Status);
    }

    [Fact]
    public void A_token_ends_at_the_moment_it_names_and_when_it_was_revoked()
    {
        var token = new ApiToken("00000000", "coa", ApiToken.OfPartners, "", Now, Now.AddDays(1), null, "");
        Assert.True(token.HoldsAt(Now.AddDays(1).AddTicks(-1)));
        Assert.False(token.HoldsAt(Now.AddDays(1)));
        Assert.False((token with { Revoked = Now }).HoldsAt(Now));
        Assert.True((token with { Expires = null }).HoldsAt(Now.AddYears(10)));
    }

    [Fact]
    public void Who_is_revoked_again_keeps_the_moment_of_the_first_time()
    {
        var folder = Directory.CreateTempSubdirectory("ketenhub-test-");
        try
        {
            var file = new TokenFile(folder.FullName);
            var entry = file.Add("coa", ApiToken.OfPartners, Now, Now.AddDays(1), "").Entry;
            file.Revoke(entry.Id, Now);
            Assert.Equal(Now, file.Revoke(entry.Id, Now.AddHours(1)).Revoked);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_token_that_was_taken_over_into_the_list_and_revoked_there_is_refused_although_its_file_in_clear_is_left()
    {
        var clear = new string('c', 40);
        await using var hub = await ApiHub.StartAsync(prepare: folder =>
        {
            var file = new TokenFile(folder.Tokens);
            file.Revoke(file.Add("coa", ApiToken.OfPartners, Now, Now.AddDays(1), "", clear).Entry.Id, Now);
            File.WriteAllText(Path.Combine(folder.Tokens, "coa.token"), clear);
        });
        Assert.Equal(401, (await SendAsync(hub, clear)).Status);
    }

    [Fact]
    public void A_list_of_more_tokens_than_anybody_needs_is_refused()
    {
        var entries = Enumerable.Range(0, 2001).Select(i => new ApiToken($"{i:x8}", "coa", ApiToken.OfPartners, new string('a', 64), Now, null, null, "")).ToList();
        byte[] List(int count) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { tokens = entries.Take(count) }, System.Text.Json.JsonSerializerOptions.Web);
        Assert.Equal(2000, new TokenFile("tokens").Parse(List(2000)).Count);
        Assert.Equal(Errors.TokensInvalid, Assert.Throws<KetenHubException>(() => new TokenFile("tokens").Parse(List(2001))).Problems[0].Kind);
    }

    [Fact]
    public async Task A_list_that_can_not_be_read_stops_the_start_and_while_the_hub_runs_leaves_what_was()
    {
        var refused = await Assert.ThrowsAsync<KetenHubException>(() => ApiHub.StartAsync(prepare: folder => Write(folder.Tokens, "{")));
        Assert.Equal(Errors.TokensInvalid, refused.Problems[0].Kind);
        refused = await Assert.ThrowsAsync<KetenHubException>(() => ApiHub.StartAsync(prepare: folder =>
            new TokenFile(folder.Tokens).Add("nobody", ApiToken.OfPartners, Now, Now.AddDays(1), "")));
        Assert.Equal(Errors.TokensInvalid, refused.Problems[0].Kind);

        await using var hub = await ApiHub.StartAsync();
        Write(hub.Folder.Tokens, "{");
        await Task.Delay(1500, Cancellation);
        Assert.Equal(202, (await SendAsync(hub, hub.Folder.Token("coa"))).Status);
    }

    [Fact]
    public void A_token_in_clear_stops_the_start_of_a_hub_that_does_not_make_such_files_itself()
    {
        using var folder = new TokenFolder();
        var token = new string('c', 40);
        File.WriteAllText(Path.Combine(folder.Path, "coa.token"), token);
        var refused = Assert.Throws<KetenHubException>(() => Tokens(folder.Path));
        Assert.Equal((Errors.TokenInClear, "coa.token"), (refused.Problems[0].Kind, refused.Problems[0].Where));
        Assert.DoesNotContain(token, refused.ToString(), StringComparison.Ordinal);
        Assert.NotNull(Find(Tokens(folder.Path, takesClear: true), token));

        // Taken over into the list, it is what the list says of it; the file beside it gives nothing.
        var (_, entry) = new TokenFile(folder.Path).Add("coa", [TokenScope.Send], Now, Now.AddDays(1), "", token);
        Assert.Equal(entry.Id, Find(Tokens(folder.Path), token)!.Id);
        // What is in no partner's name is none of the API's.
        File.WriteAllText(Path.Combine(folder.Path, "dashboard.token"), token);
        Assert.NotNull(Find(Tokens(folder.Path), token));
    }

    [Fact]
    public async Task A_token_in_clear_that_comes_while_the_hub_runs_is_not_taken_and_those_from_before_hold()
    {
        using var folder = new TokenFolder();
        var lines = new LogLines();
        var (good, _) = new TokenFile(folder.Path).Add("coa", ApiToken.OfPartners, Now, Now.AddDays(1), "");
        var tokens = new PartnerTokens(folder.Path, SettingsFolder.ReadPartners(null), TimeProvider.System, lines.For<PartnerTokens>());
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "dtv.token"), new string('d', 40), Cancellation);
        await Until.TrueAsync(() =>
        {
            Assert.NotNull(Find(tokens, good));
            Assert.Null(Find(tokens, new string('d', 40)));
            return Task.FromResult(lines.Lines.Any(line => line.Contains("KH430", StringComparison.Ordinal)));
        });
    }

    [Theory]
    [InlineData("""{ "tokens": [{}] }""")]
    [InlineData("""{ "tokens": [null] }""")]
    [InlineData("""{ "tokens": null }""")]
    [InlineData("[]")]
    [InlineData("""{ "tokens": [{ "id": "00000000", "partner": "coa", "scopes": ["Send"], "sha256": "", "created": "2026-01-01T00:00:00Z", "note": "" }] }""")]
    [InlineData("""{ "tokens": [{ "id": "00000000", "partner": "coa", "scopes": ["Everything"], "sha256": "SHA", "created": "2026-01-01T00:00:00Z", "note": "" }] }""")]
    [InlineData("""{ "tokens": [{ "id": "00000000", "partner": "coa", "scopes": ["Send", "Metrics"], "sha256": "SHA", "created": "2026-01-01T00:00:00Z", "note": "" }] }""")]
    [InlineData("""{ "tokens": [{ "id": "00000000", "partner": "coa", "scopes": ["Metrics"], "sha256": "SHA", "created": "2026-01-01T00:00:00Z", "note": "" }] }""")]
    [InlineData("""{ "tokens": [{ "id": "00000000", "partner": "coa", "scopes": ["Send"], "sha256": "SHA", "created": "2026-01-01T00:00:00Z", "note": "" }, { "id": "00000000", "partner": "ind", "scopes": ["Send"], "sha256": "SHA", "created": "2026-01-01T00:00:00Z", "note": "" }] }""")]
    [InlineData("""{ "tokens": [{ "id": "00000000", "scopes": ["Send"], "sha256": "SHA", "created": "2026-01-01T00:00:00Z", "note": "" }] }""")]
    public void A_list_with_a_mistake_is_refused_with_its_number(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text.Replace("SHA", new string('a', 64), StringComparison.Ordinal));
        Assert.Equal(Errors.TokensInvalid, Assert.Throws<KetenHubException>(() => new TokenFile("tokens").Parse(bytes)).Problems[0].Kind);
    }

    [Fact]
    public async Task Who_tries_tokens_out_is_slowed_down_and_partners_behind_the_same_address_are_not()
    {
        await using var hub = await ApiHub.StartAsync();
        Answer answer;
        var tried = 0;
        do
        {
            answer = await SendAsync(hub, new string('x', 64));
        }
        while (answer.Status == 401 && ++tried < 500);
        Assert.Equal((429, "KH434"), (answer.Status, Assert.Single(answer.Numbers)));
        Assert.Contains("Retry-After: ", answer.Headers, StringComparison.Ordinal);
        Assert.Equal(202, (await SendAsync(hub, hub.Folder.Token("coa"))).Status);
    }

    private static PartnerTokens Tokens(string folder, bool takesClear = false) =>
        new(folder, SettingsFolder.ReadPartners(null), TimeProvider.System, NullLogger<PartnerTokens>.Instance, takesClear);

    private static ApiToken? Find(PartnerTokens tokens, string token)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Authorization = $"Bearer {token}";
        return tokens.Find(http.Request)?.Token;
    }

    private static void Write(string folder, string text)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "tokens.json"), text);
    }

    private static Task<Answer> SendAsync(ApiHub hub, string token)
    {
        var message = Events.Signal("coa", Person);
        return hub.PostAsync(message.Body.ToArray(), message.ContentType, token);
    }
}
