using KetenHub.Contracts;
using KetenHub.Partners.Http;

namespace KetenHub.Partners.Adapters;

/// <summary>AVIM posts signals and what it established about identity; notifications go there as the hub sends them.</summary>
internal sealed class AvimHttpAdapter : IAdapter
{
    private readonly Func<CircuitState> circuit;
    private readonly SignedWebhook webhook;

    public AvimHttpAdapter(AdapterSettings settings, TimeProvider clock)
    {
        var http = new PartnerHttp(PartnerHttpOptions.Of(settings), clock);
        circuit = () => http.Circuit;
        webhook = new SignedWebhook(http, settings.Url(AvimHttpSettings.Url), () => settings.Secrets(AvimHttpSettings.Secrets), clock);
    }

    public CircuitState? Circuit => circuit();

    public IEnumerable<Translated> Translate(Stream document, Origin origin) => [JsonDocuments.Translate(document, AvimHttpMapping.Read)];

    public Task<DeliveryOutcome> DeliverAsync(Notice notice, CancellationToken cancellation) =>
        webhook.PostAsync(notice.Event.Id, CloudEvent.ContentType, notice.Body, null, cancellation);
}
