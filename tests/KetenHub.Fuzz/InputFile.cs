using System.IO.MemoryMappedFiles;

namespace KetenHub.Fuzz;

/// <summary>The input that is being looked at, in a file that two processes share: when the one that looks ends or hangs, the other one has it.</summary>
internal sealed class InputFile : IDisposable
{
    private const int Largest = 1 << 20;
    private const int Start = 32;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    public InputFile(string path)
    {
        file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Largest + Start);
        view = file.CreateViewAccessor();
    }

    /// <summary>How many were begun.</summary>
    public long Begun => view.ReadInt64(0);

    /// <summary>It has nothing in hand.</summary>
    public bool IsIdle => view.ReadInt32(8) == 0;

    /// <summary>Name of the target, as its place in the list, and the input.</summary>
    public (int Target, byte[] Bytes) Read()
    {
        var bytes = new byte[view.ReadInt32(16)];
        view.ReadArray(Start, bytes, 0, bytes.Length);
        return (view.ReadInt32(12), bytes);
    }

    public void Begin(int target, byte[] bytes)
    {
        view.Write(12, target);
        view.Write(16, bytes.Length);
        view.WriteArray(Start, bytes, 0, bytes.Length);
        view.Write(0, Begun + 1);
        view.Write(8, 1);
    }

    public void End() => view.Write(8, 0);

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
