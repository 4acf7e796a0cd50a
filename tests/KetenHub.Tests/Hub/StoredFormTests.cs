using System.Text;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>What is kept for speed gives the same as what it stands for.</summary>
public sealed class StoredFormTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 8, 18, 42, TimeSpan.FromHours(1));

    [Fact]
    public void Counted_incidents_come_back_as_they_were()
    {
        var state = PersonState.Empty with
        {
            Attention = new AttentionWindow
            {
                ProposalId = "attention-1",
                Since = At,
                Until = At.AddDays(1),
                Incidents =
                [
                    new("coa", "I-1", 1, IncidentCategory.HouseRules, IncidentImpact.Low, "attention-1", "Ter Apel", At),
                    new("coa", "1", 3, IncidentCategory.HouseRules, IncidentImpact.High, "attention-1", "Ter Apel", At.AddMinutes(1)),
                    new("nidos", "HouseRules", 1, IncidentCategory.HouseRules, IncidentImpact.Low, "attention-0", "coa", null),
                    new("coa", "I-2", 1, IncidentCategory.HouseRules, IncidentImpact.Low, "attention-0", null, null),
                ],
            },
        };

        var read = StateJson.Read(StateJson.Write(state));

        Assert.Equal(state.Attention.Incidents, read.Attention!.Incidents);
    }

    [Fact]
    public void Incidents_written_by_an_earlier_version_are_read()
    {
        var state = StateJson.Read(Encoding.UTF8.GetBytes("""
            {"attention":{"proposalId":"attention-1","since":"2026-03-01T08:18:42+01:00","until":"2026-03-02T08:18:42+01:00","incidents":[
              {"publisher":"coa","number":"I-1","revision":1,"category":"HouseRules","impact":"Low","proposalId":"attention-1"},
              {"publisher":"coa","number":"I-2","revision":2,"category":"HouseRules","impact":"Low","proposalId":"attention-1","location":"Ter Apel","occurredAt":"2026-03-01T08:18:42+01:00"}]}}
            """));

        Assert.Equal(
            [
                new CountedIncident("coa", "I-1", 1, IncidentCategory.HouseRules, IncidentImpact.Low, "attention-1"),
                new CountedIncident("coa", "I-2", 2, IncidentCategory.HouseRules, IncidentImpact.Low, "attention-1", "Ter Apel", At),
            ],
            state.Attention!.Incidents);
    }

    [Fact]
    public void A_key_that_was_opened_before_is_refused_for_another_wrapping()
    {
        using var keys = new HubKeys(new byte[HubKeys.MasterKeySize]);
        var person = Guid.NewGuid();
        var (key, wrapped) = keys.NewPersonKey(person);
        using (key)
        using (var again = keys.PersonKey(person, wrapped))
            Assert.Equal([1, 2, 3], again.Open(key.Seal([1, 2, 3], [4]), [4]));
        var changed = wrapped.ToArray();
        changed[^1] ^= 1;

        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => keys.PersonKey(person, changed));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => keys.PersonKey(person, []));
    }

    [Fact]
    public void Keys_stay_right_when_more_persons_come_than_are_kept_open()
    {
        using var keys = new HubKeys(new byte[HubKeys.MasterKeySize]);
        var persons = Enumerable.Range(0, 20_000).Select(_ => Guid.NewGuid()).Select(person => (person, made: keys.NewPersonKey(person))).ToList();

        foreach (var (person, (key, wrapped)) in persons)
        {
            using (key)
            using (var again = keys.PersonKey(person, wrapped))
                Assert.Equal([1], again.Open(key.Seal([1], [2]), [2]));
        }
    }
}
