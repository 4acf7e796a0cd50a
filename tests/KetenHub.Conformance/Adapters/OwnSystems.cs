using KetenHub.Partners.Adapters;
using KetenHub.Servers;

namespace KetenHub.Conformance.Adapters;

/// <summary>The partners' own systems beside an adapter process: web servers of IND, AVIM and DT&amp;V, folders of COA.</summary>
internal sealed class OwnSystems : IAsyncDisposable
{
    private readonly string inbox;
    private readonly string notices;
    private readonly string secret;
    private int files;

    private OwnSystems(string inbox, string notices, string secret) => (this.inbox, this.notices, this.secret) = (inbox, notices, secret);

    public PartnerEndpoint Ind { get; } = new(PartnerEndpoint.FreePort());

    public PartnerEndpoint Avim { get; } = new(PartnerEndpoint.FreePort());

    /// <summary>Not started: its trouble is the test's.</summary>
    public PartnerEndpoint Dtv { get; } = new(PartnerEndpoint.FreePort());

    public IReadOnlyDictionary<string, string> AdapterOf { get; } = new Dictionary<string, string>
    {
        ["ind"] = "ind-http", ["avim"] = "avim-http", ["dtv"] = "dtv-webhook", ["coa"] = "coa-files",
    };

    public static async Task<OwnSystems> StartAsync(KetenSite site)
    {
        var folder = await site.WriteAsync("coa.folder", "");
        File.Delete(folder);
        var own = new OwnSystems(Directory.CreateDirectory(Path.Combine(folder, "in")).FullName, Directory.CreateDirectory(Path.Combine(folder, "out")).FullName,
            await site.WriteAsync("webhook.secret", PartnerEndpoint.Secret));
        await own.Ind.StartAsync();
        await own.Avim.StartAsync();
        return own;
    }

    /// <summary>The setting Adapters of the process that hosts them. Pauses are short, so that trouble of seconds does not take minutes.</summary>
    public object Settings(KetenSite site) => new
    {
        ind = new { Adapter = "ind-http", LongestPause = "00:00:02", site.PasswordFile, Settings = SettingsOf("ind-http") },
        avim = new { Adapter = "avim-http", LongestPause = "00:00:02", site.PasswordFile, Settings = SettingsOf("avim-http") },
        dtv = new { Adapter = "dtv-webhook", LongestPause = "00:00:02", site.PasswordFile, Settings = SettingsOf("dtv-webhook") },
        coa = new { Adapter = "coa-files", site.PasswordFile, Inbox = inbox, Settings = SettingsOf("coa-files") },
    };

    /// <summary>The adapter as that process runs it, to translate with.</summary>
    public IAdapter Adapter(string name)
    {
        var line = AdapterRegistry.Find(name)!;
        return line.Create(new AdapterSettings(line.Settings, SettingsOf(name)), TimeProvider.System);
    }

    /// <summary>COA drops a file.</summary>
    public void Drop(byte[] document)
    {
        var file = Path.Combine(inbox, $"meldingen-{++files:0000}.csv");
        File.WriteAllBytes(file, document);
        File.WriteAllText(file + ".done", "");
    }

    /// <summary>What COA finds in its folder and had not seen.</summary>
    public IEnumerable<byte[]> NewNotices(HashSet<string> seen) => Directory.GetFiles(notices, "*.json").Where(seen.Add).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    public async ValueTask DisposeAsync()
    {
        await Ind.DisposeAsync();
        await Avim.DisposeAsync();
        await Dtv.DisposeAsync();
    }

    private Dictionary<string, string> SettingsOf(string adapter) => adapter switch
    {
        "ind-http" => new() { ["url"] = Ind.Url, ["secretFile"] = secret },
        "avim-http" => new() { ["url"] = Avim.Url, ["secretFile"] = secret },
        "dtv-webhook" => new() { ["url"] = Dtv.Url, ["secretFile"] = secret, ["timeout"] = "PT1S" },
        _ => new() { ["noticesFolder"] = notices },
    };
}
