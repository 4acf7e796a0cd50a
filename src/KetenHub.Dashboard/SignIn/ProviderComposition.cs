using KetenHub.Hub;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace KetenHub.Dashboard;

/// <summary>Sign-in at an identity provider: authorization code with PKCE, state and nonce; tokens of this issuer for this client only, signed by one of its keys.</summary>
internal static class ProviderComposition
{
    // No shared secret and not "none": only who has the provider's private key signs. RFC 8725, 3.2.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    public static void Add(IServiceCollection services, DashboardOptions dashboard)
    {
        services.AddSingleton(provider => new SignInSource(dashboard.SignInFile, provider.GetRequiredService<PartnerList>(), provider.GetRequiredService<ILogger<SignInSource>>()));
        services.AddSingleton<ProviderLine>();
        services.AddSingleton<ProviderSignIn>();
        services.AddSingleton<BackChannelLogout>();
        // Not AddAuthentication: that one keeps its keys in the home folder of one machine.
        services.AddAuthenticationCore();
        services.AddWebEncoders();
        StoredKeys.Use(services);
        services.TryAddSingleton<IAuthenticationConfigurationProvider, NoConfiguration>();
        // An error of a provider can quote what somebody typed; the hub says by number what went wrong.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Authentication", LogLevel.None));
        services.AddTransient<SessionScheme>();
        services.Configure<AuthenticationOptions>(options => options.AddScheme<SessionScheme>(SessionScheme.Name, null));
        new AuthenticationBuilder(services).AddOpenIdConnect(ProviderSignIn.Scheme, _ => { });
        services.AddOptions<OpenIdConnectOptions>(ProviderSignIn.Scheme).Configure<SignInSource>((options, source) => Configure(options, source.Current, dashboard));
    }

    private static void Configure(OpenIdConnectOptions options, SignInSettings settings, DashboardOptions dashboard)
    {
        options.TimeProvider = TimeProvider.System;
        options.SignInScheme = SessionScheme.Name;
        (options.Authority, options.MetadataAddress) = (settings.Issuer, ProviderLine.DiscoveryOf(settings).ToString());
        (options.ClientId, options.ClientSecret) = (settings.ClientId, dashboard.SignInSecret);
        // Settings allow plain http on this machine only.
        options.RequireHttpsMetadata = settings.Issuer.StartsWith("https:", StringComparison.Ordinal);
        options.CallbackPath = ProviderSignIn.CallbackPath;
        (options.ResponseType, options.ResponseMode, options.UsePkce) = (OpenIdConnectResponseType.Code, OpenIdConnectResponseMode.Query, true);
        options.Scope.Clear();
        foreach (var scope in settings.Scopes)
            options.Scope.Add(scope);
        (options.MapInboundClaims, options.SaveTokens, options.GetClaimsFromUserInfoEndpoint, options.DisableTelemetry) = (false, false, false, true);
        options.ClaimActions.Clear();
        options.BackchannelHttpHandler = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) };
        // A key that is not known is looked for at once: only the provider itself can make the hub do so.
        options.RefreshInterval = TimeSpan.FromSeconds(1);
        options.BackchannelTimeout = TimeSpan.FromSeconds(10);
        options.TokenHandler = new OnlySigned { MapInboundClaims = false };
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = settings.Issuer,
            ValidAudience = settings.ClientId,
            ValidAlgorithms = Algorithms,
            ClockSkew = TimeSpan.FromMinutes(1),
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ValidateIssuerSigningKey = true,
            NameClaimType = "sub",
        };
        var isSecure = settings.Address.Scheme == "https";
        foreach (var cookie in new[] { options.NonceCookie, options.CorrelationCookie })
            (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest);
        options.NonceCookie.Name = "ketenhub-nonce.";
        options.CorrelationCookie.Name = "ketenhub-correlation.";
        options.Events = ProviderEvents.For(settings);
    }

    // The code flow allows tokens that nobody signed, since they come over TLS; here they must be signed all the same.
    private sealed class OnlySigned : JsonWebTokenHandler
    {
        public override Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
        {
            validationParameters.RequireSignedTokens = true;
            return base.ValidateTokenAsync(token, validationParameters);
        }
    }

    // Everything about the provider stands in the sign-in file.
    private sealed class NoConfiguration : IAuthenticationConfigurationProvider
    {
        public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
    }
}
