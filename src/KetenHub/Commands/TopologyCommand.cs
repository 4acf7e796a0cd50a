using System.CommandLine;
using System.Text.Json;
using KetenHub.Broker;
using KetenHub.Contracts;
using KetenHub.Embedded;

namespace KetenHub.Commands;

/// <summary><c>ketenhub topology</c>: prints what to import into RabbitMQ. Example: <c>ketenhub topology --passwords passwords.json > definitions.json</c></summary>
internal static class TopologyCommand
{
    public static Command Create()
    {
        var virtualHost = new Option<string>("--vhost") { Description = "Virtual host.", HelpName = "NAME", DefaultValueFactory = _ => "keten" };
        var user = new Option<string>("--hub-user") { Description = "User of the hub.", HelpName = "NAME", DefaultValueFactory = _ => "ketenhub" };
        var passwords = new Option<FileInfo?>("--passwords")
        {
            Description = "JSON file with the password per user (the hub's, and the codes of partners); only salted hashes are printed. "
                + "A user without one comes with a client certificate.",
            HelpName = "FILE",
        };
        var partners = Options.Partners();
        var command = new Command("topology",
            "Print RabbitMQ definitions (exchanges, queues, bindings, users, permissions, limits) from the partners file.\n"
            + $"Example: ketenhub topology --passwords passwords.json > definitions.json && rabbitmqctl import_definitions definitions.json\n{ExitCodes.Text}")
        {
            virtualHost, user, passwords, partners,
        };
        command.SetAction(parsed =>
        {
            var (list, _) = SettingsFolder.Read(parsed.GetValue(partners), null);
            var topology = new RabbitMqTopology(list, new RabbitMqTopologyOptions { VirtualHost = parsed.GetValue(virtualHost)!, HubUser = parsed.GetValue(user)! });
            Console.WriteLine(RabbitMqDefinitions.Write(topology, parsed.GetValue(passwords) is { } file ? ReadPasswords(file) : null));
            return ExitCodes.Good;
        });
        return command;
    }

    private static Dictionary<string, string> ReadPasswords(FileInfo file)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(file.FullName))!;
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            // The parser's text could quote a password.
            throw new KetenHubException(Errors.OptionInvalid.At("--passwords", "a JSON object of texts by user"));
        }
    }
}
