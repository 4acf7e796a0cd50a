using KetenHub.Servers;
using Xunit;

namespace KetenHub.Conformance;

/// <summary>One real RabbitMQ for the whole run.</summary>
public sealed class SharedRabbitMq : RabbitMqServer, IAsyncLifetime;

/// <summary>The tests on the one RabbitMQ: one after the other, because some stop it.</summary>
[CollectionDefinition(Name)]
public sealed class OnRabbitMq : ICollectionFixture<SharedRabbitMq>
{
    public const string Name = "RabbitMQ";
}
