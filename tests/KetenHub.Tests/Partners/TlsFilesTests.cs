using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using KetenHub.Partners;
using Xunit;

namespace KetenHub.Tests.Partners;

public sealed class TlsFilesTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-tls-");
    private readonly X509Certificate2 authority = TestCertificates.Authority("ours");

    public void Dispose()
    {
        authority.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void A_good_certificate_with_the_right_name_has_no_problem()
    {
        Write("own", TestCertificates.Issue(authority, "coa", TestCertificates.Client, Now.AddDays(10)));
        Assert.Empty(Files("own").Check("coa", Now));
        Assert.Equal(Now.AddDays(10).ToUnixTimeSeconds(), Files("own").ExpiresAt.ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("", "", "", "KH116")]
    [InlineData("coa", "no pem", "", "KH116")]
    [InlineData("ind", "", "", "KH118")]
    [InlineData("coa", "", "another authority", "KH118")]
    [InlineData("coa", "", "a server's", "KH118")]
    [InlineData("coa", "another key", "", "KH116")]
    [InlineData("coa", "", "expired", "KH117")]
    [InlineData("coa", "", "not yet", "KH117")]
    public void What_is_wrong_with_a_certificate_has_its_number(string name, string file, string kind, string number)
    {
        using var others = TestCertificates.Authority("others");
        using var own = kind switch
        {
            "another authority" => TestCertificates.Issue(others, "coa", TestCertificates.Client, Now.AddDays(10)),
            "a server's" => TestCertificates.Issue(authority, "coa", TestCertificates.Server, Now.AddDays(10)),
            "expired" => TestCertificates.Issue(authority, "coa", TestCertificates.Client, Now.AddDays(-1)),
            "not yet" => TestCertificates.Issue(authority, "coa", TestCertificates.Client, Now.AddDays(10), Now.AddDays(1)),
            _ => TestCertificates.Issue(authority, "coa", TestCertificates.Client, Now.AddDays(10)),
        };
        if (name.Length > 0)
            Write("own", own);
        if (file == "no pem")
            File.WriteAllText(At("own.pem"), "something else");
        if (file == "another key")
            File.WriteAllText(At("own.key"), authority.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Assert.Equal(number, Assert.Single(Files("own").Check(name, Now)).Kind.Number);
    }

    [Fact]
    public void Authorities_that_are_none_are_told()
    {
        File.WriteAllText(At("empty.pem"), "");
        Assert.Equal("KH116", Assert.Single(new TlsFiles(At("empty.pem")).Check(null, Now)).Kind.Number);
        Assert.Equal("KH116", Assert.Single(new TlsFiles(At("nowhere.pem")).Check(null, Now)).Kind.Number);
    }

    [Fact]
    public void A_renewed_certificate_is_taken_without_a_restart_and_one_that_is_half_there_is_not()
    {
        Write("own", TestCertificates.Issue(authority, "coa", TestCertificates.Client, Now.AddDays(10)));
        var files = Files("own");
        var first = files.Certificate().Thumbprint;
        File.WriteAllText(At("own.pem"), "half a renewal");
        File.SetLastWriteTimeUtc(At("own.pem"), DateTime.UtcNow.AddSeconds(5));
        Assert.Equal(first, files.Certificate().Thumbprint);
        using var renewed = TestCertificates.Issue(authority, "coa", TestCertificates.Client, Now.AddDays(300));
        Write("own", renewed);
        File.SetLastWriteTimeUtc(At("own.pem"), DateTime.UtcNow.AddSeconds(10));
        Assert.Equal(renewed.Thumbprint, files.Certificate().Thumbprint);
    }

    [Theory]
    [InlineData("", SslPolicyErrors.RemoteCertificateChainErrors, null)]
    [InlineData("", SslPolicyErrors.RemoteCertificateNameMismatch, "another name")]
    [InlineData("none", SslPolicyErrors.RemoteCertificateNotAvailable, "no certificate")]
    [InlineData("another authority", SslPolicyErrors.None, "no trusted authority")]
    [InlineData("a client's", SslPolicyErrors.None, "no trusted authority")]
    [InlineData("expired", SslPolicyErrors.RemoteCertificateChainErrors, "no trusted authority")]
    public void Only_a_server_with_the_right_name_of_a_trusted_authority_is_trusted(string kind, SslPolicyErrors errors, string? reason)
    {
        using var others = TestCertificates.Authority("others");
        using var server = kind switch
        {
            "another authority" => TestCertificates.Issue(others, "localhost", TestCertificates.Server, Now.AddDays(10)),
            "a client's" => TestCertificates.Issue(authority, "localhost", TestCertificates.Client, Now.AddDays(10)),
            "expired" => TestCertificates.Issue(authority, "localhost", TestCertificates.Server, Now.AddDays(-1)),
            _ => TestCertificates.Issue(authority, "localhost", TestCertificates.Server, Now.AddDays(10)),
        };
        var trusted = Files("own");
        if (reason is null)
            Assert.True(trusted.Trusts(this, server, null, errors));
        else
            Assert.Contains(reason, Assert.Throws<AuthenticationException>(() => trusted.Trusts(this, kind == "none" ? null : server, null, errors)).Message, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(folder.FullName, name);

    private TlsFiles Files(string name)
    {
        File.WriteAllText(At("authorities.pem"), authority.ExportCertificatePem());
        return new TlsFiles(At("authorities.pem"), At($"{name}.pem"), At($"{name}.key"));
    }

    private void Write(string name, X509Certificate2 certificate)
    {
        File.WriteAllText(At($"{name}.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(At($"{name}.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }
}
