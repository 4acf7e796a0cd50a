namespace KetenHub.Partners.Adapters;

/// <summary>How an adapter meets its partner.</summary>
public enum AdapterKind
{
    /// <summary>The partner posts its documents to the hub, and is posted to.</summary>
    Http,
    /// <summary>Documents are files in a folder, both ways.</summary>
    Files,
    /// <summary>The partner is posted to, and answers.</summary>
    Webhook,
    /// <summary>The partner gets mail, and sends nothing.</summary>
    Mail,
}

/// <summary>An adapter as the hub knows it.</summary>
/// <param name="Name">Its name in settings and commands; its folder is the same name in Pascal case.</param>
/// <param name="Kind">How it meets its partner.</param>
/// <param name="Says">What it does, in one line.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Create">Makes one, from settings that were checked.</param>
public sealed record AdapterLine(
    string Name, AdapterKind Kind, string Says, IReadOnlyList<Setting> Settings, Func<AdapterSettings, TimeProvider, IAdapter> Create)
{
    /// <summary>Name of its folder.</summary>
    public string Folder => string.Concat(Name.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}

/// <summary>All adapters, one line each.</summary>
public static class AdapterRegistry
{
    /// <summary>The lines, sorted by name.</summary>
    public static IReadOnlyList<AdapterLine> All { get; } =
    [
        new("avim-http", AdapterKind.Http, "AVIM posts JSON; notifications go back as signed webhooks", AvimHttpSettings.All, (settings, clock) => new AvimHttpAdapter(settings, clock)),
        new("coa-files", AdapterKind.Files, "COA drops CSV and XML with incidents; notices are put in a folder", CoaFilesSettings.All, (settings, _) => new CoaFilesAdapter(settings)),
        new("dtv-webhook", AdapterKind.Webhook, "DT&V receives CloudEvents webhooks and invitations; it answers with JSON", DtvWebhookSettings.All, (settings, clock) => new DtvWebhookAdapter(settings, clock)),
        new("ind-http", AdapterKind.Http, "IND posts JSON; clearances go back as signed webhooks", IndHttpSettings.All, (settings, clock) => new IndHttpAdapter(settings, clock)),
        new("mail-notice", AdapterKind.Mail, "a partner without a system gets a mail that something waits", MailNoticeSettings.All, (settings, _) => new MailNoticeAdapter(settings)),
    ];

    /// <summary>The adapter of a name, or null.</summary>
    public static AdapterLine? Find(string name) => All.FirstOrDefault(line => line.Name == name);
}
