namespace KetenHub.Hub;

/// <summary>A partner is configuration, never code: a line in partners.json.</summary>
/// <param name="Code">Short code, for example <c>coa</c>.</param>
/// <param name="Name">Name in full.</param>
/// <param name="Oin">OIN, 20 digits: the only one its events may name.</param>
/// <param name="Publishes">Short names of the messages it may publish.</param>
/// <param name="Receives">Short names of the notifications it receives, each with the purpose.</param>
public sealed record Partner(
    string Code, string Name, string Oin, IReadOnlyList<string> Publishes, IReadOnlyDictionary<string, string> Receives)
{
    /// <summary>Most lanes of one partner.</summary>
    public const int MostLanes = 32;

    /// <summary>How much a partner may ask where its line says nothing: far more than a partner has to say, and a part of what a hub can take.</summary>
    public static readonly RateTerms UsualRate = new(1000, 10_000);

    /// <summary>What a partner is told of a person where its line says nothing.</summary>
    public static readonly IReadOnlyCollection<PersonDetail> UsualDetails = [PersonDetail.Minor, PersonDetail.CaseNumbers];

    /// <summary>Into how many lanes its messages are split by person; 1: not at all.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>How much it may ask over HTTP.</summary>
    public RateTerms Rate { get; init; } = UsualRate;

    /// <summary>What of a person it is told when it fetches a reference, beside the V-nummer and the numbers that it issued itself.</summary>
    public IReadOnlyCollection<PersonDetail> Sees { get; init; } = UsualDetails;

    /// <summary>How its messages are signed; null: they need not be, and what signature comes is not looked at.</summary>
    public SigningTerms? Signing { get; init; }

    /// <summary>Accounts with which its people sign in to the pages.</summary>
    public IReadOnlyList<Account> Accounts { get; init; } = [];
}

/// <summary>How much a partner may ask over HTTP.</summary>
/// <param name="PerSecond">Requests a second, in the long run.</param>
/// <param name="Burst">How many at once, after it was silent.</param>
public sealed record RateTerms(int PerSecond, int Burst);

/// <summary>What of a person a partner may be told for its purposes.</summary>
public enum PersonDetail
{
    /// <summary>That the person is held to be a minor.</summary>
    Minor,
    /// <summary>Case numbers at IND.</summary>
    CaseNumbers,
    /// <summary>Numbers that other partners issued.</summary>
    OthersNumbers,
}

/// <summary>How a partner signs its messages.</summary>
/// <param name="Required">What is not signed is refused. Otherwise it is taken, and only a wrong signature is refused: for the time in which a partner begins.</param>
/// <param name="MaxAge">How old a signature may be.</param>
/// <param name="Keys">Its public keys (SubjectPublicKeyInfo, ECDSA P-256) by key id; several while one replaces another.</param>
public sealed record SigningTerms(bool Required, TimeSpan MaxAge, IReadOnlyDictionary<string, byte[]> Keys);

/// <summary>An account that signs in to the pages. A role or a post, never a person's name: logs name it.</summary>
/// <param name="Name">For example <c>meldpunt</c>; unique with the partner.</param>
/// <param name="Rights">What it may do; everything else is refused.</param>
public sealed record Account(string Name, IReadOnlyCollection<Right> Rights)
{
    /// <summary>Rights that are about the whole chain: only who runs the hub can have them.</summary>
    public static readonly IReadOnlyCollection<Right> RightsOfHub = [Right.ExactFigures, Right.Replay, Right.Steer, Right.Bodies, Right.Approve, Right.Audit, Right.Rectify];

    /// <summary>As logs name it: <c>partner/account</c>, and of who runs the hub <c>hub/account</c>.</summary>
    public string NameOf(Partner? partner) => $"{partner?.Code ?? PartnerList.Hub}/{Name}";
}

/// <summary>What an account may do. A partner's staff, whatever they have, see and do only what their partner is party to.</summary>
public enum Right
{
    /// <summary>Run the hub: the overview, what failed without its content, how partners do, messages; and what <see cref="View"/> and <see cref="Persons"/> give.
    /// A partner's staff see of it the messages of their partner.</summary>
    Operate,
    /// <summary>See the agenda of tables and lists of cases, and enter what is decided there for its own partner.</summary>
    Direct,
    /// <summary>See figures as they may be published.</summary>
    Figures,
    /// <summary>See figures to the digit, with a purpose.</summary>
    ExactFigures,
    /// <summary>Send failures again, set them aside, write notes, propose changed copies. Each with a reason.</summary>
    Replay,
    /// <summary>Acknowledge alerts, pause partners and let them go on. Each with a reason.</summary>
    Steer,
    /// <summary>See the bodies of refused messages, with a reason. Apart from <see cref="Operate"/>: who runs the hub need not read what it carries.</summary>
    Bodies,
    /// <summary>Approve changed copies that somebody else made.</summary>
    Approve,
    /// <summary>See who looked at whom and why, who did what, and which account may what.</summary>
    Audit,
    /// <summary>Send signals and incidents through the form, and see its own.</summary>
    Report,
    /// <summary>See the readiness board, terms and the catalogue of contracts.</summary>
    View,
    /// <summary>Open the timeline of a person with a purpose: which message came when, from and to whom, and why. Not what it said.</summary>
    Persons,
    /// <summary>See on a timeline what messages said. Apart from <see cref="Persons"/>.</summary>
    Contents,
    /// <summary>See who is signed in, and end a session.</summary>
    Administer,
    /// <summary>Correct what was told about a person, restrict processing, put legal holds and lift them (AVG art. 16 and 18). Each with a reason.</summary>
    Rectify,
}

/// <summary>All partners of a hub, and the hub itself as sender.</summary>
/// <param name="HubOin">OIN of the organisation that runs the hub.</param>
/// <param name="HubAddress">Base address of the hub for partners, without a final slash; dataref starts with it.</param>
/// <param name="All">The partners.</param>
public sealed record PartnerList(string HubOin, string HubAddress, IReadOnlyList<Partner> All)
{
    private readonly Dictionary<string, Partner> byCode = All.ToDictionary(partner => partner.Code, StringComparer.Ordinal);

    /// <summary>How what belongs to no partner is called where the code of a partner stands.</summary>
    public const string Hub = "hub";

    /// <summary>Accounts of who runs the hub.</summary>
    public IReadOnlyList<Account> Accounts { get; init; } = [];

    /// <summary>All accounts, those of who runs the hub first.</summary>
    public IEnumerable<(Partner? Partner, Account Account)> AllAccounts =>
        Accounts.Select(account => ((Partner?)null, account)).Concat(All.SelectMany(partner => partner.Accounts.Select(account => ((Partner?)partner, account))));

    /// <summary>The <c>source</c> of the hub's own events.</summary>
    public string HubSource { get; } = $"urn:nld:oin:{HubOin}:systeem:ketenhub";

    /// <summary>The partner with this code, or null.</summary>
    public Partner? Find(string code) => byCode.GetValueOrDefault(code);
}
