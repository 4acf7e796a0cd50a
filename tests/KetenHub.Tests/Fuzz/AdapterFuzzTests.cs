using KetenHub.Contracts;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Check;
using Xunit;
using Message = KetenHub.Partners.Adapters.Message;

namespace KetenHub.Tests.Fuzz;

/// <summary>Whatever a partner's document is, its adapter gives messages or numbered errors, and what it gives the hub can read.</summary>
public sealed class AdapterFuzzTests
{
    public static TheoryData<string> Names => [.. FuzzTarget.All.Where(target => AdapterRegistry.All.Any(line => target.Name.StartsWith(line.Name, StringComparison.Ordinal))).Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_changed_document_gets_anything_but_messages_the_hub_can_read_and_numbered_errors(string name)
    {
        var target = FuzzTarget.All.Single(target => target.Name == name);
        Fuzzing.Try(new Mutator([.. target.Seeds, .. target.ReadFound()], 20261129), 1000, target.Look);
    }

    [Fact]
    public async Task What_was_once_trouble_is_refused_with_a_number()
    {
        foreach (var line in AdapterRegistry.All.Where(line => line.Kind != AdapterKind.Mail))
        {
            await using var rig = new Rig(line);
            foreach (var (name, body) in Fuzzing.Corpus("document"))
                FuzzTarget.Document(rig.Adapter, body, $"incidenten-20261122-0001.{name.Split('-')[1]}");
        }
    }

    [Theory]
    [InlineData("nummer\0;x\n1;2\n", "KH207")]
    [InlineData("nummer;x\n1;2\n", "KH223")]
    public void What_comes_along_unmapped_is_refused_here_where_the_hub_would_refuse_it(string document, string number)
    {
        var partner = new KetenHub.Partners.Partner("coa", "00000000000000000102", "test");
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(document));
        var numbers = CsvRows.Read(stream, fields => new Message(fields.Text("nummer"), DateTimeOffset.UnixEpoch.AddYears(56), new CaseSignal
        {
            Person = new PersonReference { Identifiers = [new PersonIdentifier { Scheme = "x", Value = new string('9', 70), Issuer = partner.Oin }] }, Kind = CaseSignalKind.Arrested, ObservedAt = DateTimeOffset.UnixEpoch.AddYears(56),
        })).SelectMany(translated => translated is Message message ? AdapterEvents.Write(partner, message).Rejection!.Problems : ((Rejection)translated).Problems);
        Assert.Equal(number, Assert.Single(numbers).Kind.Number);
    }

    [Fact]
    public void A_time_past_all_bounds_and_a_depth_that_only_the_event_has_are_refused_here()
    {
        var partner = new KetenHub.Partners.Partner("coa", "00000000000000000102", "test");
        var moment = DateTimeOffset.UnixEpoch.AddYears(56);
        var good = new Message("key", moment, new CaseSignal
        {
            Person = new PersonReference { Identifiers = [new PersonIdentifier { Scheme = PersonIdentifier.VNummer, Value = "9000000001" }] }, Kind = CaseSignalKind.Arrested, ObservedAt = moment,
        });
        Assert.NotNull(AdapterEvents.Write(partner, good).Event);
        Assert.Equal("KH224", Assert.Single(AdapterEvents.Write(partner, good with { Time = DateTimeOffset.MinValue }).Rejection!.Problems).Kind.Number);
        var deep = new Dictionary<string, string>(StringComparer.Ordinal) { ["x"] = new string('[', 31) + new string(']', 31) };
        Assert.Equal("KH206", Assert.Single(AdapterEvents.Write(partner, good with { Unmapped = deep }).Rejection!.Problems).Kind.Number);
    }

    [Fact]
    public void An_element_that_never_ends_is_refused_before_it_fills_the_memory()
    {
        var read = 0L;
        using var endless = new Endless("<incidenten><incident><a>"u8.ToArray(), count => read += count);
        var rejection = Assert.IsType<Rejection>(Assert.Single(XmlRows.Read(endless, "incident", _ => throw new InvalidOperationException("a row without an end"))));
        Assert.Equal(Errors.TooLarge, Assert.Single(rejection.Problems).Kind);
        Assert.InRange(read, 1, 4 * 1024 * 1024);
    }

    [Fact]
    public void A_byte_that_is_no_character_behind_the_byte_order_mark_is_refused_with_its_number()
    {
        using var document = new MemoryStream([0xEF, 0xBB, 0xBF, 0xBF, .. "<incidenten/>"u8]);
        var rejection = Assert.IsType<Rejection>(Assert.Single(XmlRows.Read(document, "incident", _ => throw new InvalidOperationException("no row"))));
        Assert.Equal(Errors.MalformedXml, Assert.Single(rejection.Problems).Kind);
    }

    // A tree of them took time by the square of their number: minutes for a document of one megabyte.
    [Fact]
    public void Elements_in_each_other_are_refused_before_the_rest_is_read()
    {
        using var deep = new MemoryStream(System.Text.Encoding.ASCII.GetBytes($"<incidenten><incident>{string.Concat(Enumerable.Repeat("<a>", 100_000))}"));
        var rejection = Assert.IsType<Rejection>(Assert.Single(XmlRows.Read(deep, "incident", _ => throw new InvalidOperationException("a row without an end"))));
        Assert.Equal((Errors.TooDeep, "line 1"), (Assert.Single(rejection.Problems).Kind, rejection.Problems[0].Where));
        Assert.InRange(deep.Position, 1, 64 * 1024);
    }

    [Theory]
    [InlineData("<r><i><a>1</a></i></r>", "a=1")]
    [InlineData("<r><i><a> 1 </a><b/><a>2</a></i><i/></r>", "a=1|2;")]
    [InlineData("<r><i><a>x<k>1</k>y<k>2<z>3</z>4</k>z</a><c><![CDATA[<5>]]></c></i><i><a>6</a></i></r>", "a=1|234,c=<5>;a=6")]
    [InlineData("<r><i x='1'><A>1</A><a><k/></a></i>text<j><i><a>2</a></i></j></r>", "a=1|;a=2")]
    public void A_field_is_a_child_and_a_list_is_its_children(string document, string expected)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(document));
        var rows = new List<string>();
        _ = XmlRows.Read(stream, "i", fields =>
        {
            rows.Add(string.Join(',', new[] { "a", "b", "c" }.Select(name => (name, text: fields.OptionalText(name))).Where(field => field.text is not null).Select(field => $"{field.name}={field.text}")));
            return new Message("key", DateTimeOffset.UnixEpoch, new CaseSignal { Person = new PersonReference { Identifiers = [] }, Kind = CaseSignalKind.Arrested, ObservedAt = DateTimeOffset.UnixEpoch });
        }).ToList();
        Assert.Equal(expected, string.Join(';', rows));
    }

    private sealed class Endless(byte[] start, Action<int> count) : MemoryStream
    {
        private int at;

        public override int Read(Span<byte> buffer)
        {
            for (var i = 0; i < buffer.Length; i++)
                buffer[i] = at < start.Length ? start[at++] : (byte)'x';
            count(buffer.Length);
            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
