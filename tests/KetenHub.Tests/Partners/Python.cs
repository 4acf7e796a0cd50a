using System.Diagnostics;
using Xunit;

namespace KetenHub.Tests.Partners;

/// <summary>A script in Debian's Python, with Debian's libraries: readers and servers that are not ours.</summary>
internal sealed class Python : IDisposable
{
    private readonly Process process;

    public Python(string script, params string[] arguments) => process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", script, .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    })!;

    /// <summary>What the script says of an input.</summary>
    public static async Task<string> RunAsync(string script, byte[] input)
    {
        using var python = new Python(script);
        await python.process.StandardInput.BaseStream.WriteAsync(input, TestContext.Current.CancellationToken);
        python.process.StandardInput.Close();
        var (said, wrong) = (python.process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), python.process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await python.process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(python.process.ExitCode == 0, await wrong);
        return await said;
    }

    /// <summary>The next line that the script prints.</summary>
    public async Task<string> LineAsync()
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(30));
        if (await process.StandardOutput.ReadLineAsync(bound.Token) is { } line)
            return line;
        throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(bound.Token));
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }
}
