using System.Text;
using System.Text.Json.Nodes;
using KetenHub.Contracts;
using Xunit;

namespace KetenHub.Tests.Contracts;

public sealed class CloudEventReaderTests
{
    private const string Example = "CloudEvents/examples/good/all-attributes.json";

    private static JsonObject Event() => JsonNode.Parse(ContractFiles.Bytes(Example))!.AsObject();

    private static string NumbersOf(JsonNode body) => NumbersOf(Encoding.UTF8.GetBytes(body.ToJsonString()));

    private static string NumbersOf(ReadOnlyMemory<byte> body, string? contentType = CloudEvent.ContentType) => Reading.Of(body, contentType).Numbers;

    [Theory]
    [InlineData("application/cloudevents+json", "")]
    [InlineData("application/cloudevents+json; charset=utf-8", "")]
    [InlineData("Application/CloudEvents+JSON;charset=UTF-8", "")]
    [InlineData("application/json", "KH201")]
    [InlineData("application/cloudevents-batch+json", "KH201")]
    [InlineData("text", "KH201")]
    [InlineData("; ;", "KH201")]
    [InlineData("", "KH201")]
    [InlineData(null, "KH201")]
    [InlineData("application/vnd.masstransit+json", "KH202")]
    public void Only_structured_mode_is_read(string? contentType, string numbers) =>
        Assert.Equal(numbers, NumbersOf(ContractFiles.Bytes(Example), contentType));

    [Theory]
    [InlineData("specversion", "\"1.1\"", "KH211")]
    [InlineData("id", "\"\"", "KH211")]
    [InlineData("id", "7", "KH211")]
    [InlineData("source", "\"https://example.org\"", "KH212")]
    [InlineData("source", "\"urn:nld:oin:00000000000000000104:systeem:\"", "KH212")]
    [InlineData("source", "null", "KH210")]
    [InlineData("type", "\"case-signal.v1\\n\"", "KH211")]
    [InlineData("time", "\"2026-11-22\"", "KH224")]
    [InlineData("time", "\"\"", "KH224")]
    [InlineData("time", "null", "KH210")]
    [InlineData("datacontenttype", "\"text/plain\"", "KH211")]
    [InlineData("dataschema", "\"\"", "KH211")]
    [InlineData("sequence", "42", "KH211")]
    [InlineData("dataref", "\"\"", "KH211")]
    [InlineData("traceparent", "\"00-\"", "KH211")]
    [InlineData("correlationid", "\"\"", "KH211")]
    [InlineData("causationid", "\"\"", "KH211")]
    [InlineData("partitionkey", "\"\"", "KH211")]
    [InlineData("subject", "\"\"", "KH216")]
    [InlineData("data_base64", "null", "KH211")]
    [InlineData("data", "[]", "KH221")]
    [InlineData("sequence", "null", "")]
    [InlineData("subject", "null", "")]
    [InlineData("furtherattribute", "{\"kept\":true}", "")]
    public void Each_attribute_has_its_rule(string attribute, string json, string numbers)
    {
        var cloudEvent = Event();
        cloudEvent[attribute] = JsonNode.Parse(json);
        Assert.Equal(numbers, NumbersOf(cloudEvent));
    }

    [Fact]
    public void All_problems_of_an_envelope_are_told_at_once()
    {
        var cloudEvent = Event();
        cloudEvent.Remove("id");
        cloudEvent["source"] = "here";
        cloudEvent["time"] = "2026-11-22T14:30:00";
        cloudEvent["subject"] = "someone";
        cloudEvent["data"] = 1;
        Assert.Equal("KH210 KH212 KH216 KH221 KH224", NumbersOf(cloudEvent));
    }

    [Fact]
    public void A_problem_holds_no_value_of_the_message()
    {
        var cloudEvent = Event();
        foreach (var attribute in cloudEvent.Select(pair => pair.Key).Where(name => name != "data").Append("subject").ToList())
            cloudEvent[attribute] = "secret value";
        var problems = Reading.Of(Encoding.UTF8.GetBytes(cloudEvent.ToJsonString())).Problems;
        Assert.NotEmpty(problems);
        Assert.All(problems, problem => Assert.DoesNotContain("secret", problem.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Lengths_are_counted_in_code_points_as_in_the_schema()
    {
        var cloudEvent = Event();
        cloudEvent["correlationid"] = string.Concat(Enumerable.Repeat("\U0001F600", 100));
        Assert.Equal("", NumbersOf(cloudEvent));
        cloudEvent["correlationid"] = string.Concat(Enumerable.Repeat("\U0001F600", 101));
        Assert.Equal("KH211", NumbersOf(cloudEvent));
    }

    [Fact]
    public void An_event_of_256_KiB_is_read_and_one_byte_more_is_refused()
    {
        var cloudEvent = ContractFiles.Bytes(Example);
        var largest = cloudEvent.Concat(Enumerable.Repeat((byte)' ', CloudEvent.MaxBytes - cloudEvent.Length)).ToArray();
        Assert.Equal("", NumbersOf(largest));
        Assert.Equal("KH203", NumbersOf(largest.Append((byte)' ').ToArray()));
    }

    [Theory]
    [InlineData(30, "")]
    [InlineData(31, "KH206")]
    public void Nesting_of_32_levels_is_read_and_33_is_refused(int levelsUnderData, string numbers)
    {
        var cloudEvent = Event();
        cloudEvent["data"]!["extra"] = JsonNode.Parse(new string('[', levelsUnderData) + "1" + new string(']', levelsUnderData));
        Assert.Equal(numbers, NumbersOf(cloudEvent));
    }

    [Fact]
    public void Malformed_JSON_at_the_deepest_allowed_level_is_not_called_too_deep() =>
        Assert.Equal("KH205", NumbersOf(Encoding.UTF8.GetBytes(new string('[', 32) + "1,}")));

    [Theory]
    [InlineData(new byte[] { }, "KH205")]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}' }, "KH205")]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, "KH204")]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xED, 0xA0, 0xBD, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, "KH204")]
    [InlineData(new byte[] { (byte)'{', 0, (byte)'}', 0 }, "KH207")]
    public void Bytes_that_are_not_UTF8_JSON_have_their_number(byte[] body, string numbers) => Assert.Equal(numbers, NumbersOf(body));

    [Fact]
    public void A_receiver_reads_values_it_does_not_know_as_Unknown_and_a_sender_may_not_send_them()
    {
        var incident = ContractFiles.Json("IncidentRegistered/examples/good/full.json").GetProperty("data");
        var later = Mutations.Apply(incident, new Change("/measures", "later values", """["Boat","Train"]"""));
        using var data = System.Text.Json.JsonDocument.Parse(later.Json);
        var asReceiver = new List<Problem>();
        var asSender = new List<Problem>();

        var type = MessageTypes.FindMessage("nl.vreemdelingenketen.incident-registered.v1")!;
        var read = (IncidentRegistered)type.Read(new Fields(data.RootElement, "", asReceiver, receiver: true));
        type.Read(new Fields(data.RootElement, "", asSender));

        Assert.Empty(asReceiver);
        Assert.Equal([IncidentMeasure.Unknown, IncidentMeasure.Unknown], read.Measures);
        Assert.Equal(["KH222", "KH222"], asSender.Select(problem => problem.Kind.Number));
    }

    [Fact]
    public void No_truncation_of_a_good_example_throws_or_is_accepted()
    {
        foreach (var example in ContractFiles.Examples("good"))
        {
            var body = ContractFiles.Bytes(example).AsMemory();
            var end = body.Span.LastIndexOf((byte)'}');
            for (var length = 0; length <= end; length++)
                Assert.True(Reading.Of(body[..length]).Problems.Count > 0, $"{example} cut off at {length} was accepted.");
        }
    }

    [Fact]
    public void No_random_bytes_make_the_reader_throw()
    {
        var random = new Random(20261122);
        var good = ContractFiles.Examples("good").Select(ContractFiles.Bytes).ToArray();
        for (var i = 0; i < 4000; i++)
        {
            var body = good[random.Next(good.Length)].ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                body[random.Next(body.Length)] = "{}[]\",:\\u0dD8 1e-.\0\xff"u8[random.Next(20)];
            var contentType = new byte[random.Next(0, 40)];
            random.NextBytes(contentType);
            _ = Reading.Of(body);
            _ = Reading.Of(contentType);
            Assert.NotEmpty(Reading.Of(body, Encoding.Latin1.GetString(contentType)).Problems);
        }
    }
}
