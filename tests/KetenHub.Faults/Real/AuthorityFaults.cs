using System.Text.Json.Nodes;
using KetenHub.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace KetenHub.Faults.Real;

/// <summary>A partner does what it may not: the broker refuses, or the hub sets it apart; nothing comes of it.</summary>
internal static class AuthorityFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("forged", "foreign sources, types, exchanges, queues and users; refused by broker or hub", ForgeAsync),
    ];

    private static async Task ForgeAsync(Scene scene)
    {
        var person = scene.Traffic.NewPerson();
        await Parcel.SendAsync(scene, Forged(person));
        var body = Crafted.Incident(person, "forged").ToBytes();
        var plain = new BasicProperties { ContentType = CloudEvent.ContentType, DeliveryMode = DeliveryModes.Persistent };
        await RefusedAsync(scene, "publishing to another's exchange", channel => channel.BasicPublishAsync("keten.in.ind", "any", true, plain, body).AsTask());
        await RefusedAsync(scene, "publishing to a queue", channel => channel.BasicPublishAsync("", "keten.out.dtv", true, plain, body).AsTask());
        await RefusedAsync(scene, "publishing as another user", channel => channel.BasicPublishAsync(
            "keten.in.coa", "any", true, new BasicProperties(plain) { UserId = "ind" }, body).AsTask());
        await RefusedAsync(scene, "reading another's notifications", channel => channel.BasicConsumeAsync("keten.out.dtv", true, new AsyncDefaultBasicConsumerOf(channel)));
        await RefusedAsync(scene, "reading an inbound queue", channel => channel.BasicConsumeAsync("keten.in.coa", true, new AsyncDefaultBasicConsumerOf(channel)));
        await RefusedAsync(scene, "declaring a queue", channel => channel.QueueDeclareAsync("mine", true, false, false));
        await RefusedAsync(scene, "reading what was not routed", channel => channel.BasicConsumeAsync("keten.unrouted", true, new AsyncDefaultBasicConsumerOf(channel)));
        await RefusedAsync(scene, "binding another's notifications", channel => channel.QueueBindAsync("keten.out.dtv", "keten.in.coa", "#"));
        await NotLetInAsync(scene);
        await RefusedAsync(scene, "deleting a queue", channel => channel.QueueDeleteAsync("keten.in.coa"));
        await scene.RecoveredAsync();
        scene.Found.AddRange(await Parcel.MisplacedAsync(scene, Forged(person)));
    }

    // Ids by the person, so that the same are sent and looked for.
    private static List<Parcel> Forged(int person)
    {
        JsonObject Named(int number)
        {
            var message = Crafted.Incident(person, "forged");
            message["id"] = $"{person:x8}-0000-7000-8000-{number:x12}";
            message["time"] = "2026-01-01T00:00:00Z";
            var data = (JsonObject)message["data"]!;
            (data["incidentNumber"], data["occurredAt"], data["registeredAt"]) = ($"I-{number}", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
            return message;
        }

        var foreign = Named(1);
        foreign["source"] = "urn:nld:oin:00000000000000000101:systeem:forged";
        var notAllowed = Named(2);
        notAllowed["type"] = "nl.vreemdelingenketen.decision-issued.v1";
        var asHub = Named(3);
        asHub["source"] = "urn:nld:oin:00000000000000000001:systeem:ketenhub";
        return
        [
            new("the source of another partner", "coa", foreign.ToBytes(), "KH213"),
            new("a type of another partner", "coa", notAllowed.ToBytes(), "KH215"),
            new("the source of the hub", "coa", asHub.ToBytes(), "KH213"),
        ];
    }

    private static async Task NotLetInAsync(Scene scene)
    {
        var address = new UriBuilder(scene.Site.AddressOf("coa")) { Password = "not-its-password" };
        try
        {
            await using var connection = await new ConnectionFactory { Uri = address.Uri, AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
            scene.Found.Add("allowed: a partner with a wrong password");
        }
        catch (BrokerUnreachableException refused) when (refused.InnerException is AuthenticationFailureException or PossibleAuthenticationFailureException)
        {
            // As it must be.
        }
    }

    /// <summary>What the broker itself must refuse to a partner.</summary>
    internal static async Task RefusedAsync(Scene scene, string what, Func<IChannel, Task> attempt)
    {
        await using var connection = await scene.Site.OpenAsync("coa", CancellationToken.None);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        try
        {
            await attempt(channel);
            scene.Found.Add($"allowed: {what}");
        }
        catch (OperationInterruptedException refused) when (refused.ShutdownReason?.ReplyCode is Constants.AccessRefused or Constants.PreconditionFailed)
        {
            // As it must be.
        }
        catch (Exception closed) when (channel.CloseReason?.ReplyCode is Constants.AccessRefused or Constants.PreconditionFailed)
        {
            _ = closed;
        }
    }

    private sealed class AsyncDefaultBasicConsumerOf(IChannel channel) : AsyncDefaultBasicConsumer(channel);
}
