using System.Security.Authentication;
using KetenHub.Contracts;
using KetenHub.Hub;
using Npgsql;

namespace KetenHub.Storage;

/// <summary>What a PostgreSQL error means for the hub.</summary>
internal static class PostgresErrors
{
    /// <summary>Name of the store in errors: no address, no user.</summary>
    public const string StoreName = "PostgreSQL";

    // Npgsql has no names for these; the second exists from PostgreSQL 17 on.
    private const string IdleInTransactionTimeout = "25P03";
    private const string TransactionTimeout = "25P04";

    /// <summary>Another transaction was first: unique violation, serialization failure, deadlock.</summary>
    public static bool IsConflict(Exception error) => error is PostgresException
    {
        SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.LockNotAvailable,
    };

    /// <summary>Gone, restarting, full, read-only: worth trying later. Other errors are defects and stay what they are.</summary>
    public static bool IsUnavailable(Exception error) => error switch
    {
        // Classes 53 insufficient resources, 57 operator intervention, 58 system error, 08 connection; 28 user refused and 3D no such database.
        PostgresException { SqlState: var state } =>
            state[..2] is "53" or "57" or "58" or "08" or "28" or "3D"
            // Put out after standing still in a transaction: the hub slept, the message is good.
            || state is PostgresErrorCodes.ReadOnlySqlTransaction or IdleInTransactionTimeout or TransactionTimeout,
        NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException => true,
        _ => false,
    };

    /// <summary>No answer in time: the other connections of the pool are likely to be as dead, and each would cost a time-out of its own.</summary>
    public static bool IsSilence(StoreUnavailableException error) => error.InnerException is TimeoutException or NpgsqlException { InnerException: TimeoutException };

    /// <summary>KH303 with PostgreSQL's code for the reason; never its text, which can quote a row.</summary>
    public static StoreUnavailableException Unavailable(Exception error) => new(
        Errors.StoreUnavailable.At(StoreName, ReasonOf(error)).ToString(), error);

    private static string ReasonOf(Exception error) => error switch
    {
        // Class 28: no certificate that names this role, or no such role.
        PostgresException { SqlState: var refused } when refused.StartsWith("28", StringComparison.Ordinal) => Errors.IdentityRefused.At(StoreName, $"SQLSTATE {refused}").ToString(),
        PostgresException known => $"SQLSTATE {known.SqlState}",
        { InnerException: AuthenticationException } => Errors.ServerNotTrusted.At(StoreName).ToString(),
        _ => error.GetType().Name,
    };

    /// <summary>For retrying; never PostgreSQL's text.</summary>
    public static StoreConflictException Conflict(Exception error) =>
        new($"Another transaction was first (SQLSTATE {((PostgresException)error).SqlState}).", error);

    /// <summary>Runs work and says its errors in the words of the seam.</summary>
    public static async Task<T> MapAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (IsConflict(error))
        {
            throw Conflict(error);
        }
        catch (Exception error) when (error is not OperationCanceledException && IsUnavailable(error))
        {
            throw Unavailable(error);
        }
    }
}
