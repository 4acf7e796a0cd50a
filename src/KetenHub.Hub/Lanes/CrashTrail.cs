using System.Globalization;
using System.Security.Cryptography;
using KetenHub.Contracts;
using Microsoft.Extensions.Logging;

namespace KetenHub.Hub;

/// <summary>Finds the message at which the hub's process ends, which would otherwise come back to the next process for ever. Messages that the broker gave
/// several times are handled with nothing beside them, and what is in hand stands in the store: a process that began after such a note was written knows where the one
/// before it ended. It goes on in smaller pieces; a single message at which one process after the other ended is set apart. What shares its batch comes
/// in the same order as ever. A store that is away ends no process, and makes no message suspect.</summary>
#pragma warning disable CA1001 // Semaphores whose wait handle nobody asks for have nothing to give back.
public sealed class CrashTrail(IHubStore store)
#pragma warning restore CA1001
{
    /// <summary>As often may a message be given before it is suspect: fewer are the restarts of an upgrade.</summary>
    public const int Suspicious = 3;

    /// <summary>Ends of a process with one message alone in hand, before it is set apart.</summary>
    public const int MostEnds = 3;

    // Of 256 one is left after three ends.
    private const int Narrowing = 8;

    // More than there are lanes.
    private const int Places = 1000;

    // In a note: whoever had it in hand is alive and could not store it.
    private const string Nobody = "nobody";

    private readonly DateTimeOffset began = DateTimeOffset.UtcNow;
    private readonly string process = Guid.NewGuid().ToString("N");
    private readonly SemaphoreSlim places = new(Places, Places);
    private readonly SemaphoreSlim alone = new(1, 1);

    /// <summary>Handles messages of a lane; in pieces, alone, where they are suspect.</summary>
    /// <param name="messages">In order.</param>
    /// <param name="ticket">Their lane; null where nothing is ever given twice.</param>
    /// <param name="handle">Handles some of them, in order.</param>
    /// <param name="setApart">Puts one into quarantine.</param>
    /// <param name="log">Log.</param>
    public async Task<IReadOnlyList<Receipt>> HandleAsync(
        IReadOnlyList<InboundMessage> messages, LaneTicket? ticket, Func<IReadOnlyList<InboundMessage>, Task<IReadOnlyList<Receipt>>> handle,
        Func<InboundMessage, Problem, Task<Receipt>> setApart, ILogger log)
    {
        if (ticket is null || messages.All(message => message.TimesGiven < Suspicious))
        {
            await places.WaitAsync();
            try
            {
                return await handle(messages);
            }
            finally
            {
                places.Release();
            }
        }
        await alone.WaitAsync();
        var taken = 0;
        try
        {
            // What another lane has in hand could be what ends the process.
            for (; taken < Places; taken++)
                await places.WaitAsync();
            return await WalkAsync(messages, $"in hand {ticket.Lane}", handle, setApart, log);
        }
        finally
        {
            if (taken > 0)
                places.Release(taken);
            alone.Release();
        }
    }

    private async Task<IReadOnlyList<Receipt>> WalkAsync(
        IReadOnlyList<InboundMessage> messages, string name, Func<IReadOnlyList<InboundMessage>, Task<IReadOnlyList<Receipt>>> handle,
        Func<InboundMessage, Problem, Task<Receipt>> setApart, ILogger log)
    {
        var found = Note.Read(await store.ReadSettingAsync(name, CancellationToken.None));
        // One that was there already when the note was written can't tell a hub that ended from one that could not store: a full disk is full for both.
        var survived = found is null || found.Process == process || found.Process == Nobody || found.At >= began;
        var size = found is null ? messages.Count : survived ? found.Size : Math.Max(1, found.Size / Narrowing);
        var receipts = new List<Receipt>(messages.Count);
        foreach (var piece in messages.Chunk(size))
        {
            var digest = Convert.ToHexStringLower(SHA256.HashData(piece[0].Body.Span));
            var ends = found is not { Size: 1 } || piece.Length > 1 || found.Digest != digest ? 0 : survived ? found.Ends : found.Ends + 1;
            if (ends >= MostEnds)
            {
                log.ProcessEndedAt(piece[0].Publisher, ends);
                receipts.Add(await setApart(piece[0], Errors.ProcessEnded.At("", ends.ToString(CultureInfo.InvariantCulture))));
                continue;
            }
            var note = new Note(piece.Length, digest, ends, process, DateTimeOffset.UtcNow);
            await store.WriteSettingAsync(name, note.ToString(), CancellationToken.None);
            try
            {
                receipts.AddRange(await handle(piece));
            }
            catch (Exception failure) when (failure is not LaneOvertakenException)
            {
                await SurviveAsync(name, note);
                throw;
            }
        }
        await store.WriteSettingAsync(name, "", CancellationToken.None);
        return receipts;
    }

    // Before the lane is given back: to the next hub the note of this one would look like that of a process that ended. Where the store is away, it is
    // away for the next hub too.
    private async Task SurviveAsync(string name, Note note)
    {
        for (var tries = 0; tries < 3; tries++)
        {
            try
            {
                await store.WriteSettingAsync(name, (note with { Process = Nobody }).ToString(), CancellationToken.None);
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500));
            }
        }
    }

    /// <summary>What is in hand.</summary>
    /// <param name="Size">How many messages.</param>
    /// <param name="Digest">SHA-256 of the first one's body, lower-case hex.</param>
    /// <param name="Ends">How many processes have ended with it alone in hand.</param>
    /// <param name="Process">Which process has it in hand.</param>
    /// <param name="At">Since when.</param>
    private sealed record Note(int Size, string Digest, int Ends, string Process, DateTimeOffset At)
    {
        public static Note? Read(string? text) => text?.Split(' ') is [var size, var digest, var ends, var process, var at]
            ? new Note(int.Parse(size, CultureInfo.InvariantCulture), digest, int.Parse(ends, CultureInfo.InvariantCulture), process,
                DateTimeOffset.ParseExact(at, "O", CultureInfo.InvariantCulture))
            : null;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Size} {Digest} {Ends} {Process} {At:O}");
    }
}
