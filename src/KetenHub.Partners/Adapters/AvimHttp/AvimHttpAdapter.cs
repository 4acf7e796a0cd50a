using KetenHub.Contracts;
using KetenHub.Partners.Http;

namespace KetenHub.Partners.Adapters;

/// <summary>AVIM posts signals and what it established about identity; notifications go there as the hub sends them.</summary>
internal sealed class AvimHttpAdapter(AdapterSettings settings, TimeProvider clock) : IAdapter
{
    private readonly SignedWebhook webhook = new(
        new PartnerHttp(PartnerHttpOptions.Of(settings), clock), settings.Url(AvimHttpSettings.Url), () => settings.Secrets(AvimHttpSettings.Secrets), clock);

    public IEnumerable<Translated> Translate(Stream document, Origin origin) => [JsonDocuments.Translate(document, AvimHttpMapping.Read)];

    public Task<DeliveryOutcome> DeliverAsync(Notice notice, CancellationToken cancellation) =>
        webhook.PostAsync(notice.Event.Id, CloudEvent.ContentType, notice.Body, null, cancellation);
}
