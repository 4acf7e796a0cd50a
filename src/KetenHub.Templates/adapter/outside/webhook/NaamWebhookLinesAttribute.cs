[assembly: KetenHub.Partners.Adapters.NaamWebhookLines]

namespace KetenHub.Partners.Adapters;

/// <summary>The adapters of this assembly, one line each, as ketenhub finds them.</summary>
internal sealed class NaamWebhookLinesAttribute : AdapterLinesAttribute
{
    public override IReadOnlyList<AdapterLine> All { get; } =
    [
        new("naam-webhook", AdapterKind.Webhook, "a partner receives CloudEvents webhooks; it answers with JSON", NaamWebhookSettings.All, (settings, clock) => new NaamWebhookAdapter(settings, clock)),
    ];
}
