using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Http;

namespace KetenHub.Alerting;

/// <summary>Alerts by webhook, signed with HMAC-SHA-256 as Standard Webhooks says: a pager or chat system that checks the signature knows that the hub sent it.</summary>
/// <param name="url">Where to.</param>
/// <param name="secretFile">File with the secret, read at each post: <c>whsec_</c> and base64, or any text.</param>
/// <param name="link">Address of the pages.</param>
/// <param name="clock">Real time.</param>
internal sealed class WebhookChannel(Uri url, string secretFile, Uri link, TimeProvider clock) : IAlertChannel, IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    private readonly PartnerHttp http = new(new PartnerHttpOptions { Timeout = Bound, Retries = 1 }, clock);

    public string Name => "webhook";

    public async Task<string?> SendAsync(AlertNotice notice, CancellationToken cancellation)
    {
        var webhook = new SignedWebhook(http, url, () => [File.ReadAllText(secretFile).Trim()], clock);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                type = "nl.ketenhub.alert", timestamp = notice.At,
                data = new { notice.Id, notice.Rule, notice.Measure, notice.Partner, notice.Value, notice.RaisedAt, notice.Title, notice.Text, escalation = notice.Time + 1, link = new Uri(link, $"/alerts/{notice.Id:D}") },
            },
            CloudEventWriter.JsonOptions);
        return await webhook.PostAsync($"{notice.Id:D}.{notice.Time}", "application/json", body, null, cancellation) switch
        {
            Delivered => null,
            Refused refused => refused.Reason,
            RetryLater later => later.Reason,
            var other => other.GetType().Name,
        };
    }

    public void Dispose() => http.Dispose();
}
