//! Something for every address of early career training to be about, and of tokens.

use store::values;

use super::scene::Scene;
use crate::world::early_career::Confirmed;
use crate::world::form;
use service::vocabulary::OrganisationId;

impl Scene<'_> {
    /// The lead provider whose schools an organisation asks about: a stranger asks about another's.
    fn asked_lead(&self, owner: OrganisationId) -> OrganisationId {
        if owner == self.stranger { self.other_lead } else { self.lead }
    }

    /// The URN of a school confirmed just now, and the membership's public id.
    async fn confirmed(&self, owner: OrganisationId) -> (String, String) {
        let urn = self.new_school().await;
        let membership = self.world.confirmed((self.asked_lead(owner), self.partner), &Confirmed::told(&urn)).await;
        (urn, membership)
    }

    /// A confirmation that names the school that asks, or else another.
    async fn naming_school(&self, owner: OrganisationId) -> String {
        let urn = if owner == self.school { super::scene::SCHOOL } else { "100002" };
        self.world.execute("delete from membership where kind = 'ect' and cohort = 2026", values![]).await;
        self.world.confirmed((self.lead, self.partner), &Confirmed::told(urn)).await
    }

    async fn list_of_schools(&self, owner: OrganisationId) -> String {
        let partner = self.world.public_id(self.partner).await;
        let urn = self.new_school().await;
        let mut browser = self.everything_at(self.asked_lead(owner)).await;
        let list = form(&[("list", &urn)]);
        let page = browser.post(&format!("/early-career/confirm/2026/{partner}/schools"), &list).await;
        page.location.split('/').nth(4).unwrap_or_else(|| panic!("{}", page.text())).to_owned()
    }

    /// A token of the organisation's, new at each asking.
    pub(super) async fn api_token(&self, owner: OrganisationId) -> String {
        self.world.execute("delete from api_token where organisation = $1", values![owner.get()]).await;
        let mut browser = self.everything_at(owner).await;
        let wanted = form(&[("name", "Ours"), ("can", "read"), ("life", "90")]);
        browser.post("/organisation/api-tokens/make", &wanted).await;
        let sql = format!("select max(public_id) from api_token where organisation = {owner}");
        self.world.scalar(&sql).await.unwrap_or_else(|| "none".to_owned())
    }

    /// An address of this pattern about something of the organisation's.
    pub(super) async fn of_early_career(&self, pattern: &str, owner: OrganisationId) -> String {
        let with = |name: &str, value: &str| pattern.replace(&format!("{{{name}}}"), value);
        match pattern {
            it if it.starts_with("/early-career/confirm/lists/") => with("id", &self.list_of_schools(owner).await),
            it if it.starts_with("/early-career/confirm/{year}") => {
                let partner = self.world.public_id(self.partner).await;
                with("year", "2026").replace("{partner}", &partner)
            }
            it if it.starts_with("/early-career/schools/{urn}") => with("urn", &self.confirmed(owner).await.0),
            it if it.starts_with("/early-career/mistake/") => with("membership", &self.naming_school(owner).await),
            it if it.starts_with("/early-career/numbers/") => with("year", "2026"),
            it if it.starts_with("/support/early-career/cohorts/") => with("year", "2026"),
            it if it.starts_with("/support/early-career/organisations/") => with("kind", "lead-provider"),
            it if it.starts_with("/support/early-career/pairings/") => {
                let sql = "select public_id from pairing order by id";
                with("id", &self.world.scalar::<String>(sql).await.unwrap())
            }
            other => panic!("say in roof/early_career.rs what {other} is asked about"),
        }
    }
}
