using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.Playwright;
using Xunit;

namespace KetenHub.Browser;

/// <summary>Somebody who writes into every text, asks for what no page asks for, and sends forms from elsewhere.</summary>
public class AttackerTests(Chromium chromium)
{
    private const string Markup = "\"'><img data-owned src=x onerror=document.title='owned'>&lt;b&gt;";
    private const string Second = "2711000777";

    private static readonly string[] Payloads =
        [Markup, "' OR '1'='1", "'; DROP TABLE log; --", "1 UNION SELECT hash FROM identifier", "../../../../etc/passwd", "..%2f..%2fmaster.key", "%00", "javascript:alert(1)", "{{7*7}}", "-1", "99999999999999999999", "\r\nX-Owned: 1", "//elsewhere.example"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Markup_in_any_text_of_a_message_or_of_people_is_shown_as_text_on_every_page()
    {
        await using var host = await DashboardHost.StartAsync();
        var fields = await WriteEverywhereAsync(host);
        Assert.Superset(new HashSet<string>(["whatHappened", "what", "whoComes", "room", "heldBy", "handedOutBy", "function", "name", "reason"]), fields);
        await host.PostponeAllAsync("dtv", $"HTTP 503 {Markup}");
        var apart = (await host.SetApartAsync("ind", Story.Decision(host.Clock.GetUtcNow(), Markup, TimeSpan.FromHours(30)))).Quarantine!.Value;
        await host.LookAtPartnersAsync();

        var page = await host.SignInAsync(chromium);
        var shown = 0;
        foreach (var (_, path, query) in host.AllEndpoints.Where(endpoint => endpoint.Method == "GET" && endpoint.Path is not "/live" && !endpoint.Path.Contains("0000-0000", StringComparison.Ordinal) && !endpoint.Path.StartsWith("/dashboard/", StringComparison.Ordinal)))
        {
            await page.GotoAsync(host.Address + path);
            shown += await LookAsync(page);
            if (query.Count == 0)
                continue;
            await page.GotoAsync($"{host.Address}{path}?{string.Join('&', query.Select(name => $"{name}={Uri.EscapeDataString(Markup)}"))}");
            await LookAsync(page);
        }
        await page.GotoAsync($"{host.Address}/failed/refused/{apart:D}");
        await page.Locator("#why-look").FillAsync($"nagaan {Markup}");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Inhoud tonen" }).ClickAsync();
        shown += await LookAsync(page);
        foreach (var number in new[] { Story.VNummer, Second })
        {
            await page.GotoAsync($"{host.Address}/person");
            await page.Locator("#value").FillAsync(number);
            await page.Locator("#purpose").FillAsync($"nagaan {Markup}");
            await page.Locator("#purpose").PressAsync("Enter");
            await page.Locator(".timeline").WaitForAsync();
            await page.EvaluateAsync("document.querySelectorAll('details').forEach(one => one.open = true)");
            shown += await LookAsync(page);
        }
        // It is there to be seen: on the board, the failed message, both timelines at least.
        Assert.True(shown >= 4, $"shown on {shown} pages");
        Assert.DoesNotContain(host.Requests, address => address.EndsWith("/x", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_query_of_any_page_makes_it_fail_show_markup_or_change_anything()
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        var page = await host.SignInAsync(chromium);
        var before = await CountsAsync(host);
        var asked = 0;
        foreach (var (_, path, query) in host.AllEndpoints.Where(endpoint => endpoint is { Method: "GET", Query.Count: > 0 }))
        {
            foreach (var payload in Payloads)
            {
                var address = $"{host.Address}{path}?{string.Join('&', query.Select(name => $"{name}={Uri.EscapeDataString(payload)}"))}";
                var answer = await page.APIRequest.GetAsync(address, new APIRequestContextOptions { MaxRedirects = 0 });
                Assert.True(answer.Status < 500, $"{answer.Status} {path} {payload}");
                Assert.DoesNotContain("<img data-owned", await answer.TextAsync(), StringComparison.Ordinal);
                Assert.False(answer.Headers.ContainsKey("x-owned"), path);
                Assert.True(!answer.Headers.TryGetValue("location", out var location) || (location.StartsWith('/') && !location.StartsWith("//", StringComparison.Ordinal)), $"{path} {payload}");
                asked++;
            }
        }
        Assert.True(asked > 100, $"asked {asked} times");
        Assert.Equal(before, await CountsAsync(host));
    }

    [Fact]
    public async Task No_form_does_anything_without_the_token_of_its_session()
    {
        await using var host = await DashboardHost.StartAsync();
        await Boards.FillAsync(host);
        var (page, other) = (await host.SignInAsync(chromium), await host.SignInAsync(chromium, token: DashboardHost.OperatorToken));
        await other.GotoAsync($"{host.Address}/person");
        var stolen = await other.Locator("input[name=formToken]").First.InputValueAsync();
        var before = await CountsAsync(host);
        var posts = host.AllEndpoints.Where(endpoint => endpoint.Method == "POST").Select(endpoint => endpoint.Path).ToList();
        Assert.True(posts.Count >= 12, string.Join(' ', posts));
        foreach (var path in posts)
        {
            foreach (var token in new[] { "", "x", stolen })
            {
                var answer = await page.APIRequest.PostAsync(host.Address + path, new APIRequestContextOptions
                {
                    MaxRedirects = 0,
                    Form = page.APIRequest.CreateFormData().Set("formToken", token).Set("value", Story.VNummer).Set("purpose", "from another site").Set("why", "from another site"),
                });
                Assert.True(answer.Status is 400 or 403, $"{answer.Status} {path}");
            }
        }
        Assert.Equal(before, await CountsAsync(host));
    }

    [Fact]
    public async Task Without_a_session_no_header_and_no_path_opens_anything()
    {
        await using var host = await DashboardHost.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(host.Address) };
        foreach (var (name, value) in new[]
        {
            ("X-Forwarded-User", "dashboard"), ("X-Remote-User", "dashboard"), ("X-Original-URL", "/board"), ("X-Rewrite-URL", "/board"), ("X-HTTP-Method-Override", "POST"), ("Forwarded", "for=127.0.0.1"),
            ("Authorization", $"Bearer {DashboardHost.Token}"), ("Authorization", "Basic ZGFzaGJvYXJkOng="), ("Cookie", "session=1; ketenhub=1; .AspNetCore.Session=1"), ("Referer", $"{host.Address}/board"),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/board");
            request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await client.SendAsync(request, Cancellation);
            Assert.Equal(401, (int)answer.StatusCode);
        }
        foreach (var path in new[] { "/dashboard/..%2f..%2fketenhub.db", "/dashboard/../ketenhub.db", "/dashboard/%2e%2e/master.key", "/dashboard/hub.css%00.db", "/board;x", "/BOARD/..;/board" })
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            Assert.True((int)answer.StatusCode is 400 or 401 or 404, $"{(int)answer.StatusCode} {path}");
        }
    }

    private static async Task<int> LookAsync(IPage page)
    {
        Assert.Equal(0, await page.Locator("[data-owned], script:not([src]), [onerror], [onload], [onclick]").CountAsync());
        Assert.DoesNotContain("owned", await page.TitleAsync(), StringComparison.Ordinal);
        return (await page.EvaluateAsync<string>("document.body.textContent")).Contains("<img data-owned", StringComparison.Ordinal) ? 1 : 0;
    }

    private static async Task<string> CountsAsync(DashboardHost host)
    {
        var overview = await host.Reads.OverviewAsync(host.Clock.GetUtcNow(), Cancellation);
        return $"{overview.LogEntries} {overview.Persons} {overview.Accepted} {overview.Quarantined}";
    }

    // Every text that any message takes, once with the place and once at a place that has a table.
    private static async Task<HashSet<string>> WriteEverywhereAsync(DashboardHost host)
    {
        var fields = new HashSet<string>();
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "KetenHub.sln")))
            root = root.Parent!;
        foreach (var type in MessageTypes.Messages)
        {
            foreach (var example in Directory.GetFiles(Path.Combine(root.FullName, "contracts", type.Record.Name, "examples", "good"), "*.json").Order(StringComparer.Ordinal))
            {
                foreach (var number in new[] { Story.VNummer, Second })
                {
                    var publisher = host.Partners.All.First(partner => partner.Publishes.Contains(type.Name));
                    var envelope = JsonNode.Parse(await File.ReadAllTextAsync(example, Cancellation))!.AsObject();
                    (envelope["source"], envelope["id"]) = ($"urn:nld:oin:{publisher.Oin}:systeem:proef", Guid.CreateVersion7().ToString("D"));
                    envelope["data"]!["person"] = JsonSerializer.SerializeToNode(Story.Person(number), CloudEventWriter.JsonOptions);
                    foreach (var text in Texts(envelope["data"]!).ToList())
                        Write(envelope, publisher, text, number == Second && text.GetPropertyName() == "name" ? "Ter Apel" : Markup, fields);
                    await host.SendRawAsync(publisher.Code, Encoding.UTF8.GetBytes(envelope.ToJsonString()));
                }
            }
        }
        return fields;
    }

    private static void Write(JsonObject envelope, Partner publisher, JsonNode text, string value, HashSet<string> fields)
    {
        var (parent, name, before) = (text.Parent!, text.GetPropertyName(), text.GetValue<string>());
        parent[name] = value;
        if (Intake.Read(new InboundMessage(publisher.Code, CloudEvent.ContentType, Encoding.UTF8.GetBytes(envelope.ToJsonString())), publisher).IsUsable)
            fields.Add(name);
        else
            parent[name] = before;
    }

    private static IEnumerable<JsonNode> Texts(JsonNode node) => node switch
    {
        JsonObject fields => fields.Where(field => field.Key is not ("person" or "other") && field.Value is not null).SelectMany(field => Texts(field.Value!)),
        JsonArray items => items.Where(item => item is JsonObject).SelectMany(item => Texts(item!)),
        JsonValue value when value.GetValueKind() == JsonValueKind.String && value.Parent is JsonObject => [value],
        _ => [],
    };
}
