using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>Rows of CSV (RFC 4180 with semicolons, header first, UTF-8), one at a time. A row is a line: a text holds no line break, so that a
/// row with a quote too many spoils itself and not the rows after it.</summary>
public static class CsvRows
{
    private const int LongestLine = 64 * 1024;

    /// <summary>Maps every row; a row that can't be read is reported with line and column, and the next one follows.</summary>
    public static IEnumerable<Translated> Read(Stream document, Func<RowFields, Message> map)
    {
        using var lines = new Lines(document);
        if (lines.Next() is not { Length: > 0 } header || Split(header) is not { } columns)
        {
            yield return new Rejection(Errors.DocumentUnknown.At("line 1", "a header with the names of the columns"));
            yield break;
        }
        if (header.Length > LongestLine || header.Contains('\0', StringComparison.Ordinal) || header.Contains('\uFFFD', StringComparison.Ordinal))
        {
            yield return new Rejection((header.Length > LongestLine ? Errors.TooLarge : header.Contains('\0', StringComparison.Ordinal) ? Errors.NulCharacter : Errors.InvalidUtf8).At("line 1"));
            yield break;
        }
        while (lines.Next() is { } line)
        {
            if (line.Length > 0)
                yield return Row(columns, line, $"line {lines.Number}", map);
        }
    }

    private static Translated Row(string[] columns, string line, string place, Func<RowFields, Message> map)
    {
        if (line.Length > LongestLine)
            return new Rejection(Errors.TooLarge.At(place, $"at most {LongestLine} characters"));
        if (line.Contains('\0', StringComparison.Ordinal))
            return new Rejection(Errors.NulCharacter.At(place));
        if (line.Contains('\uFFFD', StringComparison.Ordinal))
            return new Rejection(Errors.InvalidUtf8.At(place));
        if (Split(line) is not { } values)
            return new Rejection(Errors.FieldForm.At(place, "quotes in pairs, around whole fields"));
        if (values.Length != columns.Length)
            return new Rejection(Errors.FieldForm.At($"{place}, column {Math.Min(values.Length, columns.Length) + 1}", $"{columns.Length} columns"));
        var byName = new Dictionary<string, string>(columns.Length, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < columns.Length; i++)
            byName[columns[i]] = values[i];
        return RowFields.Translate(new RowValues(byName, place), map);
    }

    /// <returns>The fields, or null when quotes don't fit.</returns>
    private static string[]? Split(string line)
    {
        // Most lines hold no quote; a parser for each would cost more than everything else.
        if (!line.Contains('"', StringComparison.Ordinal))
            return Array.ConvertAll(line.Split(';'), field => field.Trim());
        var sound = true;
        var format = new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = ";", BadDataFound = _ => sound = false };
        using var parser = new CsvParser(new StringReader(line), format);
        if (!parser.Read() || !sound || QuotesAreOpen(line))
            return null;
        return Array.ConvertAll(parser.Record!, field => field.Trim());
    }

    // At the end of its input, the parser takes an open quote for closed.
    private static bool QuotesAreOpen(string line) => line.Count(character => character == '"') % 2 == 1;

    /// <summary>Lines of bounded length: of a longer one, the rest is read and dropped.</summary>
    private sealed class Lines(Stream document) : IDisposable
    {
        private readonly StreamReader reader = new(document, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024, leaveOpen: true);
        private readonly StringBuilder line = new();

        public long Number { get; private set; }

        public string? Next()
        {
            var next = reader.Read();
            if (next < 0)
                return null;
            Number++;
            line.Clear();
            for (; next >= 0 && next != '\n'; next = reader.Read())
            {
                if (line.Length <= LongestLine)
                    line.Append((char)next);
            }
            if (line.Length > 0 && line[^1] == '\r')
                line.Length--;
            return line.ToString();
        }

        public void Dispose() => reader.Dispose();
    }
}
