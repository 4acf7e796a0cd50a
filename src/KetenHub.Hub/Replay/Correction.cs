using System.Text.Json;
using System.Text.Json.Nodes;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Changed copies of refused messages. The copy is the partner's word only as far as a second person says so: it is sent when somebody
/// else approves it, and carries the number of the correction, so that the person's log shows for ever that it was changed and by what.</summary>
/// <param name="store">Store.</param>
/// <param name="hub">Takes the copy.</param>
/// <param name="keys">Seal it.</param>
/// <param name="partners">Partners.</param>
/// <param name="clock">Clock.</param>
public sealed class Correction(IHubStore store, HubTransaction hub, HubKeys keys, PartnerList partners, TimeProvider clock)
{
    /// <summary>The attribute of an event that names its correction.</summary>
    public const string Attribute = "hubcorrection";

    /// <summary>What came of a copy that was turned down.</summary>
    public const string TurnedDown = "TurnedDown";

    /// <summary>Keeps a changed copy for a second person.</summary>
    /// <param name="refused">The message it is a copy of.</param>
    /// <param name="text">The copy, as JSON.</param>
    /// <param name="actor">Who changed it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The number of the correction, or why the copy would be refused too.</returns>
    public async Task<(Guid? Id, IReadOnlyList<Problem> Problems)> ProposeAsync(
        RefusedRow refused, string text, Actor actor, string reason, CancellationToken cancellation)
    {
        if (SignatureCheck.Refused(refused))
            return (null, [Errors.NotSignedByItsSender.At("")]);
        var id = Guid.CreateVersion7();
        if (Marked(text, id) is not { } raw)
            return (null, [Errors.MalformedJson.At("")]);
        if (partners.Find(refused.Publisher) is not { } partner)
            return (null, [Errors.ForeignSource.At("/source")]);
        var read = Intake.Read(new InboundMessage(partner.Code, CloudEvent.ContentType, raw), partner);
        if (!read.IsUsable)
            return (null, read.Problems);
        var now = Moments.Down(clock.GetUtcNow());
        await store.Failures.AddCorrectionAsync(new CorrectionRow(id, refused.Id, reason, actor.Name, now, "", null, "", keys.SealQuarantine(id, raw)), cancellation);
        await store.Operations.NoteActionAsync(ActionRow.Of(actor, now, ActionKind.Proposed, $"{refused.Id:D}", reason), cancellation);
        return (id, []);
    }

    /// <summary>Approves a copy and takes it in, or turns it down.</summary>
    /// <returns>False: somebody decided on it before, or the actor made it.</returns>
    public async Task<bool> DecideAsync(CorrectionRow correction, bool approve, Actor actor, string reason, CancellationToken cancellation)
    {
        // Four eyes: the hands that changed it don't approve it.
        if (correction.MadeBy == actor.Name || correction.Outcome.Length > 0 || await store.Failures.RefusedOfAsync(correction.Refused, cancellation) is not { } refused)
            return false;
        var now = Moments.Down(clock.GetUtcNow());
        var outcome = approve ? await TakeAsync(correction, refused, cancellation) : TurnedDown;
        if (!await store.Failures.DecideAsync(correction.Id, actor.Name, now, outcome, cancellation))
            return false;
        await store.Operations.NoteActionAsync(
            ActionRow.Of(actor, now, approve ? ActionKind.Approved : ActionKind.TurnedDown, $"{refused.Id:D}", reason), cancellation);
        if (outcome == nameof(ReceiptOutcome.Accepted))
            await store.Failures.ResolveAsync(refused.Id, Resolution.Corrected, actor.Name, now, cancellation);
        hub.Commits.Tell(new HubWrites());
        return true;
    }

    // Taken in before it is written down as decided: after a crash in between it is known by its id, and the answer is the same.
    private async Task<string> TakeAsync(CorrectionRow correction, RefusedRow refused, CancellationToken cancellation)
    {
        var raw = keys.OpenQuarantine(correction.Id, correction.SealedRaw);
        var receipt = await ReplayRunner.SendAsync(hub, new InboundMessage(refused.Publisher, CloudEvent.ContentType, raw) { IsReplay = true }, cancellation);
        return receipt.Outcome == ReceiptOutcome.Quarantined ? ReplayRunner.NumbersOf(receipt) : nameof(ReceiptOutcome.Accepted);
    }

    private static byte[]? Marked(string text, Guid id)
    {
        try
        {
            if (JsonNode.Parse(text) is not JsonObject root)
                return null;
            root[Attribute] = id.ToString("D");
            return JsonSerializer.SerializeToUtf8Bytes(root, CloudEventWriter.JsonOptions);
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
