//! Cohorts, lead providers, delivery partners and their pairings, for stories.

use chrono::{DateTime, Utc};
use service::early_career::rules::cohorts::Cohort;
use service::early_career::store::{bodies, cohorts, pairings};
use service::organisations::directory;
use service::platform::clock::end_of_day_after;
use service::platform::sessions::Kind;
use service::policy::{Action, Actor, Permit, Role};
use service::vocabulary::{AcademicYear, OrganisationId, london_date};

use store::{naive, values};

use super::{Browser, World};

impl World {
    /// The permit of someone at the DfE's support desk, who sets the scene.
    async fn keeper(&self, on: OrganisationId) -> Permit {
        let person = self.nobody("desk@education.example", "Support Desk").await;
        let roles = [Role::Support].into_iter().collect();
        let desk = Actor::Person { person, organisation: None, roles, on_behalf_of: None };
        desk.may(Action::ManageCohorts, on).unwrap()
    }

    /// A cohort that opens and closes on these days, such as `2026-05-10`.
    pub async fn cohort(&self, year: i32, opens_on: &str, closes_on: &str) -> AcademicYear {
        let (year, opens_on, closes_on) =
            (AcademicYear::starting(year), opens_on.parse().unwrap(), closes_on.parse().unwrap());
        let permit = self.keeper(OrganisationId::SERVICE).await;
        let mut tx = self.app.db.begin().await.unwrap();
        let cohort = Cohort { year, opens_on, closes_on };
        cohorts::keep(&mut tx, &permit, self.now(), cohort).await.unwrap();
        tx.commit().await.unwrap();
        year
    }

    /// A lead provider.
    pub async fn lead_provider(&self, name: &str) -> OrganisationId {
        self.body(Kind::LeadProvider, name).await
    }

    /// A delivery partner.
    pub async fn delivery_partner(&self, name: &str) -> OrganisationId {
        self.body(Kind::DeliveryPartner, name).await
    }

    async fn body(&self, kind: Kind, name: &str) -> OrganisationId {
        let permit = self.keeper(OrganisationId::SERVICE).await;
        let mut tx = self.app.db.begin().await.unwrap();
        let made = bodies::make(&mut tx, &permit, &self.app.chance, self.now(), (kind, name)).await.unwrap();
        tx.commit().await.unwrap();
        made.unwrap().id
    }

    /// The public id of an organisation, as addresses have it.
    pub async fn public_id(&self, organisation: OrganisationId) -> String {
        let mut tx = self.app.db.read().await.unwrap();
        directory::by_id(&mut tx, organisation).await.unwrap().unwrap().public_id
    }

    /// Pairs a lead provider with a delivery partner for a cohort, from today on.
    pub async fn pair(&self, year: i32, lead: OrganisationId, partner: OrganisationId) {
        let permit = self.keeper(lead).await;
        let mut tx = self.app.db.begin().await.unwrap();
        let partner = directory::by_id(&mut tx, partner).await.unwrap().unwrap();
        let (cohort, starts_on) = (AcademicYear::starting(year), london_date(self.now()));
        let pair = pairings::Pair { cohort, delivery_partner: &partner, starts_on };
        assert!(pairings::pair(&mut tx, &permit, &self.app.chance, self.now(), pair).await.unwrap());
        tx.commit().await.unwrap();
    }

    /// "Ashdown Institute", a lead provider paired with "Tamar Teaching Hub" for the cohort of 2026, which is open
    /// on the first day of stories; and its coordinator, signed in.
    pub async fn ashdown(&self) -> (Browser, OrganisationId, OrganisationId) {
        self.cohort(2026, "2026-05-10", "2027-03-31").await;
        let lead = self.lead_provider("Ashdown Institute").await;
        let partner = self.delivery_partner("Tamar Teaching Hub").await;
        self.pair(2026, lead, partner).await;
        let person = self.person("sam@ashdown.example", "Sam Ward", lead, "coordinator").await;
        (self.signed_in(person, lead).await, lead, partner)
    }
}

/// A school that a lead provider has confirmed, for the scene.
pub struct Confirmed<'a> {
    /// The school.
    pub urn: &'a str,
    /// The cohort's year.
    pub cohort: i32,
    /// `active`, `proposed` or `left`; reports are made by pages.
    pub status: &'a str,
    /// When it was told, such as `2026-11-02T10:00:00Z`.
    pub told: Option<&'a str>,
}

impl Confirmed<'_> {
    /// An open membership of the cohort of 2026, told just now.
    pub fn told(urn: &str) -> Confirmed<'_> {
        Confirmed { urn, cohort: 2026, status: "active", told: Some(super::TODAY) }
    }
}

impl World {
    /// Sets a confirmed school into the scene, without notices; gives the membership's public id.
    pub async fn confirmed(&self, (lead, partner): (OrganisationId, OrganisationId), it: &Confirmed<'_>) -> String {
        let school = self.organisation(it.urn).await;
        let now = naive(self.now());
        let (reference, public_id) = (format!("P-{lead}-{}", it.cohort), self.app.chance.public_id());
        self.execute(
            "insert into partnership (reference, kind, hub, cohort, status, created_at)
             values ($1, 'ect', $2, $3, 'active', $4) on conflict do nothing",
            values![reference.as_str(), lead, it.cohort, now],
        )
        .await;
        let told: Option<DateTime<Utc>> = it.told.map(|it| it.parse().unwrap());
        let deadline = told.map(|at| naive(end_of_day_after(at, 14)));
        self.execute(
            "insert into membership (public_id, partnership, organisation, kind, cohort, delivery_partner, basis, status,
               report_number, version, told_at, told_by, report_deadline, added_at, changed_at)
             select $1, id, $2, 'ect', $3, $4, 'provider_led', $5, 1, 1, $6, $7, $8, $9, $9 from partnership
             where kind = 'ect' and hub = $10 and cohort = $3",
            values![
                public_id.as_str(),
                school,
                it.cohort,
                partner,
                it.status,
                told.map(naive),
                told.map(|_| "mail"),
                deadline,
                now,
                lead
            ],
        )
        .await;
        public_id
    }

    /// Has the school report it, as the page of a mail does.
    pub async fn reported(&self, membership: &str, reason: &str) {
        self.execute(
            "update membership set status = 'reported', report_reason = $2, version = version + 1, changed_at = $3
             where public_id = $1",
            values![membership, reason, naive(self.now())],
        )
        .await;
    }
}
