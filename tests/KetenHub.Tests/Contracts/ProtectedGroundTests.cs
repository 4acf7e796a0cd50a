using System.Reflection;
using System.Text.Json;
using KetenHub.Contracts;
using Xunit;

namespace KetenHub.Tests.Contracts;

/// <summary>Select on behaviour only: no contract has a place for who somebody is.</summary>
public sealed class ProtectedGroundTests
{
    // The language of the conversation, so that an interpreter can be found. Nowhere else.
    private static readonly string[] Allowed =
    [
        "HandOutPlan.Language", "Patterns.Language",
    ];

    [Fact]
    public void No_schema_has_a_field_value_or_title_about_protected_ground() =>
        Assert.Equal(["Shared/hand-out-plan.v1.schema.json language", "Shared/hand-out-plan.v1.schema.json Language"],
            ContractFiles.Schemas.SelectMany(schema => Names(ContractFiles.Json(schema)).Select(name => (schema, name)))
                .Where(item => ProtectedGround.In(item.name) is not null).Select(item => $"{item.schema} {item.name}"));

    [Fact]
    public void No_type_of_the_contracts_has_a_member_about_protected_ground()
    {
        var names = Members().ToList();
        Assert.True(names.Count > 300, "Too few members were looked at.");
        Assert.Empty(names.Where(name => ProtectedGround.In(name.Replace('.', ' ')) is not null).Except(Allowed));
    }

    [Fact]
    public void No_example_has_a_field_about_protected_ground() =>
        Assert.DoesNotContain(ContractFiles.Examples("good").SelectMany(example => Keys(ContractFiles.Json(example))),
            name => name != "language" && ProtectedGround.In(name) is not null);

    [Theory]
    [InlineData("nationality")]
    [InlineData("nationaliteit")]
    [InlineData("SecondNationality")]
    [InlineData("countryOfBirth")]
    [InlineData("landVanHerkomst")]
    [InlineData("origin")]
    [InlineData("Religion")]
    [InlineData("geloofsovertuiging")]
    [InlineData("ethnicGroup")]
    [InlineData("race")]
    [InlineData("skinColour")]
    [InlineData("huidskleur")]
    [InlineData("uiterlijkeKenmerken")]
    [InlineData("gender")]
    [InlineData("geslacht")]
    [InlineData("sex")]
    [InlineData("seksueleGerichtheid")]
    [InlineData("sexualOrientation")]
    [InlineData("politicalOpinion")]
    [InlineData("politiekeVoorkeur")]
    [InlineData("date_of_birth")]
    [InlineData("spokenLanguage")]
    [InlineData("moederTaal")]
    [InlineData("riskScore")]
    [InlineData("Risk level")]
    [InlineData("risicoScore")]
    [InlineData("EthnicityCode")]
    public void The_checker_finds(string name) => Assert.NotNull(ProtectedGround.In(name));

    [Theory]
    [InlineData("traceparent")]
    [InlineData("politie")]
    [InlineData("PoliceReport")]
    [InlineData("AppealSuspendsRemoval")]
    [InlineData("IdentityDoubt")]
    [InlineData("SubstanceAbuse")]
    [InlineData("ForeignAuthority")]
    public void The_checker_lets_pass(string name) => Assert.Null(ProtectedGround.In(name));

    private static IEnumerable<string> Names(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Array)
            return schema.EnumerateArray().SelectMany(Names);
        if (schema.ValueKind != JsonValueKind.Object)
            return [];
        return schema.EnumerateObject().SelectMany(keyword => (keyword.Name, keyword.Value.ValueKind) switch
        {
            ("properties", JsonValueKind.Object) => keyword.Value.EnumerateObject().SelectMany(field => Names(field.Value).Prepend(field.Name)),
            ("enum", JsonValueKind.Array) => keyword.Value.EnumerateArray().Select(value => value.ToString()),
            ("title" or "const", JsonValueKind.String) => [keyword.Value.GetString()!],
            ("description" or "examples" or "required", _) => [],
            _ => Names(keyword.Value),
        });
    }

    private static IEnumerable<string> Keys(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(field => Keys(field.Value).Prepend(field.Name)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Keys),
        _ => [],
    };

    // Properties, enum values and constants of every type, internal ones too; not what the compiler adds.
    private static IEnumerable<string> Members() =>
        from type in typeof(KetenMessage).Assembly.GetTypes()
        where type.FullName!.StartsWith("KetenHub.", StringComparison.Ordinal) && !type.Name.Contains('<', StringComparison.Ordinal)
        from member in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where member is PropertyInfo or FieldInfo && !member.Name.Contains('<', StringComparison.Ordinal)
        select $"{type.Name}.{member.Name}";
}
