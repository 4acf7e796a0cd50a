using KetenHub.Partners.Http;

namespace KetenHub.Partners.Adapters;

/// <summary>The partner posts its own JSON; notifications go back as signed webhooks.</summary>
internal sealed class NaamHttpAdapter(AdapterSettings settings, TimeProvider clock) : IAdapter
{
    private readonly SignedWebhook webhook = new(
        new PartnerHttp(PartnerHttpOptions.Of(settings), clock), settings.Url(NaamHttpSettings.Url), () => settings.Secrets(NaamHttpSettings.Secrets), clock);

    public IEnumerable<Translated> Translate(Stream document, Origin origin) => [JsonDocuments.Translate(document, NaamHttpMapping.Read)];

    public Task<DeliveryOutcome> DeliverAsync(Notice notice, CancellationToken cancellation) =>
        webhook.PostAsync(notice.Event.Id, "application/json", NaamHttpMapping.Write(notice), null, cancellation);
}
