using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace KetenHub.Browser;

// With an identity provider: TLS, as cookies of a real hub have it, and a sign-in file.
public sealed partial class DashboardHost
{
    private X509Certificate2? certificate;

    public string SignInFile => beside?.SignInFile ?? Path.Combine(folder.FullName, "sign-in.json");

    /// <summary>Who gets which role, until a test says otherwise.</summary>
    public static (string? Partner, string Role, string Group)[] Groups { get; } =
    [
        ("ind", "Viewer", "ind-inzage"), ("ind", "CaseWorker", "ind-casus"), ("avim", "CaseWorker", "avim-casus"), (null, "Operator", "keten-beheer"),
        (null, "Approver", "keten-keuring"), (null, "Administrator", "keten-admin"), (null, "Auditor", "keten-audit"),
    ];

    /// <summary>Writes the sign-in file anew, as somebody who manages the hub does.</summary>
    public void WriteSignIn(TestIssuer issuer, IEnumerable<(string? Partner, string Role, string Group)> accounts, object? session = null)
    {
        var before = File.Exists(SignInFile) ? File.GetLastWriteTimeUtc(SignInFile) : DateTime.MinValue;
        File.WriteAllText(SignInFile, JsonSerializer.Serialize(new
        {
            issuer = issuer.Address, clientId = TestIssuer.ClientId, address = Address, accounts = accounts.Select(account => account.Partner is null
                ? (object)new { role = account.Role, when = new { groups = account.Group } } : new { partner = account.Partner, role = account.Role, when = new { groups = account.Group } }),
            session = session ?? new { },
        }));
        // Two writes within one tick of the file system would look like one.
        if (File.GetLastWriteTimeUtc(SignInFile) <= before)
            File.SetLastWriteTimeUtc(SignInFile, before.AddSeconds(1));
    }

    private void UseTls(WebApplicationBuilder builder, TestIssuer issuer)
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"https://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, new Uri(Address).Port, listen => listen.UseHttps(certificate)));
        // Browsers know both by the address of the first.
        if (beside is null)
            WriteSignIn(issuer, Groups);
        issuer.Now = SessionClock.GetUtcNow;
        issuer.RedirectAddresses.Add($"{Address}/sign-in/callback");
        issuer.RedirectAddresses.Add($"{Address}/signed-out");
        foreach (var (_, role, group) in Groups)
            issuer.Users[group] = new Dictionary<string, object>(StringComparer.Ordinal) { ["groups"] = new[] { group, "everybody" } };
        issuer.Users["unknown"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["groups"] = new[] { "everybody" } };
        issuer.Users["of-two"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["groups"] = new[] { "ind-casus", "avim-casus" } };
    }
}
