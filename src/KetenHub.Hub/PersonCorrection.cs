using System.Text.Json;
using System.Text.Json.Nodes;
using KetenHub.Contracts;
using KetenHub.Decisions;

namespace KetenHub.Hub;

/// <summary>What is wrong in a person's log.</summary>
/// <param name="Person">Whose log the entry stands in: the person, or one merged into it.</param>
/// <param name="N">Its number there; a message that came in or went out.</param>
/// <param name="Field">The field, as a JSON Pointer that begins with <c>/data/</c>.</param>
/// <param name="Right">What it should have been, 1 to 1000 characters.</param>
/// <param name="Reason">Why it is corrected, and on whose word, 5 to 500 characters.</param>
public sealed record WrongEntry(Guid Person, long N, string Field, string Right, string Reason);

/// <summary>Corrects what stands in a person's log and was told to partners (rectificatie, AVG art. 16 and 19). Nothing that was logged changes: the correction
/// is an entry of its own, and whoever got the wrong data is told, by the ordinary way. What the hub decides by does not change: that is for the source
/// of the data to send, as a later revision.</summary>
public sealed partial class PersonCorrection(IHubStore store, HubTransaction hub, HubKeys keys, Policy policy, PartnerList partners)
{
    /// <summary>Type of the notification that tells it.</summary>
    internal const string Told = "correction-issued";

    private const int LongestRight = 1000;

    /// <summary>Corrects an entry.</summary>
    /// <param name="person">The person; not one that was merged into another.</param>
    /// <param name="wrong">What is wrong.</param>
    /// <param name="actor">Who corrects, and from where.</param>
    /// <param name="toldOtherwise">Codes of partners that can't be told by the hub, and were told otherwise.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The entry, and how many notifications tell it.</returns>
    /// <exception cref="KetenHubException">KH404: no reason. KH418: no such entry or field. KH421: somebody can't be told.</exception>
    public async Task<(LogRow Entry, int Notifications)> CorrectAsync(
        Guid person, WrongEntry wrong, Actor actor, IReadOnlyCollection<string> toldOtherwise, CancellationToken cancellation)
    {
        if (wrong.Reason.Trim().Length is < 5 or > 500)
            throw new KetenHubException(Errors.PurposeMissing.At("reason", "5 to 500 characters"));
        if (wrong.Right.Trim().Length is 0 or > LongestRight)
            throw new KetenHubException(Errors.EntryNotCorrectable.At("right", $"1 to {LongestRight} characters"));
        return await hub.WithPersonAsync(person, async batch =>
        {
            // Behind the lock on the person: nobody is told the wrong data between looking and correcting.
            using var log = await OpenedLog.ReadAsync(store.Reads, keys, person, cancellation);
            var entry = log.Find(wrong.Person, wrong.N);
            if (entry?.Body is null)
                throw new KetenHubException(Errors.EntryNotCorrectable.At("entry", "a message that came in or went out, and has its content still"));
            if (OpenedLog.At(entry.Body, wrong.Field) is not { } was)
                throw new KetenHubException(Errors.EntryNotCorrectable.At("field", "a field that the message has, such as /data/handOut/location/name"));
            var reached = log.ReachedBy(entry, wrong.Field, partners);
            if (reached.Select(one => one.Row.Party).Distinct().Where(code => !IsTold(code) && !toldOtherwise.Contains(code)).ToList() is { Count: > 0 } deaf)
                throw new KetenHubException(Errors.CorrectionUndeliverable.At("partners.json", string.Join(", ", deaf)));
            var told = reached.Where(one => IsTold(one.Row.Party)).ToList();
            var body = JsonSerializer.SerializeToUtf8Bytes(
                new CorrectionBody(wrong.Person, wrong.N, wrong.Field, was, wrong.Right.Trim(), wrong.Reason.Trim(), [.. toldOtherwise.Order(StringComparer.Ordinal)]), CloudEventWriter.JsonOptions);
            var corrected = batch.Correct(person, entry.Row.Person == person ? entry.Row.N : null, actor, body, note => [.. told.Select(one => new Effect.Notify(
                one.Row.Party, new CorrectionIssued { PolicyVersion = policy.Version, CorrectedId = one.Row.EventId, CorrectedAt = note.At }, Why.Corrected, one.Thread ?? one.Row.EventId))]);
            return (corrected, told.Count);
        }, cancellation);
    }

    /// <summary>What the receiver of a correction may know of it: which field, and what is right where it was told what is wrong.</summary>
    /// <param name="notification">The entry of the notification that told it.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>Null when it is no correction, or its content is gone.</returns>
    public async Task<CorrectionOf?> ForReceiverAsync(LogRow notification, CancellationToken cancellation)
    {
        if (notification.Type != Told || notification.CauseN is not { } cause || await store.Reads.PersonAsync(notification.Person, cancellation) is not { IsErased: false } row)
            return null;
        using var log = await OpenedLog.ReadAsync(store.Reads, keys, row.MergedInto ?? row.Id, cancellation);
        var id = (string?)log.Find(row.Id, notification.N)?.Body?["data"]?["correctedId"];
        var (correction, wrong) = (log.Find(row.Id, cause)?.Correction, log.Entries.FirstOrDefault(entry => entry.Row.Kind == LogKind.Notified && entry.Row.EventId == id));
        if (correction is null || id is null)
            return null;
        var knows = OpenedLog.IsAboutIdentity(correction.Field) || (wrong?.Body?["data"] is { } data && OpenedLog.Holds(data, correction.Was, correction.Field));
        return new CorrectionOf(id, correction.Field, knows ? correction.Right : null);
    }

    private bool IsTold(string code) => partners.Find(code)?.Receives.ContainsKey(Told) == true;
}

/// <summary>A correction, as its receiver may know it.</summary>
/// <param name="CorrectedId">Id of the notification that was wrong.</param>
/// <param name="Field">Which field of the message behind it.</param>
/// <param name="Right">What it should have been; null for who was not told what is wrong either.</param>
public sealed record CorrectionOf(string CorrectedId, string Field, string? Right);

/// <summary>Body of the entry of a correction.</summary>
/// <param name="Person">Whose log the wrong entry stands in.</param>
/// <param name="N">Its number.</param>
/// <param name="Field">The field.</param>
/// <param name="Was">What it says.</param>
/// <param name="Right">What it should have said.</param>
/// <param name="Reason">Why.</param>
/// <param name="ToldOtherwise">Partners that were told by somebody, not by the hub.</param>
internal sealed record CorrectionBody(Guid Person, long N, string Field, JsonNode Was, string Right, string Reason, IReadOnlyList<string> ToldOtherwise);
