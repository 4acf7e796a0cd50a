using System.CommandLine;
using KetenHub.Contracts;
using KetenHub.Production;

namespace KetenHub.Commands;

/// <summary>The settings of <c>run</c> and <c>migrate</c>. Each has one name, written in three ways: <c>PostgresPasswordFile</c> in the settings file,
/// <c>KETENHUB__POSTGRESPASSWORDFILE</c> in the environment, <c>--postgres-password-file</c> as an option. Later ones win.</summary>
internal sealed class RunOptions
{
    private readonly Option<string?> file = new("--settings")
    {
        Description = "Settings file (JSON); without it, appsettings.json here. The environment (KETENHUB__NAME) wins over it, and options over both.",
        HelpName = "FILE",
    };

    private readonly IReadOnlyList<(string Setting, Option<string?> Option)> options =
    [
        (nameof(RunSettings.Postgres), new("--postgres") { Description = "Npgsql connection string without password.", HelpName = "CONNECTION" }),
        (nameof(RunSettings.PostgresPasswordFile), new("--postgres-password-file") { Description = "File with the password of the database user.", HelpName = "FILE" }),
        (nameof(RunSettings.RabbitMq), new("--rabbitmq") { Description = "Nodes of the broker, amqp://host:port, separated by commas.", HelpName = "LIST" }),
        (nameof(RunSettings.VirtualHost), new("--virtual-host") { Description = "Virtual host; keten if left out.", HelpName = "NAME" }),
        (nameof(RunSettings.RabbitMqUser), new("--rabbitmq-user") { Description = "User of the hub at the broker; ketenhub if left out.", HelpName = "NAME" }),
        (nameof(RunSettings.RabbitMqPasswordFile), new("--rabbitmq-password-file") { Description = "File with that user's password.", HelpName = "FILE" }),
        (nameof(RunSettings.RabbitMqManagement), new("--rabbitmq-management") { Description = "Management API of the broker; with it more drift is seen.", HelpName = "LIST" }),
        (nameof(RunSettings.AuthoritiesFile), new("--authorities-file") { Description = "Authorities (PEM) that broker and database must have their certificates from.", HelpName = "FILE" }),
        (nameof(RunSettings.CertificateFile), new("--certificate-file") { Description = "Own certificate (PEM), named after the user at broker and database.", HelpName = "FILE" }),
        (nameof(RunSettings.CertificateKeyFile), new("--certificate-key-file") { Description = "Private key (PEM) of that certificate.", HelpName = "FILE" }),
        (nameof(RunSettings.MasterKeyFile), new("--master-key-file") { Description = "File with the master key: 64 hexadecimal digits.", HelpName = "FILE" }),
        (nameof(RunSettings.MasterKeyCommand), new("--master-key-command") { Description = "In place of a file: a command that prints the master key.", HelpName = "COMMAND" }),
        (nameof(RunSettings.KeyRingFile), new("--key-ring-file") { Description = "File of the key ring, outside of the backups of the database.", HelpName = "FILE" }),
        (nameof(RunSettings.CheckpointKeyFile), new("--checkpoint-key-file") { Description = "File with the key that signs checkpoints.", HelpName = "FILE" }),
        (nameof(RunSettings.CheckpointsFolder), new("--checkpoints-folder") { Description = "Folder to keep checkpoints in.", HelpName = "FOLDER" }),
        (nameof(RunSettings.WitnessUrl), new("--witness-url") { Description = "Address of the second party that signs checkpoints too.", HelpName = "URL" }),
        (nameof(RunSettings.WitnessKey), new("--witness-key") { Description = "Public key of that party.", HelpName = "KEY" }),
        (nameof(RunSettings.Register), new("--register") { Description = "Register of processing activities; without it, the one that comes with ketenhub.", HelpName = "FILE" }),
        (nameof(RunSettings.ProcessingLogUrl), new("--processing-log-url") { Description = "Receiver of the log of processings: address of its OTLP logs signal over HTTP.", HelpName = "URL" }),
        (nameof(RunSettings.TokensFolder), new("--tokens-folder") { Description = "Folder with the list of tokens that ketenhub token keeps.", HelpName = "FOLDER" }),
        (nameof(RunSettings.MetricsNeedToken), new("--metrics-need-token") { Description = "true: /metrics and /health/partners ask for a token of the scope Metrics.", HelpName = "BOOLEAN" }),
        (nameof(RunSettings.LargestRequest), new("--largest-request") { Description = "Most bytes of a request; 8 MiB if left out.", HelpName = "BYTES" }),
        (nameof(RunSettings.DashboardTokenFile), new("--dashboard-token-file") { Description = "File with the token of the dashboard.", HelpName = "FILE" }),
        (nameof(RunSettings.SignInFile), new("--sign-in-file") { Description = "Sign-in file: people sign in at their identity provider (OpenID Connect).", HelpName = "FILE" }),
        (nameof(RunSettings.SignInSecretFile), new("--sign-in-secret-file") { Description = "File with the hub's secret there; or KETENHUB_SIGNIN_SECRET.", HelpName = "FILE" }),
        (nameof(RunSettings.SignInByToken), new("--sign-in-by-token") { Description = "Whether tokens sign in too: yes or no; if left out, only without a sign-in file.", HelpName = "YES|NO" }),
        (nameof(RunSettings.AdapterProcesses), new("--adapter-processes") { Description = "Addresses of the processes that host adapters, to tell how these are.", HelpName = "LIST" }),
        (nameof(RunSettings.AlertMailServer), new("--alert-mail-server") { Description = "Mail server for alerts that nobody acknowledges: smtps://user@host:port.", HelpName = "URL" }),
        (nameof(RunSettings.AlertMailPasswordFile), new("--alert-mail-password-file") { Description = "File with the password of that user.", HelpName = "FILE" }),
        (nameof(RunSettings.AlertMailFrom), new("--alert-mail-from") { Description = "Sender of these mails.", HelpName = "ADDRESS" }),
        (nameof(RunSettings.AlertMailTo), new("--alert-mail-to") { Description = "Who gets them: functions, separated by commas.", HelpName = "LIST" }),
        (nameof(RunSettings.AlertWebhook), new("--alert-webhook") { Description = "Address that such alerts are posted to, signed.", HelpName = "URL" }),
        (nameof(RunSettings.AlertWebhookSecretFile), new("--alert-webhook-secret-file") { Description = "File with the secret of that signature.", HelpName = "FILE" }),
        (nameof(RunSettings.AlertLink), new("--alert-link") { Description = "Address of the pages, for the link in mails and webhooks.", HelpName = "URL" }),
        (nameof(RunSettings.Listen), new("--listen") { Description = "Address and port for health, API and dashboard.", HelpName = "ADDRESS:PORT" }),
        (nameof(RunSettings.LogFormat), new("--log-format") { Description = "Form of the log: text, or json, an object a line with trace ids.", HelpName = "FORM" }),
        (nameof(RunSettings.Roles), new("--roles") { Description = $"Roles of this hub: some of {string.Join(',', RunSettings.AllRoles)}; or adapters.", HelpName = "LIST" }),
        (nameof(RunSettings.Partners), new("--partners") { Description = "Partners file; without it, the one that comes with ketenhub.", HelpName = "FILE" }),
        (nameof(RunSettings.Policy), new("--policy") { Description = "Policy file; without it, the one that comes with ketenhub.", HelpName = "FILE" }),
    ];

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(file);
        foreach (var (_, option) in options)
            command.Options.Add(option);
    }

    /// <summary>Settings from file, environment and options. Throws KH111.</summary>
    public RunSettings Read(ParseResult parsed) => Read(
        parsed.GetValue(file), options.Select(pair => KeyValuePair.Create(pair.Setting, parsed.GetValue(pair.Option))).Where(pair => pair.Value is not null));

    /// <summary>Settings from file and environment. Throws KH111.</summary>
    public static RunSettings Read(string file) => Read(file, []);

    private static RunSettings Read(string? file, IEnumerable<KeyValuePair<string, string?>> given)
    {
        try
        {
            var configuration = new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath(file ?? "appsettings.json"), optional: file is null, reloadOnChange: false)
                .AddEnvironmentVariables("KETENHUB__")
                .AddInMemoryCollection(given)
                .Build();
            var settings = new RunSettings();
            configuration.Bind(settings, binder => binder.ErrorOnUnknownConfiguration = file is not null);
            return settings;
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or IOException)
        {
            throw new KetenHubException(Errors.RunSettingInvalid.At(file ?? "appsettings.json", "a JSON file with settings that ketenhub run knows"), error);
        }
    }
}
