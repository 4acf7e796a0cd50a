using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Faults.Simulation;

/// <summary>Everything a hub process finds when it starts.</summary>
internal sealed record Site(
    World World, Dice Dice, FaultPlan Faults, SharedStore Shared, string Database, HubKeys Keys, Policy Policy, PartnerList Partners,
    IReadOnlyDictionary<string, InboundQueue> Queues, IReadOnlyDictionary<string, Mailbox> Mailboxes);
