using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KetenHub.Contracts;
using KetenHub.Dashboard;
using KetenHub.Decisions;
using KetenHub.Embedded;
using KetenHub.Hub;
using KetenHub.Partners.Adapters;
using KetenHub.Storage;
using KetenHub.Tests.Contracts;
using KetenHub.Tests.Hub;
using KetenHub.Tests.Tidy;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace KetenHub.Tests.Decisions;

/// <summary>Selection on behaviour only, past the contracts: state, rules, filters, search, figures and exports have no name for who somebody is, and what people write
/// in their own words is kept for who reads it and for nothing else.</summary>
public sealed partial class BehaviourReachTests
{
    private const string Person = "9000000001";
    private const string Canary = "kanarie ";

    // Where a word means something else: where a document or a note comes from, what language a page is in, what an interpreter speaks.
    private static readonly string[] SomethingElse = ["Origin", "origin", "Language", "Languages", "language"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [GeneratedRegex("\\bname=\"([A-Za-z-]+)\"")]
    private static partial Regex FormField { get; }

    [GeneratedRegex(@"\b(I?LIKE|GLOB|MATCH|REGEXP|SIMILAR TO|tsvector|to_tsquery|fts5|pg_trgm)\b|~\*?\s*[@$]")]
    private static partial Regex Search { get; }

    [GeneratedRegex(@"LIKE '%:systeem:pagina-%'|party LIKE (@accounts|\$[0-9])")]
    private static partial Regex Harmless { get; }

    [Fact]
    public void No_type_of_the_hub_has_a_member_for_it()
    {
        var assemblies = new[] { typeof(PersonState), typeof(HubTransaction), typeof(SqliteStore), typeof(DashboardOptions), typeof(EmbeddedHub), typeof(IAdapter) }.Select(type => type.Assembly);
        var members = (from type in assemblies.SelectMany(assembly => assembly.GetTypes())
                       where type.FullName!.StartsWith("KetenHub.", StringComparison.Ordinal) && !type.Name.Contains('<', StringComparison.Ordinal)
                       from member in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                       where member is PropertyInfo or FieldInfo && !member.Name.Contains('<', StringComparison.Ordinal)
                       select $"{type.Name} {member.Name}").ToList();
        Assert.True(members.Count > 2000, $"Too few members were looked at: {members.Count}.");
        // A date of birth in a report's text is looked for to refuse the report.
        Assert.DoesNotContain(members, member => member != "PersonData BirthDate" && ProtectedGround.In(member) is { } found && !SomethingElse.Contains(found, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task No_table_has_a_column_for_it_and_no_index_is_over_somebodys_own_words()
    {
        await using var hub = await TestHub.StartAsync();
        var columns = Rows(hub.Database, "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'");
        Assert.True(columns.Count > 100, $"Too few columns were looked at: {columns.Count}.");
        Assert.DoesNotContain(columns, column => ProtectedGround.In(column.Replace('.', ' ').Replace('_', ' ')) is { } found && !SomethingElse.Contains(found, StringComparer.OrdinalIgnoreCase));
        var indexed = Rows(hub.Database, "SELECT m.tbl_name || '.' || c.name FROM sqlite_master m JOIN pragma_index_info(m.name) c WHERE m.type = 'index' AND c.name IS NOT NULL").Distinct().ToList();
        Assert.NotEmpty(indexed);
        Assert.Empty(indexed.Intersect(columns.Where(column => OwnWords().Any(word => column.EndsWith($".{word}", StringComparison.Ordinal)))));

        // "reason" of a failure is a number or what a server said.
        static string[] OwnWords() => ["what_happened", "who_comes", "not_ready_reason", "cancel_cause", "what", "why", "note", "text", "problems"];
    }

    [Fact]
    public void No_statement_searches_in_texts()
    {
        // What an account entered is found by the form of its source, and who looked by the partner before the account.
        Assert.DoesNotContain(Repository.Under(".cs", "src").Where(file => Search.IsMatch(Harmless.Replace(Repository.Text(file), ""))),
            file => file.StartsWith("src/KetenHub.Storage/", StringComparison.Ordinal) || Repository.Text(file).Contains("SELECT ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_page_or_endpoint_can_be_asked_for_it()
    {
        using var folder = new TempFolder();
        var data = new DataFolder(folder.Path);
        var (store, keys) = await data.OpenAsync(Cancellation);
        await using var app = EmbeddedHub.Build(
            new EmbeddedOptions(data, 0, 1, false, null, null), SettingsFolder.ReadPartners(null), SettingsFolder.Read(null, null).Policy, store, keys, "a token of a page, long enough");
        await app.StartAsync(Cancellation);
        var asked = app.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).SelectMany(endpoint => endpoint.Metadata.OfType<MethodInfo>())
            .SelectMany(handler => handler.GetParameters()).Where(parameter => parameter.ParameterType == typeof(string)).Select(parameter => parameter.Name!).Distinct().ToList();
        var forms = Repository.Under(".razor", "src/KetenHub.Dashboard").SelectMany(file => FormField.Matches(Repository.Text(file).Replace("<meta name=\"color-scheme\"", "", StringComparison.Ordinal))).Select(match => match.Groups[1].Value).Distinct().ToList();
        await app.StopAsync(Cancellation);
        await store.DisposeAsync();
        keys.Dispose();
        Assert.Contains("location", asked);
        Assert.Contains("purpose", forms);
        Assert.DoesNotContain(asked.Concat(forms), name => ProtectedGround.In(name) is { } found && !SomethingElse.Contains(found, StringComparer.OrdinalIgnoreCase));
        // In somebody's own words nothing is searched for: what a list can be asked for is a place, a partner, a kind, a moment or a page of it.
        Assert.Empty(asked.Intersect(["q", "query", "search", "find", "text", "term", "words", "contains", "zoek", "tekst"], StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_text_of_a_message_has_a_longest_length() =>
        Assert.Empty(ContractFiles.Schemas.SelectMany(schema => Unbounded(ContractFiles.Json(schema), schema)));

    [Fact]
    public async Task What_people_write_reaches_no_rule_no_figure_and_no_column_but_those_that_are_shown()
    {
        await using var hub = await TestHub.StartAsync();
        var sent = new HashSet<string>();
        foreach (var type in MessageTypes.Messages)
        {
            foreach (var example in ContractFiles.Examples(ContractFiles.Folder(type), "good"))
                await hub.SendOneAsync(Worded(hub, type, JsonNode.Parse(ContractFiles.Bytes(example))!.AsObject(), sent));
        }
        Assert.Superset(new HashSet<string>(["whatHappened", "what", "reason", "heldBy", "handedOutBy", "function", "whoComes", "room", "name"]), sent);
        Assert.Contains(await hub.WholeLogAsync(), row => row.Kind == LogKind.Received);

        // The board shows the team that comes and the place; numbers of cases are how people find each other's files.
        Assert.Equal(ShownInClear, Found(hub.Database, sent).Distinct().Order(StringComparer.Ordinal).ToArray());
        var state = Encoding.UTF8.GetString(StateJson.Write(await hub.StateAsync(await hub.PersonAsync(Person))));
        Assert.Equal(Remembered, sent.Where(field => state.Contains(Canary + field, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray());
    }

    private static readonly string[] ShownInClear = ["function", "madeAtTable", "name", "whoComes"];

    // To be told again, or to find a case by; that no rule goes by them is in BehaviourOnlyTests.
    private static readonly string[] Remembered = ["caseNumber", "function", "handedOutBy", "madeAtTable", "name", "room", "whoComes"];

    // Every field that takes any text gets one that names the field; the same in every message, so that they go on about one case.
    private static InboundMessage Worded(TestHub hub, MessageType type, JsonObject envelope, HashSet<string> sent)
    {
        var publisher = hub.Partners.All.First(partner => partner.Publishes.Contains(type.Name));
        (envelope["source"], envelope["id"]) = ($"urn:nld:oin:{publisher.Oin}:systeem:test", Events.NewId());
        envelope["data"]!["person"] = Events.Person(Events.VNummer(Person));
        foreach (var text in Texts(envelope["data"]!).ToList())
        {
            var (parent, name) = (text.Parent!, text.GetPropertyName());
            var before = text.GetValue<string>();
            parent[name] = Canary + name;
            if (Intake.Read(Events.Message(publisher.Code, envelope), publisher).IsUsable)
                sent.Add(name);
            else
                parent[name] = before;
        }
        return Events.Message(publisher.Code, envelope);
    }

    private static IEnumerable<JsonNode> Texts(JsonNode node) => node switch
    {
        JsonObject fields => fields.Where(field => field.Key != "person" && field.Value is not null).SelectMany(field => Texts(field.Value!)),
        JsonArray items => items.Where(item => item is JsonObject).SelectMany(item => Texts(item!)),
        JsonValue value when value.GetValueKind() == JsonValueKind.String && value.Parent is JsonObject => [value],
        _ => [],
    };

    private static IEnumerable<string> Found(string database, HashSet<string> fields)
    {
        var columns = Rows(database, "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'");
        return columns.Select(column => column.Split('.')).SelectMany(column => Rows(database, $"SELECT DISTINCT CAST({column[1]} AS TEXT) FROM {column[0]} WHERE CAST({column[1]} AS TEXT) LIKE '%{Canary}%'")
            .SelectMany(value => fields.Where(field => Regex.IsMatch(value, $@"{Canary}{field}\b"))));
    }

    private static IEnumerable<string> Unbounded(JsonElement schema, string where)
    {
        if (schema.ValueKind == JsonValueKind.Array)
            return schema.EnumerateArray().SelectMany((item, i) => Unbounded(item, $"{where}/{i}"));
        if (schema.ValueKind != JsonValueKind.Object)
            return [];
        var isText = schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("string");
        var isBounded = new[] { "maxLength", "enum", "const", "pattern", "format" }.Any(keyword => schema.TryGetProperty(keyword, out _));
        return schema.EnumerateObject().Where(keyword => keyword.Name != "examples").SelectMany(keyword => Unbounded(keyword.Value, $"{where}/{keyword.Name}")).Concat(isText && !isBounded ? [where] : []);
    }

    private static List<string> Rows(string database, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.IsDBNull(0) ? "" : reader.GetString(0));
        return rows;
    }

    private sealed class TempFolder : IDisposable
    {
        private readonly DirectoryInfo made = Directory.CreateTempSubdirectory("ketenhub-test-");

        public string Path => made.FullName;

        public void Dispose() => made.Delete(recursive: true);
    }
}
