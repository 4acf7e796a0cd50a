namespace KetenHub.Hub;

/// <summary>Somewhere else, where checkpoints are kept: who can rewrite the database can't rewrite what stands there.</summary>
public interface ICheckpointTarget
{
    /// <summary>Name for the log and health; no address with a secret in it.</summary>
    string Name { get; }

    /// <summary>Brings the target up to the latest checkpoint of the store. Throws <see cref="CheckpointRefusedException"/> when it can't.</summary>
    Task TakeAsync(ICheckpoints checkpoints, CheckpointRow latest, CancellationToken cancellation);
}

/// <summary>A target did not take a checkpoint. The message holds no person data.</summary>
public sealed class CheckpointRefusedException(string message, Exception? cause = null) : Exception(message, cause);
