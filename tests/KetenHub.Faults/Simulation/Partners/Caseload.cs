using System.Text;
using System.Text.Json;
using KetenHub.Contracts;

namespace KetenHub.Faults.Simulation;

/// <summary>What happens at the partners: cases with their decisions, plans and turns, by dice, and DT&amp;V's answers to what it is asked.</summary>
internal sealed class Caseload(World world, Dice dice, FaultPlan faults, Post post)
{
    private readonly Dictionary<string, Dossier> byDecision = [];
    private readonly List<Dossier> dossiers = [];

    /// <summary>A new case; everything else about it follows.</summary>
    public void Open()
    {
        var file = new Dossier(world, dossiers.Count + 1) { IsMinor = dice.Chance(0.1) ? true : null };
        dossiers.Add(file);
        byDecision[file.DecisionNumber] = file;
        var alias = dice.Chance(0.25);
        for (var i = dice.Between(0, 2); i > 0; i--)
            Later(0, 90, () => Report(alias && dice.Chance(0.5) ? file.Alias : file.Person, file));
        Later(30, 120, () =>
        {
            var granted = dice.Chance(0.07);
            post.Send("ind", file.Decide(granted ? DecisionOutcome.Granted : Negative(), !granted && dice.Chance(0.7) ? Lead() : null));
            // Somebody corrects himself at once: several messages are in the lane together.
            for (var i = dice.Chance(0.3) ? dice.Between(1, 3) : 0; i > 0; i--)
                Later(0, 0.2, () => Correct(file));
            if (file.Plan is null && dice.Chance(0.8))
                Later(20, 300, () => PlanAgain(file));
            else
                AwaitHandOut(file);
        });
        Turns(file);
        if (alias)
            Identity(file);
    }

    /// <summary>A recipient got a notification.</summary>
    public void React(string recipient, Mail mail)
    {
        if (recipient != "dtv" || mail.Type != "readiness-requested" || post.IsClosed)
            return;
        using var json = JsonDocument.Parse(mail.Body);
        var data = json.RootElement.GetProperty("data");
        var decision = data.GetProperty("decisionNumber").GetString()!;
        if (!byDecision.TryGetValue(decision, out var file) || dice.Chance(0.2))
            return;
        var plan = file.Plan;
        // Some at once, some after they were reminded, some after everybody was told.
        Later(2, dice.Pick([30.0, 180, 600]), () =>
        {
            post.Send("dtv", file.Answer(decision, plan, dice.Chance(0.75), dice.Chance(0.5)));
            if (dice.Chance(0.15))
                Later(5, 120, () => post.Send("dtv", file.Answer(decision, file.Plan, dice.Chance(0.5), dice.Chance(0.5))));
        });
    }

    private void Turns(Dossier file)
    {
        Perhaps(0.35, 200, 1500, () => PlanAgain(file));
        Perhaps(0.15, 200, 1500, () => { post.Send("ind", file.Cancel()); Perhaps(0.6, 30, 600, () => PlanAgain(file)); });
        Perhaps(0.08, 150, 1500, () => post.Send("ind", file.Withdraw()));
        Perhaps(0.06, 150, 1500, () => post.Send("ind", file.Decide(dice.Chance(0.6) ? DecisionOutcome.Granted : Negative(), null)));
        Perhaps(0.30, 150, 1500, () => post.Send("coa", file.Incident(file.Person, Impact())));
        Perhaps(0.10, 150, 1500, () => post.Send("coa", file.Incident(file.Person, Impact(), again: true)));
        Perhaps(0.12, 100, 1000, () =>
        {
            post.Send("coa", file.Signal(file.Person, CaseSignalKind.LeftView));
            Perhaps(0.6, 60, 600, () => post.Send("avim", file.Signal(file.Person, CaseSignalKind.Reappeared)));
        });
        Perhaps(0.08, 100, 1500, () => post.Send(dice.Pick(["ind", "avim"]), file.Establish(dice.Chance(0.5) ? Minority.Minor : Minority.Adult)));
        Perhaps(0.08, 150, 1500, () => post.Send("ind", file.Removability(dice.Chance(0.5))));
        Perhaps(0.05, 150, 1500, () => post.Send("ind", file.Agree()));
        if (faults[Fault.Poison] > 0)
            Perhaps(faults[Fault.Poison] * 4, 10, 1500, () => Poison(file));
    }

    private void Identity(Dossier file)
    {
        Perhaps(0.3, 100, 900, () => post.Send("ind", file.PlanHandOut(file.Alias, Lead())));
        Later(200, 1200, () =>
        {
            var way = dice.Unit();
            post.Send(dice.Pick(["avim", "ind"]), way < 0.2
                ? file.Change(IdentifierChange.Link, file.Alias)
                : file.Change(IdentifierChange.Merge, file.Alias));
            Perhaps(0.25, 60, 900, () => post.Send("avim", file.Change(IdentifierChange.Split, file.Alias, dice.Chance(0.5) ? [file.DecisionNumber] : [])));
            Perhaps(0.4, 10, 900, () => Report(file.Alias, file));
        });
    }

    private void Correct(Dossier file)
    {
        if (file.IsHandedOut)
            return;
        if (file.Plan is not null && dice.Chance(0.3))
            post.Send("ind", file.Cancel());
        else
            PlanAgain(file);
    }

    private void PlanAgain(Dossier file)
    {
        if (file.IsHandedOut)
            return;
        post.Send("ind", file.PlanHandOut(file.Person, Lead()));
        AwaitHandOut(file);
    }

    private void AwaitHandOut(Dossier file)
    {
        if (file.Plan is not { } plan)
            return;
        world.At(plan.At, "ind", () =>
        {
            // Moved, called off or done in the meantime.
            if (file.Plan != plan || file.IsHandedOut || file.IsWithdrawn || dice.Chance(0.1))
                return;
            post.Send("ind", file.HandOut(dice.Chance(0.8)));
            Perhaps(0.7, 5, 120, () => post.Send("dtv", file.Interview()));
        });
    }

    private void Report(PersonReference person, Dossier file)
    {
        if (dice.Chance(0.5))
            post.Send(dice.Pick(["coa", "avim"]), file.Incident(person, Impact()));
        else
            post.Send(dice.Pick(["coa", "avim", "nidos", "ind"]), file.Signal(person, CaseSignalKind.NuisanceAroundLocation));
    }

    // What must be refused and kept.
    private void Poison(Dossier file)
    {
        faults.Count(nameof(Fault.Poison));
        var partner = dice.Pick(["coa", "avim", "ind"]);
        switch (dice.Between(0, 5))
        {
            case 0:
                post.Raw(partner, Encoding.UTF8.GetBytes($"{{\"specversion\":\"1.0\", no. {post.Sent}"));
                break;
            case 1:
                post.Send(partner, file.Signal(file.Person, CaseSignalKind.Arrested), post.SourceOf("dtv"));
                break;
            case 2:
                post.Send("nidos", file.Withdraw());
                break;
            case 3:
                var id = KetenHub.Hub.EffectIds.Of("reused", post.Sent).ToString("D");
                post.Send(partner, file.Signal(file.Person, CaseSignalKind.Arrested), id: id);
                Later(0, 10, () => post.Send(partner, file.Signal(file.Person, CaseSignalKind.IdentityDoubt), id: id));
                break;
            case 4:
                var other = dice.Pick(dossiers);
                post.Send("coa", file.Signal(file.Person with { Identifiers = [.. file.Person.Identifiers, .. other.Person.Identifiers] }, CaseSignalKind.Arrested));
                break;
            default:
                post.Send("avim", file.Change(IdentifierChange.Merge, file.Person));
                break;
        }
    }

    private DecisionOutcome Negative() => dice.Pick([DecisionOutcome.Rejected, DecisionOutcome.DublinTransfer, DecisionOutcome.Inadmissible]);

    private IncidentImpact Impact() => dice.Pick([IncidentImpact.Low, IncidentImpact.Medium, IncidentImpact.High]);

    private TimeSpan Lead() => dice.Time(dice.Chance(0.4) ? 120 : 1500, dice.Chance(0.5) ? 1400 : 2800);

    private void Perhaps(double chance, double least, double most, Action act)
    {
        if (dice.Chance(chance))
            Later(least, most, act);
    }

    private void Later(double leastMinutes, double mostMinutes, Action act) => world.After(dice.Time(leastMinutes, mostMinutes), "partners", act);
}
