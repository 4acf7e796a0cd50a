using KetenHub.Contracts;
using KetenHub.Partners.Adapters;

namespace KetenHub.Partners.Hosting;

/// <summary>Takes documents of a partner in: translates, checks against the contract, and sends to the hub with confirms.</summary>
/// <param name="partner">Whose documents.</param>
/// <param name="adapter">The adapter.</param>
/// <param name="send">Sends one event, and ends when the broker has it.</param>
public sealed class AdapterIntake(Partner partner, IAdapter adapter, Func<AdapterEvent, CancellationToken, Task> send)
{
    private const int Window = 64;

    /// <summary>A document that is taken whole or not at all, as an answer to an HTTP call must be.</summary>
    /// <returns>Ids of the events, or every problem; never both.</returns>
    public async Task<(IReadOnlyList<Guid> Sent, IReadOnlyList<Problem> Problems)> TakeWholeAsync(Stream document, Origin origin, CancellationToken cancellation)
    {
        var (events, problems) = (new List<AdapterEvent>(), new List<Problem>());
        foreach (var (made, rejection) in Translate(document, origin))
        {
            if (made is not null)
                events.Add(made);
            else
                problems.AddRange(rejection!.Problems);
        }
        if (problems.Count > 0)
            return ([], problems);
        foreach (var made in events)
            await send(made, cancellation);
        return ([.. events.Select(made => made.Id)], []);
    }

    /// <summary>A document of many rows: each is taken or rejected by itself.</summary>
    /// <param name="document">The document, from its beginning.</param>
    /// <param name="origin">Where it came from.</param>
    /// <param name="skip">Rows that were handled before, by the same adapter.</param>
    /// <param name="rejected">Told of every rejection, in order.</param>
    /// <param name="handled">Told how many rows were handled, once they are safe.</param>
    /// <param name="cancellation">Ends it between rows.</param>
    public async Task TakeRowsAsync(
        Stream document, Origin origin, long skip, Action<Rejection> rejected, Action<RowCounts> handled, CancellationToken cancellation)
    {
        var (row, taken, refused) = (0L, 0L, 0L);
        var window = new List<AdapterEvent>(Window);
        foreach (var (made, rejection) in Translate(document, origin))
        {
            cancellation.ThrowIfCancellationRequested();
            if (row++ < skip)
                continue;
            if (made is not null)
                window.Add(made);
            else
                rejected(rejection!);
            _ = made is not null ? taken++ : refused++;
            if (window.Count == Window)
                await FlushAsync();
        }
        await FlushAsync();

        async Task FlushAsync()
        {
            // Sent in order, confirmed together; of two versions of one thing, the later revision wins whichever comes first.
            await Task.WhenAll(window.Select(waiting => send(waiting, cancellation)).ToList());
            window.Clear();
            handled(new RowCounts(row, taken, refused));
        }
    }

    private IEnumerable<(AdapterEvent? Made, Rejection? Rejection)> Translate(Stream document, Origin origin) =>
        adapter.Translate(document, origin).Select(translated => translated is Message message ? AdapterEvents.Write(partner, message) : (null, (Rejection)translated));
}

/// <summary>How far a document is.</summary>
/// <param name="Rows">Handled, those skipped included.</param>
/// <param name="Taken">Sent by this run.</param>
/// <param name="Rejected">Rejected by this run.</param>
public sealed record RowCounts(long Rows, long Taken, long Rejected);
