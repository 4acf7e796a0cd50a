namespace KetenHub.Tests.Api;

/// <summary>A folder for tokens, removed after the test.</summary>
internal sealed class TokenFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ketenhub-test-");

    public string Path => folder.FullName;

    public void Dispose() => folder.Delete(recursive: true);
}
