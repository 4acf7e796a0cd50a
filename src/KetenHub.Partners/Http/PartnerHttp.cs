using System.Net;
using KetenHub.Partners.Adapters;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Retry;
using Polly.Timeout;

namespace KetenHub.Partners.Http;

/// <summary>Whether calls go out to a partner.</summary>
public enum CircuitState
{
    /// <summary>They do.</summary>
    Closed,
    /// <summary>Too many failed: for a while none is tried.</summary>
    Open,
    /// <summary>One is tried, to see whether the partner is back.</summary>
    HalfOpen,
}

/// <summary>Calls to one partner: limited in number, each with a timeout, retried a few times with jitter, none while the circuit is open,
/// redirects not followed, <c>Retry-After</c> obeyed. Never logs and never reads a body. The only place that knows Polly.</summary>
public sealed class PartnerHttp : IDisposable
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);

    private readonly HttpClient client;
    private readonly ResiliencePipeline<Answer> pipeline;
    private readonly CircuitBreakerStateProvider circuit = new();
    private readonly PartnerHttpOptions options;
    private readonly TimeProvider clock;

    /// <summary>Calls to a partner.</summary>
    public PartnerHttp(PartnerHttpOptions options, TimeProvider? clock = null)
    {
        this.options = options;
        this.clock = clock ?? TimeProvider.System;
        client = new HttpClient(new SocketsHttpHandler
        {
            // A redirect could send a notification to somebody else (CloudEvents webhooks, section 2.1).
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        }, disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        pipeline = Build();
    }

    /// <summary>State of the circuit.</summary>
    public CircuitState Circuit => circuit.CircuitState switch
    {
        Polly.CircuitBreaker.CircuitState.Closed => CircuitState.Closed,
        Polly.CircuitBreaker.CircuitState.HalfOpen => CircuitState.HalfOpen,
        _ => CircuitState.Open,
    };

    /// <summary>Sends a request, several times if need be.</summary>
    /// <param name="request">Makes the request, anew for each try.</param>
    /// <param name="cancellation">Ends it at once with <see cref="OperationCanceledException"/>.</param>
    /// <param name="look">Looks at the status and headers of each answer.</param>
    public async Task<DeliveryOutcome> SendAsync(
        Func<HttpRequestMessage> request, CancellationToken cancellation, Action<HttpResponseMessage>? look = null)
    {
        try
        {
            return (await pipeline.ExecuteAsync(async token =>
            {
                using var message = request();
                using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, token);
                look?.Invoke(response);
                return new Answer(response.StatusCode, RetryAfterOf(response));
            }, cancellation)).Outcome;
        }
        catch (BrokenCircuitException open)
        {
            return new RetryLater("circuit open", open.RetryAfter);
        }
        catch (RateLimiterRejectedException)
        {
            return new RetryLater("too many at a time");
        }
        catch (TimeoutRejectedException)
        {
            return new RetryLater($"no answer in {options.Timeout.TotalSeconds:0.###} s");
        }
        catch (HttpRequestException error)
        {
            return new RetryLater($"no connection: {error.HttpRequestError}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private ResiliencePipeline<Answer> Build()
    {
        var failed = new PredicateBuilder<Answer>().Handle<HttpRequestException>().Handle<TimeoutRejectedException>();
        return new ResiliencePipelineBuilder<Answer> { TimeProvider = clock }
            .AddConcurrencyLimiter(options.Concurrency, queueLimit: 1000)
            .AddRetry(new RetryStrategyOptions<Answer>
            {
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstRetryAfter,
                // Waiting longer is the business of whoever holds the notification, not of a call.
                ShouldHandle = tried => ValueTask.FromResult(
                    tried.Outcome.Exception is HttpRequestException or TimeoutRejectedException
                    || (tried.Outcome.Result is { IsTransient: true } answer && !(answer.RetryAfter > options.LongestRetryAfter))),
                DelayGenerator = tried => ValueTask.FromResult(tried.Outcome.Result?.RetryAfter),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Answer>
            {
                FailureRatio = 0.5,
                MinimumThroughput = options.CircuitThroughput,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = options.CircuitBreak,
                // 429 comes from a partner that works.
                ShouldHandle = failed.HandleResult(answer => answer.IsTransient && answer.Status != HttpStatusCode.TooManyRequests),
                StateProvider = circuit,
            })
            .AddTimeout(options.Timeout)
            .Build();
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        var after = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return after is { } wait ? TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, LongestRetryAfter.Ticks)) : null;
    }

    /// <summary>What came back, without its body.</summary>
    private sealed record Answer(HttpStatusCode Status, TimeSpan? RetryAfter)
    {
        /// <summary>The same request may succeed later: 408, 425, 429 and 5xx.</summary>
        public bool IsTransient => (int)Status is 408 or 425 or 429 or >= 500;

        /// <summary>As an outcome.</summary>
        public DeliveryOutcome Outcome => (int)Status switch
        {
            >= 200 and < 300 => new Delivered(),
            >= 300 and < 400 => new Refused($"HTTP {(int)Status}: redirects are not followed"),
            _ when IsTransient => new RetryLater($"HTTP {(int)Status}", RetryAfter),
            _ => new Refused($"HTTP {(int)Status}"),
        };
    }
}
