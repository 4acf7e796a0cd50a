using System.Globalization;
using System.Text;

namespace KetenHub.Hub;

/// <summary>A second party that holds checkpoints and signs that it saw them (C2SP tlog-witness): it refuses one that does not add to the
/// one it has, so that history can't be rewritten without it.</summary>
/// <param name="http">Client; its address is that of the witness.</param>
/// <param name="key">The key that the witness signs with.</param>
public sealed class CheckpointWitness(HttpClient http, NoteKey key) : ICheckpointTarget
{
    private const int MostProofLines = 63;

    private long held;

    /// <inheritdoc/>
    public string Name => $"witness {key.Name}";

    /// <inheritdoc/>
    public async Task TakeAsync(ICheckpoints checkpoints, CheckpointRow latest, CancellationToken cancellation)
    {
        try
        {
            using var answer = await SendAsync(checkpoints, latest, cancellation);
            // Another hub may have been there, or this one in an earlier life: the witness says what it has.
            if (answer.StatusCode == System.Net.HttpStatusCode.Conflict && answer.Content.Headers.ContentType?.MediaType == "text/x.tlog.size")
            {
                held = long.Parse(await answer.Content.ReadAsStringAsync(cancellation), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
                if (held > latest.Size)
                    throw new CheckpointRefusedException($"it holds a checkpoint of {held} entries, the store has {latest.Size}");
                using var again = await SendAsync(checkpoints, latest, cancellation);
                await AcceptAsync(again, latest, cancellation);
                return;
            }
            await AcceptAsync(answer, latest, cancellation);
        }
        catch (Exception error) when (error is HttpRequestException or FormatException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new CheckpointRefusedException(error.GetType().Name, error);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(ICheckpoints checkpoints, CheckpointRow latest, CancellationToken cancellation)
    {
        var body = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"old {held}\n"));
        foreach (var hash in await CheckpointProofs.ConsistencyAsync(checkpoints, held, latest.Size, cancellation))
            body.Append(Convert.ToBase64String(hash)).Append('\n');
        body.Append('\n').Append(latest.Note);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToString()));
        return await http.PostAsync(new Uri("add-checkpoint", UriKind.Relative), content, cancellation);
    }

    private async Task AcceptAsync(HttpResponseMessage answer, CheckpointRow latest, CancellationToken cancellation)
    {
        if (!answer.IsSuccessStatusCode)
            throw new CheckpointRefusedException($"it answered {(int)answer.StatusCode}");
        var text = latest.Note[..(latest.Note.LastIndexOf("\n\n", StringComparison.Ordinal) + 1)];
        var lines = (await answer.Content.ReadAsStringAsync(cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length > MostProofLines || !lines.Any(line => key.Verify(text, line) == true))
            throw new CheckpointRefusedException("its answer holds no signature of its key");
        held = latest.Size;
    }
}
