namespace KetenHub.Hub;

/// <summary>An entry of the register of processing activities (register van verwerkingsactiviteiten, AVG art. 30): one purpose, and everything that is done for it.</summary>
/// <param name="Id">Short name; records of processing name it. Once used it keeps its meaning: another purpose or ground gets another one.</param>
/// <param name="Name">Name, in Dutch.</param>
/// <param name="Purpose">For what, in Dutch.</param>
/// <param name="Ground">On which ground, in Dutch.</param>
/// <param name="Controller">Who is responsible for it (verwerkingsverantwoordelijke).</param>
/// <param name="Subjects">Categories of persons.</param>
/// <param name="Data">Categories of data.</param>
/// <param name="Recipients">Categories of recipients beside the partners that receive its notifications: those stand in the list of partners.</param>
/// <param name="Retention">How long it is kept.</param>
/// <param name="Covers">What the hub does for it: see <see cref="ProcessingKeys"/>.</param>
public sealed record ProcessingActivity(
    string Id, string Name, string Purpose, string Ground, string Controller, IReadOnlyList<string> Subjects, IReadOnlyList<string> Data,
    IReadOnlyList<string> Recipients, string Retention, IReadOnlyList<string> Covers)
{
    /// <summary>Partners that are told something for it, each with the purposes for which it is.</summary>
    public IEnumerable<(Partner Partner, IReadOnlyList<string> Purposes)> RecipientsOf(PartnerList partners) =>
        from partner in partners.All
        let purposes = partner.Receives.Where(receives => Covers.Contains(ProcessingKeys.Notified(receives.Key))).Select(receives => receives.Value).Distinct().ToList()
        where purposes.Count > 0
        select (partner, (IReadOnlyList<string>)purposes);
}
