using System.Text.Json;
using System.Text.RegularExpressions;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Reads and checks partners.json; every mistake at once.</summary>
public static partial class PartnersFile
{
    [GeneratedRegex(@"^[0-9]{20}\z")]
    private static partial Regex Oin { get; }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9.-]{0,63}\z")]
    private static partial Regex KeyId { get; }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,19}\z")]
    private static partial Regex Code { get; }

    /// <summary>Reads a file. Throws KH103 or KH104.</summary>
    public static PartnerList Read(string path) => SettingsFile.Read(path, Errors.PartnersUnreadable, Errors.PartnersInvalid, Parse);

    private static PartnerList Parse(JsonElement root, ICollection<Problem> problems)
    {
        var fields = new Fields(root, "", problems);
        var hub = fields.Object("hub", hub => new HubSection(
            hub.Match("oin", Oin, "an OIN of 20 digits"), hub.Text("address", 200),
            hub.Has("accounts") ? hub.Objects("accounts", 0, 50, ReadAccount) : []));
        var partners = fields.Objects("partners", 1, 200, ReadPartner);
        foreach (var twice in partners.GroupBy(partner => partner.Code).Where(group => group.Count() > 1))
            problems.Add(Errors.PartnersInvalid.At($"/partners ({twice.Key})", "each code once"));
        foreach (var twice in (hub?.Accounts ?? []).GroupBy(account => account.Name).Where(group => group.Count() > 1))
            problems.Add(Errors.PartnersInvalid.At($"/hub/accounts ({twice.Key})", "each name once"));
        if (hub?.Accounts.Any(account => account.Rights.Contains(Right.Report)) == true)
            problems.Add(Errors.PartnersInvalid.At("/hub/accounts", "no right Report: to report is a partner's own"));
        foreach (var partner in partners)
        {
            if (partner.Code == PartnerList.Hub)
                problems.Add(Errors.PartnersInvalid.At($"/partners ({partner.Code})", $"another code: accounts of who runs the hub are named {PartnerList.Hub}/…"));
            foreach (var account in partner.Accounts.Where(account => account.Rights.Intersect(Account.RightsOfHub).Any()))
                problems.Add(Errors.PartnersInvalid.At($"/partners ({partner.Code})/accounts ({account.Name})/rights",
                    $"none of {string.Join(", ", Account.RightsOfHub)}: they are about the whole chain; put the account under /hub/accounts"));
            foreach (var unknown in partner.Publishes.Except(MessageTypes.Messages.Select(type => type.Name)))
                problems.Add(Errors.PartnersInvalid.At($"/partners ({partner.Code})/publishes", $"'{unknown}' is no message"));
            foreach (var twice in partner.Accounts.GroupBy(account => account.Name).Where(group => group.Count() > 1))
                problems.Add(Errors.PartnersInvalid.At($"/partners ({partner.Code})/accounts ({twice.Key})", "each name once"));
            foreach (var unknown in partner.Receives.Keys.Except(MessageTypes.Notifications.Select(type => type.Name)))
                problems.Add(Errors.PartnersInvalid.At($"/partners ({partner.Code})/receives", $"'{unknown}' is no notification"));
        }
        return problems.Count > 0 ? null! : new PartnerList(hub!.Oin, hub.Address.TrimEnd('/'), partners) { Accounts = hub.Accounts };
    }

    private static Partner ReadPartner(Fields fields) => new(
        fields.Match("code", Code, "lower-case letters, digits and hyphens, at most 20"),
        fields.Text("name", 100),
        fields.Match("oin", Oin, "an OIN of 20 digits"),
        fields.Texts("publishes", 100),
        fields.TextsByName("receives", 200, minLength: 5))
    {
        Lanes = fields.OptionalInteger("lanes", 1, Partner.MostLanes) ?? 1,
        Rate = fields.OptionalObject("rate", rate => new RateTerms(rate.Integer("perSecond", 1, 100_000), rate.Integer("burst", 1, 1_000_000))) ?? Partner.UsualRate,
        Sees = fields.Has("sees") ? fields.Values<PersonDetail>("sees", 0) : Partner.UsualDetails,
        Signing = fields.OptionalObject("signing", ReadSigning),
        Accounts = fields.Has("accounts") ? fields.Objects("accounts", 0, 50, ReadAccount) : [],
    };

    private static SigningTerms ReadSigning(Fields fields)
    {
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (id, text) in fields.TextsByName("keys", 400))
        {
            var isGood = KeyId.IsMatch(id) && EventSignature.IsKey(text);
            fields.Require($"keys/{id}", !isGood, "a key id of letters, digits, dots and hyphens with a public key: SubjectPublicKeyInfo of ECDSA P-256 as base64, in one line");
            if (isGood)
                keys.Add(id, Convert.FromBase64String(text));
        }
        fields.Require("keys of this partner", keys.Count == 0, "at least one key");
        return new SigningTerms(fields.OptionalFlag("required") ?? true, PolicyFile.OptionalDurationOf(fields, "maxAge") ?? TimeSpan.FromDays(1), keys);
    }

    private static Account ReadAccount(Fields fields) =>
        new(fields.Match("name", Code, "lower-case letters, digits and hyphens, at most 20; never a person's name"), fields.Values<Right>("rights", 1));

    private sealed record HubSection(string Oin, string Address, IReadOnlyList<Account> Accounts);
}
