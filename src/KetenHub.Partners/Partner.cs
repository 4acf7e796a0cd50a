namespace KetenHub.Partners;

/// <summary>Who sends and receives.</summary>
/// <param name="Code">Code in partners.json.</param>
/// <param name="Oin">OIN, 20 digits.</param>
/// <param name="SystemName">Name of the sending system: letters, digits, hyphens.</param>
public sealed record Partner(string Code, string Oin, string SystemName)
{
    /// <summary>The CloudEvents <c>source</c> of what it sends.</summary>
    public string Source => $"urn:nld:oin:{Oin}:systeem:{SystemName}";
}
