using System.Reflection;
using System.Runtime.Loader;
using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>Stands on an assembly outside the hub and lists its adapters: <c>[assembly: PolitieHttpLines]</c>, a class derived from this one.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public abstract class AdapterLinesAttribute : Attribute
{
    /// <summary>The lines, as those of <see cref="AdapterRegistry"/>.</summary>
    public abstract IReadOnlyList<AdapterLine> All { get; }
}

/// <summary>Adapters and the assembly that holds them and their samples.</summary>
/// <param name="Assembly">The assembly.</param>
/// <param name="Lines">Its adapters.</param>
public sealed record AdapterAssembly(Assembly Assembly, IReadOnlyList<AdapterLine> Lines)
{
    /// <summary>The adapters that come with the hub.</summary>
    public static AdapterAssembly BuiltIn { get; } = new(typeof(AdapterRegistry).Assembly, AdapterRegistry.All);

    /// <summary>The adapters of a file, or without one those that come with the hub.</summary>
    /// <param name="file">An assembly with <see cref="AdapterLinesAttribute"/>. Its code runs in this process, with all its rights.</param>
    /// <exception cref="KetenHubException">KH517.</exception>
    public static AdapterAssembly Read(string? file)
    {
        if (string.IsNullOrEmpty(file))
            return BuiltIn;
        try
        {
            var path = Path.GetFullPath(file);
            var assembly = Of(new Beside(path).LoadFromAssemblyPath(path));
            return assembly.Lines.Count > 0 ? assembly
                : throw new KetenHubException(Errors.AdapterAssemblyUnusable.At(file, "an assembly with an attribute derived from AdapterLinesAttribute"));
        }
        catch (Exception error) when (error is IOException or BadImageFormatException or TypeLoadException or MissingMemberException or InvalidOperationException)
        {
            throw new KetenHubException(Errors.AdapterAssemblyUnusable.At(file, error.GetType().Name), error);
        }
    }

    /// <summary>The adapters that an assembly lists.</summary>
    public static AdapterAssembly Of(Assembly assembly) =>
        new(assembly, [.. assembly.GetCustomAttributes<AdapterLinesAttribute>().SelectMany(lines => lines.All).OrderBy(line => line.Name, StringComparer.Ordinal)]);

    /// <summary>The adapter of a name. Throws KH510.</summary>
    public AdapterLine Get(string name) => Lines.FirstOrDefault(line => line.Name == name)
        ?? throw new KetenHubException(Errors.AdapterUnknown.At(name, $"one of {string.Join(", ", Lines.Select(line => line.Name))}"));

    /// <summary>What the hub has is the hub's, so that a message is the same type on both sides; anything else stands beside the file.</summary>
    private sealed class Beside(string file) : AssemblyLoadContext(file)
    {
        private readonly AssemblyDependencyResolver resolver = new(file);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            try
            {
                return Default.LoadFromAssemblyName(assemblyName);
            }
            catch (IOException) when (resolver.ResolveAssemblyToPath(assemblyName) is not null)
            {
                return LoadFromAssemblyPath(resolver.ResolveAssemblyToPath(assemblyName)!);
            }
        }
    }
}
