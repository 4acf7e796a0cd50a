using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;

namespace KetenHub.Dashboard;

/// <summary>Which right an endpoint needs, and what a partner's staff get of it. An endpoint that does not say is for who runs the hub only, so that
/// forgetting it opens nothing, and a test names it; <see cref="Anybody"/> needs only to be signed in, <see cref="Stranger"/> not even that.</summary>
/// <param name="Reach">What a partner's staff get of it.</param>
/// <param name="OneOf">One of these rights; none: whoever is signed in.</param>
internal sealed record Needs(Reach Reach, params Right[] OneOf)
{
    public static Needs Anybody { get; } = new(Reach.Same);

    /// <summary>For those who come to sign in, or have signed out.</summary>
    public static Needs Stranger { get; } = new(Reach.Same) { IsOpen = true };

    /// <summary>Of an endpoint that says nothing.</summary>
    public static Needs Unsaid { get; } = new(Reach.Chain, Right.Operate);

    /// <summary>No session is needed.</summary>
    public bool IsOpen { get; private init; }

    /// <summary>One must have signed in just now: see <see cref="SessionLimits.Fresh"/>.</summary>
    public bool Fresh { get; init; }
}

/// <summary>What a partner's staff get of an endpoint.</summary>
internal enum Reach
{
    /// <summary>It is about the whole chain (keten): they are refused, KH445, whatever rights their account has.</summary>
    Chain,
    /// <summary>They see and do there only what their partner is party to.</summary>
    Own,
    /// <summary>It holds nothing about persons or of partners that not everybody may know.</summary>
    Same,
}

internal static class NeedsExtensions
{
    public static TBuilder For<TBuilder>(this TBuilder endpoint, Needs needs) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(needs);
}
