using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>One request of somebody signed in. Filled by the filters before a page is made.</summary>
internal sealed class Visit
{
    public Language Language { get; set; }

    public SignedIn Who { get; set; } = new("", null, []);

    /// <summary>Network address that it came from.</summary>
    public string Origin { get; set; } = "";

    /// <summary>Who asks, as logs name it.</summary>
    public Actor Actor => new(Who.Name, Origin);

    public string Session { get; set; } = "";

    public string FormToken { get; set; } = "";
}

internal enum Language
{
    Dutch,
    English,
}
