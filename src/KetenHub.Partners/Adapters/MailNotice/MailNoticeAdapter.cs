using System.Net;
using KetenHub.Contracts;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace KetenHub.Partners.Adapters;

/// <summary>For a partner without a system: a mail that something waits in the hub. It sends no documents.</summary>
internal sealed class MailNoticeAdapter : IAdapter
{
    private readonly AdapterSettings settings;

    public MailNoticeAdapter(AdapterSettings settings)
    {
        this.settings = settings;
        var host = settings.Text(MailNoticeSettings.Host);
        if (settings.Text(MailNoticeSettings.Encryption) == "none" && host != "localhost" && !(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)))
            throw new KetenHubException(Errors.AdapterSettingInvalid.At(MailNoticeSettings.Encryption.Name, "tls or starttls, unless the host is this machine"));
    }

    public IEnumerable<Translated> Translate(Stream document, Origin origin) =>
        [new Rejection(Errors.DocumentUnknown.At("", "nothing: a partner that is told by mail sends no documents"))];

    public async Task<DeliveryOutcome> DeliverAsync(Notice notice, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(settings.Duration(MailNoticeSettings.Timeout));
        try
        {
            await SendAsync(notice, bound.Token);
            return new Delivered();
        }
        catch (SmtpCommandException answer) when ((int)answer.StatusCode >= 500)
        {
            return new Refused($"SMTP {(int)answer.StatusCode}");
        }
        catch (SmtpCommandException answer)
        {
            return new RetryLater($"SMTP {(int)answer.StatusCode}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new RetryLater($"no answer in {settings.Duration(MailNoticeSettings.Timeout).TotalSeconds:0.###} s");
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The client throws many kinds for a connection that fails; their texts can hold addresses.
            cancellation.ThrowIfCancellationRequested();
            return new RetryLater($"no connection: {error.GetType().Name}");
        }
    }

    private async Task SendAsync(Notice notice, CancellationToken cancellation)
    {
        using var smtp = new SmtpClient();
        await smtp.ConnectAsync(settings.Text(MailNoticeSettings.Host), settings.Number(MailNoticeSettings.Port), settings.Text(MailNoticeSettings.Encryption) switch
        {
            "tls" => SecureSocketOptions.SslOnConnect,
            "none" => SecureSocketOptions.None,
            _ => SecureSocketOptions.StartTls,
        }, cancellation);
        if (settings.Text(MailNoticeSettings.User) is { Length: > 0 } user)
            await smtp.AuthenticateAsync(user, settings.Secrets(MailNoticeSettings.Password)[0], cancellation);
        await smtp.SendAsync(MailNoticeMapping.Write(
            notice, settings.Text(MailNoticeSettings.From), settings.Text(MailNoticeSettings.To), settings.Url(MailNoticeSettings.Link)), cancellation);
        // The mail is taken by now: a server that hangs up without a good-bye takes nothing of that away.
        await smtp.DisconnectAsync(quit: true, cancellation);
    }
}
