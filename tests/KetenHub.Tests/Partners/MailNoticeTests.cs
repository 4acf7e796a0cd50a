using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Check;
using Xunit;

namespace KetenHub.Tests.Partners;

/// <summary>Mail through a real SMTP server (aiosmtpd), read by Python's mail library.</summary>
[Trait("kind", "process")]
public sealed class MailNoticeTests : IDisposable
{
    private const string Server = """
        import email, email.policy, json, sys
        from aiosmtpd.controller import Controller
        class Keep:
            async def handle_RCPT(self, server, session, envelope, address, options):
                if address.startswith('weg'): return '550 5.1.1 no such mailbox'
                if address.startswith('later'): return '451 4.3.0 try again'
                envelope.rcpt_tos.append(address)
                return '250 OK'
            async def handle_DATA(self, server, session, envelope):
                mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
                print(json.dumps({'rcpt': envelope.rcpt_tos, 'sender': envelope.mail_from, 'headers': dict(mail.items()),
                                  'text': mail.get_body().get_content(), 'raw': envelope.content.decode()}), flush=True)
                return '250 OK'
        Controller(Keep(), hostname='127.0.0.1', port=int(sys.argv[1])).start()
        print('ready', flush=True)
        sys.stdin.read()
        """;

    private readonly int port = FreePort();
    private readonly Python server;

    public MailNoticeTests() => server = new Python(Server, port.ToString(CultureInfo.InvariantCulture));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_says_that_something_waits_and_nothing_of_what_and_is_the_same_mail_when_sent_again()
    {
        await server.LineAsync();
        var adapter = Adapter("piket@example.org");
        foreach (var notice in DeliverChecks.Notices())
        {
            Assert.IsType<Delivered>(await adapter.DeliverAsync(notice, Cancellation));
            Assert.IsType<Delivered>(await adapter.DeliverAsync(notice, Cancellation));
            var (first, second) = (JsonDocument.Parse(await server.LineAsync()), JsonDocument.Parse(await server.LineAsync()));
            var mail = first.RootElement;
            Assert.Equal("piket@example.org", mail.GetProperty("rcpt")[0].GetString());
            Assert.Equal("hub@example.org", mail.GetProperty("sender").GetString());
            Assert.Equal("KetenHub: er staat iets voor u klaar", mail.GetProperty("headers").GetProperty("Subject").GetString());
            Assert.Contains("https://hub.example.org/", mail.GetProperty("text").GetString(), StringComparison.Ordinal);
            Assert.Equal($"<{notice.Event.Id}@ketenhub>", mail.GetProperty("headers").GetProperty("Message-Id").GetString());
            Assert.Equal(mail.GetProperty("raw").GetString(), second.RootElement.GetProperty("raw").GetString());
            // Every text of the notification's data: none of it is in the mail.
            Assert.All(Texts(notice.Event.Data).Where(text => text.Length > 3), text => Assert.DoesNotContain(text, mail.GetProperty("raw").GetString(), StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(notice.Event.Type, mail.GetProperty("raw").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_mailbox_that_does_not_exist_is_a_refusal_and_one_that_is_busy_is_tried_later()
    {
        await server.LineAsync();
        Assert.Equal("SMTP 550", Assert.IsType<Refused>(await Adapter("weg@example.org").DeliverAsync(DeliverChecks.Notices()[0], Cancellation)).Reason);
        Assert.Equal("SMTP 451", Assert.IsType<RetryLater>(await Adapter("later@example.org").DeliverAsync(DeliverChecks.Notices()[0], Cancellation)).Reason);
    }

    [Fact]
    public async Task A_server_without_encryption_gets_nothing_where_encryption_is_asked()
    {
        await server.LineAsync();
        Assert.IsType<RetryLater>(await Adapter("piket@example.org", "starttls").DeliverAsync(DeliverChecks.Notices()[0], Cancellation));
        // What the server takes next is the first it took.
        Assert.IsType<Delivered>(await Adapter("piket@example.org").DeliverAsync(DeliverChecks.Notices()[1], Cancellation));
        Assert.Contains(DeliverChecks.Notices()[1].Event.Id, await server.LineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_elsewhere_without_encryption_is_refused_at_the_start()
    {
        var error = Assert.Throws<KetenHubException>(() => Adapter("piket@example.org", host: "mail.example.org"));
        Assert.Equal(("KH511", "encryption"), (error.Problems[0].Kind.Number, error.Problems[0].Where));
        Adapter("piket@example.org", "starttls", host: "mail.example.org");
    }

    public void Dispose() => server.Dispose();

    private static IEnumerable<string> Texts(JsonElement data) => data.ValueKind switch
    {
        JsonValueKind.Object => data.EnumerateObject().SelectMany(field => Texts(field.Value)),
        JsonValueKind.Array => data.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [data.GetString()!],
        _ => [],
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private IAdapter Adapter(string to, string encryption = "none", string host = "127.0.0.1")
    {
        var line = AdapterRegistry.Find("mail-notice")!;
        return line.Create(new AdapterSettings(line.Settings, new Dictionary<string, string>
        {
            ["host"] = host, ["port"] = $"{port}", ["encryption"] = encryption, ["from"] = "hub@example.org", ["to"] = to, ["link"] = "https://hub.example.org/",
        }), TimeProvider.System);
    }
}
