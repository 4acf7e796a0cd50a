using System.Security.Cryptography;
using KetenHub.Hub;
using Xunit;

namespace KetenHub.Tests.Evidence;

public sealed class MerkleTests
{
    private const int Most = 70;

    private static readonly byte[][] Entries = [.. Enumerable.Range(0, Most).Select(i => SHA256.HashData([(byte)i]))];

    [Fact]
    public void The_root_is_that_of_the_definition_for_every_size_also_when_the_tree_goes_on_from_its_subtrees()
    {
        var tree = new MerkleTree();
        Assert.Equal(Defined(0, 0), tree.Root());
        for (var size = 1; size <= Most; size++)
        {
            tree = new MerkleTree(tree.Size, tree.Subtrees());
            tree.Add(Entries[size - 1]);
            Assert.Equal(Defined(0, size), tree.Root());
        }
    }

    [Fact]
    public void Every_leaf_is_proven_from_every_checkpoint_before_it()
    {
        foreach (var (start, size) in Pairs())
        {
            var maker = MakerOf(start, size);
            for (var index = start; index < size; index++)
            {
                var path = maker.Inclusion(index);
                Assert.True(MerkleProof.IsIncluded(Entries[index], index, size, Defined(0, size), path), $"{index} of {start}..{size}");
                Assert.False(MerkleProof.IsIncluded(Entries[(index + 1) % Most], index, size, Defined(0, size), path));
                Assert.False(MerkleProof.IsIncluded(Entries[index], index, size, Defined(0, size), [.. path, Entries[0]]));
                if (path.Count > 0)
                    Assert.False(MerkleProof.IsIncluded(Entries[index], index, size, Defined(0, size), [.. path.SkipLast(1)]));
            }
        }
    }

    [Fact]
    public void Every_growth_is_proven_and_no_rewriting_is()
    {
        foreach (var (start, size) in Pairs())
        {
            var proof = MakerOf(start, size).Consistency();
            Assert.True(MerkleProof.IsConsistent(start, Defined(0, start), size, Defined(0, size), proof), $"{start}..{size}");
            if (start == 0)
                continue;
            Assert.False(MerkleProof.IsConsistent(start, SHA256.HashData([9]), size, Defined(0, size), proof));
            Assert.False(MerkleProof.IsConsistent(start, Defined(0, start), size, SHA256.HashData([9]), proof));
            Assert.False(MerkleProof.IsConsistent(size, Defined(0, size), start, Defined(0, start), proof));
            Assert.False(MerkleProof.IsConsistent(start, Defined(0, start), size, Defined(0, size), [.. proof, Entries[0]]));
            for (var i = 0; i < proof.Count; i++)
                Assert.False(MerkleProof.IsConsistent(start, Defined(0, start), size, Defined(0, size), [.. proof.Select((hash, place) => place == i ? Entries[0] : hash)]));
        }
    }

    private static IEnumerable<(int Start, int Size)> Pairs() => from size in Enumerable.Range(1, Most) from start in Enumerable.Range(0, size) select (start, size);

    private static MerkleProof MakerOf(int start, int size)
    {
        var tree = new MerkleTree();
        foreach (var entry in Entries.Take(start))
            tree.Add(entry);
        return new MerkleProof(start, tree.Subtrees(), [.. Entries.Take(size).Skip(start).SelectMany(entry => entry)]);
    }

    // RFC 6962, section 2.1, word for word.
    private static byte[] Defined(int from, int to)
    {
        var n = to - from;
        if (n == 0)
            return SHA256.HashData([]);
        if (n == 1)
            return SHA256.HashData([0, .. Entries[from]]);
        var k = 1;
        while (k * 2 < n)
            k *= 2;
        return SHA256.HashData([1, .. Defined(from, from + k), .. Defined(from + k, to)]);
    }
}
