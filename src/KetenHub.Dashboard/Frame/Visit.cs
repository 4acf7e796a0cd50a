namespace KetenHub.Dashboard;

/// <summary>One request of somebody signed in. Filled by the filters before a page is made.</summary>
internal sealed class Visit
{
    public Language Language { get; set; }

    public SignedIn Who { get; set; } = new("", null, []);

    public string Session { get; set; } = "";

    public string FormToken { get; set; } = "";
}

internal enum Language
{
    Dutch,
    English,
}
