using Microsoft.Playwright;

namespace KetenHub.Browser;

/// <summary>Pictures of a page for people to look at, where KETENHUB_SCREENSHOTS names a folder: wide, on a phone, dark, and on paper.</summary>
internal static class Looks
{
    /// <summary>A picture of a page as it is now.</summary>
    public static async Task KeepAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("KETENHUB_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }

    public static async Task KeepAsync(DashboardHost host, Chromium chromium, string path, string name, string token = DashboardHost.Token)
    {
        if (Environment.GetEnvironmentVariable("KETENHUB_SCREENSHOTS") is not { Length: > 0 } folder)
            return;
        foreach (var (width, scheme, suffix) in new[] { (1920, ColorScheme.Light, "wide"), (360, ColorScheme.Light, "phone"), (1920, ColorScheme.Dark, "dark"), (360, ColorScheme.Dark, "phone-dark") })
        {
            var page = await host.SignInAsync(chromium, width, scheme, token);
            await page.GotoAsync(host.Address + path);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}-{suffix}.png"), FullPage = true });
            if (suffix == "wide")
                await page.PdfAsync(new PagePdfOptions { Path = Path.Combine(folder, $"{name}.pdf"), Format = "A4", Margin = new Margin { Top = "12mm", Bottom = "12mm", Left = "12mm", Right = "12mm" } });
        }
    }
}
