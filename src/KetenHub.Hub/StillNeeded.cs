using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>Why the data of a person may not go now, whoever asks and whatever term has ended.</summary>
internal static class StillNeeded
{
    /// <summary>The reason, or null. A hold goes before everything else.</summary>
    /// <param name="store">The store.</param>
    /// <param name="keys">Open the state.</param>
    /// <param name="row">The person, or one merged into it.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<Problem?> WhyAsync(IHubStore store, HubKeys keys, PersonRow row, CancellationToken cancellation)
    {
        if (ByRight(keys, row) is { } right)
            return right;
        var open = (await store.Reads.ReadinessesAsync(row.Id, cancellation)).Count(readiness =>
            readiness.Status is not (ReadinessStatus.NotOpened or ReadinessStatus.Cancelled or ReadinessStatus.InterviewHeld));
        if (open > 0)
            return Errors.StillNeeded.At("person", $"{open} readinesses are open");
        return await store.Reads.UnsentAsync(row.Id, cancellation) is > 0 and var unsent
            ? Errors.StillNeeded.At("person", $"{unsent} notifications wait to be sent") : null;
    }

    /// <summary>Why nothing about the person may go as long as that is so: a legal hold, or a restriction; null: neither.</summary>
    public static Problem? ByRight(HubKeys keys, PersonRow row)
    {
        if (row.IsErased || StateOf(keys, row) is not { } state)
            return null;
        if (state.HeldSince is not null)
            return Errors.UnderHold.At("person");
        // Who has processing restricted may want it kept: that the use is unlawful, or for a claim (paragraph 1, b and c).
        return state.RestrictedSince is not null ? Errors.StillNeeded.At("person", "processing is restricted (AVG art. 18): lift that first") : null;
    }

    // Nobody has the key of whom an erasure that was cut off took out of the ring: there is nothing left to keep.
    private static PersonState? StateOf(HubKeys keys, PersonRow row)
    {
        if (keys.Ring.FindKey(row.Id) is null)
            return null;
        using var key = keys.PersonKey(row.Id, row.WrappedKey);
        return StateJson.Read(key.Open(row.SealedState, HubKeys.Bound(row.Id, "state")));
    }
}
