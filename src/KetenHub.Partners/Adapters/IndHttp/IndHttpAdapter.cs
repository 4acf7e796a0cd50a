using KetenHub.Partners.Http;

namespace KetenHub.Partners.Adapters;

/// <summary>IND posts its own JSON about decisions and hand-outs; clearances go back as signed webhooks.</summary>
internal sealed class IndHttpAdapter : IAdapter
{
    private readonly Func<CircuitState> circuit;
    private readonly SignedWebhook webhook;

    public IndHttpAdapter(AdapterSettings settings, TimeProvider clock)
    {
        var http = new PartnerHttp(PartnerHttpOptions.Of(settings), clock);
        circuit = () => http.Circuit;
        webhook = new SignedWebhook(http, settings.Url(IndHttpSettings.Url), () => settings.Secrets(IndHttpSettings.Secrets), clock);
    }

    public CircuitState? Circuit => circuit();

    public IEnumerable<Translated> Translate(Stream document, Origin origin) => [JsonDocuments.Translate(document, IndHttpMapping.Read)];

    public Task<DeliveryOutcome> DeliverAsync(Notice notice, CancellationToken cancellation) =>
        webhook.PostAsync(notice.Event.Id, "application/json", IndHttpMapping.Write(notice), null, cancellation);
}
