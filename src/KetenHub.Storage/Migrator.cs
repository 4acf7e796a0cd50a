using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Dapper;
using KetenHub.Contracts;

namespace KetenHub.Storage;

/// <summary>Applies the numbered SQL files of one engine, each once and in order. The twins share it: same numbers, same names.
/// A file adds, unless its first line says <c>-- contract after NNN</c>: it takes away what hubs since migration NNN no longer use.</summary>
internal sealed partial class Migrator
{
    private readonly IReadOnlyList<Migration> files;

    /// <summary>Reads the files of an engine from this assembly.</summary>
    /// <param name="engine">Folder of the engine: <c>Sqlite</c> or <c>Postgres</c>.</param>
    public Migrator(string engine)
        : this(Files(engine))
    {
    }

    /// <summary>Of these files, by number.</summary>
    public Migrator(IEnumerable<(string Name, string Sql)> sources) =>
        files = [.. sources.OrderBy(source => source.Name, StringComparer.Ordinal)
            .Select(source => new Migration(int.Parse(source.Name.AsSpan(0, 3), CultureInfo.InvariantCulture), source.Name, source.Sql, NeedsOf(source.Sql)))];

    private int Known => files[^1].Number;

    /// <summary>Checks that every migration of this hub was applied, and none that it could not work with.</summary>
    /// <exception cref="KetenHubException">KH302: changed by a newer hub. KH305: made by an older one.</exception>
    public void Check(DbConnection connection, string store)
    {
        if (AppliedUsable(connection, store) < Known)
            throw new KetenHubException(Errors.StoreOutdated.At(store));
    }

    /// <summary>What <see cref="ApplyTx"/> would do.</summary>
    /// <exception cref="KetenHubException">KH302.</exception>
    public MigrationPlan Plan(DbConnection connection, string store)
    {
        var applied = AppliedUsable(connection, store);
        return new MigrationPlan(applied, [.. files.Where(file => file.Number > applied)]);
    }

    /// <summary>Applies what is missing, inside the transaction that the caller holds on this connection and that keeps other hubs out.</summary>
    /// <param name="connection">Open, in a transaction.</param>
    /// <param name="store">Name of the store in the error.</param>
    /// <exception cref="KetenHubException">KH302: changed by a newer hub in a way that this one can't work with.</exception>
    public void ApplyTx(DbConnection connection, string store)
    {
        connection.Execute("CREATE TABLE IF NOT EXISTS schema_version (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL)");
        var applied = Usable(connection, store, connection.ExecuteScalar<long>(Latest));
        foreach (var (number, name, sql, needs) in files.Where(file => file.Number > applied))
        {
            // As long as it takes: figures of years may have to be added up.
            connection.Execute(sql, commandTimeout: 0);
            connection.Execute("INSERT INTO schema_version (number, name) VALUES (@number, @name)", new { number, name });
            if (needs > 0)
                connection.Execute("UPDATE schema_version SET needs = @needs WHERE number = @number", new { number, needs });
        }
    }

    private const string Latest = "SELECT coalesce(max(number), 0) FROM schema_version";

    private long AppliedUsable(DbConnection connection, string store) => Usable(connection, store,
        connection.ExecuteScalar<bool>("SELECT to_regclass('schema_version') IS NOT NULL") ? connection.ExecuteScalar<long>(Latest) : 0);

    // What a newer hub added does not disturb this one; what it took away would.
    private long Usable(DbConnection connection, string store, long applied)
    {
        if (applied > Known && connection.QueryFirstOrDefault<(string Name, long Needs)>(
            "SELECT name, CAST(needs AS BIGINT) FROM schema_version WHERE needs > @Known ORDER BY number LIMIT 1", new { Known }) is { Name: { } name } newer)
        {
            throw new KetenHubException(Errors.StoreVersion.At(store, string.Create(CultureInfo.InvariantCulture,
                $"its migration {name} asks for a hub that knows migration {newer.Needs}, this one knows those up to {Known}")));
        }
        return applied;
    }

    private static int NeedsOf(string sql) => ContractLine().Match(sql) is { Success: true } line ? int.Parse(line.Groups["after"].Value, CultureInfo.InvariantCulture) : 0;

    private static IEnumerable<(string Name, string Sql)> Files(string engine)
    {
        var assembly = typeof(Migrator).Assembly;
        var prefix = $"KetenHub.Storage.{engine}.Migrations.";
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name[prefix.Length..], reader.ReadToEnd());
        }
    }

    [GeneratedRegex(@"\A-- contract after (?<after>[0-9]{3})\b", RegexOptions.ExplicitCapture)]
    private static partial Regex ContractLine();
}

/// <summary>One numbered file.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Sql">Its text.</param>
/// <param name="Needs">The migration that a hub must know to work on a store with this one; 0: any.</param>
public sealed record Migration(int Number, string Name, string Sql, int Needs)
{
    /// <summary>Whether it takes something away.</summary>
    public bool Contracts => Needs > 0;
}

/// <summary>What a hub would do to a store.</summary>
/// <param name="Applied">Number of the latest migration that the store has; 0: it is new.</param>
/// <param name="Pending">What it lacks, in order.</param>
public sealed record MigrationPlan(long Applied, IReadOnlyList<Migration> Pending)
{
    /// <summary>Hubs of the store's version could not go on: they use what would be taken away.</summary>
    public bool NeedsHubsStopped => Applied > 0 && Pending.Any(migration => migration.Needs > Applied);
}
