using System.Reflection;
using KetenHub.Decisions;
using Xunit;

namespace KetenHub.Tests.Decisions;

public sealed class PurityTests
{
    private static readonly string Folder = Path.Combine(Shipped.Root, "src", "KetenHub.Decisions");

    [Theory]
    [InlineData("P:System.DateTime.UtcNow;")]
    [InlineData("P:System.DateTime.Now;")]
    [InlineData("P:System.DateTime.Today;")]
    [InlineData("P:System.DateTimeOffset.Now;")]
    [InlineData("P:System.DateTimeOffset.UtcNow;")]
    [InlineData("T:System.TimeProvider;")]
    [InlineData("T:System.Diagnostics.Stopwatch;")]
    [InlineData("T:System.Random;")]
    [InlineData("M:System.Guid.NewGuid;")]
    [InlineData("T:System.Environment;")]
    [InlineData("N:System.IO;")]
    [InlineData("N:System.Net;")]
    [InlineData("N:System.Threading;")]
    [InlineData("N:System.Threading.Tasks;")]
    [InlineData("N:System.Text.Json;")]
    [InlineData("N:System.Data;")]
    public void The_compiler_bans_every_way_to_the_world(string symbol) =>
        Assert.Contains(File.ReadAllLines(Path.Combine(Folder, "BannedSymbols.txt")), line => line.StartsWith(symbol, StringComparison.Ordinal));

    [Fact]
    public void The_analyzer_reads_the_list_and_warnings_stop_the_build()
    {
        var project = File.ReadAllText(Path.Combine(Folder, "KetenHub.Decisions.csproj"));
        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", project, StringComparison.Ordinal);
        Assert.Contains("<AdditionalFiles Include=\"BannedSymbols.txt\" />", project, StringComparison.Ordinal);
        Assert.DoesNotContain("RS0030", project, StringComparison.Ordinal);
        Assert.Contains("<TreatWarningsAsErrors>true", File.ReadAllText(Path.Combine(Shipped.Root, "Directory.Build.props")), StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(Folder, "*.cs"), file => Assert.DoesNotContain("RS0030", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void The_rules_reference_collections_and_the_language_of_partners_and_nothing_else()
    {
        string[] allowed = ["KetenHub.Contracts", "System.Collections", "System.Collections.Immutable", "System.Linq", "System.Runtime"];
        Assert.Empty(typeof(Decide).Assembly.GetReferencedAssemblies().Select(name => name.Name!).Except(allowed));
    }

    [Fact]
    public void No_rule_keeps_anything_between_decisions()
    {
        const BindingFlags statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var kept = typeof(Decide).Assembly.GetTypes().Where(type => !type.Name.Contains('<', StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(statics)).Where(field => field is { IsLiteral: false, IsInitOnly: false });
        Assert.Empty(kept.Select(field => $"{field.DeclaringType!.Name}.{field.Name}"));
    }

    [Fact]
    public void The_same_state_message_policy_and_moment_give_the_same_effects()
    {
        var received = Send.Received(Send.Issued(Send.Plan(6)));
        var once = Decide.On(PersonState.Empty, received, Shipped.Policy, Send.Start);
        var twice = Decide.On(PersonState.Empty, received, Shipped.Policy, Send.Start);
        Assert.Equal(once.Effects, twice.Effects);
        Assert.Equal(KetenHub.Hub.StateJson.Write(once.State), KetenHub.Hub.StateJson.Write(twice.State));
    }
}
