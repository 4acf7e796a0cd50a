namespace KetenHub.Contracts;

/// <summary>Where something happens or is planned. Policy can set terms per location name.</summary>
public sealed record Location
{
    /// <summary>Name as the partners use it, for example <c>Ter Apel</c>. 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of place it is.</summary>
    public required LocationKind Kind { get; init; }

    internal static Location Read(Fields fields) => new()
    {
        Name = fields.Text("name", 100),
        Kind = fields.Value<LocationKind>("kind"),
    };
}

/// <summary>Kinds of place.</summary>
public enum LocationKind
{
    /// <summary>A kind that this version does not know.</summary>
    Unknown,
    /// <summary>Reception location of COA (opvanglocatie), where COA registers.</summary>
    ReceptionLocation,
    /// <summary>Public space, where police or municipality registers.</summary>
    PublicSpace,
    /// <summary>Office of a partner.</summary>
    Office,
    /// <summary>Detention (bewaring or strafrechtelijke detentie).</summary>
    Detention,
    /// <summary>Anywhere else.</summary>
    Other,
}
