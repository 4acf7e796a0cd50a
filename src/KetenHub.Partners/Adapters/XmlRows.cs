using System.Xml;
using System.Xml.Linq;
using KetenHub.Contracts;

namespace KetenHub.Partners.Adapters;

/// <summary>Elements of an XML document as rows, one at a time: each child element is a field; one that occurs several times is a list, joined
/// with <c>|</c>. No DTD, no entity, nothing fetched.</summary>
public static class XmlRows
{
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
        using var reader = XmlReader.Create(bounded, Strict);
        var first = true;
        while (true)
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

    private static (RowValues? Row, Rejection? Broken) Next(XmlReader reader, string element, bool first)
    {
        try
        {
            // ReadFrom leaves the reader on what follows, which may be the next one.
            while (first || !(reader.NodeType == XmlNodeType.Element && reader.LocalName == element))
            {
                first = false;
                if (!reader.Read())
                    return (null, null);
            }
            var place = $"line {((IXmlLineInfo)reader).LineNumber}";
            return (new RowValues(Fields((XElement)XNode.ReadFrom(reader)), place), null);
        }
        catch (XmlException error)
        {
            return (null, new Rejection(Errors.MalformedXml.At($"line {error.LineNumber}, column {error.LinePosition}")));
        }
        catch (RowTooLargeException)
        {
            return (null, new Rejection(Errors.TooLarge.At($"line {((IXmlLineInfo)reader).LineNumber}", $"at most {BoundedRows.Largest} bytes up to the end of an element")));
        }
    }

    private static Dictionary<string, string> Fields(XElement row) => row.Elements()
        .SelectMany(field => field.HasElements ? field.Elements().Select(item => (field.Name.LocalName, item.Value)) : [(field.Name.LocalName, field.Value)])
        .GroupBy(field => field.LocalName, field => field.Value.Trim(), StringComparer.OrdinalIgnoreCase)
        .ToDictionary(field => field.Key, field => string.Join('|', field), StringComparer.OrdinalIgnoreCase);

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
}
