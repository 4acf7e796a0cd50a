using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>What a rule would do now with other heights, before anybody writes them into the policy. Changes nothing.</summary>
internal sealed class WhatIf(Policy policy, AlertReadings readings)
{
    /// <summary>The rule as it is; null: there is none of this name.</summary>
    public AlertRule? Rule { get; private set; }

    /// <summary>The rule as it is tried.</summary>
    public AlertRule? Tried { get; private set; }

    public string RaiseAt { get; private set; } = "";

    public string Within { get; private set; } = "";

    public bool IsRaiseAtWrong { get; private set; }

    public bool IsWithinWrong { get; private set; }

    public IReadOnlyList<AlertReading> Readings { get; private set; } = [];

    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet("/alerts/rules/{name}", async (string name, string? raiseAt, string? within, WhatIf page, HttpContext context) =>
        {
            await page.LoadAsync(name, raiseAt, within, context.RequestAborted);
            return await Rendered.PageAsync<WhatIfPage>(context, page.Rule is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
        }).For(new Needs(Reach.Chain, Right.Operate));

    public static string AddressOf(string rule) => $"/alerts/rules/{rule}";

    private async Task LoadAsync(string name, string? raiseAt, string? within, CancellationToken cancellation)
    {
        Rule = policy.Alerts.Rules.FirstOrDefault(rule => rule.Name == name);
        if (Rule is null)
            return;
        RaiseAt = raiseAt?.Trim() ?? Texts.Written(Rule.Measure, Rule.RaiseAt);
        Within = within?.Trim() ?? (Rule.Within is { } ahead ? Texts.Written(ahead) : "");
        var (height, length) = (PolicyFile.HeightOf(Rule.Measure, RaiseAt), PolicyFile.LengthOf(Within));
        IsRaiseAtWrong = height is null or < 1;
        IsWithinWrong = Rule.Measure.HasWithin() && (length is null || length <= TimeSpan.Zero || length > TimeSpan.FromDays(366));
        if (IsRaiseAtWrong || IsWithinWrong)
            return;
        Tried = Rule with { RaiseAt = height!.Value, Within = Rule.Measure.HasWithin() ? length : null };
        Readings = await readings.ReadAsync([Tried], cancellation);
    }
}
