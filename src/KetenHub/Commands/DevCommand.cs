using System.CommandLine;
using KetenHub.Contracts;
using KetenHub.Development;
using KetenHub.Embedded;

namespace KetenHub.Commands;

/// <summary><c>ketenhub dev</c>, or no command at all: the hub with simulated partners, embedded or on real servers.
/// Example: <c>ketenhub --port 5081 --speed 60</c></summary>
internal static class DevCommand
{
    public const int DefaultPort = 5080;

    private const double DefaultSpeed = 240;

    private const string Text = "Start the hub in this process, with simulated partners and a dashboard: embedded, or on a real RabbitMQ and PostgreSQL, which it prepares.\n"
        + "Example: ketenhub --data data --speed 240\n"
        + "Example: ketenhub dev --rabbitmq amqp://guest:guest@127.0.0.1:5672 --postgres postgres://postgres@127.0.0.1:5432/ketenhub\n" + ExitCodes.Text;

    public static Command Create()
    {
        var command = new Command("dev", Text);
        AddTo(command);
        return command;
    }

    /// <summary>Without a command it does the same.</summary>
    public static void AddTo(RootCommand root)
    {
        root.Description += $"\n\nWithout a command, as with dev. {Text}";
        AddTo((Command)root);
    }

    private static void AddTo(Command command)
    {
        var port = new Option<int>("--port") { Description = "Port on the loopback address.", HelpName = "N", DefaultValueFactory = _ => DefaultPort };
        var speed = new Option<double>("--speed")
        {
            Description = "How much faster than real time the simulated partners live, 1 to 3600: at 240 a minute is four hours.",
            HelpName = "TIMES",
            DefaultValueFactory = _ => DefaultSpeed,
        };
        var quiet = new Option<bool>("--no-simulation") { Description = "Start without simulated partners, on the real clock." };
        var rabbitMq = new Option<string?>("--rabbitmq")
        {
            Description = "Run on this RabbitMQ, as an administrator: amqp://user:password@host:port/virtualhost (keten-dev if left out). For development only.",
            HelpName = "URL",
        };
        var management = new Option<string?>("--management") { Description = "Its management API; port 15672 of the same host if left out.", HelpName = "URL" };
        var postgres = new Option<string?>("--postgres")
        {
            Description = "Run on this PostgreSQL: postgres://user:password@host:port/database, or an Npgsql connection string. The database must exist.",
            HelpName = "URL",
        };
        var (data, partners, policy) = (Options.Data(), Options.Partners(), Options.Policy());
        foreach (var option in new Option[] { data, port, speed, quiet, rabbitMq, management, postgres, partners, policy })
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(speed) is < 1 or > 3600 or double.NaN)
                throw new KetenHubException(Errors.OptionInvalid.At("--speed", "1 to 3600"));
            if (parsed.GetValue(port) is < 0 or > 65535)
                throw new KetenHubException(Errors.OptionInvalid.At("--port", "0 to 65535"));
            var options = new EmbeddedOptions(
                new DataFolder(parsed.GetValue(data)!), parsed.GetValue(port), parsed.GetValue(speed), !parsed.GetValue(quiet),
                parsed.GetValue(partners), parsed.GetValue(policy));
            return ServerOptions.Read(parsed.GetValue(rabbitMq), parsed.GetValue(management), parsed.GetValue(postgres)) is { } servers
                ? ServerHub.RunAsync(options, servers, cancellation)
                : EmbeddedHub.RunAsync(options, cancellation);
        });
    }
}
