using System.CommandLine;
using KetenHub.Decisions;

namespace KetenHub.Commands;

/// <summary><c>ketenhub person restrict</c> and <c>ketenhub person hold</c>: what may be done with a person's data (AVG art. 18, bewaarplicht).</summary>
internal static class PersonRightsCommands
{
    public static Command Restrict() => Create(
        "restrict", RightsChange.Restricted, RightsChange.RestrictionLifted,
        "Restrict processing (AVG art. 18): everything is still accepted and kept; partners are told only what serves a hand-out, the safety of others, or a correction.\n"
        + "Nothing is erased meanwhile. Tell the person before it is lifted (paragraph 3).\n"
        + "Example: ketenhub person restrict --person v-nummer:0000000001 --reason \"contests the incident of 3 March\"");

    public static Command Hold() => Create(
        "hold", RightsChange.HoldSet, RightsChange.HoldLifted,
        "Put a legal hold on a person's data: neither erasure nor retention touches them until it is lifted.\n"
        + "Example: ketenhub person hold --person v-nummer:0000000001 --reason \"file asked for by the court\"");

    private static Command Create(string name, RightsChange set, RightsChange lifted, string description)
    {
        var (person, data, settings) = (PersonCommand.Person(), Options.Data(), StoreAccess.Settings());
        var reason = new Option<string>("--reason") { Description = "Why, and on whose word, 5 to 500 characters; it is kept sealed in the person's log.", HelpName = "TEXT", Required = true };
        var lift = new Option<bool>("--lift") { Description = "Lift it." };
        var command = new Command(name, $"{description}\n{ExitCodes.Text}") { person, reason, lift, data, settings };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var access = await StoreAccess.OpenAsync(parsed.GetValue(data)!, parsed.GetValue(settings), cancellation);
            var found = await access.FindAsync(PersonArgument.Read(parsed.GetValue(person)!), cancellation);
            var change = parsed.GetValue(lift) ? lifted : set;
            var entry = await access.Transaction().ChangeRightsAsync(found, change, StoreAccess.Actor, parsed.GetValue(reason)!, cancellation);
            Console.WriteLine($"{entry.Why}: entry {entry.N} with hash {Convert.ToHexStringLower(entry.Hash)}");
            return ExitCodes.Good;
        });
        return command;
    }
}
