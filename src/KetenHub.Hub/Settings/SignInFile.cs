using System.Text.Json;
using KetenHub.Contracts;

namespace KetenHub.Hub;

/// <summary>Reads and checks the sign-in file; every mistake at once. It holds no secret.</summary>
public static class SignInFile
{
    private const int LongestAddress = 300;
    private const int LongestName = 200;
    private const int MostMinutes = 24 * 60;

    /// <summary>Reads a file. Throws KH457.</summary>
    /// <param name="path">The file.</param>
    /// <param name="partners">Partners that accounts can be of.</param>
    public static SignInSettings Read(string path, PartnerList partners) =>
        SettingsFile.Read(path, Errors.SignInFileInvalid, Errors.SignInFileInvalid, (root, problems) => Parse(root, partners, problems));

    private static SignInSettings Parse(JsonElement root, PartnerList partners, ICollection<Problem> problems)
    {
        var read = new HashSet<string>(StringComparer.Ordinal);
        var fields = new Fields(root, "", problems, seen: read);
        var (issuer, address) = (AddressOf(fields, "issuer", problems), AddressOf(fields, "address", problems));
        var accounts = fields.Objects("accounts", 1, 500, ReadAccount);
        foreach (var (account, index) in accounts.Select((account, index) => (account, index)))
        {
            if (account.Partner is { } code && partners.Find(code) is null)
                problems.Add(Errors.SignInFileInvalid.At($"/accounts/{index}/partner", "the code of a partner; none for who runs the hub"));
            if (account.Partner is not null && !StaffRoles.IsOfPartner(account.Role))
                problems.Add(Errors.SignInFileInvalid.At($"/accounts/{index}/role", "Viewer or CaseWorker for a partner's staff: the other roles see the whole chain and are for who runs the hub"));
            // Without a condition, everybody whom the provider knows would have the role.
            if (account.When is { Count: 0 })
                problems.Add(Errors.SignInFileInvalid.At($"/accounts/{index}/when", "at least one claim with the value it must have"));
        }
        var settings = (ClientId: fields.Text("clientId", LongestName), Scopes: fields.Has("scopes") ? fields.Texts("scopes", LongestName) : [], Limits: LimitsOf(fields));
        AddUnread(root, "", read, problems);
        // As it is written: a provider that names itself with a final slash is another one than without.
        return problems.Count > 0 ? null!
            : new SignInSettings(issuer!.OriginalString, settings.ClientId, new Uri(address!.GetLeftPart(UriPartial.Authority)), [.. settings.Scopes.Prepend("openid").Distinct(StringComparer.Ordinal)], accounts, settings.Limits);
    }

    private static SignInAccount ReadAccount(Fields fields) =>
        new(fields.OptionalText("partner", 20), fields.Value<StaffRole>("role"), fields.TextsByName("when", LongestName));

    private static SessionLimits LimitsOf(Fields fields)
    {
        var usual = SessionLimits.Usual;
        return fields.OptionalObject("session", session => new SessionLimits(
            Minutes(session, "idleMinutes", usual.Idle), Minutes(session, "longestMinutes", usual.Longest), Minutes(session, "recheckMinutes", usual.Recheck),
            Minutes(session, "freshMinutes", usual.Fresh), session.OptionalInteger("most", 1, 20) ?? usual.Most)) ?? usual;
    }

    private static TimeSpan Minutes(Fields fields, string name, TimeSpan usual) =>
        fields.OptionalInteger(name, 1, MostMinutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : usual;

    // A word that nobody reads could be a slip in what was meant to limit somebody, or a secret that has no place here.
    private static void AddUnread(JsonElement element, string path, HashSet<string> read, ICollection<Problem> problems)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in element.EnumerateArray().Index())
                AddUnread(item, $"{path}/{index}", read, problems);
        }
        if (element.ValueKind != JsonValueKind.Object)
            return;
        foreach (var member in element.EnumerateObject())
        {
            if (!read.Contains($"{path}/{member.Name}"))
                problems.Add(Errors.SignInFileInvalid.At($"{path}/{member.Name}", "nothing: the hub knows no such setting, and no secret stands in this file"));
            else if (member.Name != "when")
                AddUnread(member.Value, $"{path}/{member.Name}", read, problems);
        }
    }

    // Codes, tokens and cookies go over it.
    private static Uri? AddressOf(Fields fields, string name, ICollection<Problem> problems)
    {
        var before = problems.Count;
        var text = fields.Text(name, LongestAddress);
        if (problems.Count > before)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback))
            && address is { Query.Length: 0, Fragment.Length: 0, UserInfo.Length: 0 } && (name != "address" || address.AbsolutePath == "/"))
            return address;
        problems.Add(Errors.SignInFileInvalid.At($"/{name}", name == "address" ? "an https address of host and port only; http on this machine only" : "an https address without query; http on this machine only"));
        return null;
    }
}
