using KetenHub.Contracts;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Check;
using Xunit;
using Message = KetenHub.Partners.Adapters.Message;

namespace KetenHub.Tests.Fuzz;

/// <summary>Whatever a partner's document is, its adapter gives messages or numbered errors, and what it gives the hub can read.</summary>
public sealed class AdapterFuzzTests
{
    public static TheoryData<string> Names => [.. AdapterRegistry.All.Where(line => line.Kind != AdapterKind.Mail).Select(line => line.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task No_changed_document_gets_anything_but_messages_the_hub_can_read_and_numbered_errors(string name)
    {
        var line = AdapterRegistry.Find(name)!;
        var samples = AdapterSamples.BuiltIn(AdapterAssembly.BuiltIn.Assembly, line);
        await using var rig = new Rig(line);
        var (adapter, partner) = (rig.Adapter, new KetenHub.Partners.Partner("coa", "00000000000000000102", "test"));
        foreach (var ending in samples.Good.Concat(samples.Bad).GroupBy(sample => new Origin(sample.Name).Ending))
        {
            var seeds = ending.Select(sample => sample.Content).Concat(Fuzzing.Corpus($"document{ending.Key.Replace('.', '-')}").Select(file => file.Bytes)).ToList();
            Fuzzing.Try(new Mutator(seeds, 20261129), 1000, body => Look(adapter, partner, body, $"incidenten-20261122-0001{ending.Key}"));
        }
    }

    [Fact]
    public async Task What_was_once_trouble_is_refused_with_a_number()
    {
        foreach (var line in AdapterRegistry.All.Where(line => line.Kind != AdapterKind.Mail))
        {
            await using var rig = new Rig(line);
            foreach (var (name, body) in Fuzzing.Corpus("document"))
                Look(rig.Adapter, new KetenHub.Partners.Partner("coa", "00000000000000000102", "test"), body, $"incidenten-20261122-0001.{name.Split('-')[1]}");
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

    private static void Look(IAdapter adapter, KetenHub.Partners.Partner partner, byte[] body, string name)
    {
        using var document = new MemoryStream(body, writable: false);
        foreach (var translated in adapter.Translate(document, new Origin(name)))
        {
            if (translated is not Message message)
            {
                Fuzzing.AreNumbered(((Rejection)translated).Problems);
                Assert.NotEmpty(((Rejection)translated).Problems);
                continue;
            }
            var (made, rejection) = AdapterEvents.Write(partner, message);
            if (made is null)
            {
                Fuzzing.AreNumbered(rejection!.Problems);
                continue;
            }
            var problems = new List<Problem>();
            Assert.NotNull(CloudEventReader.Read(CloudEvent.ContentType, made.Body, problems));
        }
    }
}
