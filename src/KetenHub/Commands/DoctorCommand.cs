using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using KetenHub.Contracts;
using KetenHub.Embedded;

namespace KetenHub.Commands;

/// <summary><c>ketenhub doctor</c>: checks what the hub needs, and says what to do. Example: <c>ketenhub doctor --port 5080</c></summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Port of the hub.", HelpName = "N", DefaultValueFactory = _ => DevCommand.DefaultPort };
        var (data, partners, policy) = (Options.Data(), Options.Partners(), Options.Policy());
        var signIn = new Option<string?>("--sign-in-file") { Description = "Sign-in file: checks it, and whether the identity provider it names fits.", HelpName = "FILE" };
        var secret = new Option<string?>("--sign-in-secret-file") { Description = "File with the hub's secret there; or KETENHUB_SIGNIN_SECRET.", HelpName = "FILE" };
        var command = new Command("doctor",
            $"Check configuration, folders, keys, ports and sign-in, and say what to do.\nExample: ketenhub doctor --data data\n{ExitCodes.Text}")
        {
            data, port, partners, policy, signIn, secret,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            new DataFolder(parsed.GetValue(data)!), parsed.GetValue(port), parsed.GetValue(partners), parsed.GetValue(policy),
            parsed.GetValue(signIn) is { } file ? new SignInCheck(file, parsed.GetValue(secret) ?? "", parsed.GetValue(partners)) : null, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(DataFolder folder, int port, string? partners, string? policy, SignInCheck? signIn, CancellationToken cancellation)
    {
        var checks = new List<(string What, Func<Task<string>> Check)>
        {
            ("settings", () => Task.FromResult(Settings(partners, policy))),
            ("data folder", () => Task.FromResult(Folder(folder))),
            ("store and master key", () => StoreAsync(folder, cancellation)),
            ("disk", () => Task.FromResult(Disk(folder))),
            ("port", () => PortAsync(port, cancellation)),
        };
        if (signIn is not null)
            checks.Add(("sign-in", () => signIn.RunAsync(cancellation)));
        var good = true;
        foreach (var (what, check) in checks)
        {
            try
            {
                Console.WriteLine($"ok    {what}: {await check()}");
            }
            catch (KetenHubException error)
            {
                good = false;
                foreach (var problem in error.Problems)
                    Console.WriteLine($"WRONG {what}: {problem}\n      because: {problem.Kind.Because}\n      do this: {problem.Kind.DoThis}");
            }
        }
        return good ? ExitCodes.Good : ExitCodes.Bad;
    }

    private static string Settings(string? partnersFile, string? policyFile)
    {
        var (partners, policy) = SettingsFolder.Read(partnersFile, policyFile);
        return $"{partners.All.Count} partners ({string.Join(", ", partners.All.Select(partner => partner.Code))}), policy {policy.Version}, register {SettingsFolder.ReadRegister(null).Version}";
    }

    private static string Folder(DataFolder folder)
    {
        folder.Create();
        return folder.Path;
    }

    private static async Task<string> StoreAsync(DataFolder folder, CancellationToken cancellation)
    {
        if (!folder.HasStore)
            return "none yet; made at the first start";
        var (store, keys) = await folder.OpenAsync(cancellation);
        await using var _ = store;
        using var __ = keys;
        var overview = await store.Reads.OverviewAsync(DateTimeOffset.UtcNow, cancellation);
        return $"{overview.LogEntries} log entries of {overview.Persons} persons, {overview.Unsent} notifications to send, {overview.Quarantined} in quarantine";
    }

    private static string Disk(DataFolder folder)
    {
        const long Little = 1L << 30;
        var free = new DriveInfo(folder.Path).AvailableFreeSpace;
        return free >= Little ? $"{free / (1 << 20):N0} MiB free" : throw new KetenHubException(Errors.StoreUnavailable.At(folder.Path, "at least 1 GiB of free disk"));
    }

    private static async Task<string> PortAsync(int port, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"), cancellation);
            return $"{port}: a hub answers there ({(answer.IsSuccessStatusCode ? "ready" : "not ready")})";
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return Free(port) ? $"{port} is free" : throw new KetenHubException(Errors.PortInUse.At("--port"));
        }
    }

    private static bool Free(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
