using System.Net;
using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace KetenHub.Browser;

/// <summary>Every endpoint as somebody of a partner asks it who has every right there is: it is refused, or shows nothing of what the partner is no party to.</summary>
public class PartnerReachTests
{
    private const string Token = "token-of-somebody-of-avim-with-all-rights";
    private const string Foreign = "2711000900";
    private const string Decision = "B-900";
    private const string Place = "Elders";

    // One line for each endpoint; what isn't here fails, so that nobody adds one without saying what a partner's people get of it.
    private const string Decided = """
        refused GET /
        refused GET /access
        refused GET /admin
        refused GET /admin/jobs
        refused GET /admin/kept
        refused POST /admin/kept
        refused GET /admin/retention
        refused POST /admin/retention
        refused GET /admin/roles
        own GET /agenda
        own POST /agenda
        own GET /agenda/minutes
        own GET /agenda/minutes/document
        refused GET /alerts
        refused GET /alerts/events
        refused GET /alerts/history
        refused GET /alerts/rules/{name}
        refused GET /alerts/{id:guid}
        refused GET /alerts/{id:guid}/acknowledge
        refused POST /alerts/{id:guid}/acknowledge
        own GET /board
        own GET /board/days
        same GET /contracts
        same GET /contracts/{name}.v{version:int}
        same GET /contracts/{name}.v{version:int}.schema.json
        same GET /dashboard/hub.css
        same GET /dashboard/hub.js
        same GET /dashboard/icon.svg
        own GET /deadlines
        own GET /direction
        own POST /direction
        refused GET /failed
        refused GET /failed/aside
        refused POST /failed/aside
        refused GET /failed/body
        refused POST /failed/body
        refused GET /failed/correct
        refused POST /failed/correct
        refused GET /failed/corrections/{id:guid}
        refused GET /failed/decide
        refused POST /failed/decide
        refused GET /failed/jobs/{id:guid}
        refused GET /failed/list
        refused GET /failed/note
        refused POST /failed/note
        refused GET /failed/plan
        refused POST /failed/plan
        refused GET /failed/refused/{id:guid}
        refused GET /failed/replay
        refused POST /failed/replay
        same GET /figures
        refused POST /figures
        refused GET /figures/compare
        refused POST /figures/compare
        same GET /live
        own GET /messages
        own POST /messages
        own GET /messages/views
        own POST /messages/views
        own GET /messages/views/forget
        own POST /messages/views/forget
        refused GET /partners
        refused GET /partners/{code}
        refused GET /partners/{code}/pause
        refused POST /partners/{code}/pause
        refused GET /partners/{code}/resume
        refused POST /partners/{code}/resume
        own GET /person
        own POST /person
        own GET /person/answer
        own POST /person/answer
        refused GET /person/correct
        refused POST /person/correct
        refused GET /person/corrections
        own GET /person/export
        own POST /person/export
        own GET /person/purpose
        own POST /person/purpose
        refused GET /person/rights
        refused POST /person/rights
        own GET /person/timeline
        refused GET /quarantine
        own GET /report
        own POST /report
        own GET /sessions
        own GET /sessions/end
        own POST /sessions/end
        same GET /sign-in/again
        same POST /sign-in/back-channel-logout
        same GET /sign-out
        same POST /sign-out
        same GET /signed-out
        """;

    [Fact]
    public async Task Every_endpoint_is_decided_on_and_refuses_or_shows_nothing_of_what_the_partner_is_no_party_to()
    {
        await using var host = await DashboardHost.StartAsync(moreAccounts: [("avim", "alles", Token, Enum.GetValues<Right>())]);
        var foreign = await FillAsync(host);
        var mapped = host.Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"], (endpoint, method) => $"{method} {endpoint.RoutePattern.RawText}").ToList();
        var decided = Decided.Split('\n').Select(line => line.Split(' ', 2)).ToDictionary(line => line[1], line => line[0], StringComparer.Ordinal);
        Assert.Equal(decided.Keys.Order(StringComparer.Ordinal), mapped.Order(StringComparer.Ordinal));

        using var http = await SignInAsync(host, Token);
        var token = await FormTokenAsync(http);
        var refused = 0;
        foreach (var (endpoint, reach) in decided.Where(one => one.Key is not "POST /sign-out"))
        {
            var (status, text) = await CallAsync(http, endpoint, token, foreign);
            if (reach == "refused")
            {
                refused++;
                Assert.True(status == HttpStatusCode.Forbidden && text.Contains("KH445", StringComparison.Ordinal), $"{endpoint}: {status}");
                continue;
            }
            Assert.True(status != HttpStatusCode.Forbidden || endpoint == "POST /person/answer", $"{endpoint}: {status}");
            foreach (var secret in new[] { Foreign, Decision, Place, "Z-900", $"{foreign:D}", $"{foreign:N}"[..8], "A-900", "Iets over een ander" })
                Assert.False(text.Contains(secret, StringComparison.OrdinalIgnoreCase) && !IsSaidAgain(endpoint, secret), $"{endpoint} shows {secret}");
        }
        var noted = await host.Operations.ActionsAsync("", 0, 1000, TestContext.Current.CancellationToken);
        Assert.Equal(refused, noted.Items.Count(action => action is { Kind: ActionKind.Denied, Actor: "avim/alles" } && decided.GetValueOrDefault(action.Subject) == "refused"));

        // The same questions of who runs the hub: what is not shown above is there to be shown.
        using var hub = await SignInAsync(host, DashboardHost.Token);
        foreach (var path in new[] { "/board", "/board/days?days=3", "/agenda?table=Regietafel%20Ter%20Apel", "/agenda/minutes?table=Regietafel%20Ter%20Apel", "/direction", "/deadlines?list=agreements", "/messages" })
        {
            var text = await hub.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.True(text.Contains(Decision, StringComparison.Ordinal) || text.Contains("A-900", StringComparison.Ordinal) || text.Contains($"{foreign:N}"[..8], StringComparison.Ordinal) || text.Contains($"{foreign:D}", StringComparison.Ordinal), path);
        }
    }

    [Fact]
    public async Task Who_is_of_a_partner_enters_nothing_about_somebody_it_is_no_party_to()
    {
        await using var host = await DashboardHost.StartAsync(moreAccounts: [("avim", "alles", Token, Enum.GetValues<Right>())]);
        var foreign = await FillAsync(host);
        using var http = await SignInAsync(host, Token);
        var token = await FormTokenAsync(http);
        var before = (await host.Reads.OverviewAsync(host.Clock.GetUtcNow(), TestContext.Current.CancellationToken)).LogEntries;
        foreach (var endpoint in new[] { "POST /direction", "POST /agenda" })
            Assert.Equal(HttpStatusCode.BadRequest, (await CallAsync(http, endpoint, token, foreign)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await CallAsync(http, "POST /person", token, foreign)).Status);
        Assert.Equal(before, (await host.Reads.OverviewAsync(host.Clock.GetUtcNow(), TestContext.Current.CancellationToken)).LogEntries);
    }

    [Fact]
    public async Task The_agenda_and_the_minutes_of_a_table_are_for_those_who_sit_at_it()
    {
        await using var host = await DashboardHost.StartAsync(moreAccounts: [("nidos", "regie", Token, [Right.Direct])]);
        await FillAsync(host);
        using var http = await SignInAsync(host, Token);
        Assert.DoesNotContain("Regietafel", await http.GetStringAsync(new Uri("/agenda?table=Regietafel%20Ter%20Apel", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var minutes = await http.GetAsync(new Uri("/agenda/minutes?table=Regietafel%20Ter%20Apel", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, minutes.StatusCode);
    }

    // What somebody typed may come back in the form.
    private static bool IsSaidAgain(string endpoint, string secret) =>
        endpoint is "POST /person" or "POST /person/purpose" or "POST /agenda" or "POST /direction" && (secret == Decision || Guid.TryParse(secret, out _) || secret.Length == 8);

    // A person about whom AVIM said nothing and was told nothing, at a table at which it sits; and one of its own.
    private static async Task<Guid> FillAsync(DashboardHost host)
    {
        var now = host.Clock.GetUtcNow();
        await host.SendAsync("avim", Story.Signal(now, "2711000100"));
        await host.SendAsync("ind", Story.Decision(now, Decision, TimeSpan.FromHours(40), Foreign));
        await host.SendAsync("ind", Story.Decision(now, "B-901", TimeSpan.FromHours(41), "2711000901", Place));
        await host.SendAsync("ind", new AgreementMade
        {
            Person = Story.Person(Foreign), AgreementNumber = "A-900", Owner = "coa", What = "Iets over een ander", DueAt = now.AddDays(1), MadeAt = now,
            Location = Story.TerApel, Kind = AgreementKind.SoberReception, MadeAtTable = "Regietafel Ter Apel",
        });
        await host.SendAsync("coa", new CaseSignal { Person = Story.Person(Foreign), Kind = CaseSignalKind.LeftView, ObservedAt = now, Place = Story.TerApel });
        await host.SetApartAsync("ind", Story.Decision(now, "B-902", TimeSpan.FromHours(40), Foreign));
        await host.PassAsync(TimeSpan.FromHours(26));
        return (await host.Reads.BoardAsync(new BoardFilter([], null, null), 0, 10, CancellationToken.None)).Items.Single(row => row.DecisionNumber == Decision).Person;
    }

    private static async Task<HttpClient> SignInAsync(DashboardHost host, string token)
    {
        var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(host.Address) };
        using var answer = await http.GetAsync(new Uri($"/board?token={token}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return http;
    }

    private static async Task<string> FormTokenAsync(HttpClient http)
    {
        var page = await http.GetStringAsync(new Uri("/person", UriKind.Relative), TestContext.Current.CancellationToken);
        return page.Split("name=\"formToken\" value=\"")[1].Split('"')[0];
    }

    private static async Task<(HttpStatusCode Status, string Text)> CallAsync(HttpClient http, string endpoint, string formToken, Guid foreign)
    {
        var parts = endpoint.Split(' ', 2);
        var path = parts[1].Replace("{id:guid}", $"{foreign:D}", StringComparison.Ordinal).Replace("{name}.v{version:int}", "decision-issued.v1", StringComparison.Ordinal)
            .Replace("{code}", "coa", StringComparison.Ordinal).Replace("{name}", "refused", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(parts[0]), new Uri(parts[0] == "GET" ? $"{path}?table=Regietafel%20Ter%20Apel&days=3&list=deadlines" : path, UriKind.Relative));
        if (parts[0] == "POST")
            request.Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["formToken"] = formToken, ["person"] = $"{foreign:D}/{Decision}", ["purpose"] = "nagaan wat er speelt", ["entryId"] = Guid.NewGuid().ToString("D"), ["entry"] = "director",
                ["change"] = "Assigned", ["director"] = "avim", ["table"] = path == "/agenda" ? "LKO Budel" : "", ["look"] = "1", ["name"] = "een selectie", ["session"] = "0000000000000000", ["direction"] = "in",
            });
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        // The stream of changes has no end.
        return (answer.StatusCode, path == "/live" ? "" : await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
