using KetenHub.Hub;
using KetenHub.Production;
using MimeKit;

namespace KetenHub.Alerting;

/// <summary>The ways to tell of alerts that settings name.</summary>
internal static class AlertChannels
{
    private const int ShortestSecret = 16;
    private const string Base64Secret = "whsec_";

    /// <summary>The ways of these settings; none where none is set.</summary>
    public static IEnumerable<IAlertChannel> Of(RunSettings settings)
    {
        if (settings.AlertMailServer.Length > 0)
            yield return new MailChannel(
                new Uri(settings.AlertMailServer), settings.AlertMailPasswordFile.Length == 0 ? "" : RunSettings.Secret(settings.AlertMailPasswordFile),
                settings.AlertMailFrom, settings.AlertMailTo, new Uri(settings.AlertLink));
        if (settings.AlertWebhook.Length > 0)
            yield return new WebhookChannel(new Uri(settings.AlertWebhook), settings.AlertWebhookSecretFile, new Uri(settings.AlertLink), TimeProvider.System);
    }

    /// <summary>Whether it names a mail server.</summary>
    public static bool IsMailServer(string text) => Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme is "smtp" or "smtps" && server.Host.Length > 0;

    /// <summary>Whether these are addresses, separated by commas.</summary>
    public static bool AreAddresses(string text, int most) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } addresses && addresses.Length <= most
        && addresses.All(address => MailboxAddress.TryParse(address, out _));

    /// <summary>Whether alerts may be posted there: nobody between reads along.</summary>
    public static bool IsWebhook(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback));

    /// <summary>Whether a text can be the secret of a signature.</summary>
    public static bool IsSecret(string text) => text.StartsWith(Base64Secret, StringComparison.Ordinal)
        ? Convert.TryFromBase64String(text[Base64Secret.Length..], new byte[text.Length], out var length) && length >= ShortestSecret
        : text.Length >= ShortestSecret;
}
