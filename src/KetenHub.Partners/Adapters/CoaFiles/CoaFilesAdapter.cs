using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>COA drops files with incidents (CSV or XML) and signals (CSV). Notices are put as files into a folder that COA empties.</summary>
internal sealed class CoaFilesAdapter(AdapterSettings settings) : IAdapter
{
    private readonly CoaFilesMapping mapping = new(settings.Text(CoaFilesSettings.Oin));
    private readonly DropFolder notices = new(settings.Text(CoaFilesSettings.Notices));

    public IEnumerable<Translated> Translate(Stream document, Origin origin) => origin.Ending switch
    {
        ".csv" => CsvRows.Read(document, mapping.Row),
        ".xml" => XmlRows.Read(document, "incident", mapping.Incident),
        _ => [new Rejection(Errors.DocumentUnknown.At("", "a file that ends in .csv or .xml"))],
    };

    public Task<DeliveryOutcome> DeliverAsync(Notice notice, CancellationToken cancellation) =>
        notices.PutAsync($"{notice.Event.Id}.json", notice.Body, cancellation);
}
