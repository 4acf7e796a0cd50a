using KetenHub.Hub;
using Xunit;

namespace KetenHub.Conformance;

// Who is signed in.
public abstract partial class StoreContract
{
    private static SessionRow Signed(string of, string account = "ind/p1", int minute = 0, string subject = "somebody", string providerSession = "") => new(
        Convert.ToHexStringLower(Digest(of)), account, "ind", "Viewer,CaseWorker", subject, providerSession, Digest($"sealed {of}"), Noon.AddMinutes(minute), Noon.AddMinutes(minute), Noon.AddHours(10))
    {
        CheckedAt = Noon.AddMinutes(minute), AuthenticatedAt = Noon.AddMinutes(minute - 1),
    };

    [Fact]
    public async Task A_session_of_one_hub_is_known_at_another_and_ends_at_both()
    {
        var session = Signed("one");
        await Store.Operations.Sessions.BeginAsync(session, 3, Cancellation);
        var another = await AnotherAsync();
        Same(session, await another.Operations.Sessions.FindAsync(session.Id, Cancellation));
        Assert.Null(await another.Operations.Sessions.FindAsync(Signed("other").Id, Cancellation));

        Assert.True(await another.Operations.Sessions.EndAsync(session.Id, "Unknown", Noon.AddHours(1), Cancellation));
        Assert.False(await Store.Operations.Sessions.EndAsync(session.Id, "Ended", Noon.AddHours(2), Cancellation));
        Same(session with { EndedAt = Noon.AddHours(1), Why = "Unknown" }, await Store.Operations.Sessions.FindAsync(session.Id, Cancellation));
        Assert.Empty(await Store.Operations.Sessions.OpenAsync(Noon.AddHours(1), Cancellation));
        Assert.False(await Store.Operations.Sessions.UseAsync(session.Id, Noon.AddHours(3), Cancellation));
        Assert.False(await Store.Operations.Sessions.RenewAsync(session, Cancellation));
    }

    [Fact]
    public async Task That_a_session_is_used_is_written_once_a_minute_whichever_hub_it_is_used_at()
    {
        var session = Signed("one");
        await Store.Operations.Sessions.BeginAsync(session, 3, Cancellation);
        var another = await AnotherAsync();
        Assert.False(await Store.Operations.Sessions.UseAsync(session.Id, Noon.AddSeconds(59), Cancellation));
        Assert.True(await another.Operations.Sessions.UseAsync(session.Id, Noon.AddSeconds(60), Cancellation));
        Assert.False(await Store.Operations.Sessions.UseAsync(session.Id, Noon.AddSeconds(61), Cancellation));
        Assert.Equal(Noon.AddSeconds(60), (await Store.Operations.Sessions.FindAsync(session.Id, Cancellation))!.UsedAt);
    }

    [Fact]
    public async Task One_session_more_than_an_account_may_have_ends_its_oldest_and_nobody_elses()
    {
        var sessions = Enumerable.Range(0, 4).Select(minute => Signed($"session {minute}", minute: minute)).ToList();
        var other = Signed("other", "ind/p2", -10);
        foreach (var session in sessions.Take(3).Append(other).Append(sessions[3]))
            await Store.Operations.Sessions.BeginAsync(session, 3, Cancellation);
        Assert.Equal([sessions[3].Id, sessions[2].Id, sessions[1].Id, other.Id], (await Store.Operations.Sessions.OpenAsync(Noon.AddMinutes(5), Cancellation)).Select(row => row.Id));
        Same(sessions[0] with { EndedAt = sessions[3].MadeAt, Why = "Ended" }, await Store.Operations.Sessions.FindAsync(sessions[0].Id, Cancellation));
    }

    [Fact]
    public async Task A_renewed_session_says_who_it_is_now_and_keeps_when_it_began()
    {
        var session = Signed("one");
        await Store.Operations.Sessions.BeginAsync(session, 3, Cancellation);
        var later = session with { Account = "ind/p1", Roles = "Viewer", ProviderSession = "s", Sealed = Digest("later"), UsedAt = Noon.AddMinutes(16), CheckedAt = Noon.AddMinutes(16), AuthenticatedAt = null };
        Assert.True(await Store.Operations.Sessions.RenewAsync(later with { MadeAt = Noon.AddMinutes(16), EndsAt = Noon.AddDays(9) }, Cancellation));
        Same(later, await Store.Operations.Sessions.FindAsync(session.Id, Cancellation));
    }

    [Fact]
    public async Task Sessions_of_somebody_at_the_provider_end_by_its_number_or_by_that_of_the_session_there()
    {
        var (one, two, other) = (Signed("one", providerSession: "s1"), Signed("two", providerSession: "s2"), Signed("other", "ind/p2", subject: "somebody else", providerSession: "s3"));
        var byToken = Signed("by token", "avim/regie", -1, subject: "");
        foreach (var session in new[] { one, two, other, byToken })
            await Store.Operations.Sessions.BeginAsync(session, 3, Cancellation);
        // Nobody is named: nobody ends. Two that do not belong together: neither.
        Assert.Empty(await Store.Operations.Sessions.EndOfAsync("", "", "Ended", Noon.AddMinutes(1), Cancellation));
        Assert.Empty(await Store.Operations.Sessions.EndOfAsync("somebody else", "s1", "Ended", Noon.AddMinutes(1), Cancellation));
        Assert.Equal([one.Id], (await Store.Operations.Sessions.EndOfAsync("", "s1", "Ended", Noon.AddMinutes(1), Cancellation)).Select(row => row.Id));
        Assert.Equal([two.Id], (await Store.Operations.Sessions.EndOfAsync("somebody", "", "Ended", Noon.AddMinutes(2), Cancellation)).Select(row => row.Id));
        Assert.Equal([other.Id, byToken.Id], (await Store.Operations.Sessions.OpenAsync(Noon.AddMinutes(3), Cancellation)).Select(row => row.Id));
    }

    [Fact]
    public async Task What_ended_long_ago_is_forgotten_and_what_is_over_by_time_is_not_open()
    {
        var old = Signed("old") with { EndsAt = Noon.AddHours(1) };
        await Store.Operations.Sessions.BeginAsync(old, 3, Cancellation);
        Assert.Empty(await Store.Operations.Sessions.OpenAsync(Noon.AddHours(1), Cancellation));
        await Store.Operations.Sessions.BeginAsync(Signed("later", "ind/p3", 60), 3, Cancellation);
        Assert.NotNull(await Store.Operations.Sessions.FindAsync(old.Id, Cancellation));
        await Store.Operations.Sessions.BeginAsync(Signed("much later", "ind/p3", 2 * 24 * 60), 3, Cancellation);
        Assert.Null(await Store.Operations.Sessions.FindAsync(old.Id, Cancellation));
    }

    [Fact]
    public async Task A_logout_token_is_used_once_at_all_hubs_together()
    {
        var another = await AnotherAsync();
        Assert.True(await Store.Operations.Sessions.UseLogoutAsync("token", Noon, Noon.AddMinutes(10), Cancellation));
        Assert.False(await another.Operations.Sessions.UseLogoutAsync("token", Noon.AddMinutes(9), Noon.AddMinutes(19), Cancellation));
        Assert.True(await another.Operations.Sessions.UseLogoutAsync("other", Noon.AddMinutes(9), Noon.AddMinutes(19), Cancellation));
        // It can't be used any more by its own word, and is forgotten.
        Assert.True(await Store.Operations.Sessions.UseLogoutAsync("token", Noon.AddMinutes(11), Noon.AddMinutes(21), Cancellation));
    }

    [Fact]
    public async Task Keys_of_a_sign_in_under_way_are_those_of_all_hubs_in_order()
    {
        await Store.Operations.Sessions.AddKeyAsync("b", "<first/>", Noon, Cancellation);
        var another = await AnotherAsync();
        await another.Operations.Sessions.AddKeyAsync("a", "<second/>", Noon.AddDays(1), Cancellation);
        await another.Operations.Sessions.AddKeyAsync("b", "<another/>", Noon.AddDays(2), Cancellation);
        Assert.Equal(["<first/>", "<second/>"], await Store.Operations.Sessions.KeysAsync(Cancellation));
    }
}
