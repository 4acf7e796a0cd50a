using KetenHub.Partners.Http;

namespace KetenHub.Partners.Adapters;

/// <summary>IND posts its own JSON about decisions and hand-outs; clearances go back as signed webhooks.</summary>
internal sealed class IndHttpAdapter(AdapterSettings settings, TimeProvider clock) : IAdapter
{
    private readonly SignedWebhook webhook = new(
        new PartnerHttp(PartnerHttpOptions.Of(settings), clock), settings.Url(IndHttpSettings.Url), () => settings.Secrets(IndHttpSettings.Secrets), clock);

    public IEnumerable<Translated> Translate(Stream document, Origin origin) => [JsonDocuments.Translate(document, IndHttpMapping.Read)];

    public Task<DeliveryOutcome> DeliverAsync(Notice notice, CancellationToken cancellation) =>
        webhook.PostAsync(notice.Event.Id, "application/json", IndHttpMapping.Write(notice), null, cancellation);
}
