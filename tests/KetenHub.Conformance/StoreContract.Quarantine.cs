using System.Security.Cryptography;
using Xunit;

namespace KetenHub.Conformance;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_refused_message_is_read_as_written()
    {
        var row = Refused(1, "bytes") with { SealedRaw = RandomNumberGenerator.GetBytes(256 * 1024), Length = 1L << 33 };
        await CommitAsync(writes => writes.Quarantine.Add(row));

        var page = await Store.Reads.QuarantineAsync(0, 10, Cancellation);

        Same(row, Assert.Single(page.Items));
    }

    [Fact]
    public async Task The_same_bytes_of_the_same_publisher_count_up_and_keep_the_first_row()
    {
        var first = Refused(1, "bytes");
        await CommitAsync(writes => writes.Quarantine.Add(first));
        await CommitAsync(writes => writes.Quarantine.AddRange([Refused(2, "bytes"), Refused(3, "bytes")]));
        await CommitAsync(writes => writes.Quarantine.Add(Refused(1, "bytes")));

        var page = await Store.Reads.QuarantineAsync(0, 10, Cancellation);

        Same(first with { Times = 4 }, Assert.Single(page.Items));
        Assert.Equal(1, (await Store.Reads.OverviewAsync(Noon, Cancellation)).Quarantined);
    }

    [Fact]
    public async Task The_same_bytes_of_another_publisher_are_kept_apart()
    {
        await CommitAsync(writes => writes.Quarantine.AddRange([Refused(1, "bytes", "coa"), Refused(2, "bytes", "ind"), Refused(3, "others", "coa")]));

        Assert.Equal(3, (await Store.Reads.QuarantineAsync(0, 10, Cancellation)).Total);
    }

    [Fact]
    public async Task Refused_messages_come_latest_first_in_pages_with_the_total()
    {
        await CommitAsync(writes => writes.Quarantine.AddRange(new[] { 3, 1, 5, 2, 4 }.Select(i => Refused(i, $"bytes {i}"))));

        var page = await Store.Reads.QuarantineAsync(1, 2, Cancellation);

        Assert.Equal([Ref(4), Ref(3)], page.Items.Select(row => row.Id));
        Assert.Equal(5, page.Total);
    }
}
