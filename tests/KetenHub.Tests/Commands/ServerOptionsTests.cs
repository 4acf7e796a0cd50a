using KetenHub.Contracts;
using KetenHub.Development;
using Xunit;

namespace KetenHub.Tests.Commands;

public sealed class ServerOptionsTests
{
    [Fact]
    public void Without_servers_the_hub_is_embedded() => Assert.Null(ServerOptions.Read(null, null, null));

    [Fact]
    public void Addresses_are_read_with_what_is_usual_left_out()
    {
        var servers = ServerOptions.Read("amqp://127.0.0.1", null, "postgres://me:se%40cret@127.0.0.1/keten")!;
        Assert.Equal(("amqp://127.0.0.1:5672/", "keten-dev", ("guest", "guest")), (servers.Node.ToString(), servers.VirtualHost, servers.Administrator));
        Assert.Equal("http://127.0.0.1:15672/", servers.Management.ToString());
        Assert.Equal("Host=127.0.0.1;Port=5432;Database=keten;Username=me;Password=se@cret", servers.Postgres);
    }

    [Fact]
    public void Everything_given_is_used()
    {
        var servers = ServerOptions.Read("amqps://a:b@rabbit:5999/my%2Fhost", "https://rabbit:15671", "Host=db;Database=d")!;
        Assert.Equal(("amqps://rabbit:5999/", "my/host", ("a", "b")), (servers.Node.ToString(), servers.VirtualHost, servers.Administrator));
        Assert.Equal(("https://rabbit:15671/", "Host=db;Database=d"), (servers.Management.ToString(), servers.Postgres));
    }

    [Theory]
    [InlineData(null, null, "Host=db", "--rabbitmq")]
    [InlineData("amqp://h", null, null, "--postgres")]
    [InlineData("http://h", "x", "nonsense", "--rabbitmq", "--management", "--postgres")]
    [InlineData("amqp://h", "x", "Host=db", "--management")]
    [InlineData(null, "http://h:1", null, "--rabbitmq", "--postgres")]
    public void Every_mistake_is_told_at_once(string? rabbitMq, string? management, string? postgres, params string[] wrong)
    {
        var told = Assert.Throws<KetenHubException>(() => ServerOptions.Read(rabbitMq, management, postgres)).Problems;
        Assert.Equal(wrong, told.Select(problem => problem.Where));
    }
}
