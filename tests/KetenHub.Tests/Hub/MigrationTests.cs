using System.Text.RegularExpressions;
using KetenHub.Contracts;
using KetenHub.Storage;
using KetenHub.Tests.Tidy;
using Microsoft.Data.Sqlite;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>Expand, then contract: hubs of two releases work on one store.</summary>
public sealed partial class MigrationTests
{
    private static readonly (string, string)[] Shipped = [("001_hub.sql", "CREATE TABLE hub (a TEXT)"), ("002_needs.sql", "ALTER TABLE schema_version ADD COLUMN needs INTEGER NOT NULL DEFAULT 0")];
    private static readonly (string, string)[] Expanded = [.. Shipped, ("003_more.sql", "ALTER TABLE hub ADD COLUMN b TEXT")];
    private static readonly (string, string)[] Contracted = [.. Expanded, ("004_less.sql", "-- contract after 003: nothing reads it any more\nALTER TABLE hub DROP COLUMN a")];

    [Fact]
    public void An_older_hub_goes_on_with_a_store_to_which_a_newer_one_only_added()
    {
        using var store = Open();
        new Migrator(Expanded).ApplyTx(store, "store");
        var older = new Migrator(Shipped);
        older.ApplyTx(store, "store");
        Assert.Equal((3, 0), (older.Plan(store, "store").Applied, older.Plan(store, "store").Pending.Count));
    }

    [Fact]
    public void A_hub_is_refused_once_what_it_uses_was_taken_away_and_is_told_why()
    {
        using var store = Open();
        new Migrator(Contracted).ApplyTx(store, "store");
        new Migrator(Expanded).ApplyTx(store, "store");
        var refusal = Assert.Throws<KetenHubException>(() => new Migrator(Shipped).ApplyTx(store, "store"));
        Assert.Equal(
            "KH302 The store was changed by a newer hub in a way that this one can't work with at store: "
            + "its migration 004_less.sql asks for a hub that knows migration 3, this one knows those up to 2.", Assert.Single(refusal.Problems).ToString());
    }

    [Fact]
    public void A_contraction_needs_hubs_stopped_only_where_a_release_was_left_out()
    {
        using var store = Open();
        Assert.False(new Migrator(Contracted).Plan(store, "store").NeedsHubsStopped);
        new Migrator(Shipped).ApplyTx(store, "store");
        Assert.False(new Migrator(Expanded).Plan(store, "store").NeedsHubsStopped);
        Assert.True(new Migrator(Contracted).Plan(store, "store").NeedsHubsStopped);
        new Migrator(Expanded).ApplyTx(store, "store");
        Assert.False(new Migrator(Contracted).Plan(store, "store").NeedsHubsStopped);
    }

    [Fact]
    public void What_does_not_say_that_it_contracts_takes_nothing_away()
    {
        var files = Repository.Under(".sql", "src/KetenHub.Storage").ToList();
        Assert.NotEmpty(files);
        Assert.Empty(files.Where(file => !ContractLine().IsMatch(Repository.Text(file)))
            .SelectMany(file => TakenAway(Repository.Text(file)).Select(statement => $"{file}: {statement}")));
    }

    [Fact]
    public void A_contraction_follows_a_migration_of_an_earlier_number_and_both_engines_say_the_same()
    {
        var contractions = Repository.Under(".sql", "src/KetenHub.Storage").Select(file => (Name: Path.GetFileName(file), After: ContractLine().Match(Repository.Text(file)).Groups["after"].Value))
            .GroupBy(file => file.Name).ToList();
        Assert.All(contractions, twins => Assert.Single(twins.Select(file => file.After).Distinct()));
        Assert.All(contractions.Select(twins => twins.First()).Where(file => file.After.Length > 0), file =>
        {
            Assert.True(string.CompareOrdinal(file.After, file.Name[..3]) < 0);
            Assert.Contains(contractions, other => other.Key.StartsWith(file.After, StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("DROP TABLE log")]
    [InlineData("DROP INDEX log_notified")]
    [InlineData("ALTER TABLE log DROP COLUMN why")]
    [InlineData("ALTER TABLE log RENAME COLUMN why TO because")]
    [InlineData("ALTER TABLE log RENAME TO entry")]
    [InlineData("ALTER TABLE log\n  ALTER COLUMN why TYPE int USING 0")]
    [InlineData("ALTER TABLE log ALTER COLUMN trace SET NOT NULL")]
    [InlineData("ALTER TABLE log ALTER COLUMN trace DROP DEFAULT")]
    [InlineData("ALTER TABLE log ADD CONSTRAINT one CHECK (n > 0)")]
    [InlineData("ALTER TABLE log ADD COLUMN new text NOT NULL")]
    [InlineData("CREATE UNIQUE INDEX one ON log (event_id)")]
    [InlineData("DELETE FROM log")]
    [InlineData("TRUNCATE log")]
    [InlineData("UPDATE log SET why = ''")]
    public void What_takes_away_is_seen(string statement) => Assert.Single(TakenAway($"CREATE TABLE x (a int); -- and now\n{statement};"));

    [Theory]
    [InlineData("CREATE TABLE a (b int); CREATE UNIQUE INDEX a_b ON a (b)")]
    [InlineData("ALTER TABLE log ADD COLUMN new text NOT NULL DEFAULT ''")]
    [InlineData("ALTER TABLE log ADD COLUMN new text")]
    [InlineData("ALTER TABLE log ALTER COLUMN sealed_body SET STORAGE EXTERNAL")]
    [InlineData("INSERT INTO a (b) SELECT n FROM log -- DROP TABLE log")]
    public void What_adds_is_not_taken_for_it(string statement) => Assert.Empty(TakenAway(statement));

    // Statements that a hub of before could notice: what it reads is gone or means something else, or what it writes is refused.
    private static IEnumerable<string> TakenAway(string sql)
    {
        var made = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var statement in Comment().Replace(sql, "").Split(';').Select(text => Space().Replace(text, " ").Trim()))
        {
            if (MadeTable().Match(statement) is { Success: true } table)
                made.Add(table.Groups[1].Value);
            var unique = UniqueIndex().Match(statement);
            if (Destructive().IsMatch(statement) || (unique.Success && !made.Contains(unique.Groups[1].Value)))
                yield return statement;
        }
    }

    private static SqliteConnection Open()
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        // What PostgreSQL has; the check before migrating is only done there.
        connection.CreateFunction("to_regclass", (string name) => Has(connection, name) ? name : null);
        return connection;
    }

    private static bool Has(SqliteConnection connection, string table)
    {
        using var look = connection.CreateCommand();
        look.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = $name";
        look.Parameters.AddWithValue("$name", table);
        return (long)look.ExecuteScalar()! > 0;
    }

    [GeneratedRegex(@"\A-- contract after (?<after>[0-9]{3})\b", RegexOptions.ExplicitCapture)]
    private static partial Regex ContractLine();

    [GeneratedRegex("--.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"^CREATE TABLE (?<table>\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex MadeTable();

    [GeneratedRegex(@"^CREATE UNIQUE INDEX \w+ ON (?<table>\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex UniqueIndex();

    [GeneratedRegex(@"^(DROP|DELETE|TRUNCATE|UPDATE)\b|^ALTER TABLE .*\b(DROP|RENAME|TYPE|SET NOT NULL|ADD (CONSTRAINT|CHECK|UNIQUE|FOREIGN|PRIMARY))\b|ADD COLUMN (?!.*\bDEFAULT\b).*NOT NULL",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Destructive();
}
