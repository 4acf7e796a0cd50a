using KetenHub.Contracts;
using KetenHub.Partners.Http;

namespace KetenHub.Partners.Adapters;

/// <summary>DT&amp;V receives CloudEvents webhooks and, for a planned hand-out, an invitation for its calendar; it answers with its own JSON.</summary>
internal sealed class DtvWebhookAdapter : IAdapter
{
    private readonly Func<CircuitState> circuit;
    private readonly ConsentedWebhook webhook;
    private readonly SignedWebhook? calendar;
    private readonly (string Organizer, string Attendee) people;

    public DtvWebhookAdapter(AdapterSettings settings, TimeProvider clock)
    {
        var http = new PartnerHttp(PartnerHttpOptions.Of(settings), clock);
        circuit = () => http.Circuit;
        var url = settings.Url(DtvWebhookSettings.Url);
        webhook = new ConsentedWebhook(http, To(url), url, settings.Text(DtvWebhookSettings.Origin), clock);
        calendar = settings.Text(DtvWebhookSettings.CalendarUrl).Length == 0 ? null : To(settings.Url(DtvWebhookSettings.CalendarUrl));
        people = (settings.Text(DtvWebhookSettings.Organizer), settings.Text(DtvWebhookSettings.Attendee));

        SignedWebhook To(Uri address) => new(http, address, () => settings.Secrets(DtvWebhookSettings.Secrets), clock);
    }

    public CircuitState? Circuit => circuit();

    public IEnumerable<Translated> Translate(Stream document, Origin origin) => [JsonDocuments.Translate(document, DtvWebhookMapping.Read)];

    public async Task<DeliveryOutcome> DeliverAsync(Notice notice, CancellationToken cancellation)
    {
        var outcome = await webhook.PostAsync(notice.Event.Id, CloudEvent.ContentType, notice.Body, cancellation);
        if (outcome is not Delivered || calendar is null || Invitation.Of(notice, people.Organizer, people.Attendee) is not { } invitation)
            return outcome;
        return await calendar.PostAsync($"{notice.Event.Id}-calendar", "text/calendar; charset=utf-8", invitation, null, cancellation) switch
        {
            RetryLater later => later with { Reason = $"calendar: {later.Reason}" },
            Refused refused => new Refused($"calendar: {refused.Reason}"),
            var delivered => delivered,
        };
    }
}
