using KetenHub.Contracts;

namespace KetenHub.Tests.Contracts;

/// <summary>One body, read the whole way: envelope, type, data.</summary>
internal sealed record Reading(CloudEvent? Event, MessageType? Type, object? Record, IReadOnlyList<Problem> Problems)
{
    public string Numbers => string.Join(' ', Problems.Select(problem => problem.Kind.Number).Order(StringComparer.Ordinal));

    public static Reading Of(ReadOnlyMemory<byte> body, string? contentType = CloudEvent.ContentType)
    {
        var problems = new List<Problem>();
        if (CloudEventReader.Read(contentType, body, problems) is not { } read)
            return new(null, null, null, problems);
        var type = MessageTypes.FindMessage(read.Type) ?? MessageTypes.FindNotification(read.Type);
        if (type is null)
            return new(read, null, null, [Errors.UnknownType.At("/type")]);
        var record = type.Read(new Fields(read.Data, "/data", problems));
        return new(read, type, record, problems);
    }
}
