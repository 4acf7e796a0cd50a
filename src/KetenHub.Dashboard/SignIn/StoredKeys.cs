using System.Xml.Linq;
using KetenHub.Hub;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace KetenHub.Dashboard;

/// <summary>Keeps the keys that protect a sign-in under way (ASP.NET data protection) in the store: the browser may come back from the provider to another hub
/// than it left from. ASP.NET asks for them without waiting, once at the start and then seldom.</summary>
internal sealed class StoredKeys(ISessions store) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. Task.Run(() => store.KeysAsync(CancellationToken.None)).GetAwaiter().GetResult().Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName) => Task.Run(() => store.AddKeyAsync(
        friendlyName, element.ToString(SaveOptions.DisableFormatting), TimeProvider.System.GetUtcNow(), CancellationToken.None)).GetAwaiter().GetResult();

    /// <summary>Has ASP.NET keep its keys so, sealed by the hub's keys: who reads the store can't use them.</summary>
    public static void Use(IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("KetenHub");
        services.AddOptions<KeyManagementOptions>().Configure<IHubStore, HubKeys>((options, store, keys) =>
            (options.XmlRepository, options.XmlEncryptor) = (new StoredKeys(store.Operations.Sessions), new KeySealing(keys)));
    }
}

/// <summary>Seals a key of data protection with the hub's keys.</summary>
internal sealed class KeySealing(HubKeys keys) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement("sealed", Convert.ToBase64String(keys.SealPageKey(System.Text.Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting))))), typeof(KeyOpening));
}

/// <summary>Opens it again; ASP.NET makes it, by its name in the store.</summary>
internal sealed class KeyOpening(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(System.Text.Encoding.UTF8.GetString(services.GetRequiredService<HubKeys>().OpenPageKey(Convert.FromBase64String(encryptedElement.Value))));
}
