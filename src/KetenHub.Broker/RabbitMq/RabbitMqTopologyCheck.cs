using System.Text.Json;
using KetenHub.Hub;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace KetenHub.Broker;

/// <summary>How many messages wait where none or fewer should.</summary>
/// <param name="Kept">That nobody took, by queue.</param>
/// <param name="Full">In queues near their limit, by queue; past the limit, publishes are refused.</param>
/// <param name="All">Every queue.</param>
public sealed record QueueDepths(IReadOnlyDictionary<string, uint> Kept, IReadOnlyDictionary<string, uint> Full, IReadOnlyDictionary<string, QueueDepth> All);

/// <summary>Compares the broker with the topology, by looking only. Over the management API everything is compared; without it, only that
/// queues and exchanges are there, because a passive declare compares no arguments.</summary>
public sealed class RabbitMqTopologyCheck(RabbitMqTopology topology, RabbitMqAccess access, RabbitMqManagement? management = null)
{
    // Once full, a queue takes nothing until it is below this again (rabbit_fifo.hrl, LOW_LIMIT).
    private const double FullAt = 0.8;

    /// <summary>Whether arguments, bindings and policies are compared too.</summary>
    public bool ComparesAll => management is not null;

    /// <summary>Queues with messages that should trouble somebody; none when the broker can't be asked.</summary>
    public async Task<QueueDepths> DepthsAsync(CancellationToken cancellation)
    {
        var (depths, all) = (new Dictionary<string, uint>(), new Dictionary<string, QueueDepth>());
        try
        {
            var connection = await access.ConnectAsync("ketenhub topology check", cancellation);
            foreach (var queue in topology.Queues.Select(queue => queue.Name))
            {
                await LookAsync(
                    connection, queue, async channel =>
                    {
                        var found = await channel.QueueDeclarePassiveAsync(queue, cancellation);
                        (depths[queue], all[queue]) = (found.MessageCount, new QueueDepth(found.MessageCount, found.ConsumerCount));
                    }, []);
            }
            await RabbitMqAccess.CloseAsync(connection);
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            // What is wrong with the broker stands in the differences.
        }
        return new QueueDepths(
            depths.Where(depth => depth.Value > 0 && depth.Key is RabbitMqNames.Dead or RabbitMqNames.Unrouted).ToDictionary(),
            depths.Where(depth => depth.Value > FullAt * topology.LimitOf(depth.Key)).ToDictionary(), all);
    }

    /// <summary>What differs, in words; empty when all is as it must be. A broker that can't be asked is a difference too.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync(CancellationToken cancellation)
    {
        try
        {
            return management is null
                ? await MissingAsync(cancellation)
                : await ComparedAsync(management, topology.Options.VirtualHost, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return [$"the broker can't be asked: {RabbitMqAccess.ReasonOf(failure)}"];
        }
    }

    private async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancellation)
    {
        var connection = await access.ConnectAsync("ketenhub topology check", cancellation);
        try
        {
            var differences = new List<string>();
            foreach (var queue in topology.Queues)
                await LookAsync(connection, $"queue {queue.Name}", channel => channel.QueueDeclarePassiveAsync(queue.Name, cancellation), differences);
            foreach (var exchange in topology.Exchanges)
                await LookAsync(connection, $"exchange {exchange.Name}", channel => channel.ExchangeDeclarePassiveAsync(exchange.Name, cancellation), differences);
            return differences;
        }
        finally
        {
            await RabbitMqAccess.CloseAsync(connection);
        }
    }

    // A failed look ends its channel, so each has its own.
    private static async Task LookAsync(IConnection connection, string what, Func<IChannel, Task> look, List<string> differences)
    {
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await look(channel);
        }
        catch (OperationInterruptedException refused)
        {
            differences.Add(refused.ShutdownReason?.ReplyCode == Constants.NotFound
                ? $"{what} is missing"
                : $"{what} can't be looked at ({refused.ShutdownReason?.ReplyCode})");
        }
    }

    private async Task<IReadOnlyList<string>> ComparedAsync(RabbitMqManagement broker, string virtualHost, CancellationToken cancellation)
    {
        var queues = await broker.ListAsync("queues", virtualHost, cancellation);
        var exchanges = await broker.ListAsync("exchanges", virtualHost, cancellation);
        var bindings = await broker.ListAsync("bindings", virtualHost, cancellation);
        var policies = await broker.ListAsync("policies", virtualHost, cancellation);
        return
        [
            .. topology.Queues.SelectMany(queue => Compare($"queue {queue.Name}", Named(queues, queue.Name), "arguments", queue.Arguments)),
            .. topology.Exchanges.SelectMany(exchange =>
                Compare($"exchange {exchange.Name}", Named(exchanges, exchange.Name), "arguments", exchange.Arguments, ("type", exchange.Type))),
            .. topology.Bindings.Where(binding => !bindings.Any(there => IsBinding(there, binding)))
                .Select(binding => $"binding of exchange {binding.Exchange} to {binding.Kind} {binding.Destination} with key '{binding.RoutingKey}' is missing"),
            .. Surplus(bindings),
            .. topology.Policies.SelectMany(policy =>
                Compare($"policy {policy.Name}", Named(policies, policy.Name), "definition", policy.Definition, ("pattern", policy.Pattern))),
            .. topology.Policies.SelectMany(policy => Overruled(queues, policy)),
        ];
    }

    private static IEnumerable<string> Compare(
        string what, JsonElement? there, string part, IReadOnlyDictionary<string, object> wanted, params (string Name, string Value)[] attributes)
    {
        if (there is not { } found)
            return [$"{what} is missing"];
        var has = found.GetProperty(part).EnumerateObject().ToDictionary(field => field.Name, field => field.Value.ToString());
        var wants = wanted.ToDictionary(pair => pair.Key, pair => JsonSerializer.SerializeToElement(pair.Value).ToString());
        return
        [
            .. attributes.Where(attribute => found.GetProperty(attribute.Name).GetString() != attribute.Value)
                .Select(attribute => $"{what}: {attribute.Name} is '{found.GetProperty(attribute.Name).GetString()}', must be '{attribute.Value}'"),
            .. wants.Where(want => has.GetValueOrDefault(want.Key) != want.Value)
                .Select(want => $"{what}: {want.Key} is {has.GetValueOrDefault(want.Key) ?? "absent"}, must be {want.Value}"),
            .. has.Keys.Except(wants.Keys).Select(name => $"{what}: {name} is {has[name]}, must be absent"),
        ];
    }

    // Of several policies that fit a queue only one holds: another with a higher priority would take ours away.
    private static IEnumerable<string> Overruled(IReadOnlyList<JsonElement> queues, PolicyLine policy) => queues
        .Where(queue => System.Text.RegularExpressions.Regex.IsMatch(NameOf(queue), policy.Pattern, default, TimeSpan.FromSeconds(1)))
        .Where(queue => queue.TryGetProperty("policy", out var holds) && holds.GetString() != policy.Name)
        .Select(queue => $"queue {NameOf(queue)}: another policy holds than {policy.Name}");

    // Importing never deletes. A binding from before gives a copy of every message to a queue that perhaps nobody reads.
    private IEnumerable<string> Surplus(IReadOnlyList<JsonElement> bindings) => bindings
        .Where(there => topology.Exchanges.Any(exchange => exchange.Name == there.GetProperty("source").GetString())
            && !topology.Bindings.Any(binding => IsBinding(there, binding)))
        .Select(there => $"binding of exchange {there.GetProperty("source").GetString()} to {there.GetProperty("destination_type").GetString()} "
            + $"{there.GetProperty("destination").GetString()} with key '{there.GetProperty("routing_key").GetString()}' must be absent");

    private static bool IsBinding(JsonElement there, BindingLine wanted) =>
        there.GetProperty("source").GetString() == wanted.Exchange
        && there.GetProperty("destination").GetString() == wanted.Destination
        && there.GetProperty("destination_type").GetString() == wanted.Kind
        && there.GetProperty("routing_key").GetString() == wanted.RoutingKey;

    private static JsonElement? Named(IReadOnlyList<JsonElement> list, string name) =>
        list.Where(element => NameOf(element) == name).Select(element => (JsonElement?)element).FirstOrDefault();

    private static string NameOf(JsonElement element) => element.GetProperty("name").GetString()!;
}
