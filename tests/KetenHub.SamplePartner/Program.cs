// A partner's service as its developer would write it: sends signals numbered by its own database (here: by counting), and writes down what it is told.
// The test kills it anywhere and starts it again with the same arguments.
//   amqp://HOST:PORT VHOST PASSWORDFILE FOLDER COUNT     or     http://HOST:PORT TOKENFILE SECRETFILE FOLDER COUNT http://127.0.0.1:OWNPORT
using System.Security.Cryptography;
using System.Text;
using KetenHub.Contracts;
using KetenHub.Partners;
using KetenHub.Partners.Client;

var hub = new Uri(args[0]);
var (folder, count) = (args[3], int.Parse(args[4], System.Globalization.CultureInfo.InvariantCulture));
var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls(args.ElementAtOrDefault(5) ?? "http://127.0.0.1:0");
builder.Services.AddKetenPartner("coa", (partner, _) =>
{
    (partner.Oin, partner.System, partner.StateFolder) = ("00000000000000000102", "voorbeeld", folder);
    if (hub.Scheme == "amqp")
        partner.UseRabbitMq(new PartnerBroker([hub], args[1], "coa", File.ReadAllText(args[2])));
    else
        partner.UseHttp(hub, args[1], args[2]);
    partner.On<HandOutChanged>(async (notification, _, cancellation) =>
    {
        await File.AppendAllTextAsync(Path.Combine(folder, "told.txt"), $"{notification.Id}\n", cancellation);
    });
});
var app = builder.Build();
app.MapPost("/meldingen", async (HttpContext http, KetenPartner partner) =>
{
    using var body = new MemoryStream();
    await http.Request.Body.CopyToAsync(body);
    http.Response.StatusCode = await partner.TakeWebhookAsync(name => http.Request.Headers[name], body.ToArray(), http.RequestAborted);
});
await app.StartAsync();
Console.WriteLine($"KetenHub: a partner at {app.Urls.First()}; {count} signals");

var keten = app.Services.GetRequiredService<KetenPartner>();
for (var number = 1; number <= count; number++)
{
    // The same number has the same id, whatever happened to the process that sent it first.
    var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"signal {number}")).AsSpan(0, 16));
    await keten.SendAsync(id, new CaseSignal
    {
        Person = new PersonReference { Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = $"{number % 7:D10}" }] },
        Kind = CaseSignalKind.NuisanceAroundLocation,
        ObservedAt = DateTimeOffset.UtcNow,
    });
    Console.WriteLine($"sent {number}");
}
Console.WriteLine($"all sent, sequence {keten.LastSequence}");
await app.WaitForShutdownAsync();
