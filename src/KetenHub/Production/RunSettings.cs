using System.Net;
using KetenHub.Alerting;
using KetenHub.Contracts;
using KetenHub.Hosting;
using KetenHub.Partners;

namespace KetenHub.Production;

/// <summary>Settings of <c>ketenhub run</c>: from the settings file, the environment and options, later ones winning. Secrets stand in files of
/// their own, never here.</summary>
internal sealed class RunSettings
{
    private const string MasterKeyVariable = "KETENHUB_MASTER_KEY";

    private const long SmallestLimit = 512 * 1024;
    private const long LargestLimit = 1024 * 1024 * 1024;

    /// <summary>Where the environment has the hub's secret at the identity provider.</summary>
    internal const string SignInSecretVariable = "KETENHUB_SIGNIN_SECRET";

    private TlsFiles? tls;

    /// <summary>What a hub can do; several hubs can share the work.</summary>
    public static readonly IReadOnlyList<string> AllRoles = ["ingest", "relay", "deadlines", "checkpoints", "api", "dashboard"];

    /// <summary>What <see cref="LogFormat"/> can be.</summary>
    public const string LogFormats = JsonLogFormatter.Text + " or " + JsonLogFormatter.Json;

    /// <summary>The role of a process that hosts adapters: it sees no database, and has no other role.</summary>
    public const string AdaptersRole = "adapters";

    /// <summary>Npgsql connection string without password.</summary>
    public string Postgres { get; set; } = "";

    /// <summary>File with the password of the database user; empty where the server asks for none.</summary>
    public string PostgresPasswordFile { get; set; } = "";

    /// <summary>Nodes of the broker, separated by commas: <c>amqp://host:port</c> or <c>amqps://host:port</c>.</summary>
    public string RabbitMq { get; set; } = "";

    /// <summary>Virtual host.</summary>
    public string VirtualHost { get; set; } = "keten";

    /// <summary>User of the hub at the broker.</summary>
    public string RabbitMqUser { get; set; } = "ketenhub";

    /// <summary>File with that user's password.</summary>
    public string RabbitMqPasswordFile { get; set; } = "";

    /// <summary>Management API of the broker, <c>http://host:port</c> or <c>https://host:port</c>, several separated by commas, as the same user with
    /// its password: with it arguments, bindings and policies are compared too; empty: only whether queues and exchanges are there.</summary>
    public string RabbitMqManagement { get; set; } = "";

    /// <summary>File (PEM) with the authorities that broker, management API and database must have their certificates from; empty: those of the machine.
    /// With it PostgreSQL is asked for TLS and its name is checked, unless <see cref="Postgres"/> says otherwise (SSL Mode).</summary>
    public string AuthoritiesFile { get; set; } = "";

    /// <summary>File (PEM) with this process's own certificate: its common name is the user at the broker (EXTERNAL), and where the database asks for one,
    /// the user there. Empty: passwords say who comes.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>File (PEM) with the private key of that certificate.</summary>
    public string CertificateKeyFile { get; set; } = "";

    /// <summary>File with the master key: 64 hexadecimal digits. The same for every hub on one store.</summary>
    public string MasterKeyFile { get; set; } = "";

    /// <summary>In place of a file: a command that prints the master key, for example the client of a key management service. The environment
    /// (KETENHUB_MASTER_KEY) is the third way.</summary>
    public string MasterKeyCommand { get; set; } = "";

    /// <summary>File with the key ring, sealed by the master key; made at the first start. The same for every hub on one store, never in its backups.</summary>
    public string KeyRingFile { get; set; } = "";

    /// <summary>File with the key that signs checkpoints: 64 hexadecimal digits. The same for every hub on one store. Needed for the role checkpoints.</summary>
    public string CheckpointKeyFile { get; set; } = "";

    /// <summary>Folder for checkpoints, kept away from the database; empty: only the witness holds them.</summary>
    public string CheckpointsFolder { get; set; } = "";

    /// <summary>Address of a second party that holds checkpoints (C2SP tlog-witness), ending in a slash; empty: only the folder holds them.</summary>
    public string WitnessUrl { get; set; } = "";

    /// <summary>The key that the second party signs with: NAME+ID+KEY.</summary>
    public string WitnessKey { get; set; } = "";

    /// <summary>Register of processing activities; empty: the one that comes with ketenhub.</summary>
    public string Register { get; set; } = "";

    /// <summary>Receiver of the log of processings (logboek dataverwerkingen): address of its OTLP logs signal over HTTP, in full, for example
    /// <c>https://logboek.example/v1/logs</c>. Without TLS only on this machine. Empty: the records stay in the store.</summary>
    public string ProcessingLogUrl { get; set; } = "";

    /// <summary>Folder with <c>tokens.json</c>, the list of the tokens of partners that send over HTTP (<c>ketenhub token</c>), needed for the role api, and for the
    /// role adapters where partners post documents to them; with a file <c>CODE.token</c> in clear the hub does not start (KH430). And
    /// <c>accounts/CODE.ACCOUNT.token</c> per account that signs in to the dashboard.</summary>
    public string TokensFolder { get; set; } = "";

    /// <summary>Whether <c>/metrics</c> and <c>/health/partners</c> ask for a token of the scope Metrics; needs the role api.</summary>
    public bool MetricsNeedToken { get; set; }

    /// <summary>Most bytes of a request; what is larger is cut off. At least 512 KiB, so that an event that is too large can still be answered as such.</summary>
    public long LargestRequest { get; set; } = HubHost.LargestRequest;

    /// <summary>File with the token of the dashboard. Needed for the role dashboard.</summary>
    public string DashboardTokenFile { get; set; } = "";

    /// <summary>The sign-in file: people sign in to the dashboard at their organisation's identity provider (OpenID Connect), and it says who gets which
    /// role. Empty: by token only.</summary>
    public string SignInFile { get; set; } = "";

    /// <summary>File with the hub's secret at the identity provider; or the environment (KETENHUB_SIGNIN_SECRET).</summary>
    public string SignInSecretFile { get; set; } = "";

    /// <summary>Whether tokens also sign in to the dashboard: <c>yes</c> or <c>no</c>; empty: only without a sign-in file.</summary>
    public string SignInByToken { get; set; } = "";

    /// <summary>Address and port to listen at, for health, API and dashboard.</summary>
    public string Listen { get; set; } = "127.0.0.1:5080";

    /// <summary>Form of the log on the console: <c>text</c>, or <c>json</c>, an object a line with trace ids.</summary>
    public string LogFormat { get; set; } = JsonLogFormatter.Text;

    /// <summary>Roles of this hub, separated by commas.</summary>
    public string Roles { get; set; } = "ingest,relay,deadlines,checkpoints,api";

    /// <summary>Partners file; empty: the one that comes with ketenhub.</summary>
    public string Partners { get; set; } = "";

    /// <summary>Policy file; empty: the one that comes with ketenhub.</summary>
    public string Policy { get; set; } = "";

    /// <summary>Adapter per partner's code. Needed for the role adapters.</summary>
    public Dictionary<string, AdapterRun> Adapters { get; set; } = [];

    /// <summary>Addresses of the processes that host adapters, <c>http://host:port</c>, separated by commas: with them pages and <c>/health/partners</c> say how each
    /// adapter is doing. Empty: they don't.</summary>
    public string AdapterProcesses { get; set; } = "";

    /// <summary>Mail server for alerts that nobody acknowledges: <c>smtps://user@host:port</c>, or <c>smtp://user@host:port</c> with STARTTLS (none on this
    /// machine). Empty: no mail.</summary>
    public string AlertMailServer { get; set; } = "";

    /// <summary>File with the password of that user; empty where the server asks for none.</summary>
    public string AlertMailPasswordFile { get; set; } = "";

    /// <summary>Sender of these mails.</summary>
    public string AlertMailFrom { get; set; } = "";

    /// <summary>Who gets them, separated by commas: functions, not persons.</summary>
    public string AlertMailTo { get; set; } = "";

    /// <summary>Address that such alerts are posted to, signed (Standard Webhooks); https, or on this machine. Empty: no webhook.</summary>
    public string AlertWebhook { get; set; } = "";

    /// <summary>File with the secret of that signature: <c>whsec_</c> and base64, or any text of at least 16 characters.</summary>
    public string AlertWebhookSecretFile { get; set; } = "";

    /// <summary>Address of the pages, for the link in mails and webhooks.</summary>
    public string AlertLink { get; set; } = "";

    /// <summary>The roles.</summary>
    public IReadOnlyList<string> RoleList => Roles.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Every mistake at once. Throws KH111.</summary>
    public void Validate()
    {
        var problems = new List<Problem>();
        Require(Postgres.Length > 0, nameof(Postgres), "an Npgsql connection string");
        Require(!Postgres.Contains("Password", StringComparison.OrdinalIgnoreCase), nameof(Postgres), "no password in it; use PostgresPasswordFile");
        RequireFile(MasterKeyFile, nameof(MasterKeyFile), needed: MasterKeyCommand.Length == 0 && Environment.GetEnvironmentVariable(MasterKeyVariable) is null);
        Require(KeyRingFile.Length > 0, nameof(KeyRingFile), "a file, outside of the backups of the database");
        RequireFile(PostgresPasswordFile, nameof(PostgresPasswordFile), needed: false);
        Require(IPEndPoint.TryParse(Listen, out _), nameof(Listen), "address:port, for example 127.0.0.1:5080");
        Require(HasLogFormat, nameof(LogFormat), LogFormats);
        Require(RoleList.Count > 0 && RoleList.All(AllRoles.Contains), nameof(Roles), $"some of {string.Join(", ", AllRoles)}");
        if (RoleList.Contains("ingest") || RoleList.Contains("relay"))
        {
            Require(Nodes().All(node => node?.Scheme is "amqp" or "amqps"), nameof(RabbitMq), "amqp://host:port or amqps://host:port, separated by commas");
            Require(CertificateFile.Length == 0 || Nodes().All(node => node?.Scheme is "amqps"), nameof(RabbitMq), "amqps://host:port: a certificate is shown over TLS only");
            RequireFile(RabbitMqPasswordFile, nameof(RabbitMqPasswordFile), needed: CertificateFile.Length == 0 || RabbitMqManagement.Length > 0);
            Require(ManagementAddresses().All(api => api?.Scheme is "http" or "https"),
                nameof(RabbitMqManagement), "http://host:port or https://host:port, separated by commas, or empty");
        }
        if (RoleList.Contains("checkpoints"))
        {
            RequireFile(CheckpointKeyFile, nameof(CheckpointKeyFile), needed: true);
            Require(CheckpointsFolder.Length > 0 || WitnessUrl.Length > 0, nameof(CheckpointsFolder), "a folder, or a WitnessUrl: who can rewrite the database must not hold the only checkpoints");
            Require(WitnessUrl.Length == 0 || (Uri.TryCreate(WitnessUrl, UriKind.Absolute, out var witness) && witness.Scheme is "https" or "http" && WitnessUrl.EndsWith('/')),
                nameof(WitnessUrl), "an address that ends in a slash");
            Require(WitnessUrl.Length == 0 || Hub.NoteKey.Parse(WitnessKey)?.Type == Hub.NoteKey.Cosignature, nameof(WitnessKey), "a key of the form NAME+ID+KEY, of type 4");
        }
        Require(ProcessingLogUrl.Length == 0 || (Uri.TryCreate(ProcessingLogUrl, UriKind.Absolute, out var receiver) && (receiver.Scheme is "https" || (receiver.Scheme is "http" && receiver.IsLoopback))),
            nameof(ProcessingLogUrl), "https://host/path, or http:// on this machine");
        RequireApi(Require);
        RequireSignIn();
        Require(AdapterAddresses().All(address => address?.Scheme is "http" or "https"), nameof(AdapterProcesses), "http://host:port or https://host:port, separated by commas, or empty");
        RequireAlerts(Require, RequireFile);
        problems.AddRange(Tls.Check(CertificateFile.Length > 0 && (RoleList.Contains("ingest") || RoleList.Contains("relay")) ? RabbitMqUser : null, DateTimeOffset.UtcNow));
        if (problems.Count > 0)
            throw new KetenHubException(problems);

        void Require(bool good, string name, string expected)
        {
            if (!good)
                problems.Add(Errors.RunSettingInvalid.At(name, expected));
        }

        void RequireSignIn()
        {
            Require(SignInByToken is "" or "yes" or "no", nameof(SignInByToken), "yes or no, or empty: only without a SignInFile");
            Require(SignInFile.Length > 0 || TakesTokens, nameof(SignInFile), "a sign-in file, where no token signs in");
            RequireFile(DashboardTokenFile, nameof(DashboardTokenFile), needed: RoleList.Contains("dashboard") && TakesTokens);
            RequireFile(SignInFile, nameof(SignInFile), needed: false);
            if (SignInFile.Length > 0 && RoleList.Contains("dashboard") && SignInSecret() is null)
                problems.Add(Errors.ClientSecretWrong.At(nameof(SignInSecretFile), $"a file with the secret, or {SignInSecretVariable}"));
        }

        void RequireFile(string file, string name, bool needed) =>
            Require(file.Length == 0 ? !needed : File.Exists(file), name, "a file that exists");
    }

    private void RequireApi(Action<bool, string, string> require)
    {
        require(!RoleList.Contains("api") || Directory.Exists(TokensFolder), nameof(TokensFolder), "a folder, in which ketenhub token keeps tokens.json");
        require(!MetricsNeedToken || RoleList.Contains("api"), nameof(MetricsNeedToken), "the role api, which knows the tokens");
        require(LargestRequest is >= SmallestLimit and <= LargestLimit, nameof(LargestRequest), $"{SmallestLimit} to {LargestLimit} bytes");
    }

    private void RequireAlerts(Action<bool, string, string> require, Action<string, string, bool> requireFile)
    {
        requireFile(AlertMailPasswordFile, nameof(AlertMailPasswordFile), false);
        require(AlertMailServer.Length == 0 || AlertChannels.IsMailServer(AlertMailServer), nameof(AlertMailServer), "smtps://user@host:port or smtp://user@host:port");
        require(AlertMailServer.Length == 0 || AlertChannels.AreAddresses(AlertMailFrom, most: 1), nameof(AlertMailFrom), "a mail address");
        require(AlertMailServer.Length == 0 || AlertChannels.AreAddresses(AlertMailTo, most: 20), nameof(AlertMailTo), "mail addresses, separated by commas");
        require(AlertWebhook.Length == 0 || AlertChannels.IsWebhook(AlertWebhook), nameof(AlertWebhook), "an https address, or http on this machine");
        require(AlertWebhook.Length == 0 || (File.Exists(AlertWebhookSecretFile) && AlertChannels.IsSecret(Secret(AlertWebhookSecretFile))), nameof(AlertWebhookSecretFile), "a file with whsec_ and base64, or a text of at least 16 characters");
        require(AlertMailServer.Length + AlertWebhook.Length == 0 || (Uri.TryCreate(AlertLink, UriKind.Absolute, out var link) && link.Scheme is "http" or "https"), nameof(AlertLink), "the address of the pages");
    }

    /// <summary>The broker's nodes.</summary>
    public IReadOnlyList<Uri?> Nodes() => Addresses(RabbitMq, StringSplitOptions.TrimEntries);

    /// <summary>The broker's management API, by node.</summary>
    public IReadOnlyList<Uri?> ManagementAddresses() => Addresses(RabbitMqManagement, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether the form of the log is one that there is.</summary>
    internal bool HasLogFormat => LogFormat is JsonLogFormatter.Text or JsonLogFormatter.Json;

    /// <summary>Whether tokens sign in to the dashboard.</summary>
    internal bool TakesTokens => SignInByToken == "yes" || (SignInByToken.Length == 0 && SignInFile.Length == 0);

    /// <summary>The hub's secret at the identity provider, from the environment or the file; null: there is none.</summary>
    internal string? SignInSecret() => SecretOf(SignInSecretFile);

    /// <summary>The secret in the environment or this file; null: in neither.</summary>
    internal static string? SecretOf(string file) => Environment.GetEnvironmentVariable(SignInSecretVariable) is { Length: > 0 } secret ? secret
        : file.Length > 0 && File.Exists(file) && Secret(file) is { Length: > 0 } read ? read : null;

    /// <summary>TLS towards broker and database. Not public: it is no setting, and who binds settings looks at what is.</summary>
    internal TlsFiles Tls => tls ??= new TlsFiles(AuthoritiesFile, CertificateFile, CertificateKeyFile);

    /// <summary>Processes that host adapters.</summary>
    public IReadOnlyList<Uri?> AdapterAddresses() => Addresses(AdapterProcesses, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The master key: from the command, the environment or the file. Throws KH107.</summary>
    public async Task<byte[]> MasterKeyAsync(CancellationToken cancellation)
    {
        if (MasterKeyCommand.Length > 0)
            return SecretFile.MasterKeyOf(await SecretFile.PrintedAsync(MasterKeyCommand, cancellation), nameof(MasterKeyCommand));
        return Environment.GetEnvironmentVariable(MasterKeyVariable) is { } text ? SecretFile.MasterKeyOf(text, MasterKeyVariable) : SecretFile.MasterKey(MasterKeyFile);
    }

    /// <summary>The text of a secret's file.</summary>
    public static string Secret(string file) => File.ReadAllText(file).Trim();

    private static IReadOnlyList<Uri?> Addresses(string list, StringSplitOptions how) =>
        [.. list.Split(',', how).Select(address => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri : null)];
}
