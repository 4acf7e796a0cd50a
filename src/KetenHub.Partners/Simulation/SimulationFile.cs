using System.Text.Json;
using KetenHub.Contracts;

namespace KetenHub.Partners;

/// <summary>Keeps the state of the simulation in a file, whole or not at all.</summary>
public sealed class SimulationFile(string path)
{
    /// <summary>What was saved last; null when nothing was or it can't be read, and the simulation starts afresh.</summary>
    public SimulationState? Load()
    {
        try
        {
            return JsonSerializer.Deserialize<SimulationState>(File.ReadAllBytes(path), CloudEventWriter.JsonOptions);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Saves: written beside, flushed, then renamed, so that a kill leaves the old state or the new one.</summary>
    public async Task SaveAsync(SimulationState state, CancellationToken cancellation)
    {
        var temporary = path + ".new";
        await using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            await JsonSerializer.SerializeAsync(file, state, CloudEventWriter.JsonOptions, cancellation);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }
}
