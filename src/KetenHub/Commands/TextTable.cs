using Spectre.Console;

namespace KetenHub.Commands;

/// <summary>Rows of text as a table on the terminal, the first row being the header.</summary>
internal static class TextTable
{
    // A file or a pipe has no width to fit in; a wrapped table can't be searched.
    private const int WidthOfFiles = 400;

    public static void Print(IReadOnlyList<string[]> lines)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns([.. lines[0].Select(Markup.Escape)]);
        foreach (var line in lines.Skip(1))
            table.AddRow([.. line.Select(Markup.Escape)]);
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected)
            console.Profile.Width = WidthOfFiles;
        console.Write(table);
    }
}
