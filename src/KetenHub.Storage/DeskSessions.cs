using System.Data;
using Dapper;
using KetenHub.Hub;

namespace KetenHub.Storage;

/// <summary>Who is signed in, for both engines.</summary>
internal sealed class DeskSessions(IDesk desk) : ISessions
{
    // Half an hour of clicking is 30 writes and not a thousand.
    private const long BetweenUses = 60_000;

    // So long one who comes back is told why their session ended.
    private const long Remembered = 24 * 3_600_000;

    private const string Columns = "id, account, partner, roles, subject, provider_session, sealed, made_at, used_at, ends_at, checked_at, authenticated_at, ended_at, why";
    private const string Add = $"""
        INSERT INTO page_session ({Columns})
        VALUES (@Id, @Account, @Partner, @Roles, @Subject, @ProviderSession, @Sealed, @made, @used, @ends, @checkedAt, @authenticated, NULL, '')
        """;

    // The oldest of an account, but for so many of the latest. The new one may be of the same millisecond.
    private const string EndOldest = """
        UPDATE page_session SET ended_at = @made, why = 'Ended' WHERE account = @Account AND ended_at IS NULL AND id <> @Id AND id NOT IN (
            SELECT id FROM (SELECT id FROM page_session WHERE account = @Account AND ended_at IS NULL AND ends_at > @made AND id <> @Id ORDER BY made_at DESC, id LIMIT @others) AS latest)
        """;
    private const string Renew = """
        UPDATE page_session SET account = @Account, partner = @Partner, roles = @Roles, subject = @Subject, provider_session = @ProviderSession, sealed = @Sealed,
            used_at = @used, checked_at = @checkedAt, authenticated_at = @authenticated
        WHERE id = @Id AND ended_at IS NULL
        """;

    public Task BeginAsync(SessionRow session, int most, CancellationToken cancellation) => desk.WriteAsync(
        async connection =>
        {
            var values = ValuesOf(session);
            values.Add("others", most - 1);
            values.Add("before", session.MadeAt.ToUnixTimeMilliseconds() - Remembered);
            await connection.ExecuteAsync("DELETE FROM page_session WHERE ends_at < @before", values);
            await connection.ExecuteAsync(EndOldest, values);
            return await connection.ExecuteAsync(Add, values);
        },
        cancellation);

    public Task<SessionRow?> FindAsync(string id, CancellationToken cancellation) => desk.ReadAsync(
        async connection => (await connection.ListAsync($"SELECT {Columns} FROM page_session WHERE id = @id", new { id }, Session)).SingleOrDefault(), cancellation);

    public Task<bool> UseAsync(string id, DateTimeOffset at, CancellationToken cancellation) => desk.WriteAsync(
        async connection => await connection.ExecuteAsync(
            "UPDATE page_session SET used_at = @now WHERE id = @id AND ended_at IS NULL AND used_at <= @before",
            new { id, now = at.ToUnixTimeMilliseconds(), before = at.ToUnixTimeMilliseconds() - BetweenUses }) > 0,
        cancellation);

    public Task<bool> RenewAsync(SessionRow session, CancellationToken cancellation) => desk.WriteAsync(
        async connection => await connection.ExecuteAsync(Renew, ValuesOf(session)) > 0, cancellation);

    public Task<bool> EndAsync(string id, string why, DateTimeOffset at, CancellationToken cancellation) => desk.WriteAsync(
        async connection => await connection.ExecuteAsync(
            "UPDATE page_session SET ended_at = @at, why = @why WHERE id = @id AND ended_at IS NULL", new { id, why, at = at.ToUnixTimeMilliseconds() }) > 0,
        cancellation);

    public Task<IReadOnlyList<SessionRow>> EndOfAsync(string subject, string providerSession, string why, DateTimeOffset at, CancellationToken cancellation) =>
        desk.WriteAsync<IReadOnlyList<SessionRow>>(
            async connection =>
            {
                if (subject.Length == 0 && providerSession.Length == 0)
                    return [];
                var open = (subject, providerSession) switch
                {
                    (_, "") => "subject = @subject",
                    ("", _) => "provider_session = @providerSession",
                    _ => "subject = @subject AND provider_session = @providerSession",
                } + " AND ended_at IS NULL AND ends_at > @at";
                var values = new { subject, providerSession, why, at = at.ToUnixTimeMilliseconds() };
                var ended = await connection.ListAsync($"SELECT {Columns} FROM page_session WHERE {open} ORDER BY made_at DESC, id", values, Session);
                await connection.ExecuteAsync($"UPDATE page_session SET ended_at = @at, why = @why WHERE {open}", values);
                return ended;
            },
            cancellation);

    public async Task<IReadOnlyList<SessionRow>> OpenAsync(DateTimeOffset now, CancellationToken cancellation) => await desk.ReadAsync(
        connection => connection.ListAsync(
            $"SELECT {Columns} FROM page_session WHERE ended_at IS NULL AND ends_at > @now ORDER BY made_at DESC, id", new { now = now.ToUnixTimeMilliseconds() }, Session),
        cancellation);

    public Task<bool> UseLogoutAsync(string id, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation) => desk.WriteAsync(
        async connection =>
        {
            var values = new { id, now = now.ToUnixTimeMilliseconds(), until = until.ToUnixTimeMilliseconds() };
            await connection.ExecuteAsync("DELETE FROM page_logout WHERE until < @now", values);
            return await connection.ExecuteAsync("INSERT INTO page_logout (id, until) VALUES (@id, @until) ON CONFLICT (id) DO NOTHING", values) > 0;
        },
        cancellation);

    public async Task<IReadOnlyList<string>> KeysAsync(CancellationToken cancellation) => await desk.ReadAsync(
        connection => connection.ListAsync("SELECT key FROM page_key ORDER BY made_at, name", null, r => r.GetString(0)), cancellation);

    public Task AddKeyAsync(string name, string key, DateTimeOffset at, CancellationToken cancellation) => desk.WriteAsync(
        connection => connection.ExecuteAsync(
            "INSERT INTO page_key (name, key, made_at) VALUES (@name, @key, @at) ON CONFLICT (name) DO NOTHING", new { name, key, at = at.ToUnixTimeMilliseconds() }),
        cancellation);

    private static DynamicParameters ValuesOf(SessionRow session) => new(new
    {
        session.Id, session.Account, session.Partner, session.Roles, session.Subject, session.ProviderSession, session.Sealed,
        made = session.MadeAt.ToUnixTimeMilliseconds(), used = session.UsedAt.ToUnixTimeMilliseconds(), ends = session.EndsAt.ToUnixTimeMilliseconds(),
        checkedAt = session.CheckedAt?.ToUnixTimeMilliseconds(), authenticated = session.AuthenticatedAt?.ToUnixTimeMilliseconds(),
    });

    private static SessionRow Session(IDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5), (byte[])r.GetValue(6), r.Time(7), r.Time(8), r.Time(9))
    {
        CheckedAt = r.TimeOrNull(10), AuthenticatedAt = r.TimeOrNull(11), EndedAt = r.TimeOrNull(12), Why = r.GetString(13),
    };
}
