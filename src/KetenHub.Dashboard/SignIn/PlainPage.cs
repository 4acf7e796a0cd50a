using System.Net;
using Microsoft.AspNetCore.Http;

namespace KetenHub.Dashboard;

/// <summary>A page without anything of the hub in it, in both languages: whoever sees it may have no session to remember one.</summary>
internal sealed class PlainPage(int status, string title, string text, string englishTitle, string englishText, string? home = null, string? onTo = null) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        return httpContext.Response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="nl">
            <head><meta charset="utf-8"><title>{Html(title)} - KetenHub</title><meta name="color-scheme" content="light dark">
            <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">{(onTo is null ? "" : $"<meta http-equiv=\"refresh\" content=\"0; url={Html(onTo)}\">")}</head>
            <body><main><h1>{Html(title)}</h1><p>{Html(text)}</p>{(home is null ? "" : $"<p><a href=\"{Html(home)}\">KetenHub</a></p>")}
            <div lang="en"><h2>{Html(englishTitle)}</h2><p>{Html(englishText)}</p></div></main></body>
            </html>
            """,
            httpContext.RequestAborted);
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
