namespace KetenHub.Broker;

/// <summary>Names that partners know from <c>contracts/README.md</c>.</summary>
public static class RabbitMqNames
{
    /// <summary>Where dead-lettered messages are kept: exchange and queue. Never empty without an alarm.</summary>
    public const string Dead = "keten.dead";

    /// <summary>Where messages are kept that no binding took: exchange and queue.</summary>
    public const string Unrouted = "keten.unrouted";

    /// <summary>A partner publishes to this exchange; its queue has the same name.</summary>
    public static string In(string partner) => $"keten.in.{partner}";

    /// <summary>A partner reads its notifications from this queue.</summary>
    public static string Out(string partner) => $"keten.out.{partner}";
}
