using System.Security.Cryptography;
using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Api;

/// <summary>Whose a token is: by its digest, compared in constant time. The folder is looked at again each second, so that what is made, revoked or removed there
/// holds while the hub runs; a change that can't be read leaves what was read before, and says so in the log.</summary>
internal sealed partial class PartnerTokens
{
    private const int ShortestToken = 32;

    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly string folder;
    private readonly bool takesClear;
    private readonly PartnerList partners;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly Lock looking = new();
    private long lookedAt = TimeProvider.System.GetTimestamp();
    private byte[] seen;
    private DateOnly told;
    private volatile IReadOnlyList<Known> known;

    /// <summary>The tokens of a folder: those of <c>tokens.json</c>. Throws KH430 and KH439, and KH112.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="partners">Whose they can be.</param>
    /// <param name="clock">Says when one has ended.</param>
    /// <param name="log">Where to log.</param>
    /// <param name="takesClear">Also takes <c>CODE.token</c> with a token in clear, without an end: for a hub on a developer's machine, which makes such files itself.</param>
    public PartnerTokens(string folder, PartnerList partners, TimeProvider clock, ILogger<PartnerTokens> log, bool takesClear = false)
    {
        (this.folder, this.partners, this.clock, this.log, this.takesClear) = (folder, partners, clock, log, takesClear);
        (seen, known) = Look();
        Tell();
    }

    /// <summary>The token that came with a request, and its partner; nothing when it is not known. Looks at every token, so that the time taken says nothing.</summary>
    public (ApiToken Token, Partner? Partner)? Find(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.Ordinal))
            return null;
        LookAgain();
        var digest = TokenFile.Digest(header[Scheme.Length..]);
        Known? found = null;
        foreach (var one in known)
        {
            if (CryptographicOperations.FixedTimeEquals(digest, one.Digest))
                found = one;
        }
        return found is null ? null : (found.Token, found.Partner);
    }

    // By the clock of the machine: a simulated one may stand still.
    private void LookAgain()
    {
        if (TimeProvider.System.GetElapsedTime(Interlocked.Read(ref lookedAt)) < LookEvery || !looking.TryEnter())
            return;
        try
        {
            var before = seen;
            var (now, tokens) = Look();
            if (!now.AsSpan().SequenceEqual(before))
            {
                (seen, known, told) = (now, tokens, default);
                Changed(log, tokens.Count);
            }
            Tell();
        }
        catch (Exception unreadable) when (unreadable is KetenHubException or IOException or UnauthorizedAccessException)
        {
            var error = unreadable as KetenHubException;
            Unreadable(log, error?.Problems[0].Kind.Number ?? Errors.TokensInvalid.Number, error is null ? unreadable.GetType().Name : string.Join("; ", error.Problems));
        }
        finally
        {
            Interlocked.Exchange(ref lookedAt, TimeProvider.System.GetTimestamp());
            looking.Exit();
        }
    }

    // By content, not by time of change: where the folder is a mounted secret, its files are links whose own time stays.
    private (byte[] Seen, IReadOnlyList<Known> Tokens) Look()
    {
        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var file = new TokenFile(folder);
        var listed = file.ReadBytes();
        content.AppendData(listed);
        var (tokens, problems) = (new List<Known>(), new List<Problem>());
        foreach (var token in file.Parse(listed))
        {
            var partner = token.Partner is null ? null : partners.Find(token.Partner);
            if (partner is null && token.Partner is not null)
                problems.Add(Errors.TokensInvalid.At($"{file.Path} ({token.Id})", $"'{token.Partner}' is no partner in partners.json"));
            tokens.Add(new Known(token, partner, Convert.FromHexString(token.Sha256)));
        }
        foreach (var partner in partners.All)
        {
            var clear = Path.Combine(folder, $"{partner.Code}.token");
            if (!File.Exists(clear))
                continue;
            var text = File.ReadAllText(clear).Trim();
            var digest = TokenFile.Digest(text);
            content.AppendData(digest);
            // One that was taken over into the list is what the list says of it, also revoked.
            if (tokens.Exists(token => token.Digest.AsSpan().SequenceEqual(digest)))
                continue;
            // Told, not passed over: a partner that is refused all at once should not be how an operator learns of it.
            if (!takesClear)
                problems.Add(Errors.TokenInClear.At($"{partner.Code}.token"));
            // An empty file, left by a crash or a slip, must not let anybody in.
            else if (text.Length < ShortestToken)
                problems.Add(Errors.TokenTooShort.At($"{partner.Code}.token", $"at least {ShortestToken} characters"));
            else
                tokens.Add(new Known(new ApiToken($"{partner.Code}.token", partner.Code, ApiToken.OfPartners, "", default, null, null, ""), partner, digest));
        }
        return problems.Count == 0 ? (content.GetHashAndReset(), tokens) : throw new KetenHubException(problems);
    }

    private void Tell()
    {
        var now = clock.GetUtcNow();
        if (told == DateOnly.FromDateTime(now.UtcDateTime))
            return;
        told = DateOnly.FromDateTime(now.UtcDateTime);
        foreach (var token in known.Select(one => one.Token).Where(token => token.HoldsAt(now) && token.Expires - now < Soon))
            Ends(log, Errors.TokenEnded.Number, token.Id, token.Partner ?? "metrics", token.Expires!.Value);
    }

    [LoggerMessage(4021, LogLevel.Information, "the tokens were changed: {Count} are known")]
    private static partial void Changed(ILogger log, int count);

    [LoggerMessage(4022, LogLevel.Error, "{Number}: the changed tokens can't be read; those from before hold: {Reason}")]
    private static partial void Unreadable(ILogger log, string number, string reason);

    [LoggerMessage(4023, LogLevel.Warning, "{Number}: token {Id} of {Partner} expires at {Expires:u}")]
    private static partial void Ends(ILogger log, string number, string id, string partner, DateTimeOffset expires);

    private sealed record Known(ApiToken Token, Partner? Partner, byte[] Digest);
}
