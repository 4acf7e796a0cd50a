using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>By which policy the hub works, kept with its text.</summary>
public sealed class PolicyKeeperTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_text_under_the_same_version_is_told_and_the_first_one_stays()
    {
        await using var hub = await TestHub.StartAsync();
        Assert.Contains("\"version\"", hub.Policy.Text, StringComparison.Ordinal);
        await NoteAsync(hub, hub.Policy);
        Assert.DoesNotContain(hub.Log.Lines, line => line.Contains("KH449", StringComparison.Ordinal));
        await NoteAsync(hub, hub.Policy with { Text = hub.Policy.Text.Replace("PT4H", "PT5H", StringComparison.Ordinal) });
        Assert.Single(hub.Log.Lines, line => line.Contains("KH449", StringComparison.Ordinal));
        Assert.Equal(hub.Policy.Text, await hub.Store.Operations.Controls.PolicyTextAsync(hub.Policy.Version, Cancellation));
        Assert.Equal(1, Assert.Single(await hub.Store.Operations.Controls.PoliciesAsync(Cancellation)).OtherTexts);
    }

    private static async Task NoteAsync(TestHub hub, Policy policy)
    {
        using var keeper = new PolicyKeeper(hub.Store, policy, hub.Clock, hub.Log.For<PolicyKeeper>());
        await keeper.NoteAsync(Cancellation);
        await keeper.NoteAsync(Cancellation);
    }
}
