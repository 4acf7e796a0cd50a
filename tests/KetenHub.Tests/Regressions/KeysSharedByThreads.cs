using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Regressions;

/// <summary>The relay and the lane unwrapped persons' keys at the same moment with one cipher context; now and then one of them got
/// wrong bytes, and a notification "could not be opened" until its next try.</summary>
public sealed class KeysSharedByThreads
{
    [Fact]
    public void Many_threads_open_and_make_persons_keys_at_once()
    {
        using var keys = new HubKeys(new byte[32]);
        var body = new byte[700];

        Parallel.For(0, 20_000, _ =>
        {
            var person = Guid.NewGuid();
            var (key, wrapped) = keys.NewPersonKey(person);
            using var again = keys.PersonKey(person, wrapped);
            Assert.Equal(body, again.Open(key.Seal(body, HubKeys.Bound(person, "log")), HubKeys.Bound(person, "log")));
            key.Dispose();
        });
    }
}
