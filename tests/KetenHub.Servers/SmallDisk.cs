using System.Diagnostics;

namespace KetenHub.Servers;

/// <summary>A small file system of its own, in a file, that can be filled. Needs root.</summary>
public sealed class SmallDisk
{
    private readonly string place;

    private SmallDisk(string place) => this.place = place;

    private string Balloon => Path.Combine(place, "balloon");

    /// <summary>Makes one and mounts it.</summary>
    /// <param name="image">File to keep it in.</param>
    /// <param name="place">Where it appears; an empty folder.</param>
    /// <param name="megabytes">Its size.</param>
    public static SmallDisk Mount(string image, string place, int megabytes)
    {
        Run("truncate", "-s", $"{megabytes}M", image);
        Run("mkfs.ext4", "-q", "-m", "0", image);
        Run("mount", "-o", "loop", image, place);
        return new SmallDisk(place);
    }

    /// <summary>Fills it to the last byte.</summary>
    public async Task FillAsync()
    {
        using var fill = Process.Start(new ProcessStartInfo("dd", ["if=/dev/zero", $"of={Balloon}", "bs=1M"])
        {
            RedirectStandardError = true, UseShellExecute = false,
        })!;
        await fill.StandardError.ReadToEndAsync();
        await fill.WaitForExitAsync();
    }

    /// <summary>Makes room again.</summary>
    public void Free() => File.Delete(Balloon);

    /// <summary>Takes it away, from whoever still uses it when that ends. Not asynchronous: also runs when the process ends.</summary>
    public void Unmount() => Run("umount", "--lazy", place);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Ensure.That(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {errors}");
    }
}
