using KetenHub.Partners.Client;
using Xunit;

namespace KetenHub.Tests.Partners;

/// <summary>What a partner's client keeps, through crashes at any byte.</summary>
public sealed class ClientStateTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-client-");

    private string JournalFile => Path.Combine(folder.FullName, "a.journal");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_journal_cut_off_at_any_byte_knows_every_whole_line_and_goes_on()
    {
        var whole = new Journal(JournalFile, 100);
        foreach (var key in new[] { "first", "second", "third" })
            whole.Add(key, "1");
        var bytes = File.ReadAllBytes(JournalFile);
        for (var length = 0; length <= bytes.Length; length++)
        {
            File.WriteAllBytes(JournalFile, bytes[..length]);
            var journal = new Journal(JournalFile, 100);
            var lines = bytes[..length].Count(one => one == (byte)'\n');
            Assert.Equal((lines > 0, lines > 1, lines > 2), (journal.Contains("first"), journal.Contains("second"), journal.Contains("third")));
            journal.Add("fourth");
            Assert.True(new Journal(JournalFile, 100).Contains("fourth"));
        }
    }

    [Fact]
    public void A_journal_remembers_the_latest_and_its_file_does_not_grow_for_ever()
    {
        var journal = new Journal(JournalFile, 10);
        for (var number = 0; number < 100; number++)
            journal.Add($"{number}");
        var again = new Journal(JournalFile, 10);
        Assert.True(again.Contains("90") && again.Contains("99") && !again.Contains("89"));
        Assert.Equal("99", again.Last);
        Assert.True(new FileInfo(JournalFile).Length < 100);
    }

    [Fact]
    public void What_was_not_confirmed_is_there_after_a_restart_as_it_was_and_its_number_is_not_given_again()
    {
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var sent = new SentEvents(folder.FullName);
        sent.Begin(first, "type", sequence => [(byte)sequence]);
        sent.Confirm();
        sent.Begin(second, "type", sequence => [(byte)sequence]);

        var again = new SentEvents(folder.FullName);
        Assert.Equal((1L, 2L, second), (again.LastSequence, again.Unconfirmed!.Sequence, again.Unconfirmed.Id));
        Assert.Equal([2], again.Unconfirmed.Body);
        again.Confirm();
        Assert.True(again.Knows(first) && again.Knows(second));
        Assert.Null(new SentEvents(folder.FullName).Unconfirmed);
        Assert.Equal(2, new SentEvents(folder.FullName).LastSequence);
    }

    [Fact]
    public void A_crash_between_the_confirm_and_the_removal_does_not_send_it_again()
    {
        var file = Path.Combine(folder.FullName, "unconfirmed.json");
        var sent = new SentEvents(folder.FullName);
        sent.Begin(Guid.CreateVersion7(), "type", _ => [1]);
        var left = File.ReadAllBytes(file);
        sent.Confirm();
        File.WriteAllBytes(file, left);
        Assert.Null(new SentEvents(folder.FullName).Unconfirmed);
    }

    [Fact]
    public void A_number_that_was_refused_is_free_for_the_next_and_nothing_of_a_person_stays_behind()
    {
        var sent = new SentEvents(folder.FullName);
        sent.Begin(Guid.CreateVersion7(), "type", _ => "0000000001"u8.ToArray());
        sent.Withdraw();
        Assert.Equal(1, sent.Begin(Guid.CreateVersion7(), "type", _ => "0000000001"u8.ToArray()).Sequence);
        sent.Confirm();
        var content = Convert.ToBase64String("0000000001"u8);
        Assert.DoesNotContain(folder.GetFiles(), file => File.ReadAllText(file.FullName) is var text
            && (text.Contains("0000000001", StringComparison.Ordinal) || text.Contains(content, StringComparison.Ordinal)));
    }
}
