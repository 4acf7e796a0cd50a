using KetenHub.Contracts;
using KetenHub.Hub;

namespace KetenHub.Hosting;

/// <summary>Keys that stand in files of their own, as 64 hexadecimal digits.</summary>
internal static class SecretFile
{
    /// <summary>The key that signs checkpoints. Throws KH113.</summary>
    /// <param name="file">Its file.</param>
    /// <param name="origin">Name of the log.</param>
    public static NoteSigner Signer(string file, string origin)
    {
        try
        {
            return new NoteSigner(origin, Convert.FromHexString(File.ReadAllText(file).Trim()));
        }
        catch (FormatException error)
        {
            throw new KetenHubException(Errors.CheckpointKeyInvalid.At(file, "64 hexadecimal digits"), error);
        }
    }
}
