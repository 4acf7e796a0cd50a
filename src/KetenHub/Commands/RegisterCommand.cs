using System.CommandLine;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Hub;

namespace KetenHub.Commands;

/// <summary><c>ketenhub register</c>: the register of processing activities (AVG art. 30). Example: <c>ketenhub register --json</c></summary>
internal static class RegisterCommand
{
    private static readonly JsonSerializerOptions Indented = new(CloudEventWriter.JsonOptions) { WriteIndented = true };

    public static Command Create()
    {
        var file = new Option<string?>("--register") { Description = "Register file; without it, the one that comes with ketenhub.", HelpName = "FILE" };
        var (partners, json) = (Options.Partners(), Options.Json());
        var command = new Command("register",
            "Print the register of processing activities (AVG art. 30): for each its purpose, ground, controller, persons, data, recipients and retention, and what the hub\n"
            + $"does for it. Recipients come from the partners file.\nExample: ketenhub register --json\n{ExitCodes.Text}")
        {
            file, partners, json,
        };
        command.SetAction(parsed =>
        {
            var (register, list) = (SettingsFolder.ReadRegister(parsed.GetValue(file)), SettingsFolder.ReadPartners(parsed.GetValue(partners)));
            if (parsed.GetValue(json))
                PrintJson(register, list);
            else
                PrintTable(register, list);
            return ExitCodes.Good;
        });
        return command;
    }

    private static void PrintTable(ProcessingRegister register, PartnerList partners)
    {
        string[] header = ["id", "name", "purpose", "ground", "recipients", "retention", "what the hub does for it"];
        TextTable.Print([header, .. register.Activities.Select(activity => new[]
        {
            activity.Id, activity.Name, activity.Purpose, activity.Ground,
            string.Join("; ", activity.RecipientsOf(partners).Select(recipient => $"{recipient.Partner.Code}: {string.Join(", ", recipient.Purposes)}").Concat(activity.Recipients)),
            activity.Retention, string.Join(", ", activity.Covers),
        })]);
        Console.WriteLine($"register {register.Version}: {register.Activities.Count} activities; --json shows all of each");
    }

    private static void PrintJson(ProcessingRegister register, PartnerList partners) => Console.WriteLine(JsonSerializer.Serialize(
        new
        {
            register.Version,
            Activities = register.Activities.Select(activity => new
            {
                activity.Id,
                Uri = ProcessingRecords.UriOf(partners, activity),
                activity.Name,
                activity.Purpose,
                activity.Ground,
                activity.Controller,
                activity.Subjects,
                activity.Data,
                activity.Recipients,
                Partners = activity.RecipientsOf(partners).Select(recipient => new { recipient.Partner.Code, recipient.Partner.Name, recipient.Partner.Oin, recipient.Purposes }),
                activity.Retention,
                activity.Covers,
            }),
        },
        Indented));
}
