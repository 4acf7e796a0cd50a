using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Embedded;

internal static class Greeting
{
    public static void Print(WebApplication app, EmbeddedOptions options, PartnerList partners, Policy policy)
    {
        Console.WriteLine(string.Join(" ", app.Urls));
    }
}
