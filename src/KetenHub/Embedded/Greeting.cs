using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Embedded;

/// <summary>What the hub prints once at its start: where to look, and what it runs with.</summary>
internal static class Greeting
{
    public static void Print(string address, string token, EmbeddedOptions options, PartnerList partners, Policy policy, string? store = null)
    {
        Console.WriteLine($"KetenHub: open {address}/?token={token}");
        Console.WriteLine();
        Console.WriteLine($"  store      {store ?? $"{options.Folder.Database} (SQLite)"}");
        Console.WriteLine($"  send       ketenhub send FILE --partner CODE --url {address} --data {options.Folder.Path}");
        Console.WriteLine($"  policy     {policy.Version}: answer within {policy.Terms.RespondWithin}, {policy.Terms.LeadTime} before the hand-out");
        Console.WriteLine(options.Simulate
            ? $"  partners   simulated, {options.Speed:0.#} times as fast as real time"
            : "  partners   none simulated: notifications wait until a partner takes them");
        foreach (var partner in partners.All)
        {
            Console.WriteLine($"    keten.in.{partner.Code,-6} {partner.Publishes.Count,2} of {MessageTypes.Messages.Count} messages"
                + $"    keten.out.{partner.Code,-6} {partner.Receives.Count,2} notifications");
        }
        foreach (var (partner, account, secret) in options.Folder.Accounts(partners))
            Console.WriteLine($"  sign in    as {account.NameOf(partner)} ({string.Join(", ", account.Rights)}): {address}/?token={secret}");
        Console.WriteLine();
        Console.WriteLine("  Ctrl-C stops; the next start goes on where this one was.");
    }
}
