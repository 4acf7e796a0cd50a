using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Tests.Decisions;

/// <summary>The files that are shipped: rules are tested with the terms that run.</summary>
internal static class Shipped
{
    public static string Root { get; } = FindRoot();

    public static string PolicyPath { get; } = Path.Combine(Root, "src", "KetenHub", "policy.json");

    public static string PartnersPath { get; } = Path.Combine(Root, "src", "KetenHub", "partners.json");

    public static PartnerList Partners { get; } = PartnersFile.Read(PartnersPath);

    public static Policy Policy { get; } = PolicyFile.Read(PolicyPath, Partners);

    public static Policy WithoutGuardian { get; } = Policy with { Roles = Policy.Roles with { Guardian = null } };

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "KetenHub.sln")))
            folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar)) ?? throw new DirectoryNotFoundException("no KetenHub.sln above the tests");
        return folder;
    }
}
