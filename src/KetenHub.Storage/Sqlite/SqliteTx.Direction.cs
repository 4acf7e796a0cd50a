using KetenHub.Hub;

namespace KetenHub.Storage;

// Agreements, cases and figures of one batch.
internal sealed partial class SqliteTx
{
    private const string DeleteAgreements = "DELETE FROM agreement WHERE person = ?";
    private const string DeleteCase = "DELETE FROM direction WHERE person = ?";
    private const string UpsertAgreement = """
        INSERT INTO agreement (person, maker, number, owner, kind, ends_at, location, made_table, result, closed_at, level, made_at, changed_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (person, maker, number) DO UPDATE SET owner = excluded.owner, kind = excluded.kind, ends_at = excluded.ends_at,
            location = excluded.location, made_table = excluded.made_table, result = excluded.result, closed_at = excluded.closed_at,
            level = excluded.level, made_at = excluded.made_at, changed_at = excluded.changed_at
        """;
    private const string UpsertCase = """
        INSERT INTO direction (person, phase, since, opened_at, waits_for, location, director, director_function, director_missing,
            out_of_view_since, seen_place, seen_at, reported_at, open_agreements, is_minor)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (person) DO UPDATE SET phase = excluded.phase, since = excluded.since, opened_at = excluded.opened_at,
            waits_for = excluded.waits_for, location = excluded.location, director = excluded.director,
            director_function = excluded.director_function, director_missing = excluded.director_missing,
            out_of_view_since = excluded.out_of_view_since, seen_place = excluded.seen_place, seen_at = excluded.seen_at,
            reported_at = excluded.reported_at, open_agreements = excluded.open_agreements, is_minor = excluded.is_minor
        """;
    private const string AddToFigure = """
        INSERT INTO figure (day, measure, location, partner, label, minutes, value) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (measure, day, location, partner, label, minutes) DO UPDATE SET value = figure.value + excluded.value
        """;
    private const string AddToMonth = """
        INSERT INTO figure_month (month, measure, location, partner, label, value) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (month, measure, location, partner, label) DO UPDATE SET value = figure_month.value + excluded.value
        """;
    private const string AddToTime = """
        INSERT INTO figure_time (month, measure, partner, minutes, value) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (month, measure, partner, minutes) DO UPDATE SET value = figure_time.value + excluded.value
        """;
    private const string InsertFigureName = "INSERT OR IGNORE INTO figure_name (measure, location, partner, label) VALUES (?, ?, ?, ?)";
    private const string InsertExactLook = "INSERT INTO exact_look (at, actor, purpose, from_day, until_day) VALUES (?, ?, ?, ?, ?)";

    private List<FigureName> news = [];

    private void WriteDirection(HubWrites writes)
    {
        foreach (var person in writes.PersonsWithoutDirection)
        {
            writer[DeleteAgreements].Add(person).Run();
            writer[DeleteCase].Add(person).Run();
        }
        foreach (var row in writes.Agreements)
        {
            writer[UpsertAgreement].Add(row.Person).Add(row.Maker).Add(row.Number).Add(row.Owner).Add(row.Kind).Add(row.EndsAt).Add(row.Location)
                .Add(row.Table).Add(row.Result).Add(row.ClosedAt).Add(row.Level).Add(row.MadeAt).Add(row.ChangedAt).Run();
        }
        foreach (var row in writes.Cases)
        {
            writer[UpsertCase].Add(row.Person).Add(Stored.NameOf(row.Phase)).Add(row.Since).Add(row.OpenedAt).Add(row.WaitsFor).Add(row.Location)
                .Add(row.Director).Add(row.DirectorFunction).Add(row.DirectorMissing).Add(row.OutOfViewSince).Add(row.SeenPlace).Add(row.SeenAt)
                .Add(row.ReportedAt).Add(row.OpenAgreements).Add(row.IsMinor).Run();
        }
        foreach (var (sample, more) in writes.Figures)
        {
            writer[AddToFigure].Add(DirectionSql.DayNumber(sample.Day)).Add(sample.Measure.ToString()).Add(sample.Location).Add(sample.Partner)
                .Add(sample.Label).Add(sample.Minutes).Add(more).Run();
        }
        foreach (var (month, name, more) in FigureSql.Months(writes.Figures))
            writer[AddToMonth].Add(month).Add(name.Measure).Add(name.Location).Add(name.Partner).Add(name.Label).Add(more).Run();
        foreach (var (month, measure, partner, minutes, more) in FigureSql.Lengths(writes.Figures))
            writer[AddToTime].Add(month).Add(measure.ToString()).Add(partner).Add(minutes).Add(more).Run();
        news = names.News(writes.Figures.Keys);
        foreach (var name in news)
            writer[InsertFigureName].Add(name.Measure).Add(name.Location).Add(name.Partner).Add(name.Label).Run();
        foreach (var look in writes.ExactLooks)
        {
            writer[InsertExactLook].Add(look.At).Add(look.Actor).Add(look.Purpose).Add(DirectionSql.DayNumber(look.From))
                .Add(DirectionSql.DayNumber(look.Until)).Run();
        }
    }
}
