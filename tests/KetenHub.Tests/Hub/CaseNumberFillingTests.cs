using KetenHub.Hub;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>Case numbers of before there was a table of them.</summary>
public sealed class CaseNumberFillingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_accepted_before_is_found_after_filling_once()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision("9000000001", "B-1", 72), Events.Decision("9000000002", "B-2", 72));
        var number = (await PersonExport.ReadAsync(hub.Store.Reads, hub.Keys, hub.Partners, await hub.PersonAsync("9000000001"), Cancellation)).CaseNumbers.Single();
        var hash = hub.Keys.HashOfCase(number);
        Assert.Equal([await hub.PersonAsync("9000000001")], await hub.Store.Messages.PersonsOfCaseAsync(hash, Cancellation));

        Assert.Equal(2, hub.Database.Run("DELETE FROM case_number"));
        Assert.Empty(await hub.Store.Messages.PersonsOfCaseAsync(hash, Cancellation));
        Assert.False(await CaseNumberFilling.IsDoneAsync(hub.Store, Cancellation));
        using var filling = new CaseNumberFilling(hub.Store, hub.Keys, NullLogger<CaseNumberFilling>.Instance);
        await filling.FillAsync(Cancellation);
        Assert.Equal([await hub.PersonAsync("9000000001")], await hub.Store.Messages.PersonsOfCaseAsync(hash, Cancellation));
        Assert.True(await CaseNumberFilling.IsDoneAsync(hub.Store, Cancellation));
    }
}
