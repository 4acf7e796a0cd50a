using System.Net;
using KetenHub.Api;
using KetenHub.Embedded;
using KetenHub.Tests.Hub;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Tests.Api;

/// <summary>Whom a limit holds, and what of it is told.</summary>
public sealed class RateLimitsTests
{
    [Fact]
    public void One_machine_has_all_addresses_of_its_IPv6_network_and_another_network_is_another_machine()
    {
        using var rates = new RateLimits();
        var tried = 0;
        while (rates.OfStranger(IPAddress.Parse($"2001:db8::{tried + 1:x}")) is null && ++tried < 500)
        {
        }
        Assert.InRange(tried, 50, 70);
        Assert.NotNull(rates.OfStranger(IPAddress.Parse("2001:db8::ffff:1")));
        Assert.Null(rates.OfStranger(IPAddress.Parse("2001:db8:0:1::1")));
        Assert.Null(rates.OfStranger(IPAddress.Parse("::ffff:192.0.2.1")));
        Assert.Null(rates.OfStranger(IPAddress.Parse("192.0.2.2")));
        Assert.Null(rates.OfStranger(null));
    }

    [Fact]
    public void Who_knocks_without_end_does_not_fill_the_log()
    {
        var folder = Directory.CreateTempSubdirectory("ketenhub-test-");
        try
        {
            using var rates = new RateLimits();
            var log = new LogLines();
            var tokens = new PartnerTokens(folder.FullName, SettingsFolder.ReadPartners(null), TimeProvider.System, NullLogger<PartnerTokens>.Instance);
            var access = new ApiAccess(tokens, rates, TimeProvider.System, log.For<ApiAccess>());
            for (var i = 0; i < 5000; i++)
            {
                var http = new DefaultHttpContext();
                http.Request.Headers.Authorization = "Bearer x";
                http.Connection.RemoteIpAddress = new IPAddress([10, 0, (byte)(i / 250), (byte)(i % 250)]);
                Assert.NotNull(access.Enter(http, TokenScope.Send));
            }
            // A hundred at once and ten a second after them.
            Assert.InRange(log.Lines.Count, 100, 1000);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
