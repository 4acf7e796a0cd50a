using System.Text.Json;
using KetenHub.Browser;
using KetenHub.Commands;
using KetenHub.Contracts;
using Xunit;

namespace KetenHub.Tests.Commands;

/// <summary><c>ketenhub doctor --sign-in-file</c>.</summary>
public sealed class SignInCheckTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-test-");

    private string Secret => Write("secret", "some-secret");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_provider_that_fits_is_good_and_what_it_must_be_told_is_printed()
    {
        await using var issuer = await TestIssuer.StartAsync();
        var said = await new SignInCheck(File(issuer.Address), Secret, null).RunAsync(TestContext.Current.CancellationToken);
        Assert.Contains("1 key to sign with; 1 lines of accounts", said, StringComparison.Ordinal);
        Assert.Contains("https://hub.example.nl/sign-in/callback", said, StringComparison.Ordinal);
        Assert.DoesNotContain("some-secret", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_fault_has_its_number()
    {
        await using var issuer = await TestIssuer.StartAsync();
        Assert.Equal((Errors.SignInFileInvalid, "/issuer"), await FaultOfAsync(File(issuer.Address + "/"), Secret));
        Assert.Equal((Errors.ClientSecretWrong, "SignInSecretFile"), await FaultOfAsync(File(issuer.Address), ""));
        Assert.Equal((Errors.ClientSecretWrong, "SignInSecretFile"), await FaultOfAsync(File(issuer.Address), Write("empty", "\n")));
        var wrong = Write("wrong.json", "{}");
        Assert.Equal(Errors.SignInFileInvalid, (await FaultOfAsync(wrong, Secret)).Kind);
        var address = issuer.Address;
        await issuer.StopAsync();
        Assert.Equal((Errors.ProviderUnreachable, "/issuer"), await FaultOfAsync(File(address), Secret));
    }

    [Fact]
    [Trait("kind", "process")]
    public async Task Doctor_says_so()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var ketenhub = new Ketenhub();
        var good = await ketenhub.RunAsync("doctor", "--data", ketenhub.Data, "--port", $"{ketenhub.Port}", "--sign-in-file", File(issuer.Address), "--sign-in-secret-file", Secret);
        Assert.Equal(0, good.Exit);
        Assert.Contains("ok    sign-in: http://localhost", good.Out, StringComparison.Ordinal);
        await issuer.StopAsync();
        var bad = await ketenhub.RunAsync("doctor", "--data", ketenhub.Data, "--port", $"{ketenhub.Port}", "--sign-in-file", File(issuer.Address), "--sign-in-secret-file", Secret);
        Assert.Equal(1, bad.Exit);
        Assert.Contains("WRONG sign-in: KH454", bad.Out, StringComparison.Ordinal);
    }

    private static async Task<(ErrorKind Kind, string Where)> FaultOfAsync(string file, string secret)
    {
        var problem = (await Assert.ThrowsAsync<KetenHubException>(() => new SignInCheck(file, secret, null).RunAsync(TestContext.Current.CancellationToken))).Problems[0];
        return (problem.Kind, problem.Where);
    }

    private string File(string issuer) => Write("sign-in.json", JsonSerializer.Serialize(new
    {
        issuer, clientId = TestIssuer.ClientId, address = "https://hub.example.nl", accounts = new[] { new { role = "Operator", when = new { groups = "beheer" } } },
    }));

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}
