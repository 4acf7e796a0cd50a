using System.CommandLine;
using KetenHub.Contracts;

namespace KetenHub.Commands;

/// <summary><c>ketenhub errors</c>: what an error number means. Example: <c>ketenhub errors KH226</c></summary>
internal static class ErrorsCommand
{
    public static Command Create()
    {
        var number = new Argument<string?>("number") { Description = "Number, for example KH226; without it, all as Markdown.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("errors", $"Say what an error number means and what to do.\nExample: ketenhub errors KH226\n{ExitCodes.Text}") { number };
        command.SetAction(parsed => Run(parsed.GetValue(number)));
        return command;
    }

    /// <summary>The catalogue as a page; contracts/Errors/README.md is this text.</summary>
    public static string Markdown() => "# Errors\n\nEvery error of the hub, by number. This page is printed by `ketenhub errors`.\n\n"
        + "| number | what | because | do this |\n|---|---|---|---|\n"
        + string.Concat(Errors.All.Select(error => $"| {error.Number} | {error.Title} | {error.Because} | {error.DoThis} |\n"));

    private static int Run(string? number)
    {
        if (number is null)
        {
            Console.Write(Markdown());
            return ExitCodes.Good;
        }
        var error = Errors.All.FirstOrDefault(error => string.Equals(error.Number, number, StringComparison.OrdinalIgnoreCase))
            ?? throw new KetenHubException(Errors.OptionInvalid.At("number", "one of those that ketenhub errors lists"));
        Console.WriteLine($"{error.Number} {error.Title}.\n  because: {error.Because}\n  do this: {error.DoThis}");
        return ExitCodes.Good;
    }
}
