using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KetenHub.Partners.Client;

/// <summary>Registration of a partner in a .NET service.</summary>
public static class KetenPartnerServices
{
    /// <summary>Adds a partner: <see cref="KetenPartner"/> sends, the handlers of the options receive. Mistakes in the options stop the start, all at once.</summary>
    /// <param name="services">The service's own.</param>
    /// <param name="code">Code in partners.json.</param>
    /// <param name="configure">Says the rest; the provider is for handlers that need services.</param>
    public static IServiceCollection AddKetenPartner(this IServiceCollection services, string code, Action<KetenPartnerOptions, IServiceProvider> configure)
    {
        services.AddSingleton(provider =>
        {
            var options = new KetenPartnerOptions(code);
            configure(options, provider);
            return options;
        });
        services.AddSingleton(provider => new KetenPartner(
            provider.GetRequiredService<KetenPartnerOptions>(), provider.GetService<TimeProvider>() ?? TimeProvider.System, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IHostedService>(provider => new KetenPartnerService(
            provider.GetRequiredService<KetenPartner>(), provider.GetRequiredService<KetenPartnerOptions>(), provider.GetRequiredService<ILogger<KetenPartnerService>>()));
        return services;
    }
}
