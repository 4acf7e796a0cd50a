namespace KetenHub.Partners.Client;

/// <summary>Files that a crash leaves as they were before or after, never in between.</summary>
internal static class DurableFile
{
    /// <summary>Replaces the content; durable on return. Only this user may read it.</summary>
    public static void Write(string file, ReadOnlySpan<byte> content)
    {
        var beside = $"{file}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(beside, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        File.Move(beside, file, overwrite: true);
    }
}
