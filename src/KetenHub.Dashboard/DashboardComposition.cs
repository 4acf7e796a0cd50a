using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KetenHub.Dashboard;

/// <summary>Adds the dashboard to a host that has the hub's store, transaction, keys, partners, policy, health, clock, corrections and the runner of jobs.</summary>
public static class DashboardComposition
{
    private const int ShortestToken = 16;

    /// <summary>Registers what the pages need.</summary>
    public static IServiceCollection AddKetenHubDashboard(this IServiceCollection services, Action<DashboardOptions> configure)
    {
        var options = new DashboardOptions();
        configure(options);
        var hasProvider = options.SignInFile.Length > 0;
        if ((options.Token.Length < ShortestToken && !(hasProvider && options.Token.Length == 0)) || options.Accounts.Any(account => account.Token.Length < ShortestToken))
            throw new ArgumentException($"Each token of the dashboard must have at least {ShortestToken} characters.", nameof(configure));
        services.AddSingleton(options);
        services.AddSingleton(provider => new Sessions(provider.GetRequiredService<IHubStore>().Operations.Sessions, options, provider.GetRequiredService<PartnerList>(), provider.GetService<SignInSource>()));
        services.AddSingleton(provider => new SessionCookie(provider.GetService<SignInSource>()));
        if (hasProvider)
            ProviderComposition.Add(services, options);
        services.TryAddSingleton<RefusedSignIns>();
        return services.AddPages().AddWatching();
    }

    private static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddScoped<Visit>();
        services.AddScoped<Texts>();
        services.AddScoped<Moments>();
        services.AddScoped<CallList>();
        services.AddScoped<OverviewQuery>();
        services.AddScoped<DeadlinesQuery>();
        services.AddScoped<BoardQuery>();
        services.AddScoped<PersonForm>();
        services.AddScoped<CorrectionForm>();
        services.AddScoped<RightsForm>();
        services.TryAddSingleton<PersonCorrection>();
        services.AddScoped<TimelineQuery>();
        services.AddScoped<LookUps>();
        services.AddScoped<TimelineDocument>();
        services.AddScoped<MessagesQuery>();
        services.AddScoped<MessageViews>();
        services.AddScoped<AnswerEntry>();
        services.AddScoped<ContractsQuery>();
        services.AddScoped<AccessQuery>();
        services.AddScoped<SessionsQuery>();
        services.AddScoped<FailedQuery>();
        services.AddScoped<FailedActions>();
        services.AddScoped<RefusedMessage>();
        services.AddScoped<AgendaQuery>();
        services.AddScoped<MinutesQuery>();
        services.AddScoped<DirectionQuery>();
        services.AddScoped<DirectionEntry>();
        services.AddScoped<FigureQuery>();
        services.AddScoped<CompareQuery>();
        services.AddScoped<ReportForm>();
        services.AddScoped<SentQuery>();
        return services;
    }

    // What watches the hub itself, and the pages of it.
    private static IServiceCollection AddWatching(this IServiceCollection services)
    {
        services.AddScoped<HandOutDays>();
        services.AddScoped<AlertsQuery>();
        services.AddScoped<AlertActions>();
        services.AddScoped<WhatIf>();
        services.AddScoped<PartnersPages>();
        services.AddScoped<AdminQuery>();
        services.AddScoped<RetentionQuery>();
        services.TryAddSingleton<RetentionPreview>();
        services.TryAddSingleton<PauseWatch>();
        services.TryAddSingleton<AlertReadings>();
        services.TryAddSingleton<KeptSurvey>();
        return services;
    }

    /// <summary>Maps the pages: <c>/</c>, <c>/deadlines</c>, <c>/board</c>, <c>/agenda</c>, <c>/direction</c>, <c>/figures</c>, <c>/report</c>, <c>/person</c>, <c>/failed</c>, <c>/messages</c>, <c>/contracts</c>, <c>/access</c>, <c>/sessions</c>, <c>/partners</c>, <c>/alerts</c>, <c>/admin</c>, <c>/live</c> and <c>/dashboard</c>: these, and nothing else, are for who is signed in; and <c>/sign-in</c>, <c>/sign-out</c>, <c>/signed-out</c>.</summary>
    public static IEndpointConventionBuilder MapKetenHubDashboard(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapGroup("").ExcludeFromDescription();
        // The first filter is the outermost: headers also stand on a refusal, and a page is never made for a stranger.
        pages.AddEndpointFilter(PageHeaders.AddAsync);
        pages.AddEndpointFilter(PageFailure.CatchAsync);
        pages.AddEndpointFilter(SignInFilter.CheckAsync);
        pages.AddEndpointFilter(LanguageFilter.ChooseAsync);
        OverviewQuery.Map(pages);
        DeadlinesQuery.Map(pages);
        BoardQuery.Map(pages);
        HandOutDays.Map(pages);
        AlertsQuery.Map(pages);
        AlertActions.Map(pages);
        WhatIf.Map(pages);
        AdminQuery.Map(pages);
        RetentionQuery.Map(pages);
        AgendaQuery.Map(pages);
        MinutesQuery.Map(pages);
        DirectionQuery.Map(pages);
        FigureQuery.Map(pages);
        CompareQuery.Map(pages);
        ReportForm.Map(pages);
        PersonForm.Map(pages);
        CorrectionForm.Map(pages);
        RightsForm.Map(pages);
        ContractsQuery.Map(pages);
        AccessQuery.Map(pages);
        SessionsQuery.Map(pages);
        SignOut.Map(pages);
        BackChannelLogout.Map(pages);
        FailedQuery.Map(pages);
        FailedActions.Map(pages);
        RefusedMessage.Map(pages);
        MessagesQuery.Map(pages);
        PartnersPages.Map(pages);
        LiveChanges.Map(pages);
        Asset.Map(pages);
        return pages;
    }
}
