using KetenHub.Contracts;
using Npgsql;

namespace KetenHub.Development;

/// <summary>The real servers that a development hub runs on.</summary>
/// <param name="RabbitMq"><c>amqp://administrator:password@host:port/virtualhost</c>.</param>
/// <param name="Management">Address of its management API.</param>
/// <param name="Postgres">Npgsql connection string of a database that exists.</param>
internal sealed record ServerOptions(Uri RabbitMq, Uri Management, string Postgres)
{
    /// <summary>The broker without who asks.</summary>
    public Uri Node => new($"{RabbitMq.Scheme}://{RabbitMq.Host}:{RabbitMq.Port}");

    /// <summary>Virtual host; <c>keten-dev</c> unless the address names one.</summary>
    public string VirtualHost => RabbitMq.AbsolutePath.Trim('/') is { Length: > 0 } name ? Uri.UnescapeDataString(name) : "keten-dev";

    /// <summary>Who imports.</summary>
    public (string User, string Password) Administrator => RabbitMq.UserInfo.Split(':', 2) is [var user, var password]
        ? (Uri.UnescapeDataString(user), Uri.UnescapeDataString(password)) : ("guest", "guest");

    /// <summary>From the options; null when neither was given. Throws KH108, every mistake at once.</summary>
    public static ServerOptions? Read(string? rabbitMq, string? management, string? postgres)
    {
        if (rabbitMq is null && postgres is null && management is null)
            return null;
        var problems = new List<Problem>();
        var broker = Address(rabbitMq, "amqp", "amqps");
        if (broker is null)
            problems.Add(Errors.OptionInvalid.At("--rabbitmq", "amqp://administrator:password@host:5672"));
        else if (broker.Port < 0)
            broker = new UriBuilder(broker) { Port = broker.Scheme == "amqps" ? 5671 : 5672 }.Uri;
        var api = management is null ? broker is null ? null : new Uri($"http://{broker.Host}:15672") : Address(management, "http", "https");
        if (api is null && management is not null)
            problems.Add(Errors.OptionInvalid.At("--management", "http://host:15672"));
        var database = ReadPostgres(postgres);
        if (database is null)
            problems.Add(Errors.OptionInvalid.At("--postgres", "postgres://user:password@host:5432/database, or an Npgsql connection string"));
        return problems.Count == 0 ? new ServerOptions(broker!, api!, database!) : throw new KetenHubException(problems);
    }

    private static Uri? Address(string? text, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme) && address.Host.Length > 0 ? address : null;

    private static string? ReadPostgres(string? text)
    {
        try
        {
            if (Address(text, "postgres", "postgresql") is not { } address)
                return string.IsNullOrWhiteSpace(text) ? null : new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 } ? text : null;
            var user = address.UserInfo.Split(':', 2);
            return new NpgsqlConnectionStringBuilder
            {
                Host = address.Host,
                Port = address.Port > 0 ? address.Port : 5432,
                Database = address.AbsolutePath.Trim('/') is { Length: > 0 } name ? Uri.UnescapeDataString(name) : "ketenhub",
                Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
                Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            }.ConnectionString;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
