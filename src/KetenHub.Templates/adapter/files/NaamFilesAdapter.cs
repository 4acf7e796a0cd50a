using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>The partner drops CSV; notices are put as files into a folder that it empties.</summary>
internal sealed class NaamFilesAdapter(AdapterSettings settings) : IAdapter
{
    private readonly DropFolder notices = new(settings.Text(NaamFilesSettings.Notices));

    public IEnumerable<Translated> Translate(Stream document, Origin origin) => origin.Ending switch
    {
        ".csv" => CsvRows.Read(document, NaamFilesMapping.Read),
        _ => [new Rejection(Errors.DocumentUnknown.At("", "a file that ends in .csv"))],
    };

    public Task<DeliveryOutcome> DeliverAsync(Notice notice, CancellationToken cancellation) =>
        notices.PutAsync($"{notice.Event.Id}.json", notice.Body, cancellation);
}
