using System.CommandLine;
using System.Globalization;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Commands;

/// <summary><c>ketenhub person correct</c> and <c>ketenhub person corrections</c> (AVG art. 16 and 19).</summary>
internal static class PersonCorrectCommand
{
    public static Command Correct()
    {
        var (person, data, settings) = (PersonCommand.Person(), Options.Data(), StoreAccess.Settings());
        var entry = new Option<string>("--entry") { Description = "Number of the entry that is wrong, as ketenhub log --json gives it; of a merged person PERSON/N.", HelpName = "N", Required = true };
        var field = new Option<string>("--field") { Description = "The field that is wrong, such as /data/handOut/location/name.", HelpName = "POINTER", Required = true };
        var right = new Option<string>("--right") { Description = "What it should have said.", HelpName = "TEXT", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why, and on whose word, 5 to 500 characters; it is kept sealed in the person's log.", HelpName = "TEXT", Required = true };
        var otherwise = new Option<string[]>("--told-otherwise") { Description = "Code of a partner that the hub can't tell, and that you told.", HelpName = "CODE" };
        var command = new Command("correct",
            "Correct an entry of a person's log (AVG art. 16): history stays, the correction is an entry of its own, and everybody who got the wrong data is told (art. 19).\n"
            + "What the hub decides by changes only when the source sends a later revision: ask it to.\n"
            + "Example: ketenhub person correct --person v-nummer:0000000001 --entry 4 --field /data/handOut/location/name --right Budel --reason \"COA, by phone\"\n" + ExitCodes.Text)
        {
            person, entry, field, right, reason, otherwise, data, settings,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var access = await StoreAccess.OpenAsync(parsed.GetValue(data)!, parsed.GetValue(settings), cancellation);
            var found = await access.FindAsync(PersonArgument.Read(parsed.GetValue(person)!), cancellation);
            var (of, n) = EntryOf(parsed.GetValue(entry)!, found);
            var (corrected, told) = await new PersonCorrection(access.Store, access.Transaction(), access.Keys, access.Policy, access.Partners).CorrectAsync(
                found, new WrongEntry(of, n, parsed.GetValue(field)!, parsed.GetValue(right)!, parsed.GetValue(reason)!), StoreAccess.Actor, parsed.GetValue(otherwise) ?? [], cancellation);
            Console.WriteLine($"corrected: entry {corrected.N} with hash {Convert.ToHexStringLower(corrected.Hash)}");
            Console.WriteLine(told == 0 ? "nobody had been told what is wrong" : $"{told} notifications tell it; ketenhub person corrections says when they are delivered");
            return ExitCodes.Good;
        });
        return command;
    }

    public static Command Corrections()
    {
        var (person, data, settings, json) = (PersonCommand.Person(), Options.Data(), StoreAccess.Settings(), Options.Json());
        var command = new Command("corrections",
            "Whether everybody who got wrong data has the correction. The look-up is logged first. Exit code 1 while somebody has not.\n"
            + $"Example: ketenhub person corrections --person v-nummer:0000000001\n{ExitCodes.Text}")
        {
            person, data, settings, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var access = await StoreAccess.OpenAsync(parsed.GetValue(data)!, parsed.GetValue(settings), cancellation);
            var found = await access.FindAsync(PersonArgument.Read(parsed.GetValue(person)!), cancellation);
            await access.Transaction().LogLookUpAsync(found, StoreAccess.Actor, "volgen van correcties (AVG art. 19)", cancellation);
            var corrections = await CorrectionReport.ReadAsync(access.Store.Reads, access.Keys, access.Partners, found, cancellation);
            if (parsed.GetValue(json))
                Console.WriteLine(CorrectionReport.ToJson(corrections));
            else
                Print(corrections);
            return corrections.All(correction => correction.IsDelivered) ? ExitCodes.Good : ExitCodes.Bad;
        });
        return command;
    }

    private static void Print(IReadOnlyList<CorrectionReport> corrections)
    {
        foreach (var correction in corrections)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"entry {correction.Entry}, {correction.At:yyyy-MM-dd HH:mm:ss} by {correction.Actor}: {correction.Field} of {correction.Of}"));
            foreach (var recipient in correction.Recipients)
                Console.WriteLine($"  {recipient.Name}, notification {recipient.CorrectedId}: {State(recipient)}");
            foreach (var partner in correction.ToldOtherwise)
                Console.WriteLine($"  {partner}: told otherwise");
            if (correction.Recipients.Count + correction.ToldOtherwise.Count == 0)
                Console.WriteLine("  nobody had been told");
        }
        Console.WriteLine($"{corrections.Count} corrections, {corrections.Count(correction => !correction.IsDelivered)} not delivered to everybody");
    }

    private static string State(CorrectionDelivery delivery) => delivery.DeliveredAt is { } at
        ? string.Create(CultureInfo.InvariantCulture, $"delivered {at:yyyy-MM-dd HH:mm:ss}{(delivery.Result is null ? "" : $", the adapter reported {delivery.Result}")}")
        : delivery.Attempts == 0 ? "waits to be sent" : $"waits, tried {delivery.Attempts} times";

    private static (Guid Person, long N) EntryOf(string text, Guid person)
    {
        var parts = text.Split('/');
        return long.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var n) && parts.Length <= 2 && (parts.Length == 1 || Guid.TryParse(parts[0], out person))
            ? (person, n) : throw new KetenHubException(Errors.OptionInvalid.At("--entry", "N or PERSON/N"));
    }
}
