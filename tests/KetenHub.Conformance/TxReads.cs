using KetenHub.Hub;

namespace KetenHub.Conformance;

/// <summary>One thing at a time from what a transaction loads together.</summary>
internal static class TxReads
{
    public static async Task<IReadOnlyDictionary<InboxKey, InboxRow>> FindInboxTxAsync(
        this IHubTx tx, IReadOnlyCollection<InboxKey> keys, CancellationToken cancellation) =>
        (await tx.LoadTxAsync(new LoadKeys { Events = keys }, cancellation)).Inbox;

    public static async Task<IReadOnlyDictionary<IdentifierHash, Guid>> FindPersonsTxAsync(
        this IHubTx tx, IReadOnlyCollection<IdentifierHash> hashes, CancellationToken cancellation) =>
        (await tx.LoadTxAsync(new LoadKeys { Identifiers = hashes }, cancellation)).Owners;

    public static async Task<IReadOnlyDictionary<string, SequenceRow>> FindSequencesTxAsync(
        this IHubTx tx, IReadOnlyCollection<string> sources, CancellationToken cancellation) =>
        (await tx.LoadTxAsync(new LoadKeys { Sources = sources }, cancellation)).Sequences;
}
