using System.Security.Cryptography;
using System.Text;
using KetenHub.Contracts;
using KetenHub.Dashboard;
using KetenHub.Decisions;
using KetenHub.Hub;
using KetenHub.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
using Xunit;

namespace KetenHub.Browser;

/// <summary>A hub with the embedded store and the dashboard, on a free port. Events go through the real hub transaction.</summary>
public sealed partial class DashboardHost : IAsyncDisposable
{
    public const string Token = "token-of-this-test-run";
    public const string ReportToken = "token-of-the-report-form";
    public const string DirectToken = "token-of-a-director-of-avim";
    public const string OperatorToken = "token-of-an-operator-of-the-hub";
    public const string ApproverToken = "token-of-an-approver-of-the-hub";
    public const string FiguresToken = "token-of-who-sees-figures";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-browser-");
    private readonly List<IBrowserContext> contexts = [];
    private readonly List<string> requests = [];
    private readonly List<string> complaints = [];
    private WebApplication app = null!;
    private SqliteStore store = null!;
    private HubKeys keys = null!;
    private PartnerList partners = null!;
    private DeadlineRunner? deadlines;
    private AlertRunner? alerts;
    private Policy policy = null!;
    private DashboardHost? beside;
    private bool stopped;

    public HandClock Clock { get; private init; } = NewClock();

    public HubHealth Health { get; } = new();

    public HubTransaction Hub { get; private set; } = null!;

    public IHubReads Reads => store.Reads;

    public string Address { get; private set; } = "";

    public string Database => beside?.Database ?? Path.Combine(folder.FullName, "ketenhub.db");

    /// <summary>Every address the browser asked for so far. A copy: a page that is open goes on asking.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (requests)
                return [.. requests];
        }
    }

    /// <summary>What the browser complained about so far.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (complaints)
                return [.. complaints];
        }
    }

    /// <summary>What sessions are measured by.</summary>
    public HandClock SessionClock { get; private init; } = new(DateTimeOffset.UtcNow);

    /// <summary>Of everything that is mapped.</summary>
    public IReadOnlyList<Endpoint> Endpoints => app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <summary>The token of an account that has the rights of a role.</summary>
    public static string TokenOf(StaffRole role) => $"token-of-an-account-that-is-{role}";

    /// <summary>A hub; with an identity provider over TLS, and its tokens sign in only where <paramref name="takesTokens"/>; another one on the store and with the
    /// clocks of the hub <paramref name="beside"/>.</summary>
    public static async Task<DashboardHost> StartAsync(
        bool simulatedClock = false, TestIssuer? issuer = null, bool takesTokens = true, string? secret = null, (string Partner, string Name, string Token, Right[] Rights)[]? moreAccounts = null,
        DashboardHost? beside = null)
    {
        var host = new DashboardHost { beside = beside, Clock = beside?.Clock ?? NewClock(), SessionClock = beside?.SessionClock ?? new HandClock(DateTimeOffset.UtcNow) };
        host.partners = PartnersFile.Read(Path.Combine(AppContext.BaseDirectory, "partners.json"));
        host.policy = PolicyFile.Read(Path.Combine(AppContext.BaseDirectory, "policy.json"), host.partners);
        host.store = new SqliteStore(host.Database);
        await host.store.MigrateAsync(CancellationToken.None);
        host.keys = beside?.keys ?? new HubKeys(RandomNumberGenerator.GetBytes(32));
        using (var filling = new CaseNumberFilling(host.store, host.keys, NullLogger<CaseNumberFilling>.Instance))
            await filling.FillAsync(CancellationToken.None);
        host.Hub = new HubTransaction(host.store, host.keys, host.policy, host.partners, host.Clock);

        var builder = WebApplication.CreateSlimBuilder();
        if (issuer is null)
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        else
            host.UseTls(builder, issuer);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IHubStore>(host.store).AddSingleton(host.Hub).AddSingleton(host.keys).AddSingleton(host.partners)
            .AddSingleton(host.policy).AddSingleton<Correction>().AddSingleton<PersonCorrection>().AddSingleton<ReplayRunner>().AddSingleton(host.Health).AddSingleton<TimeProvider>(host.Clock);
        var (avim, ind) = (host.partners.Find("avim"), host.partners.Find("ind"));
        builder.Services.AddKetenHubDashboard(options =>
        {
            (options.Token, options.SimulatedClock, options.DataFolder, options.SessionClock) = (takesTokens ? Token : "", simulatedClock, host.folder.FullName, host.SessionClock);
            if (issuer is not null)
                (options.SignInFile, options.SignInSecret) = (host.SignInFile, secret ?? issuer.ClientSecret);
            options.Accounts = !takesTokens ? [] :
            [
                (avim, new Account("meldpunt", [Right.Report]), ReportToken), (avim, new Account("regie", [Right.Direct]), DirectToken),
                (avim, new Account("cijfers", [Right.Figures]), FiguresToken), (null, new Account("beheer", [Right.Operate, Right.Replay, Right.Steer]), OperatorToken),
                (null, new Account("keuring", [Right.Operate, Right.Bodies, Right.Approve]), ApproverToken),
                .. (moreAccounts ?? []).Select(account => ((Partner?)host.partners.Find(account.Partner)!, new Account(account.Name, account.Rights), account.Token)),
                .. Enum.GetValues<StaffRole>().Select(role => (StaffRoles.IsOfPartner(role) ? ind : null, new Account($"{role}".ToLowerInvariant(), StaffRoles.RightsOf(role)), TokenOf(role))),
            ];
        });
        host.app = builder.Build();
        host.app.MapKetenHubDashboard();
        await host.app.StartAsync();
        if (issuer is null)
            host.Address = host.app.Urls.Single();
        return host;
    }

    /// <summary>A page of somebody who opened the link with the token: the board, or where an account begins.</summary>
    public async Task<IPage> SignInAsync(Chromium chromium, int width = 1280, ColorScheme scheme = ColorScheme.Light, string token = Token)
    {
        var page = await OpenAsync(chromium, width, scheme);
        await page.GotoAsync($"{Address}{(token == Token ? "/board" : "/")}?token={token}");
        return page;
    }

    public async Task<IPage> OpenAsync(Chromium chromium, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 }, ColorScheme = scheme, IgnoreHTTPSErrors = Address.StartsWith("https:", StringComparison.Ordinal),
        });
        contexts.Add(context);
        var page = await context.NewPageAsync();
        page.Request += (_, request) => { lock (requests) requests.Add(request.Url); };
        page.Console += (_, message) => { if (message.Type is "error" or "warning") lock (complaints) complaints.Add(message.Text); };
        page.PageError += (_, error) => { lock (complaints) complaints.Add(error); };
        return page;
    }

    /// <summary>Every endpoint of the pages: method, path with its parameters filled in, and the names that can be asked for in the query.</summary>
    public IReadOnlyList<(string Method, string Path, IReadOnlyList<string> Query)> AllEndpoints =>
        [.. app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint =>
            endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => (
                method,
                System.Text.RegularExpressions.Regex.Replace(endpoint.RoutePattern.RawText!, @"\{[^}]*\}", "00000000-0000-0000-0000-000000000001"),
                (IReadOnlyList<string>)[.. (endpoint.Metadata.GetMetadata<System.Reflection.MethodInfo>()?.GetParameters() ?? [])
                    .Where(parameter => parameter.ParameterType == typeof(string)).Select(parameter => parameter.Name!)])))];

    private static HandClock NewClock() => new(new DateTimeOffset(2026, 11, 22, 1, 15, 0, TimeSpan.Zero));

    /// <summary>The partners.</summary>
    public PartnerList Partners => partners;

    /// <summary>What the browser complained about until now is as it should be.</summary>
    public void ForgetComplaints()
    {
        lock (complaints)
            complaints.Clear();
    }

    /// <summary>Sends a message as a partner does.</summary>
    /// <param name="publisher">Code of the partner.</param>
    /// <param name="message">What it says.</param>
    /// <param name="causedBy">Id of the notification that it answers, when it says so.</param>
    public Task<Receipt> SendAsync(string publisher, KetenMessage message, string? causedBy = null) => SendRawAsync(publisher, EventOf(publisher, message, causedBy));

    /// <summary>Sets a message apart, as the hub does with one that it could not process.</summary>
    public Task<Receipt> SetApartAsync(string publisher, KetenMessage message, Func<string, string>? change = null)
    {
        var body = Encoding.UTF8.GetBytes((change ?? (text => text))(Encoding.UTF8.GetString(EventOf(publisher, message))));
        return Hub.QuarantineAsync(new InboundMessage(publisher, CloudEvent.ContentType, body), null, Errors.ProcessingFailed.At(""), CancellationToken.None);
    }

    public async Task<Receipt> SendRawAsync(string publisher, byte[] body) =>
        (await Hub.HandleAsync([new InboundMessage(publisher, CloudEvent.ContentType, body)], CancellationToken.None)).Single();

    private byte[] EventOf(string publisher, KetenMessage message, string? causedBy = null)
    {
        var type = MessageTypes.Of(message);
        return CloudEventWriter.Write(new CloudEvent
        {
            Id = Guid.CreateVersion7().ToString("D"),
            Source = $"urn:nld:oin:{partners.Find(publisher)!.Oin}:systeem:proef",
            Type = type.EventType,
            Time = Clock.GetUtcNow(),
            DataSchema = type.DataSchema,
            Data = CloudEventWriter.Data(message),
            CausationId = causedBy,
        });
    }

    /// <summary>Lets time pass and handles what became due.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Clock.Move(time);
        while (await Hub.HandleDeadlinesAsync(100, CancellationToken.None) > 0)
        {
        }
    }

    /// <summary>Writes down when partners were heard.</summary>
    public Task NotePulsesAsync(IReadOnlyList<PulseRow> pulses) => store.NotePulsesAsync(pulses, DateTimeOffset.UnixEpoch, CancellationToken.None);

    /// <summary>Handles deadlines by itself from now on, as a hub does.</summary>
    public async Task StartDeadlinesAsync()
    {
        deadlines = new DeadlineRunner(store, Hub, Health, Clock, NullLogger<DeadlineRunner>.Instance);
        await deadlines.StartAsync(CancellationToken.None);
    }

    /// <summary>Does the jobs that wait.</summary>
    public async Task RunJobsAsync()
    {
        while (await app.Services.GetRequiredService<ReplayRunner>().RunNextAsync(CancellationToken.None))
        {
        }
    }

    /// <summary>What operations staff look at.</summary>
    public IOperations Operations => store.Operations;

    /// <summary>What retention reads and takes away.</summary>
    public IRetention Retention => store.Retention;

    /// <summary>Messages over all persons.</summary>
    public IMessages Messages => store.Messages;

    /// <summary>A recipient did not take anything that waits for it.</summary>
    public async Task PostponeAllAsync(string recipient, string reason)
    {
        foreach (var item in await store.ReadUnsentAsync(recipient, Clock.GetUtcNow(), 100, CancellationToken.None))
            await store.PostponeAsync(item.Row.Id, Clock.GetUtcNow().AddMinutes(10), reason, CancellationToken.None);
    }

    /// <summary>Every recipient takes everything that waits for it.</summary>
    public async Task DeliverAllAsync()
    {
        foreach (var partner in partners.All)
            await store.MarkSentAsync([.. (await store.ReadUnsentAsync(partner.Code, Clock.GetUtcNow(), 100, CancellationToken.None)).Select(item => item.Row.Id)], Clock.GetUtcNow(), CancellationToken.None);
    }

    /// <summary>Writes down how much came in and went out.</summary>
    public async Task NoteFlowAsync(IEnumerable<FlowRow> more)
    {
        Hub.Flow.Add(more);
        using var writer = new FlowWriter(store, Hub, Clock, NullLogger<FlowWriter>.Instance);
        await writer.WriteAsync(CancellationToken.None);
    }

    /// <summary>Looks how it is with the partners.</summary>
    public async Task LookAtPartnersAsync()
    {
        using var watch = new PartnerWatch(store, partners, Hub, Health, Clock, NullLogger<PartnerWatch>.Instance);
        await watch.LookAsync(CancellationToken.None);
    }

    /// <summary>Judges the rules of alerts.</summary>
    public async Task JudgeAlertsAsync()
    {
        alerts ??= new AlertRunner(store, Hub, new AlertReadings(store, Health, partners, Clock), policy, [], Clock, NullLogger<AlertRunner>.Instance);
        Assert.True(await alerts.RoundAsync(CancellationToken.None));
    }

    /// <summary>Writes down by which policy the hub works; the text changed by <paramref name="change"/>.</summary>
    public async Task NotePolicyAsync(string version, Func<string, string> change)
    {
        using var keeper = new PolicyKeeper(store, policy with { Version = version, Text = change(policy.Text) }, Clock, NullLogger<PolicyKeeper>.Instance);
        await keeper.NoteAsync(CancellationToken.None);
    }

    /// <summary>Lets go of what was kept long enough.</summary>
    public Task<RetentionRun> LetGoAsync() => new RetentionJob(store, keys, policy, Clock).RunAsync(new Actor("hub", "desk"), dryRun: false, null, CancellationToken.None);

    /// <summary>Puts a legal hold on somebody's data.</summary>
    public async Task HoldAsync(string vNummer, string reason)
    {
        var person = await store.Reads.FindPersonAsync(keys.HashOf(new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = vNummer }), CancellationToken.None);
        await Hub.ChangeRightsAsync(person!.Value, RightsChange.HoldSet, new Actor("cli:beheer", "desk"), reason, CancellationToken.None);
    }

    /// <summary>Changes the store behind the hub's back.</summary>
    public async Task TamperAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.NotEqual(0, await command.ExecuteNonQueryAsync());
    }

    public async Task StopAsync()
    {
        stopped = true;
        await app.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in contexts)
            await context.DisposeAsync();
        if (deadlines is not null)
            await deadlines.StopAsync(CancellationToken.None);
        deadlines?.Dispose();
        alerts?.Dispose();
        if (!stopped)
            await app.StopAsync();
        await app.DisposeAsync();
        await store.DisposeAsync();
        if (beside is null)
            keys.Dispose();
        certificate?.Dispose();
        folder.Delete(recursive: true);
    }
}
