using System.Globalization;
using KetenHub.Hub;
using Microsoft.AspNetCore.Http;

namespace KetenHub.Dashboard;

/// <summary>What of a timeline is shown, as an address or a form spells it: partner, kind, time and page; never who it is about. What can't be read is left
/// out: the page shows what it filters by.</summary>
internal sealed record TimelineAddress(TimelineFilter Filter, long? Skip = null, string Entry = "", bool Verify = false)
{
    private const int LongestParty = 64;

    public bool IsFiltered => Filter != new TimelineFilter();

    /// <summary>From the query of an address or the fields of a form.</summary>
    public static TimelineAddress Of(Func<string, string?> field) => new(
        new TimelineFilter(
            field("party") is { Length: > 0 and <= LongestParty } party ? party : "",
            Enum.TryParse<LogKind>(field("kind"), out var kind) && Enum.IsDefined(kind) ? kind : null,
            TypedMoment.Of(field("since")), TypedMoment.Of(field("until"))),
        long.TryParse(field("skip"), NumberStyles.None, CultureInfo.InvariantCulture, out var skip) ? skip : null,
        field("entry") ?? "", field("verify") == "all");

    /// <summary>Everything that this filters by.</summary>
    public IEnumerable<(string Name, string Value)> Fields => new[]
    {
        ("party", Filter.Party), ("kind", Filter.Kind?.ToString() ?? ""), ("since", TypedMoment.Text(Filter.Since) ?? ""), ("until", TypedMoment.Text(Filter.Until) ?? ""),
    }.Where(pair => pair.Item2.Length > 0);

    /// <summary>The address of a page of this look-up.</summary>
    public string Path(string look) => "/person/timeline" + QueryString.Create(
        Fields.Prepend(("look", look)).Append(("skip", Skip?.ToString(CultureInfo.InvariantCulture) ?? "")).Append(("entry", Entry)).Append(("verify", Verify ? "all" : ""))
            .Where(field => field.Item2.Length > 0).Select(field => KeyValuePair.Create(field.Item1, (string?)field.Item2)));
}
