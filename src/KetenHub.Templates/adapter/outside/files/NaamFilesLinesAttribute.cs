[assembly: KetenHub.Partners.Adapters.NaamFilesLines]

namespace KetenHub.Partners.Adapters;

/// <summary>The adapters of this assembly, one line each, as ketenhub finds them.</summary>
internal sealed class NaamFilesLinesAttribute : AdapterLinesAttribute
{
    public override IReadOnlyList<AdapterLine> All { get; } =
    [
        new("naam-files", AdapterKind.Files, "a partner drops CSV; notices are put in a folder", NaamFilesSettings.All, (settings, _) => new NaamFilesAdapter(settings)),
    ];
}
