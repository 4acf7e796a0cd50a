using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Tests.Api;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Regressions;

/// <summary>What one partner, by fault or on purpose, could do to everybody else.</summary>
public sealed class OneSenderAgainstTheOthers
{
    private const string First = "9000000001";
    private const string Second = "9000000002";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sources_that_skip_to_the_largest_number_broke_the_overview()
    {
        await using var hub = await TestHub.StartAsync();
        foreach (var source in new[] { "a", "b", "c" })
            await hub.SendAsync(From(source, 1), From(source, long.MaxValue));

        var overview = await hub.Store.Reads.OverviewAsync(TestHub.Start, Cancellation);

        Assert.Equal((6, 3_000_000), (overview.Accepted, overview.Missing));
    }

    [Fact]
    public async Task A_number_used_again_under_another_id_filled_the_gaps_of_others()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(From("a", 1), From("a", 5), From("a", 5), From("a", 5), From("a", 3), From("a", 3));

        var source = Assert.Single(await hub.Store.Reads.SequencesAsync(Cancellation));

        Assert.Equal((5, 2, "2-2,4-4"), (source.Highest, source.Missing, source.Gaps));
    }

    [Fact]
    public async Task Any_partner_could_tie_two_numbers_to_one_person()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Signal("coa", First));

        await hub.SendAsync(Events.Signal("coa", Events.VNummer(First), Events.VNummer(Second)));

        Assert.Null(await hub.FindAsync(Second));
        var log = await hub.LogOfAsync(await hub.PersonAsync(First));
        Assert.EndsWith("an identifier was not linked: only ind and avim may say whose it is", log[^1].Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_id_in_capitals_was_accepted_twice()
    {
        await using var hub = await TestHub.StartAsync();
        var small = Events.Signal("coa", First, id: "01900000-0000-7000-9000-00000000abcd");
        await hub.SendAsync(small);

        var again = await hub.SendOneAsync(Events.Signal("coa", First, id: "01900000-0000-7000-9000-00000000ABCD"));

        // Another body by the case of its id: not accepted a second time.
        Assert.Equal([Errors.IdReused], again.Problems.Select(problem => problem.Kind));
    }

    [Fact]
    public async Task One_person_whose_rows_disagree_stopped_the_messages_about_everybody()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Signal("coa", First));
        hub.Database.Run("""
            INSERT INTO log (person, n, kind, at, party, type, event_id, policy_version, why, trace, body_digest, prev_hash, hash)
            SELECT person, n + 1, kind, at, party, type, event_id, policy_version, why, trace, body_digest, prev_hash, hash FROM log
            """);

        var receipts = await hub.SendAsync(Events.Signal("coa", First), Events.Signal("coa", Second));

        Assert.Equal([ReceiptOutcome.Quarantined, ReceiptOutcome.Accepted], receipts.Select(receipt => receipt.Outcome));
    }

    [Fact]
    public async Task An_empty_token_let_everybody_in()
    {
        var refused = await Assert.ThrowsAsync<KetenHubException>(() => ApiHub.StartAsync(prepare: folder =>
        {
            Directory.CreateDirectory(folder.Tokens);
            File.WriteAllText(Path.Combine(folder.Tokens, "coa.token"), "");
        }));

        Assert.Equal(Errors.TokenTooShort, refused.Problems[0].Kind);
    }

    [Fact]
    public async Task A_body_larger_than_the_server_reads_got_no_number()
    {
        await using var hub = await ApiHub.StartAsync();

        var answer = await hub.PostAsync(new byte[9 * 1024 * 1024], CloudEvent.ContentType, hub.Folder.Token("coa"));

        Assert.Equal((413, "KH203"), (answer.Status, Assert.Single(answer.Numbers)));
    }

    [Fact]
    public async Task An_address_that_is_not_there_got_an_empty_answer()
    {
        await using var hub = await ApiHub.StartAsync();

        var answer = await hub.GetAsync("/v1/nothing");

        Assert.Equal((404, "KH406"), (answer.Status, Assert.Single(answer.Numbers)));
    }

    private static InboundMessage From(string source, long sequence)
    {
        var envelope = Events.Envelope("coa", "case-signal", Events.SignalData(Events.VNummer(First)), sequence: sequence);
        envelope["source"] = $"{Events.SourceOf("coa")}-{source}";
        return Events.Message("coa", envelope);
    }
}
