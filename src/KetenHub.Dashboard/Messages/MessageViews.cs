using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>Filters that an account keeps under names of its own. No data about persons is kept in them: neither an id, nor a case, nor a number in the name.</summary>
internal sealed class MessageViews(IHubStore store, Visit visit, TimeProvider clock)
{
    /// <summary>What is said when a view is refused.</summary>
    public static ErrorKind Refusal => Errors.ViewRefused;

    private const int LongestName = 40;
    private const int Most = 30;

    public IReadOnlyList<SavedView> Views { get; private set; } = [];

    /// <summary>The name that was refused, to show it again; null: none was.</summary>
    public string? RefusedName { get; private set; }

    public async Task LoadAsync(CancellationToken cancellation) => Views = await store.Messages.ViewsAsync(visit.Who.Name, cancellation);

    /// <summary>Keeps what this address filters by.</summary>
    /// <returns>False: KH442.</returns>
    public async Task<bool> KeepAsync(string name, MessagesAddress address, CancellationToken cancellation)
    {
        await LoadAsync(cancellation);
        name = name.Trim();
        var isNew = Views.All(view => view.Name != name);
        if (name.Length is 0 or > LongestName || PersonDataCheck.In(name).Any(PersonDataCheck.MustGo) || (isNew && Views.Count >= Most) || address.IsUnreadable)
        {
            RefusedName = name;
            return false;
        }
        await store.Messages.KeepViewAsync(new SavedView(visit.Who.Name, name, address.ViewQuery, clock.GetUtcNow()), cancellation);
        return true;
    }

    public Task ForgetAsync(string name, CancellationToken cancellation) => store.Messages.ForgetViewAsync(visit.Who.Name, name, cancellation);
}
