using KetenHub.Contracts;

namespace KetenHub.Api;

/// <summary>Errors as problem details (RFC 9457), all of them at once.</summary>
/// <param name="Type">URN of the first error.</param>
/// <param name="Title">What went wrong.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">Because of what, and what to do.</param>
/// <param name="Quarantine">Number under which the message is kept; null when it was not taken.</param>
/// <param name="Errors">Every error.</param>
internal sealed record ApiProblem(
    string Type, string Title, int Status, string Detail, Guid? Quarantine, IReadOnlyList<ApiError> Errors)
{
    /// <summary>The result to answer with.</summary>
    public static IResult Result(int status, IReadOnlyList<Problem> problems, Guid? quarantine = null)
    {
        var first = problems[0].Kind;
        return Results.Json(
            new ApiProblem($"urn:vreemdelingenketen:error:{first.Number}", first.Title, status, $"{first.Because} {first.DoThis}", quarantine,
                [.. problems.Select(problem => new ApiError(
                    problem.Kind.Number, problem.Kind.Title, problem.Where, problem.Detail, problem.Kind.Because, problem.Kind.DoThis))]),
            CloudEventWriter.JsonOptions, "application/problem+json", status);
    }

    /// <summary>401, with the way to authenticate.</summary>
    public static IResult Unauthorized(HttpContext http, ErrorKind? error = null)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return Result(StatusCodes.Status401Unauthorized, error ?? Contracts.Errors.Unauthorized, "Authorization");
    }

    /// <summary>503, with when to come back.</summary>
    public static IResult Busy(HttpContext http, IReadOnlyList<Problem> problems)
    {
        http.Response.Headers.RetryAfter = "5";
        return Result(StatusCodes.Status503ServiceUnavailable, problems);
    }

    /// <summary>The result for one error.</summary>
    public static IResult Result(int status, ErrorKind error, string where = "") => Result(status, [error.At(where)]);
}

/// <summary>One error.</summary>
/// <param name="Number">KH and three digits.</param>
/// <param name="Title">What went wrong.</param>
/// <param name="Where">JSON Pointer, header or empty.</param>
/// <param name="Detail">What was expected there.</param>
/// <param name="Because">Why it is an error.</param>
/// <param name="DoThis">The next step.</param>
internal sealed record ApiError(string Number, string Title, string Where, string? Detail, string Because, string DoThis);
