using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using KetenHub.Dashboard;
using KetenHub.Hub;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace KetenHub.Browser;

/// <summary>Every endpoint with every role: the server refuses what the role has no right to, and writes it down.</summary>
public partial class RolesTests
{
    private const string Note = """
        # Roles

        Who has which role is said in the sign-in file ([Signing in](README.md#signing-in)). `●`: may; everything else the server refuses (403) and writes down under Access. A form is taken only with
        the token of its own session. A partner's staff are viewers or case workers. The last column says what they get, whatever rights their account has: *own*: what their partner is party to (persons about whom it sent or was told
        something, their hand-outs and cases, tables at which it sits, agreements that it made or does, its own messages, reports and sessions); *same*: what everybody gets, for it holds nothing about persons
        or of one partner; *refused*: it is about the whole chain (403, KH445, written down).
        *open*: nobody need be signed in. *all*: whoever is signed in. A test walks every line with every role, and fails for an endpoint that is missing here or names no right.


        """;

    [GeneratedRegex(@"\{[^}]*:guid\}")]
    private static partial Regex Reference { get; }

    private static IEnumerable<StaffRole> Roles => Enum.GetValues<StaffRole>();

    [Fact]
    public async Task Every_endpoint_names_its_right_and_stands_in_the_table_of_roles()
    {
        await using var host = await DashboardHost.StartAsync();
        Assert.Empty(host.Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<Needs>() is null).Select(endpoint => endpoint.DisplayName));
        var table = TableOf(Mapped(host));
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "ROLES.generated.md"), table, TestContext.Current.CancellationToken);
        // When this fails after a change that was meant: ROLES.generated.md, beside this test's assembly, is what deploy/ROLES.md has to be.
        Assert.Equal(table, await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "ROLES.md"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Every_role_is_refused_what_it_has_no_right_to_and_that_is_written_down()
    {
        await using var host = await DashboardHost.StartAsync();
        foreach (var role in Roles)
        {
            using var http = await SignInAsync(host, role);
            var denied = 0;
            foreach (var (method, path, needs) in Mapped(host).Where(mapped => mapped.Path != "/sign-out"))
            {
                using var answer = await CallAsync(http, method, path);
                var may = (needs.OneOf.Length == 0 || needs.OneOf.Intersect(StaffRoles.RightsOf(role)).Any()) && !(needs.Reach == Reach.Chain && StaffRoles.IsOfPartner(role));
                if (may)
                    Assert.True(method == "POST" ? answer.StatusCode == HttpStatusCode.BadRequest : answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Found or HttpStatusCode.NotFound, $"{role} {method} {path}: {answer.StatusCode}");
                else
                    Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{role} {method} {path}: {answer.StatusCode}");
                denied += may ? 0 : 1;
                Assert.True(answer.Headers.CacheControl is { NoStore: true }, $"{path} may be kept");
            }
            var noted = await host.Operations.ActionsAsync("", 0, 1000, CancellationToken.None);
            Assert.Equal(denied, noted.Items.Count(action => action is { Kind: ActionKind.Denied } && string.Equals(action.Actor, $"{(StaffRoles.IsOfPartner(role) ? "ind" : "hub")}/{role}", StringComparison.OrdinalIgnoreCase)));
        }
    }

    [Fact]
    public async Task A_stranger_gets_nothing_anywhere_and_a_form_without_the_sessions_token_does_nothing()
    {
        await using var host = await DashboardHost.StartAsync();
        using var stranger = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(host.Address) };
        foreach (var (method, path, needs) in Mapped(host))
        {
            using var answer = await CallAsync(stranger, method, path);
            Assert.True(needs.IsOpen ? method == "POST" ? answer.StatusCode == HttpStatusCode.BadRequest : answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Found : answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path}: {answer.StatusCode}");
        }
        using var http = await SignInAsync(host, null);
        foreach (var (_, path, needs) in Mapped(host).Where(mapped => mapped.Method == "POST" && !mapped.Needs.IsOpen && !mapped.Needs.OneOf.Contains(Right.Report)))
        {
            using var answer = await CallAsync(http, "POST", path);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{path}: {answer.StatusCode}");
            Assert.Contains("Dit formulier is verlopen", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    private static List<(string Method, string Path, Needs Needs)> Mapped(DashboardHost host) =>
    [
        .. host.Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"], (endpoint, method) => (method, endpoint.RoutePattern.RawText!, endpoint.Metadata.GetMetadata<Needs>()!))
            .OrderBy(mapped => mapped.Item2, StringComparer.Ordinal).ThenBy(mapped => mapped.method, StringComparer.Ordinal),
    ];

    private static string TableOf(List<(string Method, string Path, Needs Needs)> mapped)
    {
        var table = new StringBuilder(Note).Append(CultureInfo.InvariantCulture, $"| | {string.Join(" | ", Roles)} | of a partner |\n|---|{string.Concat(Roles.Select(_ => "---|"))}---|\n");
        foreach (var (method, path, needs) in mapped)
        {
            var cells = Roles.Select(role => needs.IsOpen ? "open" : needs.OneOf.Length == 0 ? "all" : needs.OneOf.Intersect(StaffRoles.RightsOf(role)).Any() ? "●" : "");
            table.Append(CultureInfo.InvariantCulture, $"| {method} `{path}`{(needs.Fresh ? " (just signed in)" : "")} | {string.Join(" | ", cells)} | {needs.Reach switch { Reach.Chain => "refused", Reach.Own => "own", _ => "same" }} |\n");
        }
        table.Append("\n| role | rights |\n|---|---|\n");
        foreach (var role in Roles)
            table.Append(CultureInfo.InvariantCulture, $"| {role}{(StaffRoles.IsOfPartner(role) ? "" : " (who runs the hub)")} | {string.Join(", ", StaffRoles.RightsOf(role).Order())} |\n");
        return table.ToString();
    }

    // Of a role, or who runs the hub.
    private static async Task<HttpClient> SignInAsync(DashboardHost host, StaffRole? role)
    {
        var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(host.Address) };
        using var answer = await http.GetAsync(new Uri($"/board?token={(role is { } one ? DashboardHost.TokenOf(one) : DashboardHost.Token)}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return http;
    }

    // The stream of changes has no end: its beginning is the answer.
    private static Task<HttpResponseMessage> CallAsync(HttpClient http, string method, string path)
    {
        var address = Reference.Replace(path, Guid.Empty.ToString()).Replace("{name}.v{version:int}", "decision-issued.v1", StringComparison.Ordinal);
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, UriKind.Relative));
        if (method == "POST")
            request.Content = new FormUrlEncodedContent([KeyValuePair.Create("formToken", "of-another-site")]);
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }
}
