using System.Data.Common;
using System.Globalization;
using Dapper;
using KetenHub.Contracts;

namespace KetenHub.Storage;

/// <summary>Applies the numbered SQL files of one engine, each once and in order. The twins share it: same numbers, same names.</summary>
internal sealed class Migrator
{
    private readonly List<(int Number, string Name, string Sql)> files;

    /// <summary>Reads the files of an engine from this assembly.</summary>
    /// <param name="engine">Folder of the engine: <c>Sqlite</c> or <c>Postgres</c>.</param>
    public Migrator(string engine)
    {
        var assembly = typeof(Migrator).Assembly;
        var prefix = $"KetenHub.Storage.{engine}.Migrations.";
        files = [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (int.Parse(name.AsSpan(prefix.Length, 3), CultureInfo.InvariantCulture), name[prefix.Length..], Read(name)))];

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Checks that every migration of this hub was applied, and no later one.</summary>
    /// <exception cref="KetenHubException">KH302: made by a newer hub. KH305: made by an older one.</exception>
    public void Check(DbConnection connection, string store)
    {
        var applied = connection.ExecuteScalar<bool>("SELECT to_regclass('schema_version') IS NOT NULL")
            ? connection.ExecuteScalar<long>("SELECT coalesce(max(number), 0) FROM schema_version") : 0;
        if (applied > files[^1].Number)
            throw new KetenHubException(Errors.StoreVersion.At(store));
        if (applied < files[^1].Number)
            throw new KetenHubException(Errors.StoreOutdated.At(store));
    }

    /// <summary>Applies what is missing, inside the transaction that the caller holds on this connection and that keeps other hubs out.</summary>
    /// <param name="connection">Open, in a transaction.</param>
    /// <param name="store">Name of the store in the error.</param>
    /// <exception cref="KetenHubException">KH302: the store has a migration that this hub does not know.</exception>
    public void ApplyTx(DbConnection connection, string store)
    {
        connection.Execute("CREATE TABLE IF NOT EXISTS schema_version (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL)");
        var applied = connection.ExecuteScalar<long>("SELECT coalesce(max(number), 0) FROM schema_version");
        if (applied > files[^1].Number)
            throw new KetenHubException(Errors.StoreVersion.At(store));
        foreach (var (number, name, sql) in files.Where(file => file.Number > applied))
        {
            // As long as it takes: figures of years may have to be added up.
            connection.Execute(sql, commandTimeout: 0);
            connection.Execute("INSERT INTO schema_version (number, name) VALUES (@number, @name)", new { number, name });
        }
    }
}
