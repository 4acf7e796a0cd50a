namespace KetenHub.Hub;

/// <summary>How somebody looked at a person's log.</summary>
public enum LookUp
{
    /// <summary>On a page or by a command, for a purpose that was stated.</summary>
    Looked,
    /// <summary>A partner fetched whom a notification is about that it received.</summary>
    Reference,
    /// <summary>Everything was taken out for the person itself (AVG art. 15).</summary>
    Export,
}

internal static class LookUps
{
    /// <summary>As the log keeps it in <see cref="LogRow.Type"/>.</summary>
    public static string TypeOf(LookUp how) => how switch
    {
        LookUp.Reference => "reference",
        LookUp.Export => "export",
        _ => "",
    };

    /// <summary>As the audit log has it.</summary>
    public static ActionKind ActionOf(LookUp how) => how switch
    {
        LookUp.Reference => ActionKind.Fetched,
        LookUp.Export => ActionKind.Exported,
        _ => ActionKind.LookedUp,
    };
}
