using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>Reads what the hub sends.</summary>
public static class AdapterNotices
{
    /// <summary>The notification of a body. A type, field or value of a later hub is no error: its content is null, or <c>Unknown</c>.</summary>
    /// <exception cref="KetenHubException">The body is no event of the published language.</exception>
    public static Notice Read(byte[] body)
    {
        var problems = new List<Problem>();
        var cloudEvent = CloudEventReader.Read(CloudEvent.ContentType, body, problems);
        if (cloudEvent is null)
            throw new KetenHubException(problems);
        var content = MessageTypes.FindNotification(cloudEvent.Type)?.Read(new Fields(cloudEvent.Data, "/data", problems, receiver: true));
        return problems.Count == 0 ? new Notice(cloudEvent, (Notification?)content, body) : throw new KetenHubException(problems);
    }
}
