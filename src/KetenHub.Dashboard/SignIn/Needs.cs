using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;

namespace KetenHub.Dashboard;

/// <summary>Which right an endpoint needs: one of these. An endpoint that does not say needs <see cref="Right.Operate"/>, so that forgetting it
/// opens nothing; <see cref="Anybody"/> needs only to be signed in.</summary>
internal sealed record Needs(params Right[] OneOf)
{
    public static Needs Anybody { get; } = new();
}

internal static class NeedsExtensions
{
    public static TBuilder For<TBuilder>(this TBuilder endpoint, Needs needs) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(needs);
}
