using System.Security.Cryptography;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Storage;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Evidence;

/// <summary>What is erased is gone from the store and from every backup taken before, and the log still proves itself.</summary>
public sealed class PersonErasureTests : IDisposable
{
    private const string First = "9000000001";
    private const string Second = "9000000002";

    private readonly TestRing rings = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private KeyRingFile File => rings.File;

    public void Dispose() => rings.Dispose();

    [Fact]
    public async Task Erasing_leaves_the_log_verifiable_and_the_content_unreadable_also_in_a_backup_taken_before()
    {
        await using var keeper = await StartAsync();
        await keeper.FillAsync(3, First, Second);
        await DeliverAsync(keeper.Hub);
        var (person, other) = (await keeper.Hub.PersonAsync(First), await keeper.Hub.PersonAsync(Second));
        var backup = keeper.Backup();

        var certificate = await Erasure(keeper.Hub).EraseAsync(person, TestHub.Officer, "retention ended", Cancellation);
        await keeper.FillAsync(1, Second);

        Assert.Contains($"{person:D}", certificate, StringComparison.Ordinal);
        Assert.Null((await keeper.Hub.VerifyAsync()).FirstBad);
        Assert.Null(await keeper.FirstBadAsync());
        Assert.Null(await keeper.Hub.FindAsync(First));
        Assert.All(await keeper.Hub.LogOfAsync(person), entry => Assert.Null(entry.SealedBody));
        Assert.Equal((LogKind.Erased, "erased: retention ended"), ((await keeper.Hub.LogOfAsync(person))[^1].Kind, (await keeper.Hub.LogOfAsync(person))[^1].Why));
        Assert.Empty(await keeper.Hub.Store.Reads.IdentifiersAsync(person, Cancellation));

        // Whoever holds the backup, the master key and today's ring.
        await using var restored = new SqliteStore(backup);
        using var keys = new HubKeys(File.Read());
        var row = (await restored.Reads.PersonAsync(person, Cancellation))!;
        Assert.NotEmpty(row.WrappedKey);
        Assert.Throws<CryptographicException>(() => keys.PersonKey(person, row.WrappedKey));
        var unharmed = (await restored.Reads.PersonAsync(other, Cancellation))!;
        using var key = keys.PersonKey(other, unharmed.WrappedKey);
        Assert.Equal(Second, HubKeys.OpenIdentifier(key, Assert.Single(await restored.Reads.IdentifiersAsync(other, Cancellation))).Value);
    }

    [Fact]
    public async Task A_backup_that_is_put_back_is_erased_again_at_the_start_and_an_older_ring_is_refused()
    {
        await using var keeper = await StartAsync();
        await keeper.FillAsync(2, First, Second);
        await DeliverAsync(keeper.Hub);
        var person = await keeper.Hub.PersonAsync(First);
        var (backup, older) = (keeper.Backup(), await System.IO.File.ReadAllBytesAsync(File.Path, Cancellation));
        await Erasure(keeper.Hub).EraseAsync(person, TestHub.Officer, "retention ended", Cancellation);

        await using var restored = new SqliteStore(backup);
        Assert.False((await restored.Reads.PersonAsync(person, Cancellation))!.IsErased);
        (await rings.OpenAsync(restored)).Dispose();
        Assert.True((await restored.Reads.PersonAsync(person, Cancellation))!.IsErased);
        Assert.Null((await LogVerifier.VerifyAsync(restored.Reads, null, Cancellation)).FirstBad);
        var length = (await LogOfAsync(restored, person)).Count;
        (await rings.OpenAsync(restored)).Dispose();
        Assert.Equal(length, (await LogOfAsync(restored, person)).Count);

        await System.IO.File.WriteAllBytesAsync(File.Path, older, Cancellation);
        await RefusedAsync(keeper.Hub.Store, File, rings.Master, Errors.KeyRingMissing);
    }

    [Fact]
    public async Task A_ring_that_is_lost_or_anothers_or_under_another_master_key_is_refused_and_nothing_is_overwritten()
    {
        await using var keeper = await StartAsync();
        var kept = await System.IO.File.ReadAllBytesAsync(File.Path, Cancellation);
        await RefusedAsync(keeper.Hub.Store, new KeyRingFile(File.Path, new byte[32]), new byte[32], Errors.MasterKeyMissing);
        System.IO.File.Delete(File.Path);
        await RefusedAsync(keeper.Hub.Store, File, rings.Master, Errors.KeyRingMissing);
        Assert.False(File.Exists);
        File.Make();
        await RefusedAsync(keeper.Hub.Store, File, rings.Master, Errors.KeyRingMissing);
        await System.IO.File.WriteAllBytesAsync(File.Path, kept[..^1], Cancellation);
        await RefusedAsync(keeper.Hub.Store, File, rings.Master, Errors.MasterKeyMissing);
        await System.IO.File.WriteAllBytesAsync(File.Path, kept, Cancellation);
        (await rings.OpenAsync(keeper.Hub.Store)).Dispose();
    }

    [Fact]
    public async Task After_rotating_the_master_key_the_old_one_opens_nothing_and_the_store_is_read_with_the_new()
    {
        await using var keeper = await StartAsync();
        await keeper.FillAsync(1, First);
        var fresh = RandomNumberGenerator.GetBytes(32);
        await File.RotateAsync(fresh, Cancellation);
        await RefusedAsync(keeper.Hub.Store, File, rings.Master, Errors.MasterKeyMissing);
        using var keys = await StoreKeys.OpenAsync(keeper.Hub.Store, new KeyRingFile(File.Path, fresh), fresh, Cancellation);
        var person = (await keeper.Hub.Store.Reads.FindPersonAsync(keys.HashOf(Events.VNummer(First)), Cancellation))!.Value;
        using var key = keys.PersonKey(person, (await keeper.Hub.Store.Reads.PersonAsync(person, Cancellation))!.WrappedKey);
    }

    [Fact]
    public async Task Who_is_still_needed_is_not_erased()
    {
        await using var keeper = await StartAsync();
        await keeper.Hub.SendAsync(Events.Decision(First, "B-1", 48));
        var refused = await Assert.ThrowsAsync<KetenHubException>(async () =>
            await Erasure(keeper.Hub).EraseAsync(await keeper.Hub.PersonAsync(First), TestHub.Officer, "asked by the person", Cancellation));
        Assert.Equal(Errors.StillNeeded, refused.Problems[0].Kind);
        // Not only as long as somebody has still to be told.
        await DeliverAsync(keeper.Hub);
        refused = await Assert.ThrowsAsync<KetenHubException>(async () =>
            await Erasure(keeper.Hub).EraseAsync(await keeper.Hub.PersonAsync(First), TestHub.Officer, "asked by the person", Cancellation));
        Assert.Equal((Errors.StillNeeded, "1 readinesses are open"), (refused.Problems[0].Kind, refused.Problems[0].Detail));
        Assert.Equal(1, File.Read().Generation);
        await Assert.ThrowsAsync<KetenHubException>(async () =>
            await Erasure(keeper.Hub).EraseAsync(await keeper.Hub.PersonAsync(First), TestHub.Officer, "no", Cancellation));
    }

    [Fact]
    public async Task Who_turned_out_to_be_the_person_goes_along_and_the_certificate_says_what_went()
    {
        await using var keeper = await StartAsync();
        var hub = keeper.Hub;
        await hub.SendAsync(Events.Decision(First, "B-1", 48), Events.Signal("coa", Second), Events.Message("ind", Events.Envelope("ind", "decision-withdrawn", new System.Text.Json.Nodes.JsonObject
        {
            ["person"] = Events.Person(Events.VNummer(First)), ["caseNumber"] = "Z-B-1", ["decisionNumber"] = "B-1", ["revision"] = 2, ["withdrawnAt"] = "2026-03-02T08:45:00+01:00",
        })));
        await hub.SendAsync(Events.Merge(First, Second));
        var person = await hub.PersonAsync(First);
        var family = await hub.Store.Reads.FamilyAsync(person, Cancellation);
        Assert.Equal(2, family.Count);
        Assert.NotEmpty(await hub.Store.Reads.ReadinessesAsync(person, Cancellation));
        hub.Database.Run("INSERT INTO deadline (person, key, at) SELECT id, 'test|' || id, 4102444800000 FROM person");
        // As long as somebody has still to be told something, it stays.
        var waits = await Assert.ThrowsAsync<KetenHubException>(() => Erasure(hub).EraseAsync(person, TestHub.Officer, "asked by the person", Cancellation));
        Assert.Contains("notifications wait", Assert.Single(waits.Problems).Detail, StringComparison.Ordinal);
        await DeliverAsync(hub);
        var before = family.Sum(member => member.N);

        var certificate = await Erasure(hub).EraseAsync(person, TestHub.Officer, "asked by the person", Cancellation);

        Assert.Contains($"log entries whose content is gone: {before}\n", certificate, StringComparison.Ordinal);
        Assert.Contains("by: cli:officer\nground: asked by the person\n", certificate, StringComparison.Ordinal);
        Assert.Contains($"key ring: {File.Read().Id:D}, generation 2;", certificate, StringComparison.Ordinal);
        foreach (var member in family)
        {
            var gone = (await hub.Store.Reads.PersonAsync(member.Id, Cancellation))!;
            Assert.Equal((0, 0, member.N + 1), (gone.SealedState.Length, gone.WrappedKey.Length, gone.N));
            Assert.Null(File.Read().FindKey(member.Id));
            Assert.Contains($"{member.Id:D}", certificate, StringComparison.Ordinal);
            Assert.Contains($"{gone.N} with hash {Convert.ToHexStringLower(gone.Head)}", certificate, StringComparison.Ordinal);
            Assert.All(await hub.LogOfAsync(member.Id), entry => Assert.Null(entry.SealedBody));
        }
        Assert.Equal((0L, 0L, 0L), (hub.Sql<long>("SELECT count(*) FROM readiness"), hub.Sql<long>("SELECT count(*) FROM deadline"), hub.Sql<long>("SELECT count(*) FROM identifier")));
        var audit = await hub.Store.Operations.AuditAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, Cancellation).Where(action => action.Kind == ActionKind.Erased).ToListAsync(Cancellation);
        Assert.Equal(family.Select(member => ("cli:officer", $"{member.Id:D}/{member.N + 1}")).Order(), audit.Select(action => (action.Actor, action.Subject)).Order());
        Assert.Null((await hub.VerifyAsync()).FirstBad);
    }

    [Fact]
    public void A_ring_loses_exactly_the_keys_it_is_told_to()
    {
        var persons = Enumerable.Range(0, 400).Select(i => EffectIds.Of("ring", i)).ToList();
        var ring = KeyRing.New(new byte[96]);
        var keys = persons.Select(person => Convert.ToHexString(ring.FindKey(person)!)).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
        var after = KeyRing.Read(KeyRing.Read(ring.Without(persons.Where((_, i) => i % 3 == 0)).ToBytes()).Without(persons.Where((_, i) => i % 7 == 0)).ToBytes());
        for (var i = 0; i < persons.Count; i++)
            Assert.Equal(i % 3 == 0 || i % 7 == 0 ? null : keys[i], after.FindKey(persons[i]) is { } key ? Convert.ToHexString(key) : null);
        Assert.Equal(3, after.Generation);
        Assert.Null(after.Without([persons[0]]).FindKey(persons[0]));
    }

    private async Task<SealedHub> StartAsync()
    {
        var keeper = await SealedHub.StartAsync();
        (await rings.OpenAsync(keeper.Hub.Store)).Dispose();
        keeper.Hub.Use(new HubKeys(File.Read()));
        return keeper;
    }

    private PersonErasure Erasure(TestHub hub) => rings.Erasure(hub);

    private static async Task DeliverAsync(TestHub hub)
    {
        foreach (var partner in hub.Partners.All)
        {
            var waiting = await hub.Store.ReadUnsentAsync(partner.Code, hub.Clock.GetUtcNow(), 1000, Cancellation);
            await hub.Store.MarkSentAsync([.. waiting.Select(item => item.Row.Id)], hub.Clock.GetUtcNow(), Cancellation);
        }
    }

    private static async Task<IReadOnlyList<LogRow>> LogOfAsync(IHubStore store, Guid person) =>
        (await store.Reads.TimelineAsync([person], 0, 1000, Cancellation)).Items;

    private static async Task RefusedAsync(IHubStore store, KeyRingFile file, byte[] master, ErrorKind expected)
    {
        var refused = await Assert.ThrowsAsync<KetenHubException>(() => StoreKeys.OpenAsync(store, file, master, Cancellation));
        Assert.Equal(expected, refused.Problems[0].Kind);
    }
}
