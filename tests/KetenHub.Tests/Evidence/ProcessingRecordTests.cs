using KetenHub.Embedded;
using KetenHub.Hub;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Evidence;

/// <summary>The log of processings (logboek dataverwerkingen): a record of everything that is done with data about a person, one per person, that tells nobody who it is.</summary>
// Not beside the tests that have spans recorded: a partner's trace then goes on with a span of the hub.
[Collection("spans")]
public sealed class ProcessingRecordTests
{
    private const string First = "9000000001";
    private const string Other = "9000000002";
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Caller = "b7ad6b7169203331";

    private static readonly Actor Officer = new("cli:officer", "10.0.0.9");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_entry_of_a_log_is_one_record_with_everything_the_standard_asks_for()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 48), Events.Decision(Other, "B-2", 48));
        await hub.AdvanceAsync(TimeSpan.FromHours(30));

        var log = await hub.WholeLogAsync();
        var records = log.Select(Records(hub).Of).ToList();

        Assert.All(records, record =>
        {
            Assert.NotNull(record);
            Assert.Matches("^[0-9a-f]{32}\\z", record.TraceId);
            Assert.Matches("^[0-9a-f]{16}\\z", record.SpanId);
            Assert.Matches("^[0-9a-f]{32}\\z", record.SubjectId!);
            Assert.Equal("urn:nld:oin:00000000000000000001:systeem:ketenhub:verwerkingsactiviteit:uitreiking-voorbereiden", record.ActivityId);
            Assert.True(record.Succeeded);
        });
        Assert.Equal(log.Count, records.Select(record => record!.SpanId).Distinct().Count());
        Assert.Equal(2, records.Select(record => record!.SubjectId).Distinct().Count());
        Assert.Equal(log.Select(entry => entry.At), records.Select(record => record!.At));
        // One person's are one person's, and what followed from something hangs below it in the same trace.
        foreach (var (entry, record) in log.Zip(records))
        {
            Assert.Equal(hub.Keys.SubjectOf(entry.Person), record!.SubjectId);
            var cause = entry.CauseN is { } n ? records[log.ToList().FindIndex(other => other.Person == entry.Person && other.N == n)] : null;
            Assert.Equal(cause?.SpanId ?? "", record.ParentSpanId);
            Assert.Equal(cause?.TraceId ?? record.TraceId, record.TraceId);
        }
        Assert.Equal(["", "urn:nld:oin:00000000000000000101"], records.Select(record => record!.Processor ?? "").Distinct().Order());
    }

    [Fact]
    public async Task A_trace_that_a_partner_began_goes_on_with_its_action_as_the_parent()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Message("avim", Events.Traced($"00-{Trace}-{Caller}-01", First)));
        var record = Records(hub).Of(Assert.Single(await hub.WholeLogAsync()))!;
        Assert.Equal((Trace, Caller, "urn:nld:oin:00000000000000000104"), (record.TraceId, record.ParentSpanId, record.Processor));
    }

    [Fact]
    public async Task Whatever_is_done_with_a_person_has_a_record_and_none_of_them_names_a_user()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 48), Events.Signal("coa", First), Events.Signal("coa", Other), Events.Merge(First, Other));
        var person = await hub.PersonAsync(First);
        foreach (var how in Enum.GetValues<LookUp>())
            await hub.Hub.LogLookUpAsync(person, Officer, "question of a court", Cancellation, how);
        await hub.AdvanceAsync(TimeSpan.FromDays(3));

        var records = (await hub.WholeLogAsync()).Select(entry => Records(hub).Of(entry)!).ToList();

        Assert.Superset(
            new HashSet<string>
            {
                "received decision-issued", "received case-signal", "received person-identifiers-changed", "notified readiness-requested", "deadline readiness", "merged", "looked up",
                "looked up reference", "looked up export",
            },
            records.Select(record => record.Name).ToHashSet());
        Assert.All(records, record => Assert.DoesNotContain(Officer.Name, record.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_look_up_has_the_same_trace_in_the_log_of_processings_and_in_the_audit_log_where_who_looked_stands()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Signal("coa", First));
        var person = await hub.PersonAsync(First);
        await hub.Hub.LogLookUpAsync(person, Officer, "question of a court", Cancellation);

        var record = Records(hub).Of((await hub.LogOfAsync(person))[^1])!;
        var action = Assert.Single(await AuditAsync(hub));
        Assert.Equal((ActionKind.LookedUp, Officer.Name, Officer.Origin, ActionRow.Done), (action.Kind, action.Actor, action.Origin, action.Result));
        Assert.Equal(record.TraceId, action.Trace);
        // Why stands in the person's log, sealed: text about a person goes with the person.
        Assert.DoesNotContain("court", action.ToString(), StringComparison.Ordinal);
        Assert.Null(Records(hub).Of(action));
    }

    [Fact]
    public async Task A_message_that_was_refused_is_a_record_of_failure_about_nobody()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Message("coa", Events.Envelope("coa", "no-such-type", Events.SignalData(Events.VNummer(First)))));
        var action = Assert.Single(await AuditAsync(hub));
        var record = Records(hub).Of(action)!;
        Assert.Equal(("coa", ActionKind.Sent, "KH214", "broker"), (action.Actor, action.Kind, action.Result, action.Origin));
        Assert.Equal((false, null, "KH214", "refused"), (record.Succeeded, record.SubjectId, record.Failure, record.Name));
        Assert.EndsWith(":geweigerde-berichten", record.ActivityId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_done_when_its_record_can_not_be_written()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Signal("coa", First));
        var person = await hub.PersonAsync(First);
        var before = await hub.StateAsync(person);
        hub.Sql<int>("CREATE TRIGGER full BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, 'no'); END");

        await Assert.ThrowsAnyAsync<Exception>(() => hub.Hub.HandleAsync([Events.Decision(First, "B-1", 48)], Cancellation));
        await Assert.ThrowsAnyAsync<Exception>(() => hub.Hub.LogLookUpAsync(person, Officer, "question of a court", Cancellation));

        Assert.Equal(before.Readinesses, (await hub.StateAsync(person)).Readinesses);
        Assert.Empty(await AuditAsync(hub));
    }

    [Fact]
    public async Task The_audit_entry_of_what_is_done_is_written_with_it_or_neither_is()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Signal("coa", First));
        var person = await hub.PersonAsync(First);
        hub.Sql<int>("CREATE TRIGGER full BEFORE INSERT ON page_action BEGIN SELECT RAISE(ABORT, 'no'); END");
        await Assert.ThrowsAnyAsync<Exception>(() => hub.Hub.LogLookUpAsync(person, Officer, "question of a court", Cancellation));
        Assert.Single(await hub.LogOfAsync(person));
    }

    [Fact]
    public async Task Nothing_of_a_person_can_be_read_from_records_or_audit_log()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(
            Events.Decision(First, "B-GEHEIM-1", 48), Events.Merge(First, Other),
            Events.Message("coa", Events.Envelope("coa", "no-such-type", Events.SignalData(Events.VNummer(First)))));
        var person = await hub.PersonAsync(First);
        await hub.Hub.LogLookUpAsync(person, Officer, $"vraag over {First}", Cancellation);

        var audit = await AuditAsync(hub);
        var records = (await hub.WholeLogAsync()).Select(Records(hub).Of).Concat(audit.Select(Records(hub).Of)).OfType<ProcessingRecord>().ToList();
        var bytes = System.Text.Encoding.Latin1.GetString(OtlpLogs.Request(records, "ketenhub", Records(hub).SubjectType));

        foreach (var secret in new[] { First, Other, "B-GEHEIM-1", "Z-B-GEHEIM-1" })
        {
            Assert.DoesNotContain(secret, bytes, StringComparison.Ordinal);
            Assert.All(audit, action => Assert.DoesNotContain(secret, action.ToString(), StringComparison.Ordinal));
        }
        // Nor the hub's own reference: with it and a copy of the store one could go on.
        Assert.DoesNotContain($"{person:D}", bytes, StringComparison.Ordinal);
        Assert.DoesNotContain($"{person:N}", bytes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sent_of_a_record_names_what_it_followed_from_and_only_then()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 48));
        var records = (await hub.WholeLogAsync()).Select(entry => Records(hub).Of(entry)!).ToList();
        var (first, caused) = (records[0], records.First(record => record.ParentSpanId.Length > 0));
        Assert.Contains($"parent_span_id\u0012\u0012\n\u0010{first.SpanId}", Sent(caused), StringComparison.Ordinal);
        Assert.DoesNotContain("parent_span_id", Sent(first), StringComparison.Ordinal);

        string Sent(ProcessingRecord record) => System.Text.Encoding.Latin1.GetString(OtlpLogs.Request([record], "ketenhub", "x"));
    }

    [Fact]
    public void Without_the_hubs_key_a_subject_leads_to_nobody()
    {
        using var keys = new HubKeys([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
        using var others = new HubKeys([.. Enumerable.Range(2, 32).Select(i => (byte)i)]);
        var (person, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Assert.Equal(keys.SubjectOf(person), keys.SubjectOf(person));
        Assert.Equal(3, new[] { keys.SubjectOf(person), keys.SubjectOf(other), others.SubjectOf(person) }.Distinct().Count());
        // Nor is it what any other value of the person is made with, or a key that anybody knows.
        using var known = System.Security.Cryptography.Aes.Create();
        known.Key = new byte[32];
        Assert.NotEqual(keys.SubjectOf(person), Convert.ToHexStringLower(known.EncryptEcb(person.ToByteArray(bigEndian: true), System.Security.Cryptography.PaddingMode.None)));
    }

    private static ProcessingRecords Records(TestHub hub) => new(hub.Keys, SettingsFolder.ReadRegister(null), hub.Partners);

    private static async Task<IReadOnlyList<ActionRow>> AuditAsync(TestHub hub) =>
        await hub.Store.Operations.AuditAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Cancellation).ToListAsync(Cancellation);
}
