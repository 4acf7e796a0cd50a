using System.Globalization;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Http;

namespace KetenHub.Dashboard;

/// <summary>Enters what a table decided: an agreement, or who directs a case. It becomes a message of the partner that chairs the table and goes
/// through the same intake as any other: read, checked, logged, refused when it is wrong.</summary>
internal sealed class AgendaEntry(IHubStore store, HubTransaction hub, HubKeys keys, Policy policy, PartnerList partners, Moments moments, Texts texts)
{
    public async Task<(bool Done, string Text)> EnterAsync(TableTerms table, IFormCollection form, CancellationToken cancellation)
    {
        if (!Guid.TryParseExact(form["person"], "D", out var person) || await IdentifiersAsync(person, cancellation) is not { Count: > 0 } identifiers)
            return (false, texts.ChooseFile);
        var reference = new PersonReference { Identifiers = identifiers };
        KetenMessage? message = form["entry"].ToString() switch
        {
            "agreement" => Agreement(table, form, reference),
            "director" => Director(form, reference),
            _ => null,
        };
        return message is null ? (false, texts.FillIn) : await SendAsync(table, message, cancellation);
    }

    private AgreementMade? Agreement(TableTerms table, IFormCollection form, PersonReference person)
    {
        var what = form["what"].ToString().Trim();
        if (what.Length is 0 or > 500 || !int.TryParse(form["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days is < 1 or > 90)
            return null;
        var owner = form["owner"].ToString();
        return new AgreementMade
        {
            Person = person,
            AgreementNumber = $"T-{moments.Now.UtcDateTime.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture)}",
            Owner = owner,
            What = what,
            // The end of the last working day.
            DueAt = DutchTime.At(DutchTime.DayOf(policy.WorkingDays.Add(moments.Now, days, owner)), new TimeSpan(17, 0, 0)),
            MadeAt = moments.Now,
            Location = new Location { Name = table.Location, Kind = LocationKind.ReceptionLocation },
            Kind = Enum.TryParse<AgreementKind>(form["kind"], out var kind) && Enum.IsDefined(kind) && kind != AgreementKind.Unknown ? kind : null,
            MadeAtTable = table.Name,
        };
    }

    private ProcessDirectorAssigned? Director(IFormCollection form, PersonReference person) =>
        !Enum.TryParse<DirectorChange>(form["change"], out var change) || change == DirectorChange.Unknown ? null : new ProcessDirectorAssigned
        {
            Person = person,
            Change = change,
            Director = form["director"].ToString(),
            Function = form["function"].ToString().Trim() is { Length: > 0 } function ? function : null,
            ChangedAt = moments.Now,
        };

    private async Task<(bool Done, string Text)> SendAsync(TableTerms table, KetenMessage message, CancellationToken cancellation)
    {
        var type = MessageTypes.Of(message);
        var body = CloudEventWriter.Write(new CloudEvent
        {
            Id = Guid.CreateVersion7().ToString("D"),
            Source = $"urn:nld:oin:{partners.Find(table.Chair)!.Oin}:systeem:tafel",
            Type = type.EventType,
            Time = moments.Now,
            DataSchema = type.DataSchema,
            Data = CloudEventWriter.Data(message),
        });
        var inbound = new InboundMessage(table.Chair, CloudEvent.ContentType, body);
        Receipt receipt;
        try
        {
            receipt = (await hub.HandleAsync([inbound], cancellation))[0];
        }
        catch (StoreConflictException)
        {
            // Written to meanwhile; the same event again is the same entry.
            receipt = (await hub.HandleAsync([inbound], cancellation))[0];
        }
        return receipt.Outcome == ReceiptOutcome.Accepted ? (true, texts.EnteredAs(receipt.N ?? 0))
            : (false, texts.NotEntered(string.Join(", ", receipt.Problems.Select(problem => problem.Kind.Number).Distinct())));
    }

    private async Task<IReadOnlyList<PersonIdentifier>> IdentifiersAsync(Guid person, CancellationToken cancellation)
    {
        if (await store.Reads.PersonAsync(person, cancellation) is not { MergedInto: null } row)
            return [];
        using var key = keys.PersonKey(row.Id, row.WrappedKey);
        return [.. (await store.Reads.IdentifiersAsync(row.Id, cancellation)).Take(1).Select(identifier => HubKeys.OpenIdentifier(key, identifier))];
    }
}
