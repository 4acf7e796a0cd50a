using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Http;

namespace KetenHub.Dashboard;

/// <summary>Records what DT&amp;V answered on the phone. It becomes a message of DT&amp;V whose source names the account that entered it, goes through the
/// same intake as any other, and is passed on like an answer that DT&amp;V sent itself.</summary>
internal sealed class AnswerEntry(IHubStore store, HubTransaction hub, HubKeys keys, Policy policy, PartnerList partners, Moments moments, Texts texts, Visit visit)
{
    private const int LongestTeam = 100;

    /// <summary>What became of the form that was posted.</summary>
    public EntryOutcome? Outcome { get; private set; }

    /// <summary>Whether this account may record an answer of DT&amp;V: who runs the hub, or DT&amp;V itself.</summary>
    public bool MayRecord => visit.Who.May(Right.Operate, Right.Direct) && visit.Who.SpeaksFor(policy.Roles.Departure) && partners.Find(policy.Roles.Departure) is not null;

    /// <summary>Readinesses that an answer can still be given for.</summary>
    public static IEnumerable<ReadinessRow> Open(IEnumerable<ReadinessRow> rows) =>
        rows.Where(row => row.Status is ReadinessStatus.Requested or ReadinessStatus.Overdue or ReadinessStatus.NotReady or ReadinessStatus.Ready);

    /// <summary>Reads a posted form and sends it.</summary>
    public async Task EnterAsync(Guid person, IFormCollection form, CancellationToken cancellation)
    {
        var (done, text) = await EnteredAsync(person, form, cancellation);
        Outcome = new EntryOutcome(done, text, form);
    }

    private async Task<(bool Done, string Text)> EnteredAsync(Guid person, IFormCollection form, CancellationToken cancellation)
    {
        if (!MayRecord)
            return (false, texts.NotYours(partners.Find(policy.Roles.Departure)?.Name ?? policy.Roles.Departure));
        if (!Guid.TryParseExact(form["entryId"], "D", out var id) || await store.Reads.PersonAsync(person, cancellation) is not { MergedInto: null, IsErased: false } row)
            return (false, texts.FillIn);
        using var key = keys.PersonKey(row.Id, row.WrappedKey);
        var readiness = StateJson.Read(key.Open(row.SealedState, HubKeys.Bound(row.Id, "state"))).Readinesses.FirstOrDefault(one => one.DecisionNumber == form["decision"]);
        var identifier = (await store.Reads.IdentifiersAsync(row.Id, cancellation)).Select(one => HubKeys.OpenIdentifier(key, one)).FirstOrDefault();
        if (readiness is null || identifier is null || Answer(readiness, identifier, form) is not { } message)
            return (false, texts.AnswerIncomplete);
        var receipt = await PageEvent.SendAsync(hub, partners.Find(policy.Roles.Departure)!, visit, id, message, moments.Now, cancellation);
        return receipt.Outcome switch
        {
            ReceiptOutcome.Accepted => (true, texts.EnteredAs(receipt.N ?? 0)),
            ReceiptOutcome.Duplicate => (true, texts.EnteredBefore),
            _ => receipt.Problems.Any(problem => problem.Kind == Errors.IdReused)
                ? (true, texts.EnteredBefore) : (false, texts.NotEntered(string.Join(", ", receipt.Problems.Select(problem => problem.Kind.Number).Distinct()))),
        };
    }

    private ReadinessReported? Answer(Readiness readiness, PersonIdentifier identifier, IFormCollection form)
    {
        var team = form["whoComes"].ToString().Trim();
        var isReady = form["answer"] == nameof(ReadinessAnswer.Ready);
        var reason = Enum.TryParse<NotReadyReason>(form["notReadyReason"], out var why) && Enum.IsDefined(why) && why != NotReadyReason.Unknown ? why : (NotReadyReason?)null;
        if (isReady ? team.Length is 0 or > LongestTeam : form["answer"] != nameof(ReadinessAnswer.NotReady) || reason is null)
            return null;
        if (form["interview"].ToString() is { Length: > 0 } typed && TypedMoment.Of(typed) is null)
            return null;
        return new ReadinessReported
        {
            Person = new PersonReference { Identifiers = [identifier] },
            DecisionNumber = readiness.DecisionNumber,
            Revision = (readiness.Answer?.Revision ?? 0) + 1,
            Answer = isReady ? ReadinessAnswer.Ready : ReadinessAnswer.NotReady,
            ReportedAt = moments.Now,
            // What was said on the phone is about the plan as it stands.
            HandOutAt = readiness.Plan?.At,
            WhoComes = isReady ? team : null,
            InterviewSlot = isReady && TypedMoment.Of(form["interview"]) is { } start ? new InterviewSlot { Start = start } : null,
            NotReadyReason = isReady ? null : reason,
        };
    }
}
