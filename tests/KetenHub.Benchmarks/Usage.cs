using System.Globalization;
using System.Text.Json;
using KetenHub.Servers;
using Npgsql;

namespace KetenHub.Benchmarks;

/// <summary>What processes have used, from <c>/proc</c>.</summary>
internal static class Usage
{
    private const double TicksPerSecond = 100;

    /// <summary>CPU seconds of one process.</summary>
    public static double CpuSeconds(int process)
    {
        // Behind the name, which can hold spaces: field 14 and 15 are its own time, 16 and 17 that of children that ended.
        var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[1].Split(' ');
        return fields[11..15].Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Most memory the process ever had resident, MiB.</summary>
    public static double PeakMiB(int process) => Status(process, "VmHWM:");

    /// <summary>Memory it has resident now, MiB.</summary>
    public static double ResidentMiB(int process) => Status(process, "VmRSS:");

    /// <summary>CPU seconds that a .NET process spent on compiling code that became hot: less and less as it runs longer.</summary>
    public static double CompilingCpuSeconds(int process) => Directory.GetDirectories($"/proc/{process}/task")
        .Where(task => File.ReadAllText($"{task}/comm").StartsWith(".NET Tiered", StringComparison.Ordinal)).Sum(task => Own(File.ReadAllText($"{task}/stat")));

    /// <summary>CPU seconds of the broker.</summary>
    public static double BrokerCpuSeconds(Servers servers) => CpuSeconds(servers.Broker);

    /// <summary>CPU seconds of the database.</summary>
    public static double DatabaseCpuSeconds(Servers servers)
    {
        var postmaster = servers.Postmaster;
        var backends = Directory.GetDirectories("/proc").Select(folder => Path.GetFileName(folder)!).Where(name => name.All(char.IsAsciiDigit))
            .Select(name => int.Parse(name, CultureInfo.InvariantCulture)).Where(process => ParentOf(process) == postmaster);
        return CpuSeconds(postmaster) + backends.ToList().Sum(process => ParentOf(process) == postmaster ? CpuSeconds(process) : 0);
    }

    /// <summary>Numbers of the processes of broker and database.</summary>
    public sealed record Servers(int Broker, int Postmaster)
    {
        public static async Task<Servers> FindAsync(RabbitMqServer broker, string database)
        {
            using var nodes = JsonDocument.Parse(await broker.Http.GetStringAsync(new Uri("nodes", UriKind.Relative)));
            var node = int.Parse(nodes.RootElement[0].GetProperty("os_pid").GetString()!, CultureInfo.InvariantCulture);
            await using var connection = new NpgsqlConnection(database);
            await connection.OpenAsync();
            return new Servers(node, ParentOf(connection.ProcessID)!.Value);
        }
    }

    private static double Own(string stat) =>
        stat.Split(") ")[1].Split(' ')[11..13].Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond;

    private static int? ParentOf(int process)
    {
        try
        {
            return int.Parse(File.ReadAllText($"/proc/{process}/stat").Split(") ")[1].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static double Status(int process, string name) =>
        double.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
}
