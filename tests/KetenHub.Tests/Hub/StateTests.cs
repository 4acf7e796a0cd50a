using System.Text;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Demo;
using KetenHub.Embedded;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>State is nothing but the log, decided over again.</summary>
public sealed class StateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stories() => [.. Directory.GetFiles(StoryFolder, "*.json").Select(path => Path.GetFileName(path)!).Order()];

    private static string StoryFolder => Path.Combine(AppContext.BaseDirectory, "stories");

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task The_stored_state_is_the_fold_of_the_log(string file)
    {
        var folder = Directory.CreateTempSubdirectory("ketenhub-test-");
        try
        {
            var (partners, policy) = SettingsFolder.Read(null, null);
            var story = StoryFile.ReadFolder(StoryFolder).Single(story => story.File == file);
            var data = new DataFolder(folder.FullName);
            Assert.True((await DemoRun.RunAsync([story], data, partners, policy, null, Cancellation)).IsGood);
            var (store, keys) = await data.OpenAsync(Cancellation);
            await using var _ = store;
            using var __ = keys;
            await CompareAsync(store, keys, partners, policy);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task CompareAsync(IHubStore store, HubKeys keys, PartnerList partners, Policy policy)
    {
        var persons = await store.Reads.AllPersonsAsync(Cancellation).ToListAsync(Cancellation);
        var log = (await store.Reads.AllLogAsync(Cancellation).ToListAsync(Cancellation)).OrderBy(row => row.At).ThenBy(row => row.N).ToList();
        var states = persons.ToDictionary(person => person.Id, _ => PersonState.Empty);
        foreach (var row in log.Where(row => row.Kind is LogKind.Received or LogKind.Deadline))
        {
            var person = persons.Single(person => person.Id == row.Person);
            using var key = keys.PersonKey(person.Id, person.WrappedKey);
            var body = key.Open(row.SealedBody!, HubKeys.Bound(person.Id, "log"));
            if (row.Kind == LogKind.Deadline)
            {
                states[row.Person] = Decide.OnDeadline(states[row.Person], Encoding.UTF8.GetString(body), policy, row.At).State;
                continue;
            }
            var message = Intake.Read(new InboundMessage(row.Party, CloudEvent.ContentType, body), partners.Find(row.Party)!).Message!;
            var received = new Received(row.Party, row.EventId, message);
            // Who was absorbed stands in the log too: an entry of the absorbed person with the id of the same event.
            var absorbed = log.Find(other => other.Kind == LogKind.Merged && other.EventId == row.EventId && other.Person != row.Person);
            states[row.Person] = absorbed is null
                ? Decide.On(states[row.Person], received, policy, row.At).State
                : Decide.OnMerge(states[row.Person], states[absorbed.Person], received, policy, row.At).State;
            if (absorbed is not null)
                states[absorbed.Person] = PersonState.Empty;
        }
        foreach (var person in persons)
        {
            using var key = keys.PersonKey(person.Id, person.WrappedKey);
            Assert.Equal(
                Encoding.UTF8.GetString(key.Open(person.SealedState, HubKeys.Bound(person.Id, "state"))),
                Encoding.UTF8.GetString(StateJson.Write(states[person.Id])));
        }
    }
}
