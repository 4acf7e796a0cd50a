using KetenHub.Partners;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Hosting;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Partners;

/// <summary>What must not share the process with other tests, whose memory would count.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>A large file goes through in memory that does not grow with its rows; <c>coafiles</c> of the benchmarks does it with a million.</summary>
[Collection(Alone.Name)]
public sealed class CoaFilesMemoryTests
{
    private const int Rows = 40_000;
    private const long Allowed = 4 * 1024 * 1024;

    [Fact]
    public async Task Memory_does_not_grow_with_the_rows_of_a_file()
    {
        var folder = Directory.CreateTempSubdirectory("ketenhub-large-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "incidenten.csv"),
                "incidentnummer;versie;vnummer;categorie;impact;gebeurd;geregistreerd;locatie;maatregelen;aangifte\n" + FilePickupTests.Rows(1, Rows), TestContext.Current.CancellationToken);
            var line = AdapterRegistry.Find("coa-files")!;
            var adapter = line.Create(new AdapterSettings(line.Settings, new Dictionary<string, string> { ["noticesFolder"] = folder.FullName }), TimeProvider.System);
            var (count, early, most) = (0, 0L, 0L);
            var intake = new AdapterIntake(new Partner("coa", "00000000000000000200", "coa-files"), adapter, (_, _) =>
            {
                if (++count % (Rows / 10) == 0)
                {
                    var live = GC.GetTotalMemory(forceFullCollection: true);
                    early = early == 0 ? live : early;
                    most = Math.Max(most, live);
                }
                return Task.CompletedTask;
            });
            using var log = new LogLines();
            Assert.Equal(1, await new FilePickup(folder.FullName, intake, TimeSpan.Zero, TimeProvider.System, log).TakeCompleteAsync(TestContext.Current.CancellationToken));
            Assert.Equal(Rows, count);
            // One event alone is more than 600 bytes: kept, they would be 24 MB.
            Assert.InRange(most - early, long.MinValue, Allowed);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
