using System.Net.Http.Headers;

namespace KetenHub.Hub;

/// <summary>Who keeps the log of processings beside the hub: a receiver of OTLP over HTTP. What it does not confirm was not received.</summary>
/// <param name="http">Client; its address is that of the logs signal, in full.</param>
/// <param name="subjectType">See <see cref="ProcessingRecords.SubjectType"/>.</param>
public sealed class ProcessingReceiver(HttpClient http, string subjectType)
{
    private const string Service = "ketenhub";

    /// <summary>Sends records.</summary>
    /// <returns>Null when all of them are confirmed, else why not.</returns>
    public async Task<string?> SendAsync(IReadOnlyList<ProcessingRecord> records, CancellationToken cancellation)
    {
        try
        {
            using var content = new ByteArrayContent(OtlpLogs.Request(records, Service, subjectType));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
            using var answer = await http.PostAsync((Uri?)null, content, cancellation);
            if (!answer.IsSuccessStatusCode)
                return $"it answered {(int)answer.StatusCode}";
            var rejected = OtlpLogs.Rejected(await answer.Content.ReadAsByteArrayAsync(cancellation));
            return rejected == 0 ? null : $"it did not take {rejected} of {records.Count} records";
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return error.GetType().Name;
        }
    }
}
