using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using KetenHub.Contracts;
using KetenHub.Hub;
using KetenHub.Storage;
using KetenHub.Tests.Hub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Xunit;

namespace KetenHub.Tests.Evidence;

/// <summary>A second party over real HTTP, that checks what it is sent as C2SP tlog-witness says.</summary>
public sealed class WitnessTests
{
    private const string First = "9000000001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_party_follows_the_log_by_proofs_also_after_it_missed_some()
    {
        await using var keeper = await SealedHub.StartAsync();
        await using var party = await SecondParty.StartAsync(keeper.Signer.PublicKey);
        await keeper.FillAsync(3, First);
        using var http = party.Client();
        var witness = new CheckpointWitness(http, party.Key);

        await witness.TakeAsync(keeper.Hub.Store.Checkpoints, (await LatestAsync(keeper))!, Cancellation);
        await keeper.FillAsync(4, First, "9000000002");
        await witness.TakeAsync(keeper.Hub.Store.Checkpoints, (await LatestAsync(keeper))!, Cancellation);
        // Another hub, that does not know what the party has.
        await keeper.FillAsync(1, First);
        await new CheckpointWitness(http, party.Key).TakeAsync(keeper.Hub.Store.Checkpoints, (await LatestAsync(keeper))!, Cancellation);

        Assert.Equal((await LatestAsync(keeper))!.Size, party.Held!.Size);
        Assert.Equal([200, 200, 409, 200], party.Answers);
    }

    [Fact]
    public async Task A_rewritten_or_rolled_back_log_is_refused_by_the_second_party()
    {
        await using var keeper = await SealedHub.StartAsync();
        await using var party = await SecondParty.StartAsync(keeper.Signer.PublicKey);
        using var http = party.Client();
        var witness = new CheckpointWitness(http, party.Key);
        await keeper.FillAsync(3, First);
        var old = keeper.Backup();
        await keeper.FillAsync(2, First);
        await witness.TakeAsync(keeper.Hub.Store.Checkpoints, (await LatestAsync(keeper))!, Cancellation);

        await using var rolledBack = new SqliteStore(old);
        var shorter = await Assert.ThrowsAsync<CheckpointRefusedException>(async () =>
            await new CheckpointWitness(http, party.Key).TakeAsync(rolledBack.Checkpoints, (await rolledBack.Checkpoints.LatestAsync(Cancellation))!, Cancellation));
        Assert.Contains("it holds a checkpoint of", shorter.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_a_signature_of_the_second_party_does_not_count()
    {
        await using var keeper = await SealedHub.StartAsync();
        await using var party = await SecondParty.StartAsync(keeper.Signer.PublicKey);
        using var http = party.Client();
        await keeper.FillAsync(1, First);
        var unknown = new NoteKey(party.Key.Name, NoteKey.Cosignature, new byte[32]);
        await Assert.ThrowsAsync<CheckpointRefusedException>(async () =>
            await new CheckpointWitness(http, unknown).TakeAsync(keeper.Hub.Store.Checkpoints, (await LatestAsync(keeper))!, Cancellation));
    }

    [Fact]
    public async Task The_entry_of_a_receipt_is_proven_without_the_hub_and_another_is_not()
    {
        await using var keeper = await SealedHub.StartAsync();
        await keeper.FillAsync(3, First, "9000000002");
        var receipt = await keeper.Hub.SendOneAsync(Events.Signal("coa", First));
        var hash = Convert.FromHexString(receipt.Hash!);
        Assert.Null(await CheckpointProofs.InclusionAsync(keeper.Hub.Store.Checkpoints, hash, Cancellation));
        await keeper.FillAsync(2, First);

        var proof = (await CheckpointProofs.InclusionAsync(keeper.Hub.Store.Checkpoints, hash, Cancellation))!;
        Assert.True(CheckpointProofs.Verify(proof, hash, keeper.Signer.PublicKey).Place >= 6);
        hash[0] ^= 1;
        Assert.Throws<KetenHubException>(() => CheckpointProofs.Verify(proof, hash, keeper.Signer.PublicKey));
        Assert.Throws<KetenHubException>(() => CheckpointProofs.Verify("c2sp.org/tlog-proof@v1", hash, keeper.Signer.PublicKey));
    }

    private static Task<CheckpointRow?> LatestAsync(SealedHub keeper) => keeper.Hub.Store.Checkpoints.LatestAsync(Cancellation);

    private sealed class SecondParty : IAsyncDisposable
    {
        private readonly WebApplication app;
        private readonly NoteKey log;
        private readonly Ed25519PrivateKeyParameters secret = new(Enumerable.Repeat((byte)8, 32).ToArray());

        private SecondParty(NoteKey log)
        {
            this.log = log;
            var builder = WebApplication.CreateSlimBuilder();
            app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            app.MapPost("/add-checkpoint", AddAsync);
            Key = new NoteKey("example.nl/second-party", NoteKey.Cosignature, secret.GeneratePublicKey().GetEncoded());
        }

        public NoteKey Key { get; }

        public Checkpoint? Held { get; private set; }

        public List<int> Answers { get; } = [];

        public static async Task<SecondParty> StartAsync(NoteKey log)
        {
            var party = new SecondParty(log);
            await party.app.StartAsync();
            return party;
        }

        public HttpClient Client() => new() { BaseAddress = new Uri(app.Urls.First()) };

        public async ValueTask DisposeAsync() => await app.DisposeAsync();

        private async Task AddAsync(HttpContext http)
        {
            using var reader = new StreamReader(http.Request.Body);
            var (status, text, type) = Judge(await reader.ReadToEndAsync());
            Answers.Add(status);
            (http.Response.StatusCode, http.Response.ContentType) = (status, type);
            await http.Response.WriteAsync(text);
        }

        private (int, string, string) Judge(string body)
        {
            var end = body.IndexOf("\n\n", StringComparison.Ordinal);
            var lines = body[..end].Split('\n');
            var old = long.Parse(lines[0].AsSpan(4), CultureInfo.InvariantCulture);
            var checkpoint = Checkpoint.Read(body[(end + 2)..])!;
            if (!checkpoint.IsSignedBy(log))
                return (403, "", "text/plain");
            if (old != (Held?.Size ?? 0))
                return (409, string.Create(CultureInfo.InvariantCulture, $"{Held?.Size ?? 0}\n"), "text/x.tlog.size");
            if (!MerkleProof.IsConsistent(old, Held?.Root ?? [], checkpoint.Size, checkpoint.Root, [.. lines.Skip(1).Select(Convert.FromBase64String)]))
                return (422, "", "text/plain");
            Held = checkpoint;
            const long Time = 1_790_000_000;
            var signer = new Ed25519Signer();
            signer.Init(true, secret);
            signer.BlockUpdate(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {Time}\n{checkpoint.Text}")));
            var signature = new byte[72];
            BinaryPrimitives.WriteInt64BigEndian(signature, Time);
            signer.GenerateSignature().CopyTo(signature, 8);
            return (200, Key.Line(signature) + "\n", "text/plain");
        }
    }
}
