using System.Collections.Concurrent;
using System.Reflection;
using KetenHub.Hub;

namespace KetenHub.Tests.Api;

/// <summary>A real store that counts what is asked of it.</summary>
internal sealed class CountedStore
{
    private readonly ConcurrentQueue<string> calls = new();

    /// <summary>The store to give to the hub.</summary>
    public IHubStore On(IHubStore real) => Counted<IHubStore>.Of(real, calls, real);

    /// <summary>Names of what was asked since the last time, in order.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (calls.TryDequeue(out var call))
            taken.Add(call);
        return taken;
    }

#pragma warning disable CA1852 // What DispatchProxy makes is below it.
    internal class Counted<T> : DispatchProxy where T : class
#pragma warning restore CA1852
    {
        private T target = null!;
        private IHubReads? reads;
        private ConcurrentQueue<string> calls = null!;

        public static T Of(T target, ConcurrentQueue<string> calls, IHubStore? store = null)
        {
            var proxy = Create<T, Counted<T>>();
            var counted = (Counted<T>)(object)proxy;
            (counted.target, counted.calls) = (target, calls);
            counted.reads = store is null ? null : Counted<IHubReads>.Of(store.Reads, calls);
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == "get_Reads")
                return reads;
            if (!targetMethod.Name.StartsWith("get_", StringComparison.Ordinal))
                calls.Enqueue(targetMethod.Name);
            return targetMethod.Invoke(target, args);
        }
    }
}
