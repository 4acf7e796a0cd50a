using Microsoft.Playwright;
using Xunit;

namespace KetenHub.Browser;

/// <summary>How people look at a page: on a phone and on a wide screen, light and dark, in both languages.</summary>
public sealed class EveryLook : TheoryData<int, ColorScheme, string>
{
    // What reaches beyond the page, and is in nothing that scrolls by itself.
    private const string Widest = """
        [...document.querySelectorAll('body *')].filter(part => part.getBoundingClientRect().right > document.documentElement.clientWidth && !part.closest('.scroll, header nav ul'))
            .map(part => `${part.tagName}#${part.id}.${part.className} ${Math.round(part.getBoundingClientRect().right)}`).slice(0, 5).join(', ')
        """;

    public EveryLook()
    {
        Add(360, ColorScheme.Light, "nl");
        Add(360, ColorScheme.Dark, "en");
        Add(1920, ColorScheme.Light, "en");
        Add(1920, ColorScheme.Dark, "nl");
    }

    /// <summary>Nothing scrolls sideways, WCAG is met, and a picture is kept.</summary>
    public static async Task JudgeAsync(IPage page, string name, int width, ColorScheme scheme)
    {
        var over = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (over != 0)
            Assert.Fail($"{name} is {over} wider than {width}: {await page.EvaluateAsync<string>(Widest)}");
        await Axe.JudgeAsync(page);
        await Looks.KeepAsync(page, $"{name}-{width}-{scheme}");
    }
}
