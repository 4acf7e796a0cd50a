using System.Globalization;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Hub;
using Microsoft.AspNetCore.Http;

namespace KetenHub.Dashboard;

/// <summary>Enters what was decided at a table or about a case: an agreement, how one ended, or who directs a case. It becomes a message of the
/// partner on whose behalf it is entered, and goes through the same intake as any other: read, checked, logged, refused when it is wrong.</summary>
internal sealed class DirectionEntry(IHubStore store, HubTransaction hub, HubKeys keys, Policy policy, PartnerList partners, Moments moments, Texts texts, Visit visit)
{
    /// <summary>Reads a posted form and sends it.</summary>
    /// <param name="speaker">Code of the partner whose message it becomes.</param>
    /// <param name="table">The table, or null when entered away from one.</param>
    /// <param name="form">As posted; <c>entryId</c> makes a form that is sent twice one entry.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task<(bool Done, string Text)> EnterAsync(string speaker, TableTerms? table, IFormCollection form, CancellationToken cancellation)
    {
        if (!visit.Who.SpeaksFor(speaker))
            return (false, texts.NotYours(partners.Find(speaker)?.Name ?? speaker));
        if (!Guid.TryParseExact(form["entryId"], "D", out var id))
            return (false, texts.FillIn);
        // The file stands alone, or before the agreement that is closed: file/number.
        var chosen = form["person"].ToString().Split('/', 2);
        if (!Guid.TryParseExact(chosen[0], "D", out var person) || await IdentifiersAsync(person, cancellation) is not { Count: > 0 } identifiers)
            return (false, texts.ChooseFile);
        var reference = new PersonReference { Identifiers = identifiers };
        KetenMessage? message = form["entry"].ToString() switch
        {
            "agreement" when table is not null => Agreement(table, form, reference),
            "close" when chosen.Length == 2 => Close(chosen[1], form, reference),
            "director" => Director(form, reference),
            _ => null,
        };
        return message is null ? (false, texts.FillIn) : await SendAsync(speaker, id, message, cancellation);
    }

    private AgreementMade? Agreement(TableTerms table, IFormCollection form, PersonReference person)
    {
        var what = form["what"].ToString().Trim();
        var owner = form["owner"].ToString();
        if (what.Length is 0 or > 500 || !table.Partners.Contains(owner)
            || !int.TryParse(form["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days is < 1 or > 90)
            return null;
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
            Kind = Listed<AgreementKind>(form["kind"]),
            MadeAtTable = table.Name,
        };
    }

    private AgreementClosed? Close(string number, IFormCollection form, PersonReference person)
    {
        var reason = form["reason"].ToString().Trim() is { Length: > 0 and <= 500 } text ? text : null;
        return Listed<AgreementResult>(form["result"]) is not { } result || (result == AgreementResult.NotPossible && reason is null) ? null : new AgreementClosed
        {
            Person = person, AgreementNumber = number, Result = result, ClosedAt = moments.Now, Reason = reason,
        };
    }

    private ProcessDirectorAssigned? Director(IFormCollection form, PersonReference person) =>
        Listed<DirectorChange>(form["change"]) is not { } change || !policy.Direction.Directors.Contains(form["director"].ToString()) ? null : new ProcessDirectorAssigned
        {
            Person = person,
            Change = change,
            Director = form["director"].ToString(),
            Function = form["function"].ToString().Trim() is { Length: > 0 and <= 100 } function ? function : null,
            ChangedAt = moments.Now,
        };

    private static T? Listed<T>(string? text) where T : struct, Enum =>
        Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) && value.ToString() != "Unknown" ? value : null;

    private async Task<(bool Done, string Text)> SendAsync(string speaker, Guid id, KetenMessage message, CancellationToken cancellation)
    {
        var receipt = await PageEvent.SendAsync(hub, partners.Find(speaker)!, visit, id, message, moments.Now, cancellation);
        if (receipt.Outcome == ReceiptOutcome.Accepted)
            return (true, texts.EnteredAs(receipt.N ?? 0));
        return receipt.Outcome == ReceiptOutcome.Duplicate || receipt.Problems.Any(problem => problem.Kind == Errors.IdReused)
            ? (true, texts.EnteredBefore)
            : (false, texts.NotEntered(string.Join(", ", receipt.Problems.Select(problem => problem.Kind.Number).Distinct())));
    }

    private async Task<IReadOnlyList<PersonIdentifier>> IdentifiersAsync(Guid person, CancellationToken cancellation)
    {
        if (await store.Reads.PersonAsync(person, cancellation) is not { MergedInto: null, IsErased: false } row)
            return [];
        // Whom its partner is no party to is for this account as somebody who does not exist.
        if (visit.Who.Partner is { } own && !await store.Reads.IsPartyAsync([.. (await store.Reads.FamilyAsync(person, cancellation)).Select(member => member.Id)], own.Code, cancellation))
            return [];
        using var key = keys.PersonKey(row.Id, row.WrappedKey);
        return [.. (await store.Reads.IdentifiersAsync(row.Id, cancellation)).Take(1).Select(identifier => HubKeys.OpenIdentifier(key, identifier))];
    }
}
