using System.Net;
using KetenHub.Contracts;
using KetenHub.Partners.Client;
using KetenHub.Tests.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace KetenHub.Tests.Partners;

/// <summary>A hub behind a certificate of an authority that the machine does not know: a partner's service and the command send to it, and to nobody else.</summary>
public sealed class HubTlsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-hubtls-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_partners_service_sends_to_a_hub_of_the_authority_it_names()
    {
        var (hub, authorities, _) = await StartAsync();
        await using (hub)
        {
            await using var services = Services(Address(hub), authorities);
            await services.GetRequiredService<KetenPartner>().SendAsync(Guid.CreateVersion7(), Signal(), cancellation: Cancellation);
            Assert.Equal(1, services.GetRequiredService<KetenPartner>().LastSequence);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_partners_service_sends_nothing_to_a_hub_of_another_authority_and_says_so(bool named)
    {
        var (hub, _, others) = await StartAsync();
        await using (hub)
        {
            await using var services = Services(Address(hub), named ? others : "");
            var refused = await Assert.ThrowsAsync<KetenHubException>(
                () => services.GetRequiredService<KetenPartner>().SendAsync(Guid.CreateVersion7(), Signal(), cancellation: Cancellation));
            Assert.Equal(Errors.ServerNotTrusted, Assert.Single(refused.Problems).Kind);
        }
    }

    [Fact]
    public void A_file_without_authorities_is_told_at_the_start()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "empty.pem"), "");
        using var services = Services(new Uri("https://localhost:1"), Path.Combine(folder.FullName, "empty.pem"));
        Assert.Equal("KH116", Assert.Single(Assert.Throws<KetenHubException>(services.GetRequiredService<KetenPartner>).Problems).Kind.Number);
    }

    [Fact]
    public async Task The_command_sends_to_a_hub_of_the_authority_it_is_given_and_to_no_other()
    {
        using var ketenhub = new Ketenhub();
        var (hub, authorities, others) = await StartAsync();
        await using (hub)
        {
            string[] sending = ["send", ketenhub.Write("one.json", "{}"), "--partner", "coa", "--url", Address(hub).ToString(), "--token-file", ketenhub.Write("token", "0000")];
            Assert.Equal(new Ended(0, "1 accepted, 0 known already, 0 refused\n", ""), await ketenhub.RunAsync([.. sending, "--authorities-file", authorities]));
            foreach (var wrong in new[] { sending, [.. sending, "--authorities-file", others] })
            {
                var refused = await ketenhub.RunAsync(wrong);
                Assert.NotEqual(0, refused.Exit);
                Assert.Contains("KH415", refused.Error, StringComparison.Ordinal);
            }
        }
    }

    private static Uri Address(WebApplication hub) => new(hub.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal));

    // Takes everything; what the hub makes of an event is tried elsewhere.
    private async Task<(WebApplication Hub, string Authorities, string Others)> StartAsync()
    {
        using var authority = TestCertificates.Authority("ours");
        using var other = TestCertificates.Authority("others");
        var certificate = TestCertificates.Issue(authority, "localhost", TestCertificates.Server, DateTimeOffset.UtcNow.AddDays(10));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var hub = builder.Build();
        hub.MapPost("/v1/events", () => Results.Json(new { duplicate = false }, statusCode: 202));
        hub.MapPost("/v1/heartbeats", () => Results.NoContent());
        await hub.StartAsync(Cancellation);
        return (hub, Write("authorities.pem", authority.ExportCertificatePem()), Write("others.pem", other.ExportCertificatePem()));
    }

    private ServiceProvider Services(Uri hub, string authorities) => new ServiceCollection().AddLogging().AddKetenPartner("coa", (partner, _) =>
    {
        (partner.Oin, partner.System, partner.StateFolder) = ("00000000000000000102", "voorbeeld", folder.FullName);
        partner.UseHttp(hub, Write("token", "0000"), authoritiesFile: authorities);
    }).BuildServiceProvider();

    private static CaseSignal Signal() => new()
    {
        Person = new PersonReference { Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = "9000000001" }] },
        Kind = CaseSignalKind.NuisanceAroundLocation, ObservedAt = DateTimeOffset.UtcNow,
    };

    private string Write(string name, string content)
    {
        var file = Path.Combine(folder.FullName, name);
        File.WriteAllText(file, content);
        return file;
    }
}
