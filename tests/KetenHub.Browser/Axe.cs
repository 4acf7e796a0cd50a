using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace KetenHub.Browser;

/// <summary>Judges a page by axe-core, by the rules of WCAG 2.2 A and AA.</summary>
internal static class Axe
{
    // Put there by tests/run with npm; a development machine without it fails here with what to do.
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "axe", "node_modules", "axe-core", "axe.min.js");

    public static async Task JudgeAsync(IPage page)
    {
        Assert.True(File.Exists(Script), "axe-core is not installed here: tests/run does it");
        // Through the protocol and not as a script of the page: its content security policy lets none in.
        await page.EvaluateAsync(await File.ReadAllTextAsync(Script, TestContext.Current.CancellationToken));
        var found = await page.EvaluateAsync<JsonElement>(
            "axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } })"
            + ".then(result => ({ passed: result.passes.length, problems: result.violations.map(rule => rule.id + ': ' + rule.nodes.slice(0, 3).map(node => node.target.join(' ')).join(', ')) }))");
        Assert.True(found.GetProperty("passed").GetInt32() > 5, "axe looked at nothing");
        Assert.Empty(found.GetProperty("problems").EnumerateArray().Select(problem => problem.GetString()));
    }
}
