namespace KetenHub.Partners.Adapters;

/// <summary>Puts files into a folder that a partner empties. A reader sees a whole file or none.</summary>
public sealed class DropFolder(string folder)
{
    /// <summary>Puts a file there; one of the same name is replaced by it.</summary>
    public async Task<DeliveryOutcome> PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        try
        {
            // A leading dot: what the partner must not take yet.
            var unfinished = Path.Combine(folder, $".{name}.part");
            await using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(content, cancellation);
                file.Flush(flushToDisk: true);
            }
            File.Move(unfinished, Path.Combine(folder, name), overwrite: true);
            return new Delivered();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new RetryLater($"the folder can't be written: {error.GetType().Name}");
        }
    }
}
