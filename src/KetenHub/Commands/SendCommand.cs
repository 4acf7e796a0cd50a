using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Partners;
using Spectre.Console;

namespace KetenHub.Commands;

/// <summary><c>ketenhub send</c>: sends events as a partner. Example: <c>ketenhub send events.jsonl --partner coa</c></summary>
internal static class SendCommand
{
    // Below this a bar would only flash; where stderr is no terminal it would be noise.
    private const int LinesWithBar = 100;

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "One CloudEvent, or JSON lines with one CloudEvent each." };
        var partner = new Option<string>("--partner") { Description = "Code of the partner to send as.", HelpName = "CODE", Required = true };
        var url = new Option<string>("--url") { Description = "Address of the hub.", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
        var token = new Option<string?>("--token-file") { Description = "File with the partner's token; without it, the one in the data folder.", HelpName = "FILE" };
        var authorities = new Option<string?>("--authorities-file")
        {
            Description = "PEM file with the authorities that may have issued the hub's certificate; without it, those of the machine.", HelpName = "FILE",
        };
        var (data, json) = (Options.Data(), Options.Json());
        var command = new Command("send",
            "Send events over HTTP, in order; each is accepted once, so that sending a file again is safe.\n"
            + $"Example: ketenhub send events.jsonl --partner coa\n{ExitCodes.Text}")
        {
            file, partner, url, token, authorities, data, json,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(file)!, parsed.GetValue(partner)!, parsed.GetValue(url)!, parsed.GetValue(token), new TlsFiles(parsed.GetValue(authorities) ?? ""),
            new DataFolder(parsed.GetValue(data)!), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        FileInfo file, string partner, string url, string? tokenFile, TlsFiles tls, DataFolder folder, bool json, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new KetenHubException(Errors.OptionInvalid.At("--url", "an http or https address"));
        if (!file.Exists)
            throw new KetenHubException(Errors.OptionInvalid.At("FILE", "a file that exists"));
        var token = (tokenFile is not null && File.Exists(tokenFile) ? (await File.ReadAllTextAsync(tokenFile, cancellation)).Trim() : folder.FindToken(partner))
            ?? throw new KetenHubException(Errors.OptionInvalid.At("--partner", "a partner with a token in the data folder, or --token-file"));
        if (tls.Check(null, DateTimeOffset.UtcNow) is [_, ..] problems)
            throw new KetenHubException(problems);
        using var http = new HttpClient(tls.Handler()) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        var counts = new Counts();
        try
        {
            await SendAllAsync(file, http, counts, cancellation);
        }
        finally
        {
            // Also after an interruption: what was accepted by then is what matters.
            Print(counts, json);
        }
        return counts.Refused == 0 ? ExitCodes.Good : ExitCodes.Bad;
    }

    private static async Task SendAllAsync(FileInfo file, HttpClient http, Counts counts, CancellationToken cancellation)
    {
        var whole = await WholeAsync(file, cancellation);
        if (whole is not null)
        {
            await SendAsync(http, whole, 1, counts, cancellation);
            return;
        }
        var total = File.ReadLines(file.FullName).LongCount(line => line.Length > 0);
        if (total < LinesWithBar || Console.IsErrorRedirected)
        {
            await SendLinesAsync(file, http, counts, null, cancellation);
            return;
        }
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async bars => await SendLinesAsync(file, http, counts, bars.AddTask("sending", maxValue: total), cancellation));
    }

    private static async Task SendLinesAsync(FileInfo file, HttpClient http, Counts counts, ProgressTask? bar, CancellationToken cancellation)
    {
        long number = 0;
        await foreach (var line in File.ReadLinesAsync(file.FullName, cancellation))
        {
            number++;
            if (line.Length == 0)
                continue;
            await SendAsync(http, Encoding.UTF8.GetBytes(line), number, counts, cancellation);
            bar?.Increment(1);
        }
    }

    // A file is one event when it parses as one; a file of JSON lines does not.
    private static async Task<byte[]?> WholeAsync(FileInfo file, CancellationToken cancellation)
    {
        if (file.Length > 2 * CloudEvent.MaxBytes)
            return null;
        var bytes = await File.ReadAllBytesAsync(file.FullName, cancellation);
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return bytes;
        }
        catch (JsonException)
        {
            return bytes.AsSpan().TrimEnd("\r\n"u8).Contains((byte)'\n') ? null : bytes;
        }
    }

    private static async Task SendAsync(HttpClient http, byte[] body, long line, Counts counts, CancellationToken cancellation)
    {
        while (true)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(CloudEvent.ContentType);
            using var response = await PostAsync(http, content, cancellation);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), cancellation);
                continue;
            }
            await CountAsync(response, line, counts, cancellation);
            return;
        }
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, HttpContent content, CancellationToken cancellation)
    {
        try
        {
            return await http.PostAsync(new Uri("/v1/events", UriKind.Relative), content, cancellation);
        }
        catch (HttpRequestException distrust) when (distrust.InnerException is AuthenticationException)
        {
            throw new KetenHubException(Errors.ServerNotTrusted.At(http.BaseAddress!.GetLeftPart(UriPartial.Authority)), distrust);
        }
        catch (Exception error) when (error is HttpRequestException || (error is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new KetenHubException(Errors.HubUnreachable.At(http.BaseAddress!.GetLeftPart(UriPartial.Authority)), error);
        }
    }

    private static async Task CountAsync(HttpResponseMessage response, long line, Counts counts, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) != true)
        {
            // Cut off before the hub could look at it: far too large, or something else answered.
            counts.Refused++;
            await Console.Error.WriteLineAsync($"line {line}: refused with HTTP status {(int)response.StatusCode}");
            return;
        }
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        using var answer = await JsonDocument.ParseAsync(body, cancellationToken: cancellation);
        if (response.StatusCode == HttpStatusCode.Accepted)
        {
            if (answer.RootElement.GetProperty("duplicate").GetBoolean())
                counts.Duplicates++;
            else
                counts.Accepted++;
            return;
        }
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            throw new KetenHubException(Errors.Unauthorized.At("--partner"));
        counts.Refused++;
        foreach (var error in answer.RootElement.GetProperty("errors").EnumerateArray())
        {
            await Console.Error.WriteLineAsync($"line {line}: {error.GetProperty("number").GetString()} {error.GetProperty("title").GetString()}"
                + $" at {error.GetProperty("where").GetString()}{(error.TryGetProperty("detail", out var detail) ? $": {detail.GetString()}" : "")}");
        }
    }

    private static void Print(Counts counts, bool json) => Console.WriteLine(json
        ? JsonSerializer.Serialize(counts, CloudEventWriter.JsonOptions)
        : $"{counts.Accepted} accepted, {counts.Duplicates} known already, {counts.Refused} refused");

    private sealed class Counts
    {
        public long Accepted { get; set; }

        public long Duplicates { get; set; }

        public long Refused { get; set; }
    }
}
