using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KetenHub.Faults.Real;
using Xunit;

namespace KetenHub.Tests.Faults;

/// <summary>The checker of the fault runs sees each kind of wrong: a check that can't fail would prove nothing.</summary>
public sealed class ChecksTests
{
    private static readonly Guid Person = Id(100);
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_as_it_must_be_has_no_violations() => Assert.Empty(Violations(new Given()));

    [Fact]
    public void A_confirmed_event_that_is_nowhere_is_lost() =>
        AssertFound("lost", given => given.Inbox.RemoveAll(row => row.EventId == Text(Id(3))));

    [Fact]
    public void An_accepted_event_with_another_body_is_changed() =>
        AssertFound("changed", given => given.Inbox[0] = given.Inbox[0] with { Digest = [9] });

    [Fact]
    public void An_event_that_stands_twice_in_the_log_is_seen() =>
        AssertFound("twice", given => given.Log[3] = given.Log[3] with { EventId = given.Log[2].EventId });

    [Fact]
    public void Two_events_of_one_publisher_the_wrong_way_round_are_seen() => AssertFound("order", given =>
        (given.Log[2], given.Log[3]) = (given.Log[2] with { EventId = given.Log[3].EventId }, given.Log[3] with { EventId = given.Log[2].EventId }));

    [Fact]
    public void A_broken_link_is_seen() => AssertFound("chain", given => given.Log[2] = given.Log[2] with { PrevHash = [9] });

    [Fact]
    public void A_head_that_is_not_the_last_entry_is_seen() => AssertFound("chain", given => given.Log.RemoveAt(4));

    [Fact]
    public void A_notification_in_the_log_and_not_in_the_outbox_is_seen() => AssertFound("not queued", given => given.Outbox.RemoveAt(0));

    [Fact]
    public void A_notification_that_did_not_reach_its_recipient_is_seen() => AssertFound("not delivered", given => given.Told.RemoveAt(0));

    [Fact]
    public void A_notification_that_was_never_committed_is_seen() =>
        AssertFound("ghost", given => given.Told.Add((Id(99), "readiness-requested", "B-9")));

    [Fact]
    public void Notifications_the_wrong_way_round_are_seen() => AssertFound("order", given => given.Told.Reverse());

    [Fact]
    public void A_second_copy_of_what_was_told_is_none_of_these()
    {
        var given = new Given();
        given.Told.Add(given.Told[0]);
        Assert.Empty(Violations(given));
    }

    [Fact]
    public void A_request_that_was_made_twice_is_seen() => AssertFound("effect", given =>
    {
        given.Outbox[1] = given.Outbox[1] with { Type = "readiness-requested" };
        given.Told[1] = (given.Told[1].Id, "readiness-requested", "B-1");
    });

    [Fact]
    public void A_decision_that_nobody_was_told_to_answer_is_seen() => AssertFound("term", given =>
    {
        given.Told[1] = (given.Told[1].Id, "safety-notice", "B-1");
    });

    [Fact]
    public void An_escalation_after_the_answer_is_stale() => AssertFound("stale", given =>
    {
        given.Sent.Add(new Sent(Id(4), "dtv", 1, 1, "B-1", [4], SentKind.Answer));
        given.Log[3] = given.Log[3] with { Party = "dtv", EventId = Text(Id(4)) };
    });

    private static void AssertFound(string kind, Action<Given> spoil)
    {
        var given = new Given();
        spoil(given);
        Assert.Contains(Violations(given), violation => violation.StartsWith(kind + ":", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Violations(Given given)
    {
        var dtv = new Receiver("dtv", _ => throw new InvalidOperationException("nothing is received here"));
        foreach (var (id, type, thread) in given.Told)
            dtv.Take(Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","type":"nl.vreemdelingenketen.{{type}}.v1","correlationid":"{{thread}}","data":{} }"""));
        var ind = new Receiver("ind", _ => throw new InvalidOperationException("nothing is received here"));
        var picture = new Picture(
            given.Log, given.Inbox, given.Outbox, new Dictionary<Guid, (long, byte[])> { [Person] = (5, given.LastHash) },
            new Dictionary<string, (long, long)>(), given.Inbox.Count, Now);
        return Checks.All(picture, [.. given.Sent.Where(line => line.ConfirmedAt is not null)], given.Sent, [dtv, ind], new Dictionary<string, int> { ["dtv"] = given.Told.Count, ["ind"] = 0 });
    }

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    private static string Text(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);

    /// <summary>A decision, two incidents, a request and, long after, an escalation: all of one person.</summary>
    private sealed class Given
    {
        private static readonly long Before = Now.AddMinutes(-5).ToUnixTimeMilliseconds();

        public Given()
        {
            var head = new byte[32];
            foreach (var (n, kind, party, id) in new[]
            {
                (1, "Received", "ind", Id(1)), (2, "Notified", "dtv", Id(11)), (3, "Received", "coa", Id(2)), (4, "Received", "coa", Id(3)),
                (5, "Notified", "dtv", Id(12)),
            })
            {
                var hash = SHA256.HashData([(byte)n]);
                Log.Add(new Entry(Person, n, kind, Before, party, Text(id), head, hash));
                head = hash;
            }
            LastHash = head;
        }

        public List<Entry> Log { get; } = [];

        public byte[] LastHash { get; }

        public List<Sent> Sent { get; } =
        [
            new(Id(1), "ind", 1, 1, "B-1", [1], SentKind.Decision) { ConfirmedAt = Now },
            new(Id(2), "coa", 1, 1, "", [2], SentKind.Report) { ConfirmedAt = Now },
            new(Id(3), "coa", 1, 2, "", [3], SentKind.Report) { ConfirmedAt = Now },
        ];

        public List<Accepted> Inbox { get; } =
        [
            new("ind", Text(Id(1)), [1], Person, 1), new("coa", Text(Id(2)), [2], Person, 3), new("coa", Text(Id(3)), [3], Person, 4),
        ];

        public List<Notice> Outbox { get; } =
        [
            new(Id(11), Person, 2, "dtv", "readiness-requested", true), new(Id(12), Person, 5, "dtv", "readiness-escalated", true),
        ];

        public List<(Guid Id, string Type, string Thread)> Told { get; } = [(Id(11), "readiness-requested", "B-1"), (Id(12), "readiness-escalated", "B-1")];
    }
}
