using System.Text;
using System.Xml;
using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>Elements of an XML document as rows, one at a time: each child element is a field; one that occurs several times is a list, joined
/// with <c>|</c>. No DTD, no entity, nothing fetched.</summary>
public static class XmlRows
{
    // As of JSON: what partners send is three deep.
    private const int MostDepth = 32;

    private static readonly XmlReaderSettings Strict = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        CloseInput = false,
    };

    /// <summary>Maps every element of this name; one that can't be read is reported with its line, and the next one follows. Where the
    /// document itself breaks off, so does reading: what follows can't be told apart any more.</summary>
    public static IEnumerable<Translated> Read(Stream document, string element, Func<RowFields, Message> map)
    {
        using var bounded = new BoundedRows(document);
        var (opened, none) = Open(bounded);
        if (none is not null)
            yield return none;
        using var reader = opened;
        var first = true;
        while (reader is not null)
        {
            bounded.NextRow();
            var (row, broken) = Next(reader, element, first);
            first = false;
            if (broken is not null)
                yield return broken;
            if (row is null)
                yield break;
            yield return RowFields.Translate(row, map);
        }
    }

    // Already the first bytes are read here, for the encoding.
    private static (XmlReader? Reader, Rejection? Broken) Open(Stream document)
    {
        try
        {
            return (XmlReader.Create(document, Strict), null);
        }
        catch (XmlException error)
        {
            return (null, Malformed(error));
        }
    }

    private static Rejection Malformed(XmlException error) => new(Errors.MalformedXml.At($"line {error.LineNumber}, column {error.LinePosition}"));

    private static (RowValues? Row, Rejection? Broken) Next(XmlReader reader, string element, bool first)
    {
        try
        {
            // Fields leaves the reader on what follows, which may be the next one.
            while (first || !(reader.NodeType == XmlNodeType.Element && reader.LocalName == element))
            {
                first = false;
                if (!reader.Read())
                    return (null, null);
                CheckDepth(reader);
            }
            var place = $"line {((IXmlLineInfo)reader).LineNumber}";
            return (new RowValues(Fields(reader), place), null);
        }
        catch (XmlException error)
        {
            return (null, Malformed(error));
        }
        catch (RowTooLargeException)
        {
            return (null, new Rejection(Errors.TooLarge.At($"line {((IXmlLineInfo)reader).LineNumber}", $"at most {BoundedRows.Largest} bytes up to the end of an element")));
        }
        catch (TooDeepException)
        {
            return (null, new Rejection(Errors.TooDeep.At($"line {((IXmlLineInfo)reader).LineNumber}", $"at most {MostDepth} elements in each other")));
        }
    }

    // Text by text, without a tree: a tree of elements takes time by the square of its depth.
    private static Dictionary<string, string> Fields(XmlReader reader)
    {
        var found = new List<(string Name, string Value)>();
        var row = reader.Depth;
        var (name, text, items) = ("", new StringBuilder(), 0);
        var goesOn = !reader.IsEmptyElement;
        while (reader.Read() && goesOn)
        {
            CheckDepth(reader);
            var level = reader.Depth - row;
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when level <= 2:
                    (name, items) = level == 1 ? (reader.LocalName, 0) : (name, items + 1);
                    text.Clear();
                    if (reader.IsEmptyElement)
                        found.Add((name, ""));
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    text.Append(reader.Value);
                    break;
                case XmlNodeType.EndElement when level == 2 || (level == 1 && items == 0):
                    found.Add((name, text.ToString()));
                    break;
                case XmlNodeType.EndElement when level == 0:
                    goesOn = false;
                    break;
            }
        }
        return found.GroupBy(field => field.Name, field => field.Value.Trim(), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(field => field.Key, field => string.Join('|', field), StringComparer.OrdinalIgnoreCase);
    }

    private static void CheckDepth(XmlReader reader)
    {
        if (reader.Depth > MostDepth)
            throw new TooDeepException();
    }

    /// <summary>A document of any size, of which no element is larger than fits in memory: without it one that never ends would take all of it.</summary>
    private sealed class BoundedRows(Stream document) : Stream
    {
        public const int Largest = 1024 * 1024;

        private long since;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public void NextRow() => since = 0;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = document.Read(buffer);
            since += read;
            return since <= Largest ? read : throw new RowTooLargeException();
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class RowTooLargeException : Exception;

    private sealed class TooDeepException : Exception;
}
