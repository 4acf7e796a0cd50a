using System.CommandLine;
using KetenHub.Dashboard;
using KetenHub.Hub;

namespace KetenHub.Commands;

/// <summary><c>ketenhub person</c>: the rights of the person (AVG art. 15 to 19). Example:
/// <c>ketenhub person erase --person v-nummer:0000000001 --ground "retention ended"</c></summary>
internal static class PersonCommand
{
    public static Command Create()
    {
        var command = new Command("person",
            $"Rights of the person: what is known (AVG art. 15), correction (16), erasure (17), restriction (18); and the legal hold.\nExample: ketenhub person export --person v-nummer:0000000001\n{ExitCodes.Text}");
        command.Subcommands.Add(Export());
        command.Subcommands.Add(PersonCorrectCommand.Correct());
        command.Subcommands.Add(PersonCorrectCommand.Corrections());
        command.Subcommands.Add(PersonRightsCommands.Restrict());
        command.Subcommands.Add(PersonRightsCommands.Hold());
        command.Subcommands.Add(Erase());
        return command;
    }

    internal static Option<string> Person() => new("--person") { Description = "Identifier of the person: SCHEME:VALUE, or SCHEME:VALUE@ISSUER.", HelpName = "SCHEME:VALUE", Required = true };

    private static Command Export()
    {
        var (person, data, settings, json) = (Person(), Options.Data(), StoreAccess.Settings(), Options.Json());
        var command = new Command("export",
            "Everything the hub holds about a person: what, from whom, why, to whom and when, and who looked (AVG art. 15), in plain Dutch or as JSON.\n"
            + $"The request itself is logged first.\nExample: ketenhub person export --person v-nummer:0000000001 --json\n{ExitCodes.Text}")
        {
            person, data, settings, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var access = await StoreAccess.OpenAsync(parsed.GetValue(data)!, parsed.GetValue(settings), cancellation);
            var found = await access.FindAsync(PersonArgument.Read(parsed.GetValue(person)!), cancellation);
            await access.Transaction().LogLookUpAsync(found, StoreAccess.Actor, "inzageverzoek van de persoon (AVG art. 15)", cancellation, LookUp.Export);
            var export = await PersonExport.ReadAsync(access.Store.Reads, access.Keys, access.Partners, found, cancellation);
            Console.Write(parsed.GetValue(json) ? export.ToJson() + Environment.NewLine : PersonLetter.Write(export, TimeProvider.System));
            return ExitCodes.Good;
        });
        return command;
    }

    private static Command Erase()
    {
        var (person, data, settings) = (Person(), Options.Data(), StoreAccess.Settings());
        var ground = new Option<string>("--ground") { Description = "On which ground, 5 to 200 characters; it stays in the log, so nothing about the person.", HelpName = "TEXT", Required = true };
        var command = new Command("erase",
            "Erase a person: key, content, identifiers, also in backups taken before. The log stays verifiable. Prints a certificate, signed with the key that signs checkpoints.\n"
            + $"Example: ketenhub person erase --person v-nummer:0000000001 --ground \"retention ended\"\n{ExitCodes.Text}")
        {
            person, ground, data, settings,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var access = await StoreAccess.OpenAsync(parsed.GetValue(data)!, parsed.GetValue(settings), cancellation);
            var found = await access.FindAsync(PersonArgument.Read(parsed.GetValue(person)!), cancellation);
            var text = await new PersonErasure(access.Store, access.Ring, access.Policy.Version, TimeProvider.System)
                .EraseAsync(found, StoreAccess.Actor, parsed.GetValue(ground)!, cancellation);
            Console.Write(access.Signer is null ? text : $"{text}\n{access.Signer.Sign(text)}\n");
            return ExitCodes.Good;
        });
        return command;
    }
}
