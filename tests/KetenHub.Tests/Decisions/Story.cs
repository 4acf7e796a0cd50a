using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Tests.Decisions;

/// <summary>Makes messages of several partners about one person out of arbitrary numbers; any sub-list of the numbers is a story too,
/// so that a failing one shrinks.</summary>
internal sealed partial class Story(bool revisionsOnce)
{
    private static readonly double[] Moments = [-2, 3, 23, 26, 72, 96];
    private static readonly Location[] Places = [Send.TerApel, Send.Budel, Send.Desk];

    private readonly Dictionary<string, int> revisions = [];
    private readonly HashSet<string> happened = [];

    public static IReadOnlyList<Received> Tell(int[] numbers, bool revisionsOnce = false)
    {
        var story = new Story(revisionsOnce);
        return [.. numbers.Select((number, i) => story.Next(number, i)).OfType<Received>()];
    }

    /// <summary>Another order in which each partner's own order is kept.</summary>
    public static IReadOnlyList<Received> Interleave(IEnumerable<Received> messages, int[] order)
    {
        var lanes = messages.GroupBy(message => message.Publisher).Select(lane => new Queue<Received>(lane)).ToList();
        var woven = new List<Received>();
        for (var i = 0; lanes.Count > 0; i++)
        {
            var lane = lanes[(order.Length == 0 ? 0 : order[i % order.Length]) % lanes.Count];
            woven.Add(lane.Dequeue());
            if (lane.Count == 0)
                lanes.Remove(lane);
        }
        return woven;
    }

    private Received? Next(int number, int index)
    {
        var (kind, pick) = (number % 19, number / 19);
        var decision = pick % 3 == 0 ? Send.D2 : Send.D1;
        var moment = Moments[pick / 3 % Moments.Length];
        var place = Places[pick / 5 % Places.Length];
        KetenMessage? message = kind switch
        {
            0 or 1 => Send.Issued(pick % 2 == 0 ? Send.Plan(moment, Revision($"plan {decision}", pick), place) : null, Revision($"decision {decision}", pick),
                pick % 7 == 0 ? DecisionOutcome.Granted : DecisionOutcome.Rejected, decision),
            2 or 3 => Send.Planned(moment, Revision($"plan {decision}", pick), place, decision),
            4 => Send.Cancelled(Revision($"plan {decision}", pick), decision),
            5 => Send.Withdrawn(Revision($"decision {decision}", pick), decision),
            6 => Once($"handed out {decision}") ? Send.HandedOut(moment, pick % 2 == 0, decision) : null,
            7 or 8 => Send.Ready(pick % 4 == 0 ? null : moment, Revision($"answer {decision}", pick), decision, pick % 5 == 0 ? place : null,
                pick % 7 == 0 ? 20 : null, pick % 7 == 0 ? 80 : null, pick % 6 == 0 ? moment + 1 : null),
            9 => Send.NotReady(moment, Revision($"answer {decision}", pick), pick % 7 == 0 ? 20 : null, pick % 7 == 0 ? 80 : null) with { DecisionNumber = decision },
            10 => Once($"interview {decision}") ? Send.Interview(moment, decision) : null,
            11 => Send.Removability(pick % 2 == 0, Revision($"removability {decision}", pick)) with { DecisionNumber = decision },
            12 => Send.Incident($"I-{pick % 4}", (IncidentImpact)(1 + (pick % 4)), Revision($"incident {pick % 4}", pick)),
            13 => Send.Signal((CaseSignalKind)(1 + (pick % 7)), pick / 7 % 5, isMinor: pick % 9 == 0 ? true : null),
            14 => Send.Established(pick % 2 == 0 ? Minority.Minor : Minority.Adult, Revision($"minority {pick / 2 % 2}", pick)),
            15 => pick % 2 == 0 ? Send.Link() : Send.Reported(pick % 8 == 3 ? DeliveryResult.Delivered : DeliveryResult.Refused),
            16 => Agreement(pick, moment),
            17 => Send.Director((DirectorChange)(1 + (pick % 3)), pick % 5 < 2 ? "ind" : "avim", moment),
            _ => (pick % 4) switch
            {
                0 => Send.Transport(moment + 12, Revision("transport", pick)),
                3 => Send.Off(Revision("transport", pick)),
                1 => Once("picked up") ? Send.PickedUp(moment + 6) : null,
                _ => Once("handed over") ? Send.GivenOver(moment + 10) : null,
            },
        };
        var publisher = message switch
        {
            null => "",
            PersonIdentifiersChanged { Minority: not null } => pick / 2 % 2 == 0 ? "ind" : "avim",
            AgreementClosed => pick % 4 < 2 ? "coa" : "ind",
            CaseSignal => pick % 2 == 0 ? "coa" : "avim",
            _ => Send.PublisherOf(message),
        };
        return message is null ? null
            : new Received(publisher, $"00000000-0000-7000-8000-{index:D12}", pick % 10 == 0 ? message with { CaseNumber = $"Z-{pick % 2}" } : message);
    }

    // A close says which number; who may close it depends on who made and who owns it.
    private KetenMessage Agreement(int pick, double moment) => (pick % 2) switch
    {
        0 => Send.Agreed(moment + 24, Revision($"agreement {pick / 2 % 2}", pick), pick % 5 == 0 ? "om" : "coa", $"A-{pick / 2 % 2}", made: moment),
        _ => Send.Closed((AgreementResult)(1 + (pick / 2 % 3)), moment + 20, $"A-{pick / 6 % 2}"),
    };

    // Now and then a revision comes again, or an older one after a later one.
    private int Revision(string what, int pick)
    {
        var latest = revisions.GetValueOrDefault(what);
        if (!revisionsOnce && pick % 6 == 0 && latest > 0)
            return Math.Max(1, latest - (pick % 12 == 0 ? 1 : 0));
        return revisions[what] = latest + 1;
    }

    private bool Once(string what) => happened.Add(what) || !revisionsOnce;
}
