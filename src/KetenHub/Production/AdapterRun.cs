namespace KetenHub.Production;

/// <summary>The adapter of one partner, in the settings of <c>ketenhub run --roles adapters</c>: <c>Adapters:CODE</c>.</summary>
internal sealed class AdapterRun
{
    /// <summary>Name of the adapter, as <c>ketenhub adapter list</c> shows it.</summary>
    public string Adapter { get; set; } = "";

    /// <summary>File of the assembly that holds the adapter. Empty: it comes with ketenhub.</summary>
    public string Assembly { get; set; } = "";

    /// <summary>Name of the partner's system in the source of its events; empty: the adapter's name.</summary>
    public string System { get; set; } = "";

    /// <summary>File with the password of the partner's user at the broker; not used with a certificate.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>File (PEM) with the partner's certificate, its common name the partner's code (EXTERNAL). Empty: a password.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>File (PEM) with the private key of that certificate.</summary>
    public string CertificateKeyFile { get; set; } = "";

    /// <summary>File (PEM) with the private key (ECDSA P-256) that its messages are signed with. Empty: they are not signed.</summary>
    public string SigningKeyFile { get; set; } = "";

    /// <summary>Id of that key, as partners.json lists the public key.</summary>
    public string SigningKeyId { get; set; } = "";

    /// <summary>Of earlier releases: a file with the partner's token in clear. Told as KH430; partners post with a token of the list in <c>TokensFolder</c>.</summary>
    public string TokenFile { get; set; } = "";

    /// <summary>Folder where the partner drops its files. Empty: it drops none.</summary>
    public string Inbox { get; set; } = "";

    /// <summary>How long a file must not have changed to be complete.</summary>
    public TimeSpan Settle { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest pause between two tries, unless the partner asks for a longer one.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>After this a notification that is not taken is reported as given up.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Settings of the adapter, as its README says.</summary>
    public Dictionary<string, string> Settings { get; set; } = [];
}
