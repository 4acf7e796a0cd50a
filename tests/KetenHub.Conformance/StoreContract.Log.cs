using System.Security.Cryptography;
using System.Text;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_log_entry_is_read_as_written_and_still_fits_its_hash()
    {
        foreach (var kind in Enum.GetValues<LogKind>())
        {
            var row = Entry(Ref((int)kind), 2, kind, eventId: "event", type: "CaseSignal");
            await CommitAsync(writes => writes.Log.Add(row));

            var read = Assert.Single((await Store.Reads.TimelineAsync([row.Person], 0, 10, Cancellation)).Items);

            Same(row, read);
            Assert.Equal(row.Hash, LogChain.HashOf(read));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(256 * 1024)]
    public async Task A_body_of_any_length_is_kept_bit_by_bit(int length)
    {
        var body = RandomNumberGenerator.GetBytes(length);
        await CommitAsync(writes => writes.Log.Add(Entry(Ref(1), 1, body: body)));

        var read = Assert.Single((await Store.Reads.TimelineAsync([Ref(1)], 0, 10, Cancellation)).Items);

        Assert.Equal(body, read.SealedBody);
    }

    [Fact]
    public async Task An_erased_body_is_null_and_not_empty()
    {
        await CommitAsync(writes => writes.Log.Add(Entry(Ref(1), 1) with { SealedBody = null }));

        Assert.Null(Assert.Single((await Store.Reads.TimelineAsync([Ref(1)], 0, 10, Cancellation)).Items).SealedBody);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Zażółć gęślą jaźń; ’s-Gravenhage")]
    [InlineData("أحمد 漢字 \U0001F469\u200D\U0001F467 e\u0301 \u00e9")]
    [InlineData("quote ' \" ; -- % _ \\ \r\n\t")]
    public async Task Texts_are_kept_character_by_character(string text)
    {
        var row = Entry(Ref(1), 1, LogKind.Notified, eventId: text, type: text) with { Party = text, Why = text, PolicyVersion = text, Trace = text };
        await CommitAsync(writes => writes.Log.Add(row));

        Same(row, Assert.Single((await Store.Reads.TimelineAsync([Ref(1)], 0, 10, Cancellation)).Items));
    }

    [Fact]
    public async Task A_text_of_100_000_characters_is_kept()
    {
        var why = new StringBuilder().Insert(0, "é", 100_000).ToString();
        await CommitAsync(writes => writes.Log.Add(Entry(Ref(1), 1) with { Why = why }));

        Assert.Equal(why, Assert.Single((await Store.Reads.TimelineAsync([Ref(1)], 0, 10, Cancellation)).Items).Why);
    }

    [Theory]
    [InlineData("1969-12-31T23:59:59.999Z")]
    [InlineData("2026-03-29T01:00:00.001Z")]
    [InlineData("9999-12-31T23:59:59.999Z")]
    public async Task Times_are_kept_to_the_millisecond_in_utc(string time)
    {
        var at = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
        await CommitAsync(writes => writes.Log.Add(Entry(Ref(1), 1) with { At = at.ToOffset(TimeSpan.FromHours(-3)) }));

        var read = Assert.Single((await Store.Reads.TimelineAsync([Ref(1)], 0, 10, Cancellation)).Items).At;

        Assert.Equal(at, read);
        Assert.Equal(TimeSpan.Zero, read.Offset);
    }

    [Fact]
    public async Task Writing_an_entry_that_exists_is_a_conflict_and_leaves_the_first()
    {
        var first = Entry(Ref(1), 1);
        await CommitAsync(writes => writes.Log.Add(first));

        await Assert.ThrowsAsync<StoreConflictException>(
            () => CommitAsync(writes => writes.Log.AddRange([Entry(Ref(1), 2), Entry(Ref(1), 1, body: [9])])));

        var timeline = await Store.Reads.TimelineAsync([Ref(1)], 0, 10, Cancellation);
        Same(first, Assert.Single(timeline.Items));
        Assert.Equal(1, (await Store.Reads.OverviewAsync(Noon, Cancellation)).LogEntries);
    }

    [Fact]
    public async Task The_timeline_of_several_persons_is_in_order_of_time_then_person_and_n()
    {
        await CommitAsync(writes => writes.Log.AddRange(
        [
            Entry(Ref(2), 1) with { At = Noon },
            Entry(Ref(1), 2) with { At = Noon },
            Entry(Ref(1), 1) with { At = Noon },
            Entry(Ref(1), 3) with { At = Noon.AddMilliseconds(2) },
            Entry(Ref(2), 2) with { At = Noon.AddMilliseconds(1) },
            Entry(Ref(3), 1) with { At = Noon },
        ]));

        var timeline = await Store.Reads.TimelineAsync([Ref(2), Ref(1)], 0, 10, Cancellation);
        var second = await Store.Reads.TimelineAsync([Ref(2), Ref(1)], 2, 2, Cancellation);

        Assert.Equal([(Ref(1), 1), (Ref(1), 2), (Ref(2), 1), (Ref(2), 2), (Ref(1), 3)], timeline.Items.Select(row => (row.Person, row.N)));
        Assert.Equal([(Ref(2), 1), (Ref(2), 2)], second.Items.Select(row => (row.Person, row.N)));
        Assert.Equal((5, 5), (timeline.Total, second.Total));
    }

    [Fact]
    public async Task The_timeline_of_nobody_and_past_the_end_is_empty_with_the_total()
    {
        await CommitAsync(writes => writes.Log.Add(Entry(Ref(1), 1)));

        Same(new Page<LogRow>([], 0), await Store.Reads.TimelineAsync([], 0, 10, Cancellation));
        Same(new Page<LogRow>([], 0), await Store.Reads.TimelineAsync([Ref(2)], 0, 10, Cancellation));
        Same(new Page<LogRow>([], 1), await Store.Reads.TimelineAsync([Ref(1)], 5, 10, Cancellation));
    }

    [Fact]
    public async Task A_notification_is_found_by_its_event_id_and_nothing_else_is()
    {
        var notified = Entry(Ref(1), 2, LogKind.Notified, eventId: Ref(70).ToString(), type: "SafetyNotice");
        await CommitAsync(writes => writes.Log.AddRange([Entry(Ref(1), 1, LogKind.Received, eventId: Ref(71).ToString()), notified]));

        Same(notified, await Store.Reads.NotificationAsync(Ref(70), Cancellation));
        Assert.Null(await Store.Reads.NotificationAsync(Ref(71), Cancellation));
        Same(notified, await Store.Reads.NotificationToAsync(Ref(70), notified.Party, Cancellation));
        Assert.Null(await Store.Reads.NotificationToAsync(Ref(70), "another", Cancellation));
        Assert.Null(await Store.Reads.NotificationToAsync(Ref(71), notified.Party, Cancellation));
    }

    [Fact]
    public async Task Notifications_tell_for_whom_they_were_and_about_whom()
    {
        await CommitAsync(writes =>
        {
            writes.Persons.AddRange([Person(Ref(1)), Person(Ref(2)) with { MergedInto = Ref(3) }, Person(Ref(3))]);
            writes.Log.AddRange(
            [
                Entry(Ref(1), 1, LogKind.Received, eventId: Ref(71).ToString()), Entry(Ref(1), 2, LogKind.Notified, eventId: Ref(70).ToString()),
                Entry(Ref(2), 1, LogKind.Notified, eventId: Ref(72).ToString()),
            ]);
        });

        var found = await Store.Reads.NotifiedAsync([Ref(70), Ref(71), Ref(72), Ref(73)], Cancellation);

        var party = Entry(Ref(1), 2, LogKind.Notified).Party;
        Assert.Equal([new(Ref(70), party, Ref(1)), new NotifiedPerson(Ref(72), party, Ref(3))], found.OrderBy(row => row.Notification));
        Assert.Empty(await Store.Reads.NotifiedAsync([], Cancellation));
    }

    [Fact]
    public async Task Notifications_are_counted_per_type()
    {
        await CommitAsync(writes => writes.Log.AddRange(
        [
            Entry(Ref(1), 1, LogKind.Notified, type: "SafetyNotice"), Entry(Ref(1), 2, LogKind.Notified, type: "ReadinessRequested"),
            Entry(Ref(2), 1, LogKind.Notified, type: "SafetyNotice"), Entry(Ref(2), 2, LogKind.Received, type: "CaseSignal"),
        ]));
        await CommitAsync(writes => writes.Log.Add(Entry(Ref(3), 1, LogKind.Notified, type: "SafetyNotice")));

        var counts = await Store.Reads.NotificationCountsAsync(Cancellation);

        Assert.Equal([new("ReadinessRequested", 1), new("SafetyNotice", 3)], counts.OrderBy(each => each.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Ten_thousand_entries_stream_in_order_of_person_and_n()
    {
        await CommitAsync(writes =>
        {
            for (var n = 100; n >= 1; n--)
            {
                for (var person = 0; person < 100; person++)
                    writes.Log.Add(Entry(Ref(person), n));
            }
        });

        var count = 0;
        var before = (Guid.Empty, 0L);
        await foreach (var row in Store.Reads.AllLogAsync(Cancellation))
        {
            Assert.True((row.Person, row.N).CompareTo(before) > 0);
            before = (row.Person, row.N);
            count++;
        }

        Assert.Equal(10_000, count);
    }

    [Fact]
    public async Task A_stream_shows_one_moment_while_others_write_and_may_be_left_early()
    {
        await CommitAsync(writes => writes.Log.AddRange(Enumerable.Range(1, 50).Select(n => Entry(Ref(1), n))));

        var count = 0;
        await foreach (var row in Store.Reads.AllLogAsync(Cancellation))
        {
            if (count++ == 0)
                await CommitAsync(writes => writes.Log.Add(Entry(Ref(2), 1)));
        }
        await foreach (var row in Store.Reads.AllLogAsync(Cancellation))
            break;

        Assert.Equal(50, count);
        Assert.Equal(51, (await Store.Reads.OverviewAsync(Noon, Cancellation)).LogEntries);
    }

    [Fact]
    public async Task Persons_and_log_are_of_one_moment_whatever_is_written_between_reading_them()
    {
        await CommitAsync(writes => Chain(writes, (Ref(1), 1, 2), (Ref(2), 1, 1)));
        await using var whole = await Store.Reads.WholeLogAsync(1, Cancellation);
        var part = Assert.Single(whole.Parts);
        await using var log = part.Log.GetAsyncEnumerator(Cancellation);
        Assert.True(await log.MoveNextAsync());

        await CommitAsync(writes => Chain(writes, (Ref(2), 2, 2), (Ref(3), 1, 1)));

        Assert.Equal([(Ref(1), 2L), (Ref(2), 1L)], await part.Persons.Select(person => (person.Id, person.N)).ToListAsync(Cancellation));
        var left = new List<(Guid, long)> { (log.Current.Person, log.Current.N) };
        while (await log.MoveNextAsync())
            left.Add((log.Current.Person, log.Current.N));
        Assert.Equal([(Ref(1), 1L), (Ref(1), 2L), (Ref(2), 1L)], left);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Parts_of_the_log_hold_everyone_once_in_order(int parts)
    {
        // At the edges of bytes: where a part begins, and just before.
        var persons = Enumerable.Range(0, 256).SelectMany(first => new[] { IdOf((byte)first, 0), IdOf((byte)first, 0xFF) }).ToList();
        await CommitAsync(writes => Chain(writes, [.. persons.Select(person => (person, 1, 2))]));

        await using var whole = await Store.Reads.WholeLogAsync(parts, Cancellation);

        Assert.Equal(parts, whole.Parts.Count);
        var (read, log) = (new List<Guid>(), new List<(Guid, long)>());
        foreach (var part in whole.Parts)
        {
            read.AddRange(await part.Persons.Select(person => person.Id).ToListAsync(Cancellation));
            log.AddRange(await part.Log.Select(row => (row.Person, row.N)).ToListAsync(Cancellation));
        }
        Assert.Equal(persons, read);
        Assert.Equal(persons.SelectMany(person => new[] { (person, 1L), (person, 2L) }), log);

        static Guid IdOf(byte first, byte others) => new([first, .. Enumerable.Repeat(others, 15)], bigEndian: true);
    }

    [Fact]
    public async Task Verifying_while_entries_are_added_finds_nothing_wrong()
    {
        await CommitAsync(writes => Chain(writes, (Ref(1), 1, 2), (Ref(2), 1, 2)));
        var another = await AnotherAsync();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var writing = Task.Run(
            async () =>
            {
                for (var n = 3; !enough.IsCancellationRequested; n++)
                    await CommitAsync(another, writes => Chain(writes, (Ref(1), n, n), (Ref(2), n, n), (Ref(n), 1, 1)));
            },
            Cancellation);

        for (var round = 0; round < 100; round++)
            Assert.Null((await LogVerifier.VerifyAsync(Store.Reads, null, Cancellation)).FirstBad?.ToString());

        await enough.CancelAsync();
        await writing;
    }

    // Entries that fit, from and to these numbers, with the heads of their persons.
    private static void Chain(HubWrites writes, params (Guid Person, int From, int To)[] chains)
    {
        foreach (var (person, from, to) in chains)
        {
            var head = LogChain.Genesis();
            for (var n = 1; n <= to; n++)
            {
                var row = Entry(person, n) with { PrevHash = head };
                row = row with { Hash = head = LogChain.HashOf(row) };
                if (n >= from)
                    writes.Log.Add(row);
            }
            writes.Persons.Add(Person(person) with { N = to, Head = head });
        }
    }
}
