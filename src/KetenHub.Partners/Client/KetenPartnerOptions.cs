using System.Text.RegularExpressions;
using KetenHub.Contracts;

namespace KetenHub.Partners.Client;

/// <summary>What a partner's service says of itself to <c>AddKetenPartner</c>.</summary>
public sealed partial class KetenPartnerOptions
{
    private readonly List<Action<PartnerWorker>> handlers = [];

    internal KetenPartnerOptions(string code) => Code = code;

    /// <summary>Code in partners.json.</summary>
    public string Code { get; }

    /// <summary>OIN of the organisation, 20 digits.</summary>
    public string Oin { get; set; } = "";

    /// <summary>Name of the sending system: lower-case letters, digits, hyphens. With the OIN it is the source whose sequence is counted.</summary>
    public string System { get; set; } = "";

    /// <summary>A folder of this service alone, that survives restarts: sequence number, what was sent and what was handled.</summary>
    public string StateFolder { get; set; } = "";

    /// <summary>How long a message may take until it is confirmed.</summary>
    public TimeSpan SendWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Over HTTP: how often the hub is told that this service is alive. Over RabbitMQ the connection itself says so.</summary>
    public TimeSpan HeartbeatEvery { get; set; } = TimeSpan.FromMinutes(1);

    internal PartnerBroker? Broker { get; private set; }

    internal Uri? Hub { get; private set; }

    internal TlsFiles HubTls { get; private set; } = new("");

    internal string TokenFile { get; private set; } = "";

    internal string SecretFile { get; private set; } = "";

    internal (string File, string Id)? SigningKey { get; private set; }

    /// <summary>Sends and receives over RabbitMQ.</summary>
    public KetenPartnerOptions UseRabbitMq(PartnerBroker broker)
    {
        Broker = broker;
        return this;
    }

    /// <summary>Sends over HTTP; notifications come as webhooks, see <see cref="KetenPartner.TakeWebhookAsync"/>.</summary>
    /// <param name="hub">Address of the hub.</param>
    /// <param name="tokenFile">File with the token of this partner.</param>
    /// <param name="secretFile">File with the secrets that webhooks are signed with, one a line; empty: none are taken.</param>
    /// <param name="authoritiesFile">PEM file with the authorities that may have issued the hub's certificate, and no others; empty: those of the machine.</param>
    public KetenPartnerOptions UseHttp(Uri hub, string tokenFile, string secretFile = "", string authoritiesFile = "")
    {
        (Hub, TokenFile, SecretFile, HubTls) = (hub, tokenFile, secretFile, new TlsFiles(authoritiesFile));
        return this;
    }

    /// <summary>Signs each message: for a partner whose line in partners.json has <c>signing</c>.</summary>
    /// <param name="keyFile">File (PEM) with the private key, ECDSA P-256; read at each message.</param>
    /// <param name="keyId">Its id, as partners.json lists the public key.</param>
    public KetenPartnerOptions SignWith(string keyFile, string keyId)
    {
        SigningKey = (keyFile, keyId);
        return this;
    }

    /// <summary>Handles a type of notification. One at a time, in order; a notification that was handled is not handled again, also after a restart. A crash between
    /// the end of the handler and the note of it repeats that one: what the handler does must be able to come twice, by the event's id.</summary>
    public KetenPartnerOptions On<T>(Func<CloudEvent, T, CancellationToken, Task> handler) where T : Notification
    {
        handlers.Add(worker => worker.On(handler));
        return this;
    }

    /// <summary>Every mistake at once. Throws KH515; KH116, KH117, KH118 for a certificate.</summary>
    internal void Validate()
    {
        var problems = new List<Problem>();
        Require(OinForm.IsMatch(Oin), nameof(Oin), "20 digits");
        Require(SystemForm.IsMatch(System), nameof(System), "lower-case letters, digits and hyphens");
        Require(Directory.Exists(StateFolder), nameof(StateFolder), "a folder that exists");
        Require(Broker is null != (Hub is null), "UseRabbitMq", "either UseRabbitMq or UseHttp");
        Require(Hub is null || Hub.Scheme == "https" || (Hub.Scheme == "http" && Hub.IsLoopback), nameof(Hub), "an https address; http only on this machine");
        Require(Hub is null || File.Exists(TokenFile), nameof(TokenFile), "a file that exists");
        Require(SecretFile.Length == 0 || File.Exists(SecretFile), nameof(SecretFile), "a file that exists");
        Require(SigningKey is null || (SigningKey.Value.Id.Length > 0 && Signer(TimeProvider.System)!.CanSign()), nameof(SignWith),
            "a file (PEM) with a private key of ECDSA P-256, and the id of the key");
        Require(SendWithin > TimeSpan.Zero && HeartbeatEvery > TimeSpan.Zero, nameof(SendWithin), "longer than nothing, as HeartbeatEvery");
        problems.AddRange(HubTls.Check(null, DateTimeOffset.UtcNow));
        if (Broker?.Tls is { } tls)
            problems.AddRange(tls.Check(Broker.User, DateTimeOffset.UtcNow));
        if (problems.Count > 0)
            throw new KetenHubException(problems);

        void Require(bool good, string name, string expected)
        {
            if (!good)
                problems.Add(Errors.ClientSettingInvalid.At($"{Code}/{name}", expected));
        }
    }

    internal MessageSigner? Signer(TimeProvider clock) => SigningKey is var (file, id) ? new MessageSigner(file, id, clock) : null;

    internal PartnerWorker Worker(Journal handled)
    {
        var worker = new PartnerWorker(new Partner(Code, Oin, System), handled);
        foreach (var add in handlers)
            add(worker);
        return worker;
    }

    [GeneratedRegex(@"^[0-9]{20}\z")]
    private static partial Regex OinForm { get; }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,39}\z")]
    private static partial Regex SystemForm { get; }
}
