//! Something for every address of early career training to be about, and of tokens.

use service::platform::secret::Purpose;
use service::vocabulary::OrganisationId;
use store::{naive, values};

use super::scene::Scene;
use crate::world::early_career::Confirmed;
use crate::world::form;

impl Scene<'_> {
    /// The lead provider whose schools an organisation asks about: a stranger asks about another's.
    fn asked_lead(&self, owner: OrganisationId) -> OrganisationId {
        if owner == self.stranger { self.other_lead } else { self.lead }
    }

    /// The URN of a school confirmed just now, with its letter.
    async fn confirmed(&self, owner: OrganisationId) -> String {
        let urn = self.new_school().await;
        let membership = self.world.confirmed((self.asked_lead(owner), self.partner), &Confirmed::told(&urn)).await;
        let sql = "insert into notice (public_id, membership, report_number, way, letter_code, queued_at)
                   select $1, id, report_number, 'letter', $2, $3 from membership where public_id = $4";
        let (id, code) = (format!("{membership}n1letter"), format!("{urn}-ABCDEF"));
        self.world.execute(sql, values![id, code, naive(self.world.now()), membership]).await;
        urn
    }

    /// A confirmation that names the school that asks, or else another.
    async fn naming_school(&self, owner: OrganisationId) -> String {
        let urn = if owner == self.school { super::scene::SCHOOL } else { "100002" };
        // A school has one lead provider at a time: that of the asking before makes room.
        self.world
            .execute("update membership set status = 'left', report_reason = null where kind = 'ect'", values![])
            .await;
        let lead = self.world.lead_provider(&format!("Lead provider {}", self.new_school().await)).await;
        self.world.confirmed((lead, self.partner), &Confirmed::told(urn)).await
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
        // An organisation has two tokens: those of the askings before make room.
        let now = naive(self.world.now());
        self.world.execute("update api_token set removed_at = $1 where removed_at is null", values![now]).await;
        let mut browser = self.everything_at(owner).await;
        let wanted = form(&[("name", "Ours"), ("can", "read"), ("life", "90")]);
        browser.post("/organisation/api-tokens/make", &wanted).await;
        let sql = format!("select public_id from api_token where organisation = {owner} order by id desc");
        self.world.scalar(&sql).await.unwrap_or_else(|| "none".to_owned())
    }

    /// The token of a mail that asks the school to nominate its induction tutor.
    pub(super) async fn nominating(&self) -> String {
        let id = self.world.app.chance.public_id();
        let sql = "insert into nomination (public_id, school, address, issue, asked_at, handed_over_at, expires_at)
                   values ($1, $2, 'office@school.example', 1, $3, $3, $4)";
        let now = self.world.now();
        let ends = naive(now + chrono::TimeDelta::days(21));
        self.world.execute(sql, values![id.clone(), self.school.get(), naive(now), ends]).await;
        self.world.app.secret.token(Purpose::Nominate, &id, 1)
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
            it if it.starts_with("/early-career/schools/{urn}") => with("urn", &self.confirmed(owner).await),
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
