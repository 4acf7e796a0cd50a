using System.CommandLine;

namespace KetenHub.Commands;

/// <summary>Options that several commands share.</summary>
internal static class Options
{
    public static Option<string> Data() => new("--data")
    {
        Description = "Folder of the database, the master key and the partners' tokens.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => "data",
    };

    public static Option<string?> Partners() => new("--partners")
    {
        Description = "Partners file; without it, the one that comes with ketenhub.",
        HelpName = "FILE",
    };

    public static Option<string?> Policy() => new("--policy")
    {
        Description = "Policy file; without it, the one that comes with ketenhub.",
        HelpName = "FILE",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object in place of text." };
}
