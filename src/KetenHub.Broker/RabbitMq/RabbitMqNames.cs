using KetenHub.Hub;

namespace KetenHub.Broker;

/// <summary>Names that partners know from <c>contracts/README.md</c>.</summary>
public static class RabbitMqNames
{
    /// <summary>Where dead-lettered messages are kept: exchange and queue. Never empty without an alarm.</summary>
    public const string Dead = "keten.dead";

    /// <summary>Where messages are kept that no binding took: exchange and queue.</summary>
    public const string Unrouted = "keten.unrouted";

    /// <summary>A partner publishes to this exchange; its queue has the same name where its lane is not split.</summary>
    public static string In(string partner) => $"keten.in.{partner}";

    /// <summary>Where a lane is split by person: the exchange behind <see cref="In"/> that spreads over the lanes. Nobody publishes to it.</summary>
    public static string Split(string partner) => $"{In(partner)}.split";

    /// <summary>The queues in which a partner's messages wait for the hub.</summary>
    public static IReadOnlyList<string> Lanes(Partner partner) => partner.Lanes == 1
        ? [In(partner.Code)]
        : [.. Enumerable.Range(0, partner.Lanes).Select(lane => $"{In(partner.Code)}.{lane}")];

    /// <summary>A partner reads its notifications from this queue.</summary>
    public static string Out(string partner) => $"keten.out.{partner}";
}
