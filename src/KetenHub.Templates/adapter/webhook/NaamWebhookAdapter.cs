using KetenHub.Contracts;
using KetenHub.Partners.Http;

namespace KetenHub.Partners.Adapters;

/// <summary>The partner receives CloudEvents webhooks, and answers with its own JSON.</summary>
internal sealed class NaamWebhookAdapter : IAdapter
{
    private readonly ConsentedWebhook webhook;

    public NaamWebhookAdapter(AdapterSettings settings, TimeProvider clock)
    {
        var http = new PartnerHttp(PartnerHttpOptions.Of(settings), clock);
        var url = settings.Url(NaamWebhookSettings.Url);
        var signed = new SignedWebhook(http, url, () => settings.Secrets(NaamWebhookSettings.Secrets), clock);
        webhook = new ConsentedWebhook(http, signed, url, settings.Text(NaamWebhookSettings.Origin), clock);
    }

    public IEnumerable<Translated> Translate(Stream document, Origin origin) => [JsonDocuments.Translate(document, NaamWebhookMapping.Read)];

    public Task<DeliveryOutcome> DeliverAsync(Notice notice, CancellationToken cancellation) =>
        webhook.PostAsync(notice.Event.Id, CloudEvent.ContentType, notice.Body, cancellation);
}
