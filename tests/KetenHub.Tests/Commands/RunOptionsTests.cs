using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using KetenHub.Commands;
using KetenHub.Contracts;
using KetenHub.Production;
using Xunit;

namespace KetenHub.Tests.Commands;

public sealed partial class RunOptionsTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public static TheoryData<string> Settings => [.. typeof(RunSettings).GetProperties().Where(property => property.PropertyType == typeof(string)).Select(property => property.Name)];

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex Hump { get; }

    public void Dispose() => File.Delete(file);

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_setting_can_be_written_in_the_file_in_the_environment_and_as_an_option_and_later_ones_win(string setting)
    {
        var option = "--" + Hump.Replace(setting.Replace("RabbitMq", "Rabbitmq", StringComparison.Ordinal), hump => $"-{hump.Value}").ToLowerInvariant();
        var variable = $"KETENHUB__{setting.ToUpperInvariant()}";
        File.WriteAllText(file, JsonSerializer.Serialize(new Dictionary<string, string> { [setting] = "from the file" }));
        Assert.Equal("from the file", Read(setting));
        Assert.Equal("as an option", Read(setting, option, "as an option"));
        Environment.SetEnvironmentVariable(variable, "from the environment");
        try
        {
            Assert.Equal("from the environment", Read(setting));
            Assert.Equal("as an option", Read(setting, option, "as an option"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Fact]
    public void Every_mistake_is_told_at_once_each_by_the_name_of_its_setting()
    {
        File.WriteAllText(file, """{ "Postgres": "Host=h;Password=p", "RabbitMq": "http://h", "Listen": "here", "Roles": "ingest,cook,checkpoints,dashboard" }""");
        var told = Assert.Throws<KetenHubException>(() => ReadAll().Validate()).Problems;
        Assert.All(told, problem => Assert.Equal(Errors.RunSettingInvalid, problem.Kind));
        Assert.Equal(
            ["CheckpointKeyFile", "CheckpointsFolder", "DashboardTokenFile", "KeyRingFile", "Listen", "MasterKeyFile", "Postgres", "RabbitMq", "RabbitMqPasswordFile", "Roles"],
            told.Select(problem => problem.Where).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Where_people_sign_in_at_a_provider_no_token_is_asked_for_and_the_secret_is()
    {
        File.WriteAllText(file, """{ "Roles": "dashboard", "SignInFile": "FILE" }""".Replace("FILE", file.Replace("\\", "/", StringComparison.Ordinal), StringComparison.Ordinal));
        var told = Assert.Throws<KetenHubException>(() => ReadAll().Validate()).Problems;
        Assert.Contains(told, problem => problem.Kind == Errors.ClientSecretWrong && problem.Where == "SignInSecretFile");
        Assert.DoesNotContain(told, problem => problem.Where == "DashboardTokenFile");
        Assert.False(ReadAll().TakesTokens);
        Assert.Contains(Assert.Throws<KetenHubException>(() => ReadAll("--sign-in-by-token", "yes").Validate()).Problems, problem => problem.Where == "DashboardTokenFile");
        Assert.Contains(Assert.Throws<KetenHubException>(() => ReadAll("--sign-in-by-token", "maybe").Validate()).Problems, problem => problem.Where == "SignInByToken");
        File.WriteAllText(file, """{ "Roles": "dashboard", "SignInByToken": "no" }""");
        Assert.Contains(Assert.Throws<KetenHubException>(() => ReadAll().Validate()).Problems, problem => problem.Where == "SignInFile");
    }

    [Fact]
    public void A_setting_that_nobody_knows_is_told()
    {
        File.WriteAllText(file, """{ "Postgers": "Host=h" }""");
        Assert.Equal(Errors.RunSettingInvalid, Assert.Throws<KetenHubException>(() => ReadAll()).Problems[0].Kind);
    }

    private string? Read(string setting, params string[] arguments) => (string?)typeof(RunSettings).GetProperty(setting)!.GetValue(ReadAll(arguments));

    private RunSettings ReadAll(params string[] arguments)
    {
        var options = new RunOptions();
        var command = new Command("run");
        options.AddTo(command);
        return options.Read(command.Parse(["--settings", file, .. arguments]));
    }
}
