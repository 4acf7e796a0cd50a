using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Embedded;
using KetenHub.Hub;

namespace KetenHub.Commands;

/// <summary><c>ketenhub log</c>: one person's correlation log. Example:
/// <c>ketenhub log --person v-nummer:0000000001 --purpose "question of the person's lawyer"</c></summary>
internal static class LogCommand
{
    public static Command Create()
    {
        var person = new Option<string>("--person") { Description = "Identifier of the person: SCHEME:VALUE, or SCHEME:VALUE@ISSUER.", HelpName = "SCHEME:VALUE", Required = true };
        var purpose = new Option<string>("--purpose") { Description = "Why you look, 5 to 200 characters; it is logged.", HelpName = "TEXT", Required = true };
        var (data, partners, policy, json) = (Options.Data(), Options.Partners(), Options.Policy(), Options.Json());
        var command = new Command("log",
            "Show everything the hub logged about one person. The look-up itself is logged first.\n"
            + $"Example: ketenhub log --person v-nummer:0000000001 --purpose \"question of the person's lawyer\"\n{ExitCodes.Text}")
        {
            person, purpose, data, partners, policy, json,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            PersonArgument.Read(parsed.GetValue(person)!), parsed.GetValue(purpose)!, new DataFolder(parsed.GetValue(data)!),
            SettingsFolder.Read(parsed.GetValue(partners), parsed.GetValue(policy)), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        PersonIdentifier identifier, string purpose, DataFolder folder, (PartnerList Partners, Decisions.Policy Policy) settings, bool json, CancellationToken cancellation)
    {
        await using (folder.OpenExisting())
        {
        }
        var (store, keys) = await folder.OpenAsync(cancellation);
        await using var _ = store;
        using var __ = keys;
        if (await store.Reads.FindPersonAsync(keys.HashOf(identifier), cancellation) is not { } person)
            throw new KetenHubException(Errors.PersonUnknown.At("--person"));
        var hub = new HubTransaction(store, keys, settings.Policy, settings.Partners, TimeProvider.System);
        await hub.LogLookUpAsync(person, StoreAccess.Actor, purpose, cancellation);

        var family = await store.Reads.FamilyAsync(person, cancellation);
        var sealers = family.ToDictionary(row => row.Id, row => keys.PersonKey(row.Id, row.WrappedKey));
        try
        {
            var log = await store.Reads.TimelineAsync([.. sealers.Keys], 0, int.MaxValue, cancellation);
            if (json)
                PrintJson(log.Items, sealers, keys);
            else
                PrintTable(log.Items);
            PrintRights(family[0], sealers[person]);
        }
        finally
        {
            foreach (var sealer in sealers.Values)
                sealer.Dispose();
        }
        return ExitCodes.Good;
    }

    // To standard error: the answer stays what it is.
    private static void PrintRights(PersonRow row, Sealer key)
    {
        var state = StateJson.Read(key.Open(row.SealedState, HubKeys.Bound(row.Id, "state")));
        if (state.RestrictedSince is { } restricted)
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"processing is restricted since {restricted:yyyy-MM-dd HH:mm} (AVG art. 18): see ketenhub person restrict --help for what that leaves"));
        if (state.HeldSince is { } held)
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a legal hold lies on these data since {held:yyyy-MM-dd HH:mm}: nothing is erased"));
    }

    private static void PrintTable(IReadOnlyList<LogRow> log)
    {
        string[] header = ["n", "when (UTC)", "what", "partner", "type", "why", "policy"];
        TextTable.Print([header, .. log.Select(row => new[]
        {
            row.N.ToString(CultureInfo.InvariantCulture), row.At.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            Stored.Show(row.Kind), row.Party, row.Type, row.Why, row.PolicyVersion,
        })]);
        Console.WriteLine($"{log.Count} entries");
    }

    private static void PrintJson(IReadOnlyList<LogRow> log, Dictionary<Guid, Sealer> sealers, HubKeys keys)
    {
        var entries = log.Select(row => new
        {
            person = row.Person,
            // By which records of processing name it.
            dataSubjectId = keys.SubjectOf(row.Person),
            row.N,
            kind = Stored.NameOf(row.Kind),
            row.At,
            row.Party,
            row.Type,
            row.EventId,
            row.CauseN,
            row.PolicyVersion,
            row.Why,
            body = row.SealedBody is null ? null : Encoding.UTF8.GetString(sealers[row.Person].Open(row.SealedBody, HubKeys.Bound(row.Person, "log"))),
            hash = Convert.ToHexStringLower(row.Hash),
        });
        Console.WriteLine(JsonSerializer.Serialize(new { entries }, CloudEventWriter.JsonOptions));
    }
}
