using KetenHub.Hub;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace KetenHub.Alerting;

/// <summary>Alerts by mail, to a function and never a person.</summary>
/// <param name="server">The mail server: <c>smtps://user@host:port</c> (TLS), <c>smtp://user@host:port</c> (STARTTLS, and plain on this machine only).</param>
/// <param name="password">Password of that user; empty: none.</param>
/// <param name="from">Sender.</param>
/// <param name="to">Who is told; several separated by commas.</param>
/// <param name="link">Address of the pages.</param>
internal sealed class MailChannel(Uri server, string password, string from, string to, Uri link) : IAlertChannel
{
    private const int SmtpsPort = 465;
    private const int SmtpPort = 587;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    public string Name => "mail";

    public async Task<string?> SendAsync(AlertNotice notice, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(Bound);
        try
        {
            await DeliverAsync(notice, bound.Token);
            return null;
        }
        catch (SmtpCommandException answer)
        {
            return $"SMTP {(int)answer.StatusCode}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"no answer in {Bound.TotalSeconds:0} s";
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The client throws many kinds for a connection that fails; their texts can hold addresses.
            cancellation.ThrowIfCancellationRequested();
            return $"no connection: {error.GetType().Name}";
        }
    }

    private async Task DeliverAsync(AlertNotice notice, CancellationToken cancellation)
    {
        using var smtp = new SmtpClient();
        var isTls = server.Scheme == "smtps";
        await smtp.ConnectAsync(
            server.Host, server.Port > 0 ? server.Port : isTls ? SmtpsPort : SmtpPort,
            isTls ? SecureSocketOptions.SslOnConnect : server.IsLoopback ? SecureSocketOptions.None : SecureSocketOptions.StartTls, cancellation);
        if (server.UserInfo.Length > 0)
            await smtp.AuthenticateAsync(Uri.UnescapeDataString(server.UserInfo), password, cancellation);
        await smtp.SendAsync(Write(notice), cancellation);
        // The mail is taken by now: a server that hangs up without a good-bye takes nothing of that away.
        await smtp.DisconnectAsync(quit: true, cancellation);
    }

    private MimeMessage Write(AlertNotice notice)
    {
        var mail = new MimeMessage
        {
            From = { MailboxAddress.Parse(from) },
            Date = notice.At,
            // The same for a repeat after a crash, so that a mail system can show it once.
            MessageId = $"{notice.Id:D}.{notice.Time}@ketenhub",
            Subject = $"KetenHub: {notice.Title}",
            Headers = { { "Auto-Submitted", "auto-generated" } },
            Body = new TextPart("plain") { Text = $"{notice.Text}\n\nBekijk het, en neem het in behandeling: {new Uri(link, $"/alerts/{notice.Id:D}")}\n\nDit bericht is automatisch verzonden; antwoorden worden niet gelezen.\n" },
        };
        foreach (var address in to.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            mail.To.Add(MailboxAddress.Parse(address));
        return mail;
    }
}
