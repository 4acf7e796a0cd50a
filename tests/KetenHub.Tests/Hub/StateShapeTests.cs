using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using KetenHub.Decisions;
using KetenHub.Hub;
using KetenHub.Tests.Tidy;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>A person's state is written whole by whichever hub is at it. What an older hub does not read it would lose.</summary>
public sealed class StateShapeTests
{
    private const string File = "tests/KetenHub.Tests/Hub/state-shape.txt";

    [Fact]
    public void The_shape_of_the_state_is_the_one_written_down()
    {
        var now = Shape();
        Assert.True(now == Repository.Text(File), $"""
            The state has another shape than {File} says. A hub of the latest release beside this one would lose what it does not know
            (src/adr/2026-11-24-expand-then-contract.md): release one that reads the new shape and does not write it yet, and raise StateJson.Known with it; the
            release after that writes it. Before the first release: write down the shape of now.
            {now}
            """);
    }

    [Fact]
    public void A_state_of_a_newer_hub_is_not_written_over_but_left_to_that_hub()
    {
        var refusal = Assert.Throws<StoreUnavailableException>(() => StateJson.Read("2\n{\"caseNumbers\":[\"Z-1\"]}"u8.ToArray()));
        Assert.Equal("KH302 The store was changed by a newer hub in a way that this one can't work with at state: its shape is 2, this hub reads 1.", refusal.Message);
    }

    private static string Shape()
    {
        var lines = new StringBuilder($"shape {StateJson.Known}\n");
        Add(typeof(PersonState), [], lines);
        return lines.ToString();
    }

    // Members that are stored, those of records inside indented below.
    private static void Add(Type type, ImmutableStack<Type> inside, StringBuilder lines)
    {
        if (inside.Contains(type))
            return;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null).OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            var of = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            var items = of.IsGenericType ? of.GetGenericArguments()[^1] : of;
            lines.Append(' ', 2 * (inside.Count() + 1)).Append(property.Name).Append(' ').Append(of == items ? of.Name : $"{of.Name.Split('`')[0]} {items.Name}")
                .Append(items.IsEnum ? $" ({string.Join(' ', Enum.GetNames(items))})" : "").Append('\n');
            if (items.Assembly == typeof(PersonState).Assembly || items.Namespace == "KetenHub.Contracts")
                Add(items, inside.Push(type), lines);
        }
    }
}
