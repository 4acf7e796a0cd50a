using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Embedded;

/// <summary>Partners, policy and register of processing activities: the files given as options, else those that come with the executable.</summary>
internal static class SettingsFolder
{
    public static PartnerList ReadPartners(string? partnersFile) =>
        PartnersFile.Read(partnersFile ?? Path.Combine(AppContext.BaseDirectory, "partners.json"));

    public static ProcessingRegister ReadRegister(string? registerFile) =>
        ProcessingRegister.Read(registerFile ?? Path.Combine(AppContext.BaseDirectory, "processing.json"));

    public static (PartnerList Partners, Policy Policy) Read(string? partnersFile, string? policyFile)
    {
        var partners = ReadPartners(partnersFile);
        return (partners, PolicyFile.Read(policyFile ?? Path.Combine(AppContext.BaseDirectory, "policy.json"), partners));
    }
}
