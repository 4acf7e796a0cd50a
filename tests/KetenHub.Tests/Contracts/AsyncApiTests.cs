using System.Text.RegularExpressions;
using KetenHub.Contracts;
using Xunit;

namespace KetenHub.Tests.Contracts;

/// <summary>asyncapi.yaml keeps to plain YAML: two spaces a level, one key a line. So a line reader is enough to check it.</summary>
public sealed partial class AsyncApiTests
{
    [GeneratedRegex(@"^(?<indent> *)(?<item>- )?(?<key>\$?[A-Za-z0-9-]+):(?: (?<value>.+))?$")]
    private static partial Regex Line { get; }

    private static readonly IReadOnlyList<(string Path, string Value)> Entries =
        Read(File.ReadAllLines(Path.Combine(ContractFiles.Root, "asyncapi.yaml")));

    [Fact]
    public void Every_reference_resolves() => Assert.Empty(Unresolved(Entries));

    [Fact]
    public void Every_type_is_a_message_and_there_are_no_others()
    {
        var events = Entries.Where(entry => Regex.IsMatch(entry.Path, "^/components/messages/[^/]+/name$")).Select(entry => entry.Value);
        Assert.Equal(ContractFiles.Types.Select(type => type.EventType).Order(), events.Order());
    }

    [Fact]
    public void Every_message_refers_to_the_schema_of_its_own_type()
    {
        foreach (var type in ContractFiles.Types)
        {
            var message = Entries.Where(entry => entry.Path.StartsWith($"/components/messages/{type.Name}/payload/", StringComparison.Ordinal)).ToList();
            Assert.Equal([$"./{ContractFiles.EnvelopeSchema}", $"./{ContractFiles.Schema(type)}"], message.Where(IsReference).Select(entry => entry.Value));
            Assert.Equal(type.EventType, Assert.Single(message, entry => entry.Path.EndsWith("/type/const", StringComparison.Ordinal)).Value);
        }
    }

    [Fact]
    public void Every_message_comes_in_and_every_notification_goes_out_over_some_channel()
    {
        Assert.Equal(MessageTypes.Messages.Select(type => type.Name).Order(), On("in").Distinct().Order());
        Assert.Equal(MessageTypes.Notifications.Select(type => type.Name).Order(), On("out").Distinct().Order());
    }

    [Theory]
    [InlineData("ind")]
    [InlineData("coa")]
    [InlineData("dtv")]
    [InlineData("avim")]
    public void Each_partner_has_its_exchange_and_its_queue(string partner)
    {
        Assert.Contains(($"/channels/in-{partner}/address", $"keten.in.{partner}"), Entries);
        Assert.Contains(($"/channels/in-{partner}/bindings/amqp/exchange/name", $"keten.in.{partner}"), Entries);
        Assert.Contains(($"/channels/out-{partner}/address", $"keten.out.{partner}"), Entries);
        Assert.Contains(($"/channels/out-{partner}/bindings/amqp/queue/name", $"keten.out.{partner}"), Entries);
        Assert.Contains(($"/operations/receive-from-{partner}/channel/$ref", $"#/channels/in-{partner}"), Entries);
        Assert.Contains(($"/operations/tell-{partner}/channel/$ref", $"#/channels/out-{partner}"), Entries);
    }

    [Fact]
    public void A_reference_to_nothing_is_found() =>
        Assert.Equal(["./Nothing/nothing.v1.schema.json", "#/components/messages/nothing"],
            Unresolved(Read(["a:", "  $ref: './Nothing/nothing.v1.schema.json'", "b:", "  $ref: '#/components/messages/nothing'", "c:", "  $ref: '#/a'"])));

    [Fact]
    public void The_readme_has_every_type_in_the_right_table_with_the_same_senders()
    {
        var readme = File.ReadAllText(Path.Combine(ContractFiles.Root, "README.md"));
        var rows = Regex.Matches(readme, @"^\| `(?<name>[a-z-]+)` \| [^|]+ \| (?<who>[^|]+) \|$", RegexOptions.Multiline)
            .Where(row => ContractFiles.Types.Any(type => type.Name == row.Groups["name"].Value)).ToList();
        Assert.Equal(ContractFiles.Types.Select(type => type.Name), rows.Select(row => row.Groups["name"].Value));
        foreach (var row in rows.Take(MessageTypes.Messages.Count))
        {
            var channels = Entries.Where(entry => Regex.IsMatch(entry.Path, $"^/channels/in-[a-z]+/messages/{row.Groups["name"].Value}$"));
            Assert.Equal(channels.Select(entry => entry.Path.Split('/')[2][3..]), row.Groups["who"].Value.Split(", "));
        }
    }

    private static IEnumerable<string> On(string direction) =>
        Entries.Where(entry => Regex.IsMatch(entry.Path, $"^/channels/{direction}-[a-z]+/messages/[^/]+$")).Select(entry => entry.Path.Split('/')[4]);

    private static bool IsReference((string Path, string Value) entry) => entry.Path.EndsWith("/$ref", StringComparison.Ordinal);

    private static List<string> Unresolved(IReadOnlyList<(string Path, string Value)> entries) =>
        [.. entries.Where(IsReference).Select(entry => entry.Value).Where(target => target.StartsWith('#')
            ? !entries.Any(entry => entry.Path == target[1..])
            : !File.Exists(Path.Combine(ContractFiles.Root, target)))];

    private static List<(string Path, string Value)> Read(IEnumerable<string> lines)
    {
        var entries = new List<(string, string)>();
        var above = new Stack<(int Indent, string Key)>();
        foreach (var line in lines)
        {
            var match = Line.Match(line);
            Assert.True(match.Success, $"This line is not one key: {line}");
            var indent = match.Groups["indent"].Length + match.Groups["item"].Length;
            while (above.TryPeek(out var last) && last.Indent >= indent)
                above.Pop();
            above.Push((indent, match.Groups["key"].Value));
            entries.Add(($"/{string.Join('/', above.Reverse().Select(key => key.Key))}", match.Groups["value"].Value.Trim('\'')));
        }
        return entries;
    }
}
