using System.Globalization;
using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.AspNetCore.Http;

namespace KetenHub.Dashboard;

/// <summary>Which messages are shown, as an address or a form spells it. Holds no data about persons: a case stands in it by a keyed reference.</summary>
internal sealed record MessagesAddress
{
    /// <summary>Choices of the period, in hours.</summary>
    public static readonly int[] Hours = [1, 24, 168];

    /// <summary>What is said when a field can't be read.</summary>
    public static ErrorKind Refusal => Errors.MessageFilterUnreadable;

    private const int LongestCode = 64;

    public LogKind? Direction { get; init; }

    public string Type { get; init; } = "";

    public string Partner { get; init; } = "";

    public int? Within { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    public string Id { get; init; } = "";

    /// <summary>Reference of a case, see <see cref="HubKeys.HashOfCase"/>.</summary>
    public string Case { get; init; } = "";

    /// <summary>Id of the message that the page begins after.</summary>
    public string After { get; init; } = "";

    /// <summary>Id of the message that the page ends before.</summary>
    public string Before { get; init; } = "";

    /// <summary>Something that was given can't be read: nothing is shown, for leaving it out would show more than was asked.</summary>
    public bool IsUnreadable { get; init; }

    public bool IsFiltered => this != new MessagesAddress { After = After, Before = Before };

    public static MessagesAddress Of(Func<string, string?> field)
    {
        var (since, until) = (TypedMoment.Of(field("since")), TypedMoment.Of(field("until")));
        var id = (field("id") ?? "").Trim().ToLowerInvariant();
        var reference = field("case") ?? "";
        return new MessagesAddress
        {
            Direction = field("direction") switch { "in" => LogKind.Received, "out" => LogKind.Notified, _ => null },
            Type = Code(field("type")),
            Partner = Code(field("partner")),
            Within = int.TryParse(field("within"), NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && Hours.Contains(hours) ? hours : null,
            Since = since,
            Until = until,
            Id = id.Length <= LongestCode ? id : "",
            Case = reference,
            After = Code(field("after")),
            Before = Code(field("before")),
            IsUnreadable = (since is null && field("since") is { Length: > 0 }) || (until is null && field("until") is { Length: > 0 })
                || (id.Length > 0 && !Guid.TryParseExact(id, "D", out _)) || (reference.Length > 0 && !(reference.Length == 16 && reference.All(char.IsAsciiHexDigitLower))),
        };
    }

    /// <summary>What a view keeps of it: neither one message nor a case.</summary>
    public string ViewQuery => QueryOf((this with { Id = "", Case = "", After = "", Before = "" }).Fields).TrimStart('?');

    /// <summary>Every field that is filled in.</summary>
    public IEnumerable<(string Name, string Value)> Fields => new[]
    {
        ("direction", Direction switch { LogKind.Received => "in", LogKind.Notified => "out", _ => "" }), ("type", Type), ("partner", Partner),
        ("within", Within?.ToString(CultureInfo.InvariantCulture) ?? ""), ("since", TypedMoment.Text(Since) ?? ""), ("until", TypedMoment.Text(Until) ?? ""),
        ("id", Id), ("case", Case), ("after", After), ("before", Before),
    }.Where(pair => pair.Item2.Length > 0);

    public string Path => "/messages" + QueryOf(Fields);

    private static string QueryOf(IEnumerable<(string Name, string Value)> fields) =>
        QueryString.Create(fields.Select(field => KeyValuePair.Create(field.Name, (string?)field.Value))).ToString();

    private static string Code(string? text) => text is { Length: <= LongestCode } ? text : "";
}
