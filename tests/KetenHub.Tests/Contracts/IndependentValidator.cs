using System.Diagnostics;
using System.Text;
using Xunit;

namespace KetenHub.Tests.Contracts;

/// <summary>The Python package jsonschema, so that the schemas are judged by something that shares no code with the records.</summary>
internal static class IndependentValidator
{
    private const string Install = "The schema tests need /usr/bin/python3 with jsonschema: apt-get install python3-jsonschema.";

    /// <summary>Per case: accepted as 2020-12, accepted as draft-07.</summary>
    public static async Task<IReadOnlyList<(bool Newest, bool Draft07)>> Judge(
        string schemas, IReadOnlyList<(string Schema, string Data)> cases, CancellationToken cancellation)
    {
        var script = Path.Combine(Path.GetDirectoryName(ContractFiles.Root)!, "tests", "KetenHub.Tests", "Contracts", "validate.py");
        using var process = Start(script, schemas);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        try
        {
            foreach (var (schema, data) in cases)
                await process.StandardInput.WriteLineAsync($$"""{"schema":"{{schema}}","data":{{data}}}""");
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended early; why stands in its error output.
        }
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
        {
            var reason = (await errors).Trim().Split('\n')[^1];
            Assert.Fail(reason.EndsWith("not installed", StringComparison.Ordinal) ? $"{reason}. {Install}" : reason);
        }
        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(cases.Count, lines.Length);
        return [.. lines.Select(line => (line[0] == '1', line[1] == '1'))];
    }

    private static Process Start(string script, string schemas)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [script, schemas])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["PYTHONUTF8"] = "1";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["PYTHONWARNINGS"] = "ignore";
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Fail(Install);
            throw;
        }
    }
}
