using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>A message that was entered on a page: an event of the partner, whose source names the account, so that the log tells who entered it.</summary>
internal static class PageEvent
{
    /// <summary>What stands before the account in the source.</summary>
    public const string SourceMark = ":systeem:pagina-";

    /// <summary>The source of what this account enters.</summary>
    public static string SourceOf(Partner partner, SignedIn who) =>
        $"urn:nld:oin:{partner.Oin}{SourceMark}{who.Name.Replace('/', '-')}";

    /// <summary>Sends it through the intake. The same id again is the same entry.</summary>
    public static async Task<Receipt> SendAsync(
        HubTransaction hub, Partner partner, Visit visit, Guid id, KetenMessage message, DateTimeOffset now, CancellationToken cancellation)
    {
        var type = MessageTypes.Of(message);
        var inbound = new InboundMessage(partner.Code, CloudEvent.ContentType, CloudEventWriter.Write(new CloudEvent
        {
            Id = id.ToString("D"),
            Source = SourceOf(partner, visit.Who),
            Type = type.EventType,
            Time = now,
            DataSchema = type.DataSchema,
            Data = CloudEventWriter.Data(message),
        }))
        {
            By = visit.Actor,
            IsEntered = true,
        };
        try
        {
            return (await hub.HandleAsync([inbound], cancellation))[0];
        }
        catch (StoreConflictException)
        {
            // Written to meanwhile; the same event again is the same entry.
            return (await hub.HandleAsync([inbound], cancellation))[0];
        }
    }
}
