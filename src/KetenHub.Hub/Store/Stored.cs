using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace KetenHub.Hub;

/// <summary>Names of enums, as the store keeps them. While an upgrade goes round, hubs of the next release write names that this one does not know: they are read as
/// values of their own, past those that are declared, and keep their name. Nothing that is kept is left out, and nothing fails.</summary>
public static class Stored
{
    /// <summary>The value of a name; of a name that this release does not know, one that <see cref="IsKnown"/> denies.</summary>
    /// <param name="name">As the store keeps it. A number is no name.</param>
    public static T Read<T>(string name)
        where T : struct, Enum => Names<T>.Known.TryGetValue(name, out var value) ? value : Names<T>.Later(name);

    /// <summary>The name of a value, also of one that this release does not know.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => Enum.GetName(value) ?? (Names<T>.ByLater.TryGetValue(value, out var name) ? name : value.ToString());

    /// <summary>Whether this release declares it.</summary>
    public static bool IsKnown<T>(T value)
        where T : struct, Enum => Enum.IsDefined(value);

    /// <summary>As commands show it: its name, with that it is not known where it is not.</summary>
    public static string Show<T>(T value)
        where T : struct, Enum => IsKnown(value) ? NameOf(value) : $"unknown kind ({NameOf(value)})";

    private static class Names<T>
        where T : struct, Enum
    {
        // Far past what any release declares.
        private const int FirstLater = 1_000_000;

        private static readonly Lock Adding = new();
        private static readonly ConcurrentDictionary<string, T> ByName = new(StringComparer.Ordinal);

        public static readonly FrozenDictionary<string, T> Known = Enum.GetNames<T>().ToFrozenDictionary(name => name, Enum.Parse<T>, StringComparer.Ordinal);

        public static readonly ConcurrentDictionary<T, string> ByLater = [];

        public static T Later(string name)
        {
            if (ByName.TryGetValue(name, out var known))
                return known;
            lock (Adding)
            {
                if (ByName.TryGetValue(name, out known))
                    return known;
                var value = (T)Enum.ToObject(typeof(T), FirstLater + ByName.Count);
                ByLater[value] = name;
                ByName[name] = value;
                return value;
            }
        }
    }
}
