using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>Style, script and icon, from this assembly.</summary>
internal static class Asset
{
    private static readonly (string Name, string ContentType)[] All =
    [
        ("hub.css", "text/css; charset=utf-8"),
        ("hub.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ];

    public static void Map(IEndpointRouteBuilder pages)
    {
        foreach (var (name, contentType) in All)
        {
            var bytes = Read(name);
            pages.MapGet($"/dashboard/{name}", () => Results.Bytes(bytes, contentType)).For(Needs.Anybody);
        }
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"no embedded {name}");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
