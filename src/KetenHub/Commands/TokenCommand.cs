using System.CommandLine;
using System.Globalization;
using KetenHub.Api;
using KetenHub.Contracts;
using KetenHub.Embedded;

namespace KetenHub.Commands;

/// <summary><c>ketenhub token</c>: tokens of partners over HTTP. Example: <c>ketenhub token new --partner coa --days 90</c></summary>
internal static class TokenCommand
{
    private const string NewExample = "Example: ketenhub token new --partner coa --scopes Send,Fetch --days 90 --tokens /etc/ketenhub/tokens";

    private static readonly Option<string> Folder = new("--tokens")
    {
        Description = "Folder of the list tokens.json; of a hub that runs, its TokensFolder.", HelpName = "FOLDER", DefaultValueFactory = _ => Path.Combine("data", "tokens"), Recursive = true,
    };

    private static readonly Option<int> Days = new("--days") { Description = "For how many days it holds, 1 to 366.", HelpName = "N", DefaultValueFactory = _ => 90 };

    public static Command Create()
    {
        var command = new Command("token", $"Tokens of partners over HTTP. A hub that runs takes changes over within a second.\n{NewExample}\n{ExitCodes.Text}") { Folder };
        command.Subcommands.Add(New());
        command.Subcommands.Add(List());
        command.Subcommands.Add(Revoke());
        command.Subcommands.Add(Adopt());
        return command;
    }

    private static Command New()
    {
        var partner = new Option<string?>("--partner") { Description = "Code of the partner; left out for the scope Metrics.", HelpName = "CODE" };
        var scopes = new Option<string>("--scopes")
        {
            Description = $"What it is for: some of {string.Join(", ", Enum.GetNames<TokenScope>())}.", HelpName = "LIST", DefaultValueFactory = _ => string.Join(',', ApiToken.OfPartners),
        };
        var note = new Option<string>("--note") { Description = "What it is for, in words; no person's name.", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var partners = Options.Partners();
        var command = new Command("new", $"Make a token and print it, once: the hub keeps its digest only.\n{NewExample}\n{ExitCodes.Text}") { partner, scopes, Days, note, partners };
        command.SetAction(parsed =>
        {
            var code = parsed.GetValue(partner);
            var wanted = ScopesOf(parsed.GetValue(scopes)!);
            if (wanted.Contains(TokenScope.Metrics) != code is null || (code is null && wanted.Count > 1))
                throw new KetenHubException(Errors.OptionInvalid.At("--partner", "a partner; or none, and --scopes Metrics"));
            if (code is not null && SettingsFolder.ReadPartners(parsed.GetValue(partners)).Find(code) is null)
                throw new KetenHubException(Errors.OptionInvalid.At("--partner", "the code of a partner in the partners file"));
            if (parsed.GetValue(note)!.Length > 100)
                throw new KetenHubException(Errors.OptionInvalid.At("--note", "at most 100 characters"));
            var now = DateTimeOffset.UtcNow;
            var (token, entry) = FileOf(parsed).Add(code, wanted, now, now.AddDays(DaysOf(parsed)), parsed.GetValue(note)!);
            Console.Error.WriteLine($"token {entry.Id} of {code ?? "metrics"} ({string.Join(", ", entry.Scopes)}), until {Day(entry.Expires)}; it is not shown again:");
            Console.WriteLine(token);
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", $"List the tokens: whose, for what, until when. Never the tokens themselves.\nExample: ketenhub token list --tokens /etc/ketenhub/tokens\n{ExitCodes.Text}");
        command.SetAction(parsed =>
        {
            var now = DateTimeOffset.UtcNow;
            var clear = ClearOf(parsed.GetValue(Folder)!).Select(file => new[] { Path.GetFileName(file), Path.GetFileNameWithoutExtension(file), string.Join(", ", ApiToken.OfPartners), "", "", "in clear: ketenhub token adopt", "" });
            TextTable.Print([["id", "partner", "for", "made", "until", "state", "note"], .. FileOf(parsed).Read().Select(token => new[]
            {
                token.Id, token.Partner ?? "", string.Join(", ", token.Scopes), Day(token.Created), Day(token.Expires),
                token.Revoked is { } revoked ? $"revoked {Day(revoked)}" : token.HoldsAt(now) ? "holds" : "expired", token.Note,
            }), .. clear]);
        });
        return command;
    }

    private static Command Revoke()
    {
        var id = new Argument<string>("id") { Description = "Its id, as ketenhub token list shows it." };
        var command = new Command("revoke", $"Revoke a token; hubs that run refuse it within a second of seeing the changed list.\nExample: ketenhub token revoke 3f9a01c2\n{ExitCodes.Text}") { id };
        command.SetAction(parsed =>
        {
            var token = FileOf(parsed).Revoke(parsed.GetValue(id)!, DateTimeOffset.UtcNow);
            Console.WriteLine($"token {token.Id} of {token.Partner ?? "metrics"} is revoked");
        });
        return command;
    }

    private static Command Adopt()
    {
        var command = new Command("adopt",
            "Take the tokens that stand in clear in files CODE.token over into the list, and remove the files: partners go on with what they have, until it expires.\n"
            + $"Example: ketenhub token adopt --tokens /etc/ketenhub/tokens --days 30\n{ExitCodes.Text}") { Days };
        command.SetAction(parsed =>
        {
            var (file, now) = (FileOf(parsed), DateTimeOffset.UtcNow);
            foreach (var clear in ClearOf(parsed.GetValue(Folder)!))
            {
                var partner = Path.GetFileNameWithoutExtension(clear);
                var (_, entry) = file.Add(partner, ApiToken.OfPartners, now, now.AddDays(DaysOf(parsed)), "taken over from a file", File.ReadAllText(clear).Trim());
                File.Delete(clear);
                Console.WriteLine($"token {entry.Id} of {partner}, until {Day(entry.Expires)}");
            }
        });
        return command;
    }

    private static TokenFile FileOf(ParseResult parsed) => new(parsed.GetValue(Folder)!);

    // The token of the dashboard is none of the API.
    private static IEnumerable<string> ClearOf(string folder) => Directory.Exists(folder)
        ? Directory.GetFiles(folder, "*.token").Where(file => Path.GetFileName(file) != "dashboard.token").Order(StringComparer.Ordinal) : [];

    private static int DaysOf(ParseResult parsed) => parsed.GetValue(Days) is >= 1 and <= 366 and var days ? days : throw new KetenHubException(Errors.OptionInvalid.At("--days", "1 to 366"));

    private static IReadOnlyList<TokenScope> ScopesOf(string text)
    {
        var scopes = new List<TokenScope>();
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            scopes.Add(Enum.GetNames<TokenScope>().Contains(name) ? Enum.Parse<TokenScope>(name)
                : throw new KetenHubException(Errors.OptionInvalid.At("--scopes", $"some of {string.Join(", ", Enum.GetNames<TokenScope>())}")));
        return scopes.Count > 0 ? scopes : throw new KetenHubException(Errors.OptionInvalid.At("--scopes", "at least one"));
    }

    private static string Day(DateTimeOffset? moment) => moment?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
