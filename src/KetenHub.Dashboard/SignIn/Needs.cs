using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;

namespace KetenHub.Dashboard;

/// <summary>Which right an endpoint needs: one of these. An endpoint that does not say needs <see cref="Right.Operate"/>, so that forgetting it
/// opens nothing, and a test names it; <see cref="Anybody"/> needs only to be signed in, <see cref="Stranger"/> not even that.</summary>
internal sealed record Needs(params Right[] OneOf)
{
    public static Needs Anybody { get; } = new();

    /// <summary>For those who come to sign in, or have signed out.</summary>
    public static Needs Stranger { get; } = new() { IsOpen = true };

    /// <summary>No session is needed.</summary>
    public bool IsOpen { get; private init; }

    /// <summary>One must have signed in just now: see <see cref="SessionLimits.Fresh"/>.</summary>
    public bool Fresh { get; init; }
}

internal static class NeedsExtensions
{
    public static TBuilder For<TBuilder>(this TBuilder endpoint, Needs needs) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(needs);
}
