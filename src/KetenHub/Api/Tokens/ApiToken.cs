using System.Text.Json.Serialization;

namespace KetenHub.Api;

/// <summary>What a token may be used for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TokenScope>))]
internal enum TokenScope
{
    /// <summary>Send events, heartbeats and, to its adapter, documents as its partner.</summary>
    Send,
    /// <summary>Fetch who a notification to its partner is about.</summary>
    Fetch,
    /// <summary>Read <c>/metrics</c> and <c>/health/partners</c>, which tell of all partners: for who runs the hub, so without a partner.</summary>
    Metrics,
}

/// <summary>A token as the hub knows it: never the token itself.</summary>
/// <param name="Id">Names it in lists and logs; 8 hexadecimal digits, not made from the token.</param>
/// <param name="Partner">Code of the partner that it speaks for; null: for none.</param>
/// <param name="Scopes">What it may be used for.</param>
/// <param name="Sha256">SHA-256 of the token, lower-case hex. Without salt or stretching: the token is 256 random bits, which nobody tries out.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">From then on it is refused; null: never, as one that a hub on a developer's machine made.</param>
/// <param name="Revoked">When it was revoked; null: it was not.</param>
/// <param name="Note">What it is for, in the words of who made it; empty: nothing was said.</param>
internal sealed record ApiToken(
    string Id, string? Partner, IReadOnlyList<TokenScope> Scopes, string Sha256, DateTimeOffset Created, DateTimeOffset? Expires, DateTimeOffset? Revoked, string Note)
{
    /// <summary>What a token of a partner may be used for, unless it is said.</summary>
    public static readonly IReadOnlyList<TokenScope> OfPartners = [TokenScope.Send, TokenScope.Fetch];

    /// <summary>Whether it holds.</summary>
    public bool HoldsAt(DateTimeOffset now) => Revoked is null && (Expires is null || now < Expires);
}
