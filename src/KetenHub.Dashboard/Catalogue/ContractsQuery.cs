using KetenHub.Contracts;
using KetenHub.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KetenHub.Dashboard;

/// <summary>The catalogue of the published language, with who sends and receives what by this hub's list of partners.</summary>
internal sealed class ContractsQuery(PartnerList partners)
{
    /// <summary>The one that is shown; null: there is no such one, or the list is.</summary>
    public ContractFile? Shown { get; private set; }

    public static void Map(IEndpointRouteBuilder pages)
    {
        // Whatever somebody does here: which messages there are, is no secret among partners.
        var needs = new Needs(Reach.Same, Right.Operate, Right.View);
        pages.MapGet("/contracts", (Delegate)((HttpContext context) => Rendered.PageAsync<ContractsPage>(context))).For(needs);
        pages.MapGet("/contracts/{name}.v{version:int}", async (string name, int version, ContractsQuery query, HttpContext context) =>
        {
            query.Shown = Find(name, version);
            return await Rendered.PageAsync<ContractPage>(context, query.Shown is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
        }).For(needs);
        pages.MapGet("/contracts/{name}.v{version:int}.schema.json", (string name, int version) =>
            Find(name, version) is { } file ? Results.Text(file.Schema, "application/schema+json; charset=utf-8") : Results.NotFound()).For(needs);
    }

    /// <summary>Versions of a message or notification, the latest first.</summary>
    public static IEnumerable<ContractFile> VersionsOf(MessageType type) => ContractFile.All.Where(file => file.Name == type.Name);

    public static string AddressOf(ContractFile file) => $"/contracts/{file.Name}.v{file.Version}";

    public IReadOnlyList<Partner> SendersOf(string name) => [.. partners.All.Where(partner => partner.Publishes.Contains(name))];

    public IReadOnlyList<(Partner Partner, string Purpose)> ReceiversOf(string name) =>
        [.. partners.All.Where(partner => partner.Receives.ContainsKey(name)).Select(partner => (partner, partner.Receives[name]))];

    private static ContractFile? Find(string name, int version) => ContractFile.All.FirstOrDefault(file => file.Name == name && file.Version == version
        && MessageTypes.Messages.Concat(MessageTypes.Notifications).Any(type => type.Name == name));
}
