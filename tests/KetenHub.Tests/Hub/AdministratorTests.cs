using System.Text;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>An administrator of the database, who edits rows: he gets nothing sent to anybody, and what he changes is found.</summary>
public sealed class AdministratorTests
{
    private const string Person = "9000000001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("UPDATE outbox SET recipient = 'coa' WHERE recipient = 'dtv'")]
    [InlineData("UPDATE outbox SET recipient = 'coa', n = 1")]
    [InlineData("INSERT INTO outbox (id, person, n, recipient, type, created_at) SELECT '01900000-0000-7000-8000-00000000ba01', person, 1, 'coa', 'hand-out-changed', 0 FROM outbox LIMIT 1")]
    public async Task A_row_that_has_something_sent_to_another_partner_sends_nothing(string edit)
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(Person, "B-1", 48));
        hub.Database.Run("UPDATE outbox SET sent_at = 1 WHERE recipient = 'coa'");
        hub.Database.Run(edit);
        var sent = new Sent();
        using var relay = new Relay(hub.Store, hub.Hub, hub.Keys, hub.Partners, sent, new HubHealth(), hub.Clock, hub.Log.For<Relay>());
        await relay.SendUnsentAsync("coa", Cancellation);
        Assert.Empty(sent.Bodies);
        Assert.NotEqual(0, hub.Sql<long>("SELECT count(*) FROM outbox WHERE recipient = 'coa' AND reason IS NOT NULL"));
    }

    private sealed class Sent : IOutbound
    {
        public List<string> Bodies { get; } = [];

        public Task<IReadOnlyList<Delivery>> SendAsync(string recipient, IReadOnlyList<OutboundEvent> events, CancellationToken cancellation)
        {
            Bodies.AddRange(events.Select(sent => Encoding.UTF8.GetString(sent.Body)));
            return Task.FromResult<IReadOnlyList<Delivery>>([.. events.Select(_ => Delivery.Confirmed)]);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
