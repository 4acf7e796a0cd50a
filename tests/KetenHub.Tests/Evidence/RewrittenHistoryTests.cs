using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Storage;
using KetenHub.Tests.Hub;
using KetenHub.Tests.Tidy;
using Microsoft.Data.Sqlite;
using Xunit;

namespace KetenHub.Tests.Evidence;

/// <summary>An administrator of the database who can rewrite all of it, chains included, but not the checkpoints kept elsewhere.</summary>
public sealed class RewrittenHistoryTests
{
    private const string First = "9000000001";
    private const string Second = "9000000002";
    private const string Third = "9000000003";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_untouched_log_fits_its_checkpoints_with_and_without_news()
    {
        await using var keeper = await FilledAsync();
        Assert.Null(await keeper.FirstBadAsync());
        await keeper.Hub.SendAsync(Events.Signal("coa", First));
        Assert.Null(await keeper.FirstBadAsync());
    }

    [Fact]
    public async Task A_person_removed_with_the_whole_log_is_named()
    {
        await using var keeper = await FilledAsync();
        var person = await keeper.Hub.PersonAsync(Second);
        keeper.Hub.Database.Run($"DELETE FROM log WHERE person = '{person}'; DELETE FROM person WHERE id = '{person}'");
        Assert.Null((await keeper.Hub.VerifyAsync()).FirstBad);
        await ExpectAsync(keeper, person, 1);
    }

    [Fact]
    public async Task A_chain_that_was_made_anew_is_named_at_its_first_entry()
    {
        await using var keeper = await FilledAsync();
        var person = await keeper.Hub.PersonAsync(Second);
        await RewriteAsync(keeper.Hub, person, from: 3);
        Assert.Null((await keeper.Hub.VerifyAsync()).FirstBad);
        await ExpectAsync(keeper, person, 3);
    }

    [Fact]
    public async Task A_chain_that_was_made_anew_with_its_leaves_is_named_too()
    {
        await using var keeper = await FilledAsync();
        var person = await keeper.Hub.PersonAsync(Second);
        await RewriteAsync(keeper.Hub, person, from: 3);
        await RewriteLeavesAsync(keeper.Hub);
        await ExpectAsync(keeper, person, 3);
    }

    [Fact]
    public async Task Without_the_hashes_of_entries_beside_the_checkpoints_the_place_is_still_told()
    {
        await using var keeper = await FilledAsync();
        await RewriteAsync(keeper.Hub, await keeper.Hub.PersonAsync(Second), from: 3);
        await RewriteLeavesAsync(keeper.Hub);
        File.Delete(Path.Combine(keeper.Folder, "entries.sha256"));
        Assert.Equal(Errors.HistoryDiffers, (await keeper.FirstBadAsync())!.Kind);
    }

    [Fact]
    public async Task A_chain_whose_end_was_cut_is_named()
    {
        await using var keeper = await FilledAsync();
        var person = await keeper.Hub.PersonAsync(Second);
        var log = await keeper.Hub.LogOfAsync(person);
        keeper.Hub.Database.Run($"DELETE FROM log WHERE person = '{person}' AND n > 2; UPDATE person SET n = 2, head = X'{Convert.ToHexString(log[1].Hash)}' WHERE id = '{person}'");
        Assert.Null((await keeper.Hub.VerifyAsync()).FirstBad);
        await ExpectAsync(keeper, person, 3);
    }

    [Fact]
    public async Task A_leaf_moved_to_another_name_to_hide_a_person_is_found()
    {
        await using var keeper = await FilledAsync();
        var (hidden, other) = (await keeper.Hub.PersonAsync(Second), await keeper.Hub.PersonAsync(First));
        await ChangeLeavesAsync(keeper.Hub, (leaf, person) => person == hidden ? [.. other.ToByteArray(bigEndian: true), .. leaf[16..]] : leaf);
        keeper.Hub.Database.Run($"DELETE FROM log WHERE person = '{hidden}'; DELETE FROM person WHERE id = '{hidden}'");
        Assert.Equal(Errors.HistoryDiffers, (await keeper.FirstBadAsync())!.Kind);
    }

    [Fact]
    public async Task A_store_put_back_from_an_older_copy_is_found_and_the_hub_does_not_sign_another_history()
    {
        await using var keeper = await FilledAsync();
        var old = keeper.Backup();
        await keeper.FillAsync(2, First, Third);
        await using var rolledBack = new SqliteStore(old);
        var folder = CheckpointFolder.Open(keeper.Folder, null);

        var found = (await CheckpointVerifier.VerifyAsync(rolledBack, folder, null, Cancellation)).FirstBad!;
        Assert.Equal(Errors.LogShorter, found.Kind);
        Assert.StartsWith("place ", found.Where, StringComparison.Ordinal);

        var latest = await rolledBack.Checkpoints.LatestAsync(Cancellation);
        var refused = await Assert.ThrowsAsync<CheckpointRefusedException>(() => folder.TakeAsync(rolledBack.Checkpoints, latest!, Cancellation));
        Assert.Contains("KH307", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ketenhub recovery", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_put_back_says_how_much_is_gone_and_after_which_number_each_source_sends_again()
    {
        await using var keeper = await SealedHub.StartAsync();
        foreach (var number in new[] { 1, 2, 4 })
        {
            await keeper.Hub.SendAsync(Events.Signal("coa", First, sequence: number));
            await keeper.RoundAsync(TimeSpan.FromMinutes(1));
        }
        var old = keeper.Backup();
        var kept = (await keeper.Hub.WholeLogAsync()).Count;
        await keeper.FillAsync(2, First, Third);
        await using var rolledBack = new SqliteStore(old);

        var report = await RecoveryReport.ReadAsync(rolledBack, CheckpointFolder.Open(keeper.Folder, null), keeper.Hub.Partners, Cancellation);

        Assert.Equal((kept, (await keeper.Hub.WholeLogAsync()).Count - kept), (report.Entries, report.Gone));
        var coa = Assert.Single(report.Sources, source => source.Publisher == "coa");
        Assert.Equal((4, 1, "3-3"), (coa.Highest, coa.Missing, coa.Gaps));
        Assert.Contains("ind", report.Unnumbered);
        Assert.DoesNotContain("coa", report.Unnumbered);
    }

    [Fact]
    public async Task A_log_that_was_shortened_and_changed_is_not_taken_for_one_put_back()
    {
        await using var keeper = await FilledAsync();
        var old = keeper.Backup();
        await keeper.FillAsync(2, First, Third);
        await using var connection = new SqliteConnection($"Data Source={old};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var change = connection.CreateCommand();
        change.CommandText = "UPDATE log SET why = 'nothing to see' WHERE n = 2";
        await change.ExecuteNonQueryAsync(Cancellation);
        await using var changed = new SqliteStore(old);

        var refused = await Assert.ThrowsAsync<KetenHubException>(() =>
            RecoveryReport.ReadAsync(changed, CheckpointFolder.Open(keeper.Folder, null), keeper.Hub.Partners, Cancellation));
        Assert.Equal(Errors.ChainBroken, refused.Problems[0].Kind);
    }

    [Fact]
    public async Task A_store_put_back_and_gone_on_differently_is_not_signed_over_what_is_held()
    {
        await using var keeper = await FilledAsync();
        var old = keeper.Backup();
        await keeper.FillAsync(1, First);
        await using var rolledBack = new SqliteStore(old);
        var hub = new HubTransaction(rolledBack, keeper.Hub.Keys, keeper.Hub.Policy, keeper.Hub.Partners, keeper.Hub.Clock);
        await LaneRunner.HandleAsync(hub, [.. Enumerable.Range(0, 9).Select(_ => Events.Signal("coa", Third))], null, keeper.Hub.Log, Cancellation);
        var latest = await new CheckpointMaker(rolledBack.Checkpoints, keeper.Signer, keeper.Hub.Clock).MakeAsync(Cancellation);
        var folder = CheckpointFolder.Open(keeper.Folder, null);
        Assert.True(latest!.Size > folder.Read()[^1].Size);

        var refused = await Assert.ThrowsAsync<CheckpointRefusedException>(() => folder.TakeAsync(rolledBack.Checkpoints, latest, Cancellation));
        Assert.Contains("KH307", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Errors.HistoryDiffers, (await CheckpointVerifier.VerifyAsync(rolledBack, folder, null, Cancellation)).FirstBad!.Kind);
    }

    [Fact]
    public async Task Two_persons_entries_swapped_with_their_chains_made_anew_are_found()
    {
        await using var keeper = await FilledAsync();
        var (one, other) = (await keeper.Hub.PersonAsync(First), await keeper.Hub.PersonAsync(Second));
        keeper.Hub.Database.Run($"UPDATE log SET person = 'x' WHERE person = '{one}' AND n = 2; UPDATE log SET person = '{one}' WHERE person = '{other}' AND n = 2;"
            + $"UPDATE log SET person = '{other}' WHERE person = 'x'");
        await RewriteAsync(keeper.Hub, one, from: 2);
        await RewriteAsync(keeper.Hub, other, from: 2);
        Assert.Null((await keeper.Hub.VerifyAsync()).FirstBad);
        Assert.Equal(Errors.HistoryDiffers, (await keeper.FirstBadAsync())!.Kind);
    }

    [Fact]
    public async Task A_folder_whose_notes_nobody_signed_proves_nothing()
    {
        await using var keeper = await FilledAsync();
        var notes = Path.Combine(keeper.Folder, "checkpoints.txt");
        var text = await File.ReadAllTextAsync(notes, Cancellation);
        var forger = new NoteSigner(keeper.Signer.PublicKey.Name, new byte[32]);
        var last = CheckpointFolder.Open(keeper.Folder, null).Read()[^1];
        await File.WriteAllTextAsync(notes, text.Replace(last.Note, Checkpoint.Sign(forger, last.Size, last.Root).Note, StringComparison.Ordinal), Cancellation);
        var refused = await Assert.ThrowsAsync<KetenHubException>(keeper.FirstBadAsync);
        Assert.Equal(Errors.CheckpointsUnreadable, refused.Problems[0].Kind);
    }

    [Fact]
    public async Task A_store_from_before_there_were_checkpoints_is_taken_into_them()
    {
        await using var keeper = await SealedHub.StartAsync();
        await keeper.Hub.SendAsync(Events.Signal("coa", First), Events.Signal("coa", Second), Events.Signal("coa", First));
        var migration = Repository.Text("src/KetenHub.Storage/Sqlite/Migrations/004_checkpoints.sql");
        keeper.Hub.Database.Run("DELETE FROM leaf_queue; " + migration[migration.IndexOf("INSERT INTO leaf_queue", StringComparison.Ordinal)..]);
        await keeper.RoundAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((await keeper.Hub.WholeLogAsync()).Count, (await keeper.Hub.Store.Checkpoints.LatestAsync(Cancellation))!.Size);
        Assert.Null(await keeper.FirstBadAsync());
    }

    private static async Task<SealedHub> FilledAsync()
    {
        var keeper = await SealedHub.StartAsync();
        await keeper.FillAsync(5, First, Second, Third);
        return keeper;
    }

    private static async Task ExpectAsync(SealedHub keeper, Guid person, long entry)
    {
        var bad = await keeper.FirstBadAsync();
        Assert.Equal((Errors.HistoryDiffers, $"person {person} entry {entry}"), (bad!.Kind, bad.Where));
    }

    // Everything an administrator can do without keys: change an entry and compute every hash after it again.
    private static async Task RewriteAsync(TestHub hub, Guid person, long from)
    {
        var log = (await hub.LogOfAsync(person)).OrderBy(entry => entry.N).ToList();
        var previous = from == 1 ? LogChain.Genesis() : log[(int)from - 2].Hash;
        foreach (var entry in log.Skip((int)from - 1))
        {
            var changed = entry with { Person = person, Why = entry.N == from ? "nothing to see" : entry.Why, PrevHash = previous };
            previous = LogChain.HashOf(changed);
            hub.Database.Run($"UPDATE log SET why = '{changed.Why}', prev_hash = X'{Convert.ToHexString(changed.PrevHash)}', hash = X'{Convert.ToHexString(previous)}' WHERE person = '{person}' AND n = {entry.N}");
        }
        hub.Database.Run($"UPDATE person SET head = X'{Convert.ToHexString(previous)}' WHERE id = '{person}'");
    }

    private static async Task RewriteLeavesAsync(TestHub hub)
    {
        var hashes = (await hub.WholeLogAsync()).ToDictionary(entry => (entry.Person, entry.N), entry => entry.Hash);
        await ChangeLeavesAsync(hub, (leaf, person) => [.. leaf[..24], .. hashes[(person, Leaves.EntryAt(leaf, 0).N)]]);
    }

    private static async Task ChangeLeavesAsync(TestHub hub, Func<byte[], Guid, byte[]> change)
    {
        var pages = await hub.Store.Checkpoints.LeavesAsync(0, Cancellation).ToListAsync(Cancellation);
        await using var connection = new SqliteConnection($"Data Source={hub.Database};Pooling=False");
        await connection.OpenAsync(Cancellation);
        foreach (var page in pages)
        {
            await using var update = connection.CreateCommand();
            update.CommandText = "UPDATE leaf_page SET leaves = $leaves WHERE first = $first";
            update.Parameters.AddWithValue("$first", page.First);
            update.Parameters.AddWithValue("$leaves", page.Leaves.Chunk(Leaves.Size).SelectMany(leaf => change(leaf, Leaves.EntryAt(leaf, 0).Person)).ToArray());
            Assert.Equal(1, await update.ExecuteNonQueryAsync(Cancellation));
        }
    }
}
