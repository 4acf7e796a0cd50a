using System.Security.Claims;
using KetenHub.Hub;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace KetenHub.Dashboard;

/// <summary>Begins the hub's own session when the identity provider's answer was found good. It says nothing about requests: <see cref="SignInFilter"/> does.</summary>
internal sealed class SessionScheme(Sessions sessions, SessionCookie cookie) : IAuthenticationSignInHandler
{
    public const string Name = "session";

    private HttpContext context = null!;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        this.context = context;
        return Task.CompletedTask;
    }

    public Task<AuthenticateResult> AuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());

    public Task ChallengeAsync(AuthenticationProperties? properties) => Task.CompletedTask;

    public Task ForbidAsync(AuthenticationProperties? properties) => Task.CompletedTask;

    public async Task SignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        PageHeaders.AddTo(context.Response);
        var purpose = ProviderSignIn.PurposeOf(properties);
        if (properties?.GetParameter<Provided>(ProviderEvents.Said) is not { } said || await sessions.BeginAsync(said, cookie.Read(context), purpose == SignInPurpose.Check, context.RequestAborted) is not { } session)
            throw new UnknownAccountException("-");
        cookie.Write(context, session);
        if (purpose != SignInPurpose.Check)
            await SignInFilter.NoteAsync(context, session.Who.Name, ActionKind.SignedIn, string.Join(", ", session.Who.Roles));
    }

    public Task SignOutAsync(AuthenticationProperties? properties) => Task.CompletedTask;
}
