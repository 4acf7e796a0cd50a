using KetenHub.Contracts;

namespace KetenHub.Commands;

/// <summary>Exit codes of every command; <c>--help</c> names them.</summary>
internal static class ExitCodes
{
    /// <summary>Done, and all is well.</summary>
    public const int Good = 0;

    /// <summary>Done, and something is wrong: a story ended otherwise, the log was changed, an event was refused.</summary>
    public const int Bad = 1;

    /// <summary>Not done: an option, a file or the configuration is wrong (KH1xx), the purpose is missing or nobody is known by the identifier.</summary>
    public const int Usage = 2;

    /// <summary>Not done: the hub or the store could not be reached (KH3xx, KH4xx).</summary>
    public const int Unavailable = 3;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>For the end of a command's description.</summary>
    public const string Text = "Exit codes: 0 good, 1 something is wrong, 2 wrong use, configuration or person, 3 hub or store not reachable, 130 interrupted.";

    /// <summary>The exit code of an error.</summary>
    public static int Of(KetenHubException error) => error.Problems[0].Kind switch
    {
        var kind when kind == Errors.ChainBroken || kind == Errors.HistoryDiffers || kind == Errors.LogShorter || kind == Errors.ProofInvalid => Bad,
        var kind when kind == Errors.PurposeMissing || kind == Errors.PersonUnknown || kind == Errors.RecipientMissing || kind == Errors.StillNeeded => Usage,
        var kind when kind == Errors.TokenUnknown || kind == Errors.TokensInvalid => Usage,
        var kind when kind == Errors.EntryNotCorrectable || kind == Errors.UnderHold || kind == Errors.RightsUnchanged || kind == Errors.CorrectionUndeliverable
            || kind == Errors.RetentionMissing => Usage,
        var kind when kind == Errors.AdapterUnknown || kind == Errors.AdapterSettingInvalid || kind == Errors.AdapterAssemblyUnusable => Usage,
        var kind => kind.Number[2] == '1' ? Usage : Unavailable,
    };
}
