using KetenHub.Hub;

namespace KetenHub.Embedded;

internal static class SimulatedPartners
{
    public static void Add(IServiceCollection services, EmbeddedOptions options, PartnerList partners)
    {
        services.AddSingleton(TimeProvider.System);
    }
}
