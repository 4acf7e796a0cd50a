using System.Text.Json;
using KetenHub.Dashboard;
using KetenHub.Hub;
using KetenHub.Tests.Hub;
using Xunit;

namespace KetenHub.Tests.Evidence;

/// <summary>AVG art. 15: what, from whom, why, to whom and when, and who looked.</summary>
public sealed class PersonExportTests
{
    private const string First = "9000000001";
    private const string Other = "9000000002";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_about_one_person_and_nothing_about_another_is_told_in_plain_Dutch_and_as_JSON()
    {
        await using var hub = await TestHub.StartAsync();
        await hub.SendAsync(Events.Decision(First, "B-1", 48), Events.Signal("coa", First), Events.Signal("coa", Other));
        var person = await hub.PersonAsync(First);
        await hub.Hub.LogLookUpAsync(person, new Actor("cli:officer", "desk"), "vraag van de advocaat", Cancellation);

        var export = await PersonExport.ReadAsync(hub.Store.Reads, hub.Keys, hub.Partners, person, Cancellation);
        var letter = PersonLetter.Write(export, hub.Clock);
        using var json = JsonDocument.Parse(export.ToJson());

        Assert.Equal((await hub.LogOfAsync(person)).Count, json.RootElement.GetProperty("entries").GetArrayLength());
        var told = json.RootElement.GetProperty("entries").EnumerateArray().First(entry => entry.GetProperty("kind").GetString() == "Notified");
        Assert.Equal("Dienst Terugkeer en Vertrek", told.GetProperty("to").GetString());
        Assert.Equal("be present at the hand-out with the first departure interview prepared", told.GetProperty("purpose").GetString());
        Assert.Equal(First, json.RootElement.GetProperty("identifiers")[0].GetProperty("value").GetString());
        foreach (var text in new[] { First, "Centraal Orgaan opvang asielzoekers", "Besluit genomen", "Gevraagd om klaar te staan", "vraag van de advocaat", "artikel 16", "Arrested" })
            Assert.Contains(text, letter, StringComparison.Ordinal);
        Assert.All(new[] { letter, export.ToJson() }, text => Assert.DoesNotContain(Other, text, StringComparison.Ordinal));
    }
}
