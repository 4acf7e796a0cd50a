using KetenHub.Embedded;
using KetenHub.Hub;
using KetenHub.Tests.Hub;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Tests.Commands;

/// <summary>What operations do with the store by commands stands in its audit log, with how it ended.</summary>
[Trait("kind", "process")]
public sealed class AuditedCommandTests
{
    [Fact]
    public async Task Verifying_stands_in_it_good_or_with_the_first_bad_entry()
    {
        using var ketenhub = new Ketenhub();
        await ketenhub.RunAsync("demo", "--data", ketenhub.Data);
        var good = await ketenhub.RunAsync("verify", "--data", ketenhub.Data);
        Assert.Equal((0, ""), (good.Exit, good.Error));
        ketenhub.DataFolder.Database.Run("UPDATE log SET why = 'nothing' WHERE rowid = 7");
        var (person, n) = (ketenhub.DataFolder.Database.Sql<string>("SELECT person FROM log WHERE rowid = 7"), ketenhub.DataFolder.Database.Sql<long>("SELECT n FROM log WHERE rowid = 7"));
        Assert.Equal(1, (await ketenhub.RunAsync("verify", "--data", ketenhub.Data)).Exit);

        var audit = await AuditAsync(ketenhub, ActionKind.Verified);
        Assert.Equal([("log", "done"), ("log", $"KH304 person {person} entry {n}")], audit.Select(row => (row.Subject, row.Result)));
        Assert.All(audit, row => Assert.Equal($"cli:{Environment.UserName}", row.Actor));
        Assert.All(audit, row => Assert.NotEmpty(row.Origin));
    }

    [Fact]
    public async Task A_copy_that_can_only_be_read_is_verified_all_the_same_and_the_error_stream_says_that_nothing_was_noted()
    {
        using var ketenhub = new Ketenhub();
        await ketenhub.RunAsync("demo", "--data", ketenhub.Data);
        ketenhub.DataFolder.Database.Run("CREATE TRIGGER only_read BEFORE INSERT ON page_action BEGIN SELECT RAISE(ABORT, 'attempt to write a readonly database'); END");
        var verified = await ketenhub.RunAsync("verify", "--data", ketenhub.Data);
        Assert.Equal(0, verified.Exit);
        Assert.StartsWith("verified: ", verified.Out, StringComparison.Ordinal);
        Assert.Contains("no audit entry could be written", verified.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", verified.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replacing_the_master_key_stands_in_it_and_a_try_with_the_wrong_one_too()
    {
        using var ketenhub = new Ketenhub();
        await ketenhub.RunAsync("demo", "--data", ketenhub.Data);
        var (next, wrong) = (ketenhub.Write("next.key", new string('a', 64)), ketenhub.Write("wrong.key", new string('b', 64)));
        Assert.NotEqual(0, (await RotateAsync(wrong)).Exit);
        var rotated = await RotateAsync(ketenhub.DataFolder.MasterKey);
        Assert.Equal((0, ""), (rotated.Exit, rotated.Error));
        Assert.Equal([("key.ring", "KH107"), ("key.ring", "done")], (await AuditAsync(ketenhub, ActionKind.KeysRotated)).Select(row => (row.Subject, row.Result)));

        // A ring that lies apart from every store.
        var apart = ketenhub.Write("apart/key.ring", "");
        File.Copy(ketenhub.DataFolder.KeyRing, apart, overwrite: true);
        var alone = await ketenhub.RunAsync("keys", "rotate", "--ring", apart, "--old", next, "--new", wrong);
        Assert.Equal((0, true), (alone.Exit, alone.Error.Contains("no audit entry was written", StringComparison.Ordinal)));
        var named = await ketenhub.RunAsync("keys", "rotate", "--ring", apart, "--old", wrong, "--new", next, "--data", ketenhub.Data);
        Assert.Equal((0, ""), (named.Exit, named.Error));
        Assert.Equal(3, (await AuditAsync(ketenhub, ActionKind.KeysRotated)).Count);

        Task<Ended> RotateAsync(string old) => ketenhub.RunAsync("keys", "rotate", "--ring", ketenhub.DataFolder.KeyRing, "--old", old, "--new", next);
    }

    [Fact]
    public async Task Asking_what_a_restored_store_lacks_stands_in_it_and_the_store_is_good_after_it()
    {
        using var ketenhub = new Ketenhub();
        await SealAsync(ketenhub.DataFolder);
        for (var time = 1; time <= 3; time++)
        {
            // What was noted before is signed with the rest, and is nothing that is gone.
            if (time == 3)
                await SealAsync(ketenhub.DataFolder);
            var asked = await ketenhub.RunAsync("recovery", "--data", ketenhub.Data, "--checkpoints", ketenhub.DataFolder.Checkpoints);
            Assert.Equal((0, ""), (asked.Exit, asked.Error));
            Assert.StartsWith("the log is what was signed", asked.Out, StringComparison.Ordinal);
        }
        Assert.NotEqual(0, (await ketenhub.RunAsync("recovery", "--data", ketenhub.Data, "--checkpoints", Path.GetTempPath())).Exit);
        var audit = await AuditAsync(ketenhub, ActionKind.RecoveryReported);
        Assert.Equal(["done", "done", "done", "KH114"], audit.Select(row => row.Result));
        Assert.EndsWith("0 signed ones are gone", audit[0].Reason, StringComparison.Ordinal);
        Assert.Equal(0, (await ketenhub.RunAsync("verify", "--data", ketenhub.Data, "--checkpoints", ketenhub.DataFolder.Checkpoints)).Exit);
    }

    // A store with a message and a signed checkpoint over it.
    private static async Task SealAsync(DataFolder folder)
    {
        folder.Create();
        var (partners, policy) = SettingsFolder.Read(null, null);
        var (store, keys) = await folder.OpenAsync(CancellationToken.None);
        await using var _ = store;
        using var opened = keys;
        await new HubTransaction(store, keys, policy, partners, TimeProvider.System).HandleAsync([Events.Signal("coa", "9000000001")], CancellationToken.None);
        var signer = folder.Signer(partners.HubSource);
        using var runner = new CheckpointRunner(
            store, new CheckpointMaker(store.Checkpoints, signer, TimeProvider.System), [new CheckpointFolder(folder.Checkpoints, signer.PublicKey)], policy, new HubHealth(),
            TimeProvider.System, NullLogger<CheckpointRunner>.Instance);
        await runner.RoundAsync(CancellationToken.None);
    }

    private static async Task<IReadOnlyList<ActionRow>> AuditAsync(Ketenhub ketenhub, ActionKind kind)
    {
        await using var store = ketenhub.DataFolder.OpenExisting();
        return [.. (await store.Operations.ActionsAsync("", 0, 100, CancellationToken.None)).Items.Where(row => row.Kind == kind).Reverse()];
    }
}
