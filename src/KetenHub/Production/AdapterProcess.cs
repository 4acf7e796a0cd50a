using System.Net;
using KetenHub.Api;
using KetenHub.Commands;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Hosting;
using KetenHub.Hub;
using KetenHub.Partners;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Hosting;
using Partner = KetenHub.Partners.Partner;

namespace KetenHub.Production;

/// <summary>A process that hosts adapters of one or several partners. It knows the broker and the partners, and no database.</summary>
internal static class AdapterProcess
{
    public static async Task<int> RunAsync(RunSettings settings, IReadOnlyList<string>? only, CancellationToken cancellation)
    {
        var partners = SettingsFolder.ReadPartners(settings.Partners.Length == 0 ? null : settings.Partners);
        Check(settings);
        var hosted = Hosted(settings, partners, only);
        var builder = HubHost.CreateBuilder(IPEndPoint.Parse(settings.Listen), settings.LogFormat, settings.LargestRequest);
        builder.Services.AddHubTelemetry();
        var takesDocuments = settings.TokensFolder.Length > 0;
        if (takesDocuments)
        {
            builder.Services.AddSingleton(partners).AddSingleton(TimeProvider.System);
            builder.Services.AddAccess(settings.TokensFolder);
        }
        foreach (var (partner, run, line) in hosted)
            builder.Services.AddSingleton(provider => Host(partner, run, line, settings, provider.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddSingleton<IHostedService>(provider => new PartnerBusService(
            new PartnerBuses(provider.GetServices<HostedAdapter>().ToDictionary(host => host.Partner.Code, host => host.Bus))));
        foreach (var (partner, run, _) in hosted.Where(host => host.Run.Inbox.Length > 0))
        {
            builder.Services.AddSingleton<IHostedService>(provider => new FilePickup(
                run.Inbox, provider.GetServices<HostedAdapter>().Single(host => host.Partner.Code == partner.Code).Intake, run.Settle,
                TimeProvider.System, provider.GetRequiredService<ILogger<FilePickup>>()));
        }
        if (hosted.Any(host => host.Run.CertificateFile.Length > 0))
            builder.Services.AddHostedService(provider => new CertificateWatch(
                [.. hosted.Where(host => host.Run.CertificateFile.Length > 0).Select(host => (host.Partner.Code, Tls(host.Run, settings)))],
                TimeProvider.System, provider.GetRequiredService<ILogger<CertificateWatch>>()));
        await using var app = builder.Build();
        app.UseHeaders();
        app.MapMetrics();
        IReadOnlyList<HostedAdapter> adapters = [.. app.Services.GetServices<HostedAdapter>()];
        using var gauges = new AdapterGauges(adapters, TimeProvider.System);
        // A list that can't be read stops the start, not the first document.
        if (takesDocuments)
            _ = app.Services.GetRequiredService<PartnerTokens>();
        AdapterEndpoints.Map(app, adapters, takesDocuments);
        await app.StartHubAsync("Listen", cancellation);
        Console.WriteLine($"KetenHub: adapters {string.Join(", ", hosted.Select(host => $"{host.Partner.Code} ({host.Run.Adapter})"))} at {app.Urls.First()}");
        await app.WaitForShutdownAsync(cancellation);
        Console.WriteLine("stopped; what was not delivered waits at the broker");
        return ExitCodes.Good;
    }

    private static void Check(RunSettings settings)
    {
        if (!settings.Nodes().All(node => node?.Scheme is "amqp" or "amqps"))
            throw new KetenHubException(Errors.RunSettingInvalid.At(nameof(settings.RabbitMq), "amqp://host:port or amqps://host:port, separated by commas"));
        if (!IPEndPoint.TryParse(settings.Listen, out _))
            throw new KetenHubException(Errors.RunSettingInvalid.At(nameof(settings.Listen), "address:port, for example 127.0.0.1:5080"));
        if (settings.TokensFolder.Length > 0 && !Directory.Exists(settings.TokensFolder))
            throw new KetenHubException(Errors.RunSettingInvalid.At(nameof(settings.TokensFolder), "a folder, in which ketenhub token keeps tokens.json"));
        if (!settings.HasLogFormat)
            throw new KetenHubException(Errors.RunSettingInvalid.At(nameof(settings.LogFormat), RunSettings.LogFormats));
    }

    private static List<(Partner Partner, AdapterRun Run, AdapterLine Line)> Hosted(RunSettings settings, PartnerList partners, IReadOnlyList<string>? only)
    {
        var problems = new List<Problem>();
        var hosted = new List<(Partner, AdapterRun, AdapterLine)>();
        foreach (var code in only ?? [.. settings.Adapters.Keys])
        {
            if (!settings.Adapters.TryGetValue(code, out var run))
                problems.Add(Errors.RunSettingInvalid.At($"Adapters:{code}", "the adapter of this partner"));
            else if (partners.Find(code) is not { } partner)
                problems.Add(Errors.RunSettingInvalid.At($"Adapters:{code}", "the code of a partner in the partners file"));
            else
            {
                problems.AddRange(Check(code, run, settings));
                if (Line(code, run, problems) is { } line)
                    hosted.Add((new Partner(code, partner.Oin, run.System.Length > 0 ? run.System : run.Adapter), run, line));
            }
        }
        if (hosted.Count == 0 && problems.Count == 0)
            problems.Add(Errors.RunSettingInvalid.At("Adapters", "at least one adapter"));
        return problems.Count == 0 ? hosted : throw new KetenHubException(problems);
    }

    private static MessageSigner? SignerOf(AdapterRun run) => run.SigningKeyFile.Length == 0 ? null : new MessageSigner(run.SigningKeyFile, run.SigningKeyId, TimeProvider.System);

    private static TlsFiles Tls(AdapterRun run, RunSettings settings) => new(settings.AuthoritiesFile, run.CertificateFile, run.CertificateKeyFile);

    private static IEnumerable<Problem> Check(string code, AdapterRun run, RunSettings settings)
    {
        if (run.CertificateFile.Length == 0 && !File.Exists(run.PasswordFile))
            yield return Errors.RunSettingInvalid.At($"Adapters:{code}:PasswordFile", "a file that exists, or a CertificateFile");
        if (run.CertificateFile.Length > 0 && !settings.Nodes().All(node => node?.Scheme is "amqps"))
            yield return Errors.RunSettingInvalid.At(nameof(settings.RabbitMq), "amqps://host:port: a certificate is shown over TLS only");
        foreach (var problem in Tls(run, settings).Check(code, DateTimeOffset.UtcNow))
            yield return problem;
        if (run.TokenFile.Length > 0)
            yield return Errors.TokenInClear.At($"Adapters:{code}:TokenFile", "no such setting, but a token in the list of TokensFolder");
        if (run.SigningKeyFile.Length > 0 && !(run.SigningKeyId.Length > 0 && SignerOf(run)!.CanSign()))
            yield return Errors.RunSettingInvalid.At($"Adapters:{code}:SigningKeyFile", "a file (PEM) with a private key of ECDSA P-256, and its id in SigningKeyId");
        if (run.Inbox.Length > 0 && !Directory.Exists(run.Inbox))
            yield return Errors.RunSettingInvalid.At($"Adapters:{code}:Inbox", "a folder that exists");
    }

    private static AdapterLine? Line(string code, AdapterRun run, List<Problem> problems)
    {
        try
        {
            return AdapterAssembly.Read(run.Assembly).Get(run.Adapter);
        }
        catch (KetenHubException error)
        {
            problems.AddRange(error.Problems.Select(problem => problem with { Where = $"Adapters:{code} {problem.Where}" }));
            return null;
        }
    }

    private static HostedAdapter Host(Partner partner, AdapterRun run, AdapterLine line, RunSettings settings, ILoggerFactory log)
    {
        var adapter = line.Create(new AdapterSettings(line.Settings, run.Settings), TimeProvider.System);
        return HostedAdapter.On(
            new PartnerBroker([.. settings.Nodes().OfType<Uri>()], settings.VirtualHost, partner.Code,
                run.CertificateFile.Length > 0 ? null : RunSettings.Secret(run.PasswordFile), Tls(run, settings)),
            partner, adapter, new AdapterDeliveryOptions { GiveUpAfter = run.GiveUpAfter, LongestPause = run.LongestPause }, log, SignerOf(run));
    }
}
