[assembly: KetenHub.Partners.Adapters.NaamHttpLines]

namespace KetenHub.Partners.Adapters;

/// <summary>The adapters of this assembly, one line each, as ketenhub finds them.</summary>
internal sealed class NaamHttpLinesAttribute : AdapterLinesAttribute
{
    public override IReadOnlyList<AdapterLine> All { get; } =
    [
        new("naam-http", AdapterKind.Http, "a partner posts JSON; notifications go back as signed webhooks", NaamHttpSettings.All, (settings, clock) => new NaamHttpAdapter(settings, clock)),
    ];
}
