using System.CommandLine;
using System.Net;
using KetenHub.Contracts;
using KetenHub.Production;

namespace KetenHub.Commands;

/// <summary><c>ketenhub health</c>: asks a hub how it is, for where there is no curl, such as in a container. Example: <c>ketenhub health --of ready</c></summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var of = new Option<string>("--of") { Description = "live, accepting or ready.", HelpName = "WHAT", DefaultValueFactory = _ => "live" };
        of.AcceptOnlyFromAmong("live", "accepting", "ready");
        var url = new Option<string?>("--url") { Description = "Address of the hub; without it, this machine at the port of KETENHUB__LISTEN, or 5080.", HelpName = "URL" };
        var command = new Command("health", $"Ask a hub how it is: exit code 0 when it is well, 1 when it says that it is not.\nExample: ketenhub health --of ready\n{ExitCodes.Text}")
        {
            of, url,
        };
        command.SetAction((parsed, cancellation) => AskAsync(parsed.GetValue(url) ?? Here(), parsed.GetValue(of)!, cancellation));
        return command;
    }

    private static string Here()
    {
        var listen = Environment.GetEnvironmentVariable("KETENHUB__LISTEN") ?? new RunSettings().Listen;
        return IPEndPoint.TryParse(listen, out var address) ? $"http://127.0.0.1:{address.Port}"
            : throw new KetenHubException(Errors.RunSettingInvalid.At(nameof(RunSettings.Listen), "address:port, for example 127.0.0.1:5080"));
    }

    private static async Task<int> AskAsync(string url, string what, CancellationToken cancellation)
    {
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(url), Timeout = Patience };
            using var answer = await http.GetAsync(new Uri($"/health/{what}", UriKind.Relative), cancellation);
            Console.WriteLine(await answer.Content.ReadAsStringAsync(cancellation));
            return answer.IsSuccessStatusCode ? ExitCodes.Good : ExitCodes.Bad;
        }
        catch (Exception error) when (error is HttpRequestException or UriFormatException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new KetenHubException(Errors.HubUnreachable.At("--url"), error);
        }
    }
}
