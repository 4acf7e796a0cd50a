using KetenHub.Servers;
using Xunit;

namespace KetenHub.Tests.Hub;

/// <summary>What looks at everything that hubs write in tests sees a person's numbers, and takes nothing else for one.</summary>
public sealed class LeaksTests
{
    [Theory]
    [InlineData("18:44:05 info: accepted 9000000001 of coa")]
    [InlineData("{\"value\":\"0000000101\"}")]
    [InlineData("case Z-TEST-0301 was looked at")]
    [InlineData("'v-nummer' '0000000101'")]
    public void A_persons_number_is_found(string text) => Assert.Single(Leaks.In(text));

    [Theory]
    [InlineData("the OIN 00000000000000000102")]
    [InlineData("1795978040872 ms, 1795978040.872 s, 123456789 bytes")]
    [InlineData("d7571387-af84-84b3-85b4-984398a63c0e 0123456789abcdef http://127.0.0.1:5080/1234567890/")]
    [InlineData("policy keten-in: delivery-limit is absent, must be 1000000000")]
    [InlineData("decision B-TEST-1")]
    public void Other_numbers_are_not_taken_for_one(string text) => Assert.Empty(Leaks.In(text));

    [Fact]
    public void A_number_in_any_file_below_a_folder_is_found_with_the_name_of_the_file()
    {
        var folder = Directory.CreateTempSubdirectory("ketenhub-leaks-");
        try
        {
            folder.CreateSubdirectory("deep");
            File.WriteAllBytes(Path.Combine(folder.FullName, "deep", "some.db"), [0, 255, .. "0000000101"u8, 0, 7]);
            Assert.Equal([$"{Path.Combine("deep", "some.db")}: 0000000101"], Leaks.InFiles(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
