using System.CommandLine;
using KetenHub.Contracts;
using KetenHub.Embedded;

namespace KetenHub.Commands;

/// <summary>Without a command: the embedded hub with simulated partners. Example: <c>ketenhub --port 5081 --speed 60</c></summary>
internal static class DevCommand
{
    public const int DefaultPort = 5080;

    private const double DefaultSpeed = 240;

    public static void AddTo(RootCommand root)
    {
        var port = new Option<int>("--port") { Description = "Port on the loopback address.", HelpName = "N", DefaultValueFactory = _ => DefaultPort };
        var speed = new Option<double>("--speed")
        {
            Description = "How much faster than real time the simulated partners live, 1 to 3600: at 240 a minute is four hours.",
            HelpName = "TIMES",
            DefaultValueFactory = _ => DefaultSpeed,
        };
        var quiet = new Option<bool>("--no-simulation") { Description = "Start without simulated partners, on the real clock." };
        var (data, partners, policy) = (Options.Data(), Options.Partners(), Options.Policy());
        foreach (var option in new Option[] { data, port, speed, quiet, partners, policy })
            root.Options.Add(option);
        root.Description += "\n\nWithout a command: start the hub in this process, with simulated partners and a dashboard.\n"
            + $"Example: ketenhub --data data --speed 240\n{ExitCodes.Text}";
        root.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(speed) is < 1 or > 3600 or double.NaN)
                throw new KetenHubException(Errors.OptionInvalid.At("--speed", "1 to 3600"));
            if (parsed.GetValue(port) is < 0 or > 65535)
                throw new KetenHubException(Errors.OptionInvalid.At("--port", "0 to 65535"));
            return EmbeddedHub.RunAsync(new EmbeddedOptions(
                new DataFolder(parsed.GetValue(data)!), parsed.GetValue(port), parsed.GetValue(speed), !parsed.GetValue(quiet),
                parsed.GetValue(partners), parsed.GetValue(policy)), cancellation);
        });
    }
}
