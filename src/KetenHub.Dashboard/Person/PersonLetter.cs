using System.Globalization;
using System.Text;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>What the hub holds about a person, as an answer to that person (AVG art. 15), in plain Dutch.</summary>
public static class PersonLetter
{
    /// <summary>The text of the answer, without salutation.</summary>
    /// <param name="export">What is known.</param>
    /// <param name="clock">For the year: it is left out of moments of this one.</param>
    public static string Write(PersonExport export, TimeProvider clock)
    {
        var texts = new Texts(new Visit { Language = Language.Dutch });
        var moments = new Moments(texts, clock);
        var letter = new StringBuilder();
        letter.Append("Overzicht van uw persoonsgegevens (artikel 15 AVG)\n\n")
            .Append("KetenHub geeft berichten over u door tussen organisaties in de migratieketen. De hub beslist niets over u.\n")
            .Append("Hieronder staat alles wat de hub over u heeft: wat er binnenkwam, van wie, wat waarover en waarom is doorgegeven, en wie heeft gekeken.\n\n")
            .Append("1. Hoe u bekend bent\n");
        foreach (var identifier in export.Identifiers)
            letter.Append(CultureInfo.InvariantCulture, $"   - {identifier.Scheme}: {identifier.Value}\n");
        foreach (var number in export.CaseNumbers)
            letter.Append(CultureInfo.InvariantCulture, $"   - zaaknummer: {number}\n");
        if (export.IsMinor)
            letter.Append("   - u bent bekend als minderjarige\n");
        if (export.RestrictedSince is { } restricted)
            letter.Append(CultureInfo.InvariantCulture, $"   - de verwerking is beperkt sinds {moments.Exact(restricted)} (artikel 18)\n");
        if (export.HeldSince is { } held)
            letter.Append(CultureInfo.InvariantCulture, $"   - uw gegevens mogen niet worden gewist sinds {moments.Exact(held)} (bewaarplicht)\n");
        Section("2. Wat organisaties over u hebben gemeld", LogKind.Received, entry => $"door {entry.Partner}");
        Section("3. Wat is doorgegeven, aan wie en waarvoor", LogKind.Notified, entry => $"aan {entry.Partner}, om: {entry.Purpose ?? "niet vastgelegd"}");
        Section("4. Wie in uw gegevens heeft gekeken", LogKind.LookedUp, entry => $"door {entry.Partner}, voor: {entry.Purpose}");
        Section("5. Wat er verder met uw gegevens is gedaan", null, entry => $"{texts.Why(entry.Row.Why)}{Reason(entry)}");
        letter.Append("\nKlopt er iets niet, dan kunt u om correctie vragen (artikel 16), om beperking (artikel 18) of om verwijdering (artikel 17).\n")
            .Append("U kunt ook een klacht indienen bij de Autoriteit Persoonsgegevens.\n");
        return letter.ToString();

        void Section(string heading, LogKind? kind, Func<ExportedEntry, string> about)
        {
            letter.Append(CultureInfo.InvariantCulture, $"\n{heading}\n");
            var entries = export.Entries.Where(entry => kind is null
                ? entry.Row.Kind is not (LogKind.Received or LogKind.Notified or LogKind.LookedUp) : entry.Row.Kind == kind).ToList();
            if (entries.Count == 0)
                letter.Append("   niets\n");
            foreach (var entry in entries)
            {
                letter.Append(CultureInfo.InvariantCulture, $"   {moments.Exact(entry.Row.At)}  {texts.TypeOf(entry.Row)}, {about(entry)}\n");
                foreach (var field in Fields(entry))
                    letter.Append(CultureInfo.InvariantCulture, $"      {field.Path}: {field.Value}\n");
            }
        }
    }

    // Who changed what may be done with the data said why.
    private static string Reason(ExportedEntry entry) =>
        entry is { Body: not null, Row.Kind: LogKind.Restricted or LogKind.RestrictionLifted or LogKind.HoldSet or LogKind.HoldLifted } ? $": {entry.Body}" : "";

    private static IReadOnlyList<BodyField> Fields(ExportedEntry entry) =>
        entry is { Body: not null, Row.Kind: LogKind.Received or LogKind.Notified or LogKind.Corrected } ? BodyField.Of(Encoding.UTF8.GetBytes(entry.Body!)) : [];
}
