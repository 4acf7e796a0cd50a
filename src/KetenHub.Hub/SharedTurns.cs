namespace KetenHub.Hub;

/// <summary>One transaction of a process at a time; what several lanes bring while it runs goes into the next one together. Lanes beside each
/// other would meet on the same persons and wait in the store, each for the whole transaction of the others, or decide in vain on a
/// person that is new to both.</summary>
public sealed class SharedTurns
{
    // A longer transaction makes everybody wait; past this it is no cheaper per message.
    private const int MostMessages = 512;

    private readonly Lock sync = new();
    private readonly List<Part> waiting = [];
    private bool isBusy;

    /// <summary>Waits for a turn, alone or with others, until the part is done. Throws what its handling threw; a part fails on its own
    /// account only: when several failed together, each is handled again alone.</summary>
    /// <param name="part">What to handle.</param>
    /// <param name="handle">Handles parts in one transaction.</param>
    public async Task TakeAsync(Part part, Func<IReadOnlyList<Part>, Task> handle)
    {
        bool leads;
        lock (sync)
        {
            waiting.Add(part);
            leads = !isBusy;
            isBusy = true;
        }
        if (leads || await part.IsToLead.Task)
            await LeadAsync(handle);
        if (part.Failure is { } failure)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    // Handles the first that waits, which is its own, and what fits with it; then lets the next one lead.
    private async Task LeadAsync(Func<IReadOnlyList<Part>, Task> handle)
    {
        List<Part> parts;
        lock (sync)
            parts = TakeWaiting();
        if (!await TryAsync(parts, handle) && parts.Count > 1)
        {
            foreach (var part in parts)
                await TryAsync([part], handle);
        }
        lock (sync)
        {
            isBusy = waiting.Count > 0;
            if (isBusy)
                waiting[0].IsToLead.SetResult(true);
        }
        foreach (var part in parts.Skip(1))
            part.IsToLead.SetResult(false);
    }

    private List<Part> TakeWaiting()
    {
        var count = 1;
        var messages = waiting[0].Reads.Count;
        while (count < waiting.Count && messages + waiting[count].Reads.Count <= MostMessages)
            messages += waiting[count++].Reads.Count;
        var taken = waiting.GetRange(0, count);
        waiting.RemoveRange(0, count);
        return taken;
    }

    private static async Task<bool> TryAsync(List<Part> parts, Func<IReadOnlyList<Part>, Task> handle)
    {
        try
        {
            await handle(parts);
            parts.ForEach(part => part.Failure = null);
            return true;
        }
        catch (Exception failure)
        {
            parts.ForEach(part => part.Failure = failure);
            return false;
        }
    }

    /// <summary>What one lane brings.</summary>
    public sealed class Part(IReadOnlyList<ReadMessage> reads, LaneTicket? ticket, IReadOnlyDictionary<IdentifierHash, Guid> references)
    {
        /// <summary>Its messages, in order.</summary>
        public IReadOnlyList<ReadMessage> Reads { get; } = reads;

        /// <summary>Who reads the lane.</summary>
        public LaneTicket? Ticket { get; } = ticket;

        /// <summary>Persons that its messages name by a notification.</summary>
        public IReadOnlyDictionary<IdentifierHash, Guid> References { get; } = references;

        /// <summary>What became of them, once handled.</summary>
        public IReadOnlyList<Receipt> Receipts { get; set; } = [];

        /// <summary>Why they were not handled.</summary>
        public Exception? Failure { get; set; }

        /// <summary>True: it is this part's turn, and its owner handles it. False: somebody else has handled it.</summary>
        public TaskCompletionSource<bool> IsToLead { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
