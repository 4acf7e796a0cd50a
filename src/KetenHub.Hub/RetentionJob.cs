using System.Globalization;
using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>Lets go of what was kept long enough (bewaartermijnen), by the terms of the policy: the content of entries, whole persons with their keys, the bytes of
/// refused messages, and what says that a notification was sent. What went stands in the audit log, as counts by term and ground.
/// In batches, each a transaction of its own: what was done stays done when it ends half-way, and a run that begins anew does the rest.</summary>
public sealed class RetentionJob(IHubStore store, HubKeys keys, Policy policy, TimeProvider clock)
{
    /// <summary>Lease of the hub, or the command, that is at it.</summary>
    public const string Lease = "retention";

    private const int PersonsInBatch = 50;

    // Longer than a batch takes; a process that dies is followed by another after this.
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(2);

    /// <summary>Runs once over all persons.</summary>
    /// <param name="actor">Who starts it, and from where.</param>
    /// <param name="dryRun">Counts only: nothing is changed, nothing recorded.</param>
    /// <param name="progress">Told the number of persons looked at, after each batch.</param>
    /// <param name="cancellation">Ends it after the batch it is in.</param>
    /// <exception cref="KetenHubException">KH423: another process is at it. KH424: no terms. KH422: the key ring is being changed.</exception>
    public async Task<RetentionRun> RunAsync(Actor actor, bool dryRun, IProgress<long>? progress, CancellationToken cancellation)
    {
        if (policy.Retention.IsEmpty)
            throw new KetenHubException(Errors.RetentionMissing.At("/retention"));
        var run = new RetentionRun(Guid.CreateVersion7(), actor.Name, policy.Version, Moments.Down(clock.GetUtcNow()), null, 0, []);
        if (dryRun)
            return await RunAsync(run, dryRun, WhoStaysAsync, _ => Task.CompletedTask, progress, cancellation);
        var latest = run;
        var holder = run.Id.ToString("N");
        await NoteAsync(run);
        try
        {
            var done = await RunAsync(run, dryRun, (due, stopping) => LetGoAsync(due, actor, stopping), NoteAsync, progress, cancellation);
            await AuditAsync(actor, done, ActionRow.Done);
            return done;
        }
        catch (Exception failure) when (failure is not StoreUnavailableException)
        {
            // What went before it ended, went.
            await AuditAsync(actor, latest, failure is KetenHubException known ? known.Problems[0].Kind.Number : failure.GetType().Name);
            throw;
        }
        finally
        {
            await store.ReleaseLeaseAsync(Lease, holder, CancellationToken.None);
        }

        async Task NoteAsync(RetentionRun now)
        {
            latest = now;
            if (!await store.HoldLeaseAsync(Lease, holder, LeaseTime, cancellation))
                throw new KetenHubException(Errors.RetentionBusy.At(""));
            await store.Retention.WriteRunAsync(now, cancellation);
        }
    }

    // Every run of somebody; of the hub itself those by which something went: it looks every day.
    private async Task AuditAsync(Actor actor, RetentionRun run, string result)
    {
        var gone = run.Counts.Where(count => count.Gone > 0).Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Type} {count.Gone} ({count.Ground})")).ToList();
        if (gone.Count == 0 && actor == Actor.Hub)
            return;
        await store.Operations.NoteActionAsync(
            ActionRow.Of(actor, clock.GetUtcNow(), ActionKind.Expired, $"retention {run.Id:D}", gone.Count == 0 ? "nothing was due" : string.Join("; ", gone)) with { Result = result },
            CancellationToken.None);
    }

    private async Task<RetentionRun> RunAsync(
        RetentionRun run, bool dryRun, Func<IReadOnlyList<DueOfPerson>, CancellationToken, Task<IReadOnlyDictionary<Guid, Problem>>> letGo, Func<RetentionRun, Task> note,
        IProgress<long>? progress, CancellationToken cancellation)
    {
        var tally = new RetentionTally(policy.Retention);
        Guid? last = null;
        while (await store.Retention.PersonsAsync(last, PersonsInBatch, cancellation) is { Count: > 0 } persons)
        {
            last = persons[^1];
            var due = DueOfPerson.Of(policy.Retention, await store.Retention.EntriesAsync(persons, cancellation), run.BeganAt);
            var stays = due.Count == 0 ? new Dictionary<Guid, Problem>() : await letGo(due, cancellation);
            foreach (var one in due)
                tally.Add(one, stays.GetValueOrDefault(one.Root));
            run = run with { Looked = run.Looked + persons.Count, Counts = tally.Counts() };
            progress?.Report(run.Looked);
            await note(run);
        }
        var rights = new PersonsByRight(store, keys);
        await new DueRefused(store, keys, policy.Retention, rights).RunAsync(run.BeganAt, dryRun, tally, TellAsync, cancellation);
        await new DueSent(store, policy.Retention, rights).RunAsync(run.BeganAt, dryRun, tally, TellAsync, cancellation);
        run = run with { EndedAt = Moments.Down(clock.GetUtcNow()), Counts = tally.Counts() };
        await note(run);
        return run;

        Task TellAsync() => note(run = run with { Counts = tally.Counts() });
    }

    // Who stays, and why.
    private async Task<IReadOnlyDictionary<Guid, Problem>> WhoStaysAsync(IReadOnlyList<DueOfPerson> due, CancellationToken cancellation)
    {
        var stays = new Dictionary<Guid, Problem>();
        foreach (var one in due)
        {
            if (await store.Reads.PersonAsync(one.Root, cancellation) is { IsErased: false } row && await StillNeeded.WhyAsync(store, keys, row, cancellation) is { } why)
                stays.Add(one.Root, why);
        }
        return stays;
    }

    private async Task<IReadOnlyDictionary<Guid, Problem>> LetGoAsync(IReadOnlyList<DueOfPerson> due, Actor actor, CancellationToken cancellation)
    {
        var stays = new Dictionary<Guid, Problem>();
        if (due.Where(one => one.WholePerson).Select(one => one.Root).ToList() is { Count: > 0 } persons)
        {
            var file = keys.File ?? throw new KetenHubException(Errors.KeyRingMissing.At("key ring"));
            var erased = await new PersonErasure(store, file, policy.Version, clock).EraseAsync(persons, actor, $"retention: {policy.Retention.Person!.Ground}", cancellation);
            keys.Use(erased.Ring);
            foreach (var (person, why) in erased.Kept)
                stays.Add(person, why);
        }
        foreach (var one in due.Where(one => !one.WholePerson))
        {
            if (await EmptyAsync(one, actor, cancellation) is { } why)
                stays.Add(one.Root, why);
        }
        return stays;
    }

    // Takes the content of entries away, with an entry that says so.
    private async Task<Problem?> EmptyAsync(DueOfPerson due, Actor actor, CancellationToken cancellation)
    {
        await using var tx = await store.BeginAsync(cancellation);
        var rows = await tx.LockPersonsTxAsync([.. due.Entries.Select(entry => entry.Entry.Person).Append(due.Root).Distinct().Order()], cancellation);
        if (rows.FirstOrDefault(row => row.Id == due.Root) is not { IsErased: false } root)
            return null;
        if (await StillNeeded.WhyAsync(store, keys, root, cancellation) is { } why)
            return why;
        var writes = new HubWrites();
        foreach (var row in rows)
        {
            var entries = due.Entries.Where(entry => entry.Entry.Person == row.Id).ToList();
            if (entries.Count == 0)
                continue;
            var note = ExpiredEntries.NoteOf(
                row, LogKind.Expired, clock.GetUtcNow(), actor.Name, policy.Version, ExpiredEntries.Write(entries.Select(entry => (entry.Term.Type, entry.Entry.N))));
            writes.Log.Add(note);
            writes.Persons.Add(row with { N = note.N, Head = note.Hash });
            writes.Expired.AddRange(entries.Select(entry => (row.Id, entry.Entry.N)));
        }
        await tx.WriteTxAsync(writes, cancellation);
        await tx.CommitTxAsync(cancellation);
        return null;
    }
}
