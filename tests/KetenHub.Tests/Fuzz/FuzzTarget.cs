using System.Buffers.Text;
using System.Text;
using KetenHub.Api;
using KetenHub.Contracts;
using KetenHub.Decisions;
using KetenHub.Embedded;
using KetenHub.Hub;
using KetenHub.Partners.Adapters;
using KetenHub.Partners.Check;
using KetenHub.Tests.Contracts;

namespace KetenHub.Tests.Fuzz;

/// <summary>A reader of what others send, and what must hold of it whatever comes: it gives what it is there for, or numbered errors. Anything else is thrown.
/// Used by the tests and by the search for new branches (<c>tests/fuzz</c>), and therefore without a test framework.</summary>
/// <param name="Name">Name; that of its file of found inputs too.</param>
/// <param name="Seeds">Documents to begin with.</param>
/// <param name="Look">Gives it an input.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, Action<byte[]> Look)
{
    /// <summary>Where inputs are kept.</summary>
    public static readonly string Corpus = Path.Combine(Path.GetDirectoryName(ContractFiles.Root)!, "tests/KetenHub.Tests/Fuzz/corpus");

    private static readonly DateTimeOffset Moment = DateTimeOffset.UnixEpoch.AddYears(56);

    private static readonly (PartnerList Partners, Policy Policy) Settings = SettingsFolder.Read(null, null);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
        [new("event", EventSeeds(), Event), new("question", QuestionSeeds(), Question), Signatures(), Tokens(), .. AdapterRegistry.All.Where(line => line.Kind != AdapterKind.Mail).SelectMany(Documents)];

    /// <summary>Inputs that reached new branches: a line of base64 each.</summary>
    public string Found => Path.Combine(Corpus, "found", $"{Name}.txt");

    /// <summary>What <see cref="Found"/> holds; nothing when there is no such file.</summary>
    public IReadOnlyList<byte[]> ReadFound() => File.Exists(Found) ? [.. File.ReadLines(Found).Where(line => line.Length > 0).Select(Convert.FromBase64String)] : [];

    /// <summary>Every problem has a number of the catalogue, and there is one.</summary>
    public static void AreNumbered(IReadOnlyList<Problem> problems)
    {
        foreach (var problem in problems)
            Holds(ReferenceEquals(problem.Kind, Errors.Find(problem.Kind.Number)), $"{problem.Kind.Number} is a number of the catalogue");
    }

    /// <summary>Files of the corpus whose name begins so.</summary>
    public static IEnumerable<byte[]> Known(string kind) => Directory.GetFiles(Corpus, $"{kind}-*").Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    private static List<byte[]> EventSeeds() => [.. ContractFiles.Examples("good").Concat(ContractFiles.Examples("bad")).Select(ContractFiles.Bytes), .. Known("event")];

    private static byte[][] QuestionSeeds() =>
    [
        .. new[]
        {
            """{"person":{"scheme":"v-nummer","value":"9000000001"},"purpose":"answer a question of the person"}""",
            """{"person":{"scheme":"crv-nummer","value":"C-77","issuer":"00000000000000000102"},"purpose":"answer a question","skip":0,"take":100}""",
            """{"person":{},"purpose":"     ","skip":-1,"take":101}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    // As the partner whose source it names: its own messages are then taken, of whatever type.
    private static void Event(byte[] body)
    {
        var partner = Settings.Partners.All.FirstOrDefault(partner => body.AsSpan().IndexOf(Encoding.ASCII.GetBytes(partner.Oin)) >= 0) ?? Settings.Partners.All[0];
        var read = Intake.Read(new InboundMessage(partner.Code, CloudEvent.ContentType, body), partner);
        AreNumbered(read.Problems);
        Holds(read.IsUsable == read.Message is not null, "a message or problems");
        if (!read.IsUsable)
            return;
        // What is taken means the same to whoever reads it again.
        var again = Intake.Read(new InboundMessage(partner.Code, CloudEvent.ContentType, CloudEventWriter.Write(read.Event!)), partner);
        Holds(again.IsUsable && CloudEventWriter.Data(read.Message!).GetRawText() == CloudEventWriter.Data(again.Message!).GetRawText() && read.Key == again.Key, "it means the same to who reads it again");
        // And can be decided on.
        if (read.Message is not PersonIdentifiersChanged { Change: not IdentifierChange.MinorityEstablished })
            _ = Decide.On(PersonState.Empty, new Received(partner.Code, read.Event!.Id, read.Message!), Settings.Policy, Moment);
    }

    private static void Question(byte[] body)
    {
        var problems = new List<Problem>();
        var question = TimelineQuestion.Read(body, problems);
        AreNumbered(problems);
        Holds(question is null == problems.Count > 0, "a question or problems");
        Holds(question is null || (question.Person.Key().Length > 0 && question.Purpose.Trim().Length is >= 5 and <= 200 && question.Skip >= 0 && question.Take is > 0 and <= 100), "within its bounds");
    }

    private static FuzzTarget Signatures()
    {
        // The private key is gone: what is taken besides this one would be a forgery.
        const string Good = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImNvYS0xIiwiaWF0IjoxNzcyNDM4NDAwfQ..7ZXgD3n7DXDzntMUVgh6AJxyOmG_ZlzKzqQjPZ7hIpT98rOGZcy4tpx9vghNhDBqRVAXK9fB7DDwVqMKR5SeNw";
        const string Key = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEOMba91aMTUdAiGsPabzsCBafg9+WM4MQ8TfvyhFa66tqpNycBWD5A9Exq9B8h/+ZVsnXpKxB5dmHQQgAZYV3tg==";
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["coa-1"] = Convert.FromBase64String(Key) };
        var at = DateTimeOffset.FromUnixTimeSeconds(1772438400);
        string[] headers = ["""{"alg":"none","kid":"coa-1","iat":1}""", """{"alg":"ES256","kid":"","iat":-1,"crit":["b64"],"b64":false}""", """{"alg":"ES256","kid":"x","iat":1772438400}"""];
        var seeds = headers.Select(header => $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}..{Good.Split('.')[2]}").Append(Good);
        return new FuzzTarget("signature", [.. seeds.Select(Encoding.ASCII.GetBytes)], bytes =>
        {
            var text = Encoding.Latin1.GetString(bytes);
            var problem = EventSignature.Check(text, "{\"specversion\":\"1.0\"}"u8, keys, TimeSpan.FromDays(1), at);
            Holds(problem is null || problem.Kind == Errors.SignatureInvalid || problem.Kind == Errors.SignatureOld, "refused, or a signature");
            Holds(problem is not null || text.Split('.')[0] == Good.Split('.')[0], "signed by who has the key");
        });
    }

    private static FuzzTarget Tokens()
    {
        const string Listed = """{ "tokens": [{ "id": "00000000", "partner": "coa", "scopes": ["Send", "Fetch"], "sha256": "SHA", "created": "2026-01-01T00:00:00Z", "expires": "2026-01-02T00:00:00Z", "note": "" }] }""";
        return new FuzzTarget("tokens", [Encoding.UTF8.GetBytes(Listed.Replace("SHA", new string('a', 64), StringComparison.Ordinal))], bytes =>
        {
            try
            {
                new TokenFile("tokens").Parse(bytes);
            }
            catch (KetenHubException refused)
            {
                AreNumbered(refused.Problems);
            }
        });
    }

    // One for each kind of document, as its name tells: what else it can be is reached from there.
    private static IEnumerable<FuzzTarget> Documents(AdapterLine line)
    {
        var samples = AdapterSamples.BuiltIn(AdapterAssembly.BuiltIn.Assembly, line);
        // Made once: it keeps nothing of a document, and needs its partner's side for deliveries only.
        var rig = new Rig(line);
        var adapter = rig.Adapter;
        rig.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return from sample in samples.Good
               group sample by (line.Kind == AdapterKind.Files ? sample.Name.Split('-')[0] : "json", new Origin(sample.Name).Ending) into kind
               let ending = kind.Key.Ending
               let seeds = samples.Good.Concat(samples.Bad).Where(sample => new Origin(sample.Name).Ending == ending).Select(sample => sample.Content).Concat(Known($"document{ending.Replace('.', '-')}"))
               select new FuzzTarget(line.Kind == AdapterKind.Files ? $"{line.Name}-{kind.Key.Item1}{ending.Replace('.', '-')}" : line.Name, [.. seeds], body => Document(adapter, body, kind.First().Name));
    }

    /// <summary>A document of a partner, through its adapter.</summary>
    public static void Document(IAdapter adapter, byte[] body, string name)
    {
        var partner = new KetenHub.Partners.Partner("coa", "00000000000000000102", "test");
        using var document = new MemoryStream(body, writable: false);
        foreach (var translated in adapter.Translate(document, new Origin(name)))
        {
            if (translated is not Message message)
            {
                AreNumbered(((Rejection)translated).Problems);
                Holds(((Rejection)translated).Problems.Count > 0, "why it is rejected");
                continue;
            }
            var (made, rejection) = AdapterEvents.Write(partner, message);
            if (made is null)
            {
                AreNumbered(rejection!.Problems);
                continue;
            }
            Holds(CloudEventReader.Read(CloudEvent.ContentType, made.Body, []) is not null, "the hub can read it");
        }
    }

    private static void Holds(bool what, string words)
    {
        if (!what)
            throw new InvalidOperationException($"does not hold: {words}");
    }
}
