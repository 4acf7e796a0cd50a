using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Commands;

/// <summary>Writes into the audit log of a store what a command did there (BIO2 8.15).</summary>
internal static class CommandAudit
{
    /// <summary>Notes it. Where that can't be written, the error stream says so and the command goes on: a copy that can only be read is still one to verify.</summary>
    /// <param name="store">The store; null: the command works on none.</param>
    /// <param name="kind">What.</param>
    /// <param name="subject">To what.</param>
    /// <param name="result"><see cref="ActionRow.Done"/>, or what came of it.</param>
    /// <param name="reason">More about it, or empty.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task NoteAsync(IHubStore? store, ActionKind kind, string subject, string result, string reason, CancellationToken cancellation)
    {
        if (store is null)
        {
            Console.Error.WriteLine("no audit entry was written: no store is named, and none lies beside it");
            return;
        }
        try
        {
            await store.Operations.NoteActionAsync(
                ActionRow.Of(StoreAccess.Actor, TimeProvider.System.GetUtcNow(), kind, subject, reason) with { Result = result }, cancellation);
        }
        catch (Exception unwritable) when (unwritable is not OperationCanceledException)
        {
            Console.Error.WriteLine($"no audit entry could be written to this store ({unwritable.GetType().Name}); what is said of it holds all the same");
        }
    }

    /// <summary>Does what a command does, and notes how it ended: done, or the numbers of the errors.</summary>
    public static async Task DoAsync(IHubStore? store, ActionKind kind, string subject, Func<Task<string>> work, CancellationToken cancellation)
    {
        string reason;
        try
        {
            reason = await work();
        }
        catch (KetenHubException failed)
        {
            await NoteAsync(store, kind, subject, string.Join(",", failed.Problems.Select(problem => problem.Kind.Number).Distinct()), "", cancellation);
            throw;
        }
        await NoteAsync(store, kind, subject, ActionRow.Done, reason, cancellation);
    }
}
