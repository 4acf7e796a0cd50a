using MimeKit;

namespace KetenHub.Partners.Adapters;

/// <summary>The mail: that something waits, and where. Mail passes through servers of others, so it says nothing of what.</summary>
internal static class MailNoticeMapping
{
    public static MimeMessage Write(Notice notice, string from, string to, Uri link) => new()
    {
        From = { MailboxAddress.Parse(from) },
        To = { MailboxAddress.Parse(to) },
        Date = notice.Event.Time,
        // The same for a repeat, so that a mail system can show it once.
        MessageId = $"{notice.Event.Id}@ketenhub",
        Subject = "KetenHub: er staat iets voor u klaar",
        Headers = { { "Auto-Submitted", "auto-generated" } },
        Body = new TextPart("plain") { Text = $"Er staat een bericht voor u klaar in KetenHub.\n\nBekijk het op {link}\n\nDit bericht is automatisch verzonden; antwoorden worden niet gelezen.\n" },
    };
}
