using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.Extensions.Logging;

namespace KetenHub.Dashboard;

/// <summary>The sign-in file as it is now: who loses a role in it loses it at once, without a restart. A file that can't be read changes nothing.</summary>
internal sealed partial class SignInSource
{
    // Asking the disk at every request would be for nothing.
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly string file;
    private readonly PartnerList partners;
    private readonly ILogger<SignInSource> log;
    private readonly Lock gate = new();
    private SignInSettings current;
    private DateTime written;
    private long looked = Environment.TickCount64;

    /// <summary>Reads the file. Throws KH457.</summary>
    public SignInSource(string file, PartnerList partners, ILogger<SignInSource> log)
    {
        (this.file, this.partners, this.log) = (file, partners, log);
        written = File.GetLastWriteTimeUtc(file);
        current = SignInFile.Read(file, partners);
    }

    /// <summary>What the file says.</summary>
    public SignInSettings Current
    {
        get
        {
            lock (gate)
            {
                if (Environment.TickCount64 - looked >= Between.TotalMilliseconds)
                    Look();
                return current;
            }
        }
    }

    private void Look()
    {
        looked = Environment.TickCount64;
        var now = File.GetLastWriteTimeUtc(file);
        if (now == written)
            return;
        written = now;
        try
        {
            // Whose tokens are taken is settled at the start; only who is who and how long it lasts changes meanwhile.
            var read = SignInFile.Read(file, partners);
            current = current with { Accounts = read.Accounts, Limits = read.Limits };
            LogRead(log, current.Accounts.Count);
        }
        catch (KetenHubException error)
        {
            LogUnread(log, error.Problems[0].Kind.Number, error.Problems[0].Where);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "the sign-in file changed: {Accounts} lines of accounts")]
    private static partial void LogRead(ILogger log, int accounts);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Number} the sign-in file changed and can't be used, at {Where}: what was read before goes on")]
    private static partial void LogUnread(ILogger log, string number, string where);
}
