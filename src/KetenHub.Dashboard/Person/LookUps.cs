using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>Writes look-ups into the log of the person: before anything is read, so that a failure in between leaves a trace rather than a view without one.</summary>
internal sealed class LookUps(IHubStore store, HubTransaction hub, Visit visit)
{
    /// <summary>Notes that this account looks.</summary>
    /// <returns>The person; another one where it was merged meanwhile.</returns>
    public async Task<Guid> NoteAsync(Guid person, string purpose, CancellationToken cancellation)
    {
        try
        {
            await hub.LogLookUpAsync(person, visit.Actor, purpose, cancellation);
        }
        catch (StoreConflictException)
        {
            // Merged or written to meanwhile: the second try sees what the other one did.
            person = await FollowAsync(person, cancellation) ?? person;
            await hub.LogLookUpAsync(person, visit.Actor, purpose, cancellation);
        }
        return person;
    }

    /// <summary>The person that this one is now; null: there is none.</summary>
    public async Task<Guid?> FollowAsync(Guid person, CancellationToken cancellation) =>
        await store.Reads.PersonAsync(person, cancellation) is { } row ? row.MergedInto ?? row.Id : null;
}
