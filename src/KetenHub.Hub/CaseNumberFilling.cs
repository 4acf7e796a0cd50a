using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Makes case numbers of before they were kept apart findable, once per store: only the hub can, for they are sealed. Doing it again, or by two
/// hubs at a time, changes nothing.</summary>
public sealed class CaseNumberFilling(IHubStore store, HubKeys keys, ILogger<CaseNumberFilling> log) : BackgroundService
{
    private const string Setting = "case-numbers-filled";
    private const int AtOnce = 500;
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    /// <summary>Whether all case numbers of this store can be found.</summary>
    public static async Task<bool> IsDoneAsync(IHubStore store, CancellationToken cancellation) => await store.ReadSettingAsync(Setting, cancellation) is not null;

    /// <summary>Adds those of every person, unless that was done.</summary>
    public async Task FillAsync(CancellationToken cancellation)
    {
        if (await IsDoneAsync(store, cancellation))
            return;
        var rows = new List<CaseNumberRow>();
        await foreach (var person in store.Reads.AllPersonsAsync(cancellation))
        {
            rows.AddRange(NumbersOf(person).Select(number => new CaseNumberRow(keys.HashOfCase(number), person.Id)));
            if (rows.Count < AtOnce)
                continue;
            await store.Messages.AddCaseNumbersAsync(rows, cancellation);
            rows.Clear();
        }
        await store.Messages.AddCaseNumbersAsync(rows, cancellation);
        await store.WriteSettingAsync(Setting, "yes", cancellation);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host starts without waiting for it.
        await Task.Yield();
        try
        {
            while (!await TryFillAsync(stoppingToken))
                await Task.Delay(Again, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on.
        }
    }

    private IEnumerable<string> NumbersOf(PersonRow person)
    {
        if (person.IsErased)
            return [];
        try
        {
            using var key = keys.PersonKey(person.Id, person.WrappedKey);
            return StateJson.Read(key.Open(person.SealedState, HubKeys.Bound(person.Id, "state"))).CaseNumbers;
        }
        catch (CryptographicException)
        {
            // Erased by its key alone: nothing of it can be read, or found.
            return [];
        }
    }

    private async Task<bool> TryFillAsync(CancellationToken cancellation)
    {
        try
        {
            await FillAsync(cancellation);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.CaseNumbersFailed(failure.GetType().Name);
            return false;
        }
    }
}
