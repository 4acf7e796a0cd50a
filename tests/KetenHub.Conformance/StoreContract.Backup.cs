using System.Security.Cryptography;
using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KetenHub.Conformance;

// A person is erased, and a backup from before is put back.
public abstract partial class StoreContract
{
    /// <summary>A backup of the store as the engine makes them, put back somewhere else.</summary>
    protected abstract Task<IHubStore> BackupAndRestoreAsync(IHubStore store);

    /// <summary>The whole way: the ring and the checkpoints are elsewhere, as they are in production.</summary>
    [Fact]
    public async Task Who_was_erased_stays_unreadable_in_a_backup_from_before_that_is_put_back_and_the_log_proves_itself()
    {
        var elsewhere = Directory.CreateTempSubdirectory("ketenhub-elsewhere-");
        try
        {
            var master = RandomNumberGenerator.GetBytes(HubKeys.MasterKeySize);
            var file = new KeyRingFile(Path.Combine(elsewhere.FullName, "key.ring"), master);
            using var keys = await StoreKeys.OpenAsync(Store, file, master, Cancellation);
            var (erased, other) = await FillAsync(keys);
            await CheckpointAsync(Store, elsewhere);

            await using var restored = await BackupAndRestoreAsync(Store);
            await new PersonErasure(Store, file, "1", TimeProvider.System).EraseAsync(erased, new Actor("cli:officer", "10.0.0.9"), "asked by the person", Cancellation);
            await CheckpointAsync(Store, elsewhere);
            Assert.Null(await FirstBadAsync(Store, elsewhere));

            // What lies in the backup, for whoever has it, the master key and the ring of today.
            var row = (await restored.Reads.PersonAsync(erased, Cancellation))!;
            var sealedBodies = (await restored.Reads.TimelineAsync([erased], 0, 100, Cancellation)).Items.Select(entry => entry.SealedBody!).ToList();
            Assert.True(row.WrappedKey.Length > 0 && sealedBodies.Count > 2);
            using var today = new HubKeys(file.Read());
            Assert.Throws<CryptographicException>(() => today.PersonKey(erased, row.WrappedKey));

            // And what a hub makes of it at its start.
            using var after = await StoreKeys.OpenAsync(restored, file, master, Cancellation);
            Assert.True((await restored.Reads.PersonAsync(erased, Cancellation))!.IsErased);
            Assert.All((await restored.Reads.TimelineAsync([erased], 0, 100, Cancellation)).Items, entry => Assert.Null(entry.SealedBody));
            Assert.Empty(await restored.Reads.IdentifiersAsync(erased, Cancellation));
            Assert.Null((await LogVerifier.VerifyAsync(restored.Reads, null, Cancellation)).FirstBad?.ToString());
            var living = (await restored.Reads.PersonAsync(other, Cancellation))!;
            using var key = after.PersonKey(other, living.WrappedKey);
            var entries = (await restored.Reads.TimelineAsync([other], 0, 100, Cancellation)).Items;
            Assert.All(entries, entry => key.Open(entry.SealedBody!, HubKeys.Bound(other, "log")));
            // The end that the backup does not have is named as what it is: not there, not rewritten.
            Assert.Equal(Errors.LogShorter.Number, await FirstBadAsync(restored, elsewhere));
        }
        finally
        {
            elsewhere.Delete(recursive: true);
        }
    }

    private async Task<(Guid Erased, Guid Other)> FillAsync(HubKeys keys)
    {
        var hub = new HubTransaction(Store, keys, SmallHub.Terms, SmallHub.Partners("coa"), TimeProvider.System);
        for (var number = 0; number < 6; number++)
        {
            var receipts = await hub.HandleAsync([new InboundMessage("coa", CloudEvent.ContentType, SmallHub.Incident(number, number % 2))], Cancellation);
            Assert.Equal(ReceiptOutcome.Accepted, Assert.Single(receipts).Outcome);
        }
        var waiting = await Store.ReadUnsentAsync("ind", DateTimeOffset.MaxValue, 100, Cancellation);
        await Store.MarkSentAsync([.. waiting.Select(item => item.Row.Id)], Noon, Cancellation);
        var persons = new List<Guid>();
        foreach (var number in new[] { 0, 1 })
            persons.Add((await Store.Reads.FindPersonAsync(keys.HashOf(new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = $"{number:D10}" }), Cancellation))!.Value);
        return (persons[0], persons[1]);
    }

    private static async Task CheckpointAsync(IHubStore store, DirectoryInfo elsewhere)
    {
        using var runner = new CheckpointRunner(
            store, MakerOn(store), [new CheckpointFolder(Path.Combine(elsewhere.FullName, "checkpoints"), Signer.PublicKey)], SmallHub.Terms, new HubHealth(), TimeProvider.System,
            NullLogger<CheckpointRunner>.Instance);
        await runner.RoundAsync(Cancellation);
    }

    private static async Task<string?> FirstBadAsync(IHubStore store, DirectoryInfo elsewhere) =>
        (await CheckpointVerifier.VerifyAsync(store, CheckpointFolder.Open(Path.Combine(elsewhere.FullName, "checkpoints"), null), null, Cancellation)).FirstBad?.Kind.Number;
}
