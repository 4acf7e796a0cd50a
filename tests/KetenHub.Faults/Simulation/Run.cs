using KetenHub.Embedded;
using KetenHub.Faults.Simulation.Invariants;
using KetenHub.Faults.Simulation.Planted;
using KetenHub.Hub;
using KetenHub.Storage;

namespace KetenHub.Faults.Simulation;

/// <summary>One seed: some days of work with faults, then a day without, so that everything comes to an end; then the invariants.</summary>
internal sealed class Run
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan LatestDeadline = TimeSpan.FromHours(4);

    private readonly ulong seed;
    private readonly int days;
    private readonly Trace trace;
    private readonly Dice dice;
    private readonly World world;
    private readonly FaultPlan faults;
    private readonly SharedStore shared;
    private readonly Func<PlantedBug> plant;
    private readonly Dictionary<string, Publisher> publishers = [];
    private readonly Dictionary<string, Mailbox> mailboxes = [];
    private readonly Site site;
    private readonly Post post;
    private readonly Caseload cases;
    private readonly PlantedBug bug;
    private readonly List<string> late = [];
    private int incarnations;

    private Run(ulong seed, int days, TextWriter? verbose, Func<PlantedBug> plant, DirectoryInfo folder)
    {
        (this.seed, this.days, this.plant) = (seed, days, plant);
        bug = plant();
        dice = new Dice(seed);
        trace = new Trace(verbose);
        world = new World(dice.Fork(), trace, Start);
        faults = new FaultPlan(dice.Fork());
        shared = new SharedStore(world);
        var (partners, policy) = Settings.Value;
        var queues = partners.All.Where(partner => partner.Publishes.Count > 0).ToDictionary(partner => partner.Code, partner => new InboundQueue(partner.Code));
        foreach (var queue in queues.Values)
            publishers.Add(queue.Partner, new Publisher(world, dice.Fork(), faults, queue));
        post = new Post(world, publishers, partners);
        cases = new Caseload(world, dice.Fork(), faults, post);
        foreach (var recipient in partners.All.Where(partner => partner.Receives.Count > 0).Select(partner => partner.Code))
            mailboxes.Add(recipient, new Mailbox(world, dice.Fork(), faults, recipient, mail => cases.React(recipient, mail)));
        site = new Site(world, dice, faults, shared, Path.Combine(folder.FullName, "ketenhub.db"), new HubKeys(MasterKey), policy, partners, queues, mailboxes);
    }

    private static Lazy<(PartnerList Partners, Decisions.Policy Policy)> Settings { get; } = new(() => SettingsFolder.Read(null, null));

    // Migrating takes longer than many a story.
    private static Lazy<Task<byte[]>> NewDatabase { get; } = new(async () =>
    {
        var folder = Directory.CreateTempSubdirectory("ketenhub-simulate-");
        try
        {
            var file = Path.Combine(folder.FullName, "ketenhub.db");
            await using (var store = new SqliteStore(file))
                await store.MigrateAsync(CancellationToken.None);
            return await File.ReadAllBytesAsync(file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    });

    private static byte[] MasterKey { get; } = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private DateTimeOffset End => Start.AddDays(days);

    /// <summary>Lives through one seed.</summary>
    public static async Task<Outcome> OfAsync(ulong seed, int days, TextWriter? verbose = null, Func<PlantedBug>? plant = null)
    {
        // In memory where the system has such a folder: the disk is not what is tried here.
        var memory = new DirectoryInfo("/dev/shm");
        var folder = memory.Exists ? memory.CreateSubdirectory($"ketenhub-simulate-{Guid.NewGuid():N}") : Directory.CreateTempSubdirectory("ketenhub-simulate-");
        try
        {
            var run = new Run(seed, days, verbose, plant ?? (() => new PlantedBug()), folder);
            using (run.site.Keys)
                return await run.LiveAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<Outcome> LiveAsync()
    {
        await File.WriteAllBytesAsync(site.Database, await NewDatabase.Value);
        // Open all the time, so that a killed hub does not tidy up as the last one that closes the file: the next one finds the log of SQLite as it was.
        await using var onlooker = new SqliteStore(site.Database);
        await onlooker.NextDeadlineAsync(CancellationToken.None);
        Plan();
        for (var i = 0; i < faults.Hubs; i++)
            Boot($"hub{i + 1}");
        for (var day = 1; day <= days && late.Count == 0; day++)
        {
            await LiveAsync(Start.AddDays(day));
            await LookForLateAsync(onlooker);
        }
        faults.IsOver = true;
        post.IsClosed = true;
        foreach (var hub in shared.Hubs)
            hub.SetClock(TimeSpan.Zero);
        await LiveAsync(End.AddDays(1));
        // A deadline of the last minute is carried out too; what never comes to an end is judged as it is.
        for (var minutes = 0; minutes < 120 && !await IsQuietAsync(onlooker); minutes++)
            await LiveAsync(world.Now.AddMinutes(1));
        var violations = await JudgeAsync(onlooker);
        foreach (var hub in shared.Hubs.ToList())
        {
            hub.Kill();
            await hub.DisposeAsync();
        }
        return new Outcome(seed, trace.Step, trace.Digest, days, post.Sent, incarnations, faults.Struck, violations);
    }

    private async Task<bool> IsQuietAsync(SqliteStore onlooker) =>
        mailboxes.Values.All(mailbox => mailbox.IsEmpty)
        && (await onlooker.Reads.WaitingAsync(CancellationToken.None)).Backlogs.Count == 0
        && !(await onlooker.NextDeadlineAsync(CancellationToken.None) <= world.Now);

    private async Task LiveAsync(DateTimeOffset until)
    {
        while (world.Now < until && world.Unexpected is null)
        {
            await world.LiveAsync(until, () => shared.Hubs.Exists(hub => hub.IsDead));
            foreach (var hub in shared.Hubs.Where(hub => hub.IsDead).ToList())
            {
                await hub.DisposeAsync();
                // Mostly at once, as a supervisor does; now and then it takes an hour.
                world.After(dice.Chance(0.9) ? dice.Time(0.01, 1) : dice.Time(1, 60), hub.Name, () => Boot(hub.Name));
            }
        }
    }

    // However long hubs were down, their clocks behind and the store failing: this late no deadline may be left on any evening. A message that
    // comes late can set one that is past already: it too has this long.
    private async Task LookForLateAsync(SqliteStore onlooker)
    {
        if (await NextAsync() is not { } next || next >= world.Now - LatestDeadline)
            return;
        await LiveAsync(world.Now + LatestDeadline);
        if (await NextAsync() == next)
            late.Add($"no deadline silently missed: on the evening of {world.Now:u} one that was due {next:u} is not handled");

        Task<DateTimeOffset?> NextAsync() => onlooker.NextDeadlineAsync(CancellationToken.None);
    }

    private void Boot(string name)
    {
        incarnations++;
        world.Note("starts");
        _ = new SimulatedHub(name, site, faults[Fault.ClockJump] > 0 && !faults.IsOver ? dice.Time(-60, 60) : TimeSpan.Zero, bug);
    }

    // Cases, and faults that come by themselves.
    private void Plan()
    {
        for (var day = 0; day < days; day++)
        {
            var morning = Start.AddDays(day);
            for (var i = dice.Between(1, 2); i > 0; i--)
                world.At(morning + dice.Time(0, 900), "partners", cases.Open);
            Often(Fault.ClockJump, morning, () => dice.Pick(shared.Hubs).SetClock(dice.Time(-60, 60)));
            Often(Fault.LaneCut, morning, () => dice.Pick(site.Queues.Values.ToList()).Cut());
            Often(Fault.LinkDown, morning, () => dice.Pick(publishers.Values.ToList()).Down(dice.Chance(0.8) ? dice.Time(1, 120) : dice.Time(120, 600)));
        }
    }

    private void Often(Fault fault, DateTimeOffset morning, Action strike)
    {
        var perDay = faults[fault];
        var times = (int)Math.Floor(perDay + dice.Unit());
        for (var i = 0; i < (perDay > 0 ? times : 0); i++)
        {
            world.At(morning + dice.Time(0, 1440), "fault", () =>
            {
                if (faults.IsOver || shared.Hubs.Count == 0)
                    return;
                faults.Count(fault.ToString());
                strike();
            });
        }
    }

    private async Task<IReadOnlyList<string>> JudgeAsync(SqliteStore onlooker)
    {
        if (world.Unexpected is { } unexpected)
            return [$"nothing fails unexpectedly: {unexpected}"];
        var evidence = await Evidence.ReadAsync(onlooker, site, publishers.Values);
        return [.. late, .. Invariant.All.SelectMany(invariant => invariant.Broken(evidence).Take(3).Select(broken => $"{invariant.Words}: {broken}"))];
    }
}

/// <summary>How one seed went.</summary>
/// <param name="Seed">Its number.</param>
/// <param name="Steps">Steps in its trace.</param>
/// <param name="Digest">Digest of the trace.</param>
/// <param name="Days">Days with work and faults.</param>
/// <param name="Messages">Messages the partners sent.</param>
/// <param name="Starts">How often a hub process started.</param>
/// <param name="Struck">How often each fault struck.</param>
/// <param name="Violations">What does not hold; empty when all is well.</param>
internal sealed record Outcome(ulong Seed, long Steps, string Digest, int Days, int Messages, int Starts,
    IReadOnlyDictionary<string, int> Struck, IReadOnlyList<string> Violations)
{
    public override string ToString() => $"seed={Seed} step={Steps} digest={Digest} {Messages} messages, {Starts} starts";
}
