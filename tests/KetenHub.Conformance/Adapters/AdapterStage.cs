using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KetenHub.Contracts;
using KetenHub.Demo;
using KetenHub.Hub;
using KetenHub.Partners.Adapters;
using KetenHub.Servers;
using KetenHub.Storage;
using Xunit;

namespace KetenHub.Conformance.Adapters;

/// <summary>A stage whose partners speak their own formats: IND, AVIM and DT&amp;V post JSON and have web servers, COA drops files and empties a folder.
/// Who has no adapter (Nidos) reads its queue.</summary>
/// <param name="site">Broker, database and settings.</param>
/// <param name="store">The database, to look.</param>
/// <param name="end">When the story ends.</param>
/// <param name="partners">The partners.</param>
/// <param name="own">Partners' own systems.</param>
/// <param name="http">The process that hosts the adapters.</param>
internal sealed class AdapterStage(
    KetenSite site, PostgresStore store, DateTimeOffset end, PartnerList partners, OwnSystems own, HttpClient http) : ServersStage(site.ConnectAsync, store, end, _ => Task.CompletedTask)
{
    private readonly ConcurrentDictionary<string, string> askedOf = new(StringComparer.Ordinal);
    private readonly HashSet<string> filesSeen = [];
    private readonly Dictionary<InboundMessage, byte[]> documents = [];

    public async Task OpenAsync(CancellationToken cancellation)
    {
        own.Ind.OnTaken = document => Tell(OfInd(document));
        own.Avim.OnTaken = document => Tell(Told.Read("avim", JsonSerializer.SerializeToUtf8Bytes(document)));
        own.Dtv.OnTaken = document =>
        {
            var told = Told.Read("dtv", JsonSerializer.SerializeToUtf8Bytes(document));
            if (told.Type == "readiness-requested")
                askedOf[told.Thread] = told.Id;
            Tell(told);
        };
        await OpenAsync(partners.All.Where(partner => !own.AdapterOf.ContainsKey(partner.Code)), cancellation);
    }

    public override IReadOnlyList<Told> TakeTold()
    {
        foreach (var file in own.NewNotices(filesSeen))
            Tell(Told.Read("coa", file));
        return base.TakeTold();
    }

    // The id is derived by the adapter, so that whoever sends again needs to remember nothing.
    protected override InboxKey KeyOf(InboundMessage message)
    {
        var name = own.AdapterOf[message.Publisher];
        var partner = new Partners.Partner(message.Publisher, partners.Find(message.Publisher)!.Oin, name);
        using var document = new MemoryStream(DocumentOf(message));
        var translated = own.Adapter(name).Translate(document, new Origin(message.Publisher == "coa" ? "x.csv" : "x.json")).Single();
        Assert.True(translated is Message, translated is Rejection rejection ? string.Join("; ", rejection.Problems) : "");
        return new InboxKey(message.Publisher, partner.Source, AdapterEvents.Write(partner, (Message)translated).Event!.Id.ToString());
    }

    protected override async Task PublishAsync(InboundMessage message, CancellationToken cancellation)
    {
        if (message.Publisher == "coa")
        {
            own.Drop(DocumentOf(message));
            return;
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/adapters/{message.Publisher}")
        {
            Content = new ByteArrayContent(DocumentOf(message)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", KetenSite.TokenOf(message.Publisher)) },
        };
        using var answer = await http.SendAsync(request, cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(cancellation));
    }

    // Sent again, it is the same bytes.
    private byte[] DocumentOf(InboundMessage message)
    {
        if (documents.TryGetValue(message, out var known))
            return known;
        var cloudEvent = CloudEventReader.Read(message.ContentType, message.Body, [])!;
        var content = Intake.Read(message, partners.Find(message.Publisher)!).Message!;
        var asked = content is ReadinessReported answer ? askedOf.GetValueOrDefault(answer.DecisionNumber) : null;
        return documents[message] = message.Publisher == "coa"
            ? Encoding.UTF8.GetBytes(OwnFormats.Csv(cloudEvent, content))
            : JsonSerializer.SerializeToUtf8Bytes(OwnFormats.Json(cloudEvent, content, asked), CloudEventWriter.JsonOptions);
    }

    private static Told OfInd(JsonElement document)
    {
        var isClearance = document.TryGetProperty("gereedmelding", out var clearance);
        var type = document.GetProperty("soort").GetString()!;
        return new Told("ind", document.GetProperty("meldingId").GetString()!, isClearance ? "hand-out-clearance" : MessageTypes.FindNotification(type)!.Name,
            document.GetProperty("verzondenOp").GetDateTimeOffset(), "", isClearance ? clearance : document.GetProperty("inhoud"));
    }
}
