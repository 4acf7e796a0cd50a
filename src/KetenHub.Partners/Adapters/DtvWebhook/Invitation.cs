using System.Globalization;
using System.Text;
using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>The departure interview as an iCalendar object (RFC 5545, sent as iTIP, RFC 5546): a request when DT&amp;V is asked to be at a hand-out, a
/// cancellation when it does not take place. Names the decision, never a person.</summary>
internal static class Invitation
{
    private const int LongestLine = 75;

    // A sequence must fit 32 bits.
    private static readonly DateTimeOffset Epoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The object, or null for a notification that plans or cancels nothing.</summary>
    public static byte[]? Of(Notice notice, string organizer, string attendee) => notice.Content switch
    {
        ReadinessRequested { HandOut: { } plan } asked => Write(notice, (organizer, attendee), asked.DecisionNumber, plan),
        HandOutChanged { Change: HandOutChange.Cancelled } changed => Write(notice, (organizer, attendee), changed.DecisionNumber, null),
        HandOutChanged { Change: HandOutChange.Planned or HandOutChange.Replanned, HandOut: { } plan } changed => Write(notice, (organizer, attendee), changed.DecisionNumber, plan),
        _ => null,
    };

    private static byte[] Write(Notice notice, (string Organizer, string Attendee) people, string decision, HandOutPlan? plan)
    {
        var text = new StringBuilder();
        Line(text, "BEGIN:VCALENDAR");
        Line(text, "VERSION:2.0");
        Line(text, "PRODID:-//KetenHub//DtvWebhook//NL");
        Line(text, $"METHOD:{(plan is null ? "CANCEL" : "REQUEST")}");
        Line(text, "BEGIN:VEVENT");
        // The same for every plan of this decision: a new plan moves the appointment in place of adding one.
        Line(text, $"UID:vertrekgesprek-{Escaped(decision)}@ketenhub");
        // Grows with every notification of the hub; a cancellation does not say which plan it cancels.
        Line(text, $"SEQUENCE:{((long)(notice.Event.Time - Epoch).TotalSeconds).ToString(CultureInfo.InvariantCulture)}");
        Line(text, $"DTSTAMP:{Utc(notice.Event.Time)}");
        Line(text, $"ORGANIZER:mailto:{people.Organizer}");
        // A request without one invites nobody (RFC 5546, section 3.2.2). No answer is asked for: the hub reads no mail.
        Line(text, $"ATTENDEE;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:{people.Attendee}");
        Line(text, $"SUMMARY:{Escaped($"Vertrekgesprek bij uitreiking {decision}")}");
        if (plan is not null)
        {
            Line(text, $"DTSTART:{Utc(plan.At)}");
            Line(text, "DURATION:PT1H");
            Line(text, $"LOCATION:{Escaped(plan.Location.Name)}");
            Line(text, $"DESCRIPTION:{Escaped($"Zie KetenHub: {notice.Event.DataRef}")}");
        }
        Line(text, $"STATUS:{(plan is null ? "CANCELLED" : "TENTATIVE")}");
        Line(text, "END:VEVENT");
        Line(text, "END:VCALENDAR");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Utc(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    // Section 3.3.11.
    private static string Escaped(string text) => text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace(";", @"\;", StringComparison.Ordinal)
        .Replace(",", @"\,", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    // Section 3.1: 75 octets a line, the next begins with a space; no character is cut in two.
    private static void Line(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LongestLine)
            {
                text.Append("\r\n ");
                octets = 1;
            }
            text.Append(rune);
            octets += rune.Utf8SequenceLength;
        }
        text.Append("\r\n");
    }
}
