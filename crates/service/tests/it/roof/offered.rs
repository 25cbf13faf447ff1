//! Something for every address of placements and partner providers to be about: new at each asking, too.

use service::placements::rules::{Offer, What};
use service::placements::store::{self as placements, Ask, Give, Placement, Share};
use service::placements::words::YearGroup;
use service::platform::secret::Purpose;
use service::policy::Action;
use service::vocabulary::{AcademicYear, OrganisationId};
use store::{naive, values};

use super::scene::Scene;
use crate::world::{Browser, form};

const WINDOW: &str =
    "name=First+block&starts-day=5&starts-month=10&starts-year=2026&ends-day=18&ends-month=12&ends-year=2026&step=save";

impl Scene<'_> {
    /// The school that offers what an organisation asks about: a stranger asks about one that the others do not know.
    pub(super) fn offering(&self, owner: OrganisationId) -> OrganisationId {
        if owner == self.stranger { self.other_school } else { self.school }
    }

    /// The provider that asks for places: the stranger, or else the scene's.
    pub(super) fn asking_provider(&self, owner: OrganisationId) -> OrganisationId {
        if owner == self.stranger { owner } else { self.provider }
    }

    async fn placement(&self, owner: OrganisationId) -> Placement {
        let permit = self.permit(self.offering(owner), Action::OfferPlacements);
        let offer = Offer { places: 2, ..Offer::plain(What::Primary(YearGroup::Year3), AcademicYear::starting(2026)) };
        let (app, now) = (&self.world.app, self.world.now());
        let mut tx = app.db.begin().await.unwrap();
        let ids = placements::offer(&mut tx, &permit, &app.chance, now, &[offer]).await.unwrap().unwrap();
        let placement = placements::placement(&mut tx, &ids[0]).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        placement
    }

    /// What the school offered a year ago, so that it can be copied.
    pub(super) async fn offered_last_year(&self) {
        let sql = "select count(*) from placement where year = 2025";
        if self.world.scalar::<i64>(sql).await == Some(0) {
            let id = self.placement(self.school).await.id;
            self.world.execute("update placement set year = 2025 where id = $1", values![id]).await;
        }
    }

    /// A placement that is not offered any more.
    async fn withdrawn(&self, owner: OrganisationId) -> Placement {
        let placement = self.placement(owner).await;
        let permit = self.permit(self.offering(owner), Action::OfferPlacements);
        let mut tx = self.world.app.db.begin().await.unwrap();
        placements::withdraw(&mut tx, &permit, self.world.now(), &placement).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        placement
    }

    async fn requested(&self, owner: OrganisationId, placement: &Placement) -> Share {
        let permit = self.permit(self.asking_provider(owner), Action::RequestPlacements);
        let (app, now) = (&self.world.app, self.world.now());
        let mut tx = app.db.begin().await.unwrap();
        let ask = Ask { placement, places: 1, message: "For one of our trainees" };
        let share = placements::ask(&mut tx, &permit, &app.chance, now, ask).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        share
    }

    async fn assigned(&self, owner: OrganisationId, placement: &Placement) -> Share {
        let permit = self.permit(self.offering(owner), Action::AssignPlacements);
        let (app, now) = (&self.world.app, self.world.now());
        let mut tx = app.db.begin().await.unwrap();
        let give = Give { placement, provider: self.asking_provider(owner), places: 1 };
        let share = placements::give(&mut tx, &permit, &app.chance, now, give).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        share
    }

    async fn window(&self, owner: OrganisationId) -> String {
        let provider = self.asking_provider(owner);
        // A year holds twenty: those of the askings before make room.
        self.world.execute("delete from provider_window where provider = $1", values![provider.get()]).await;
        let mut browser = self.everything_at(provider).await;
        let saved = browser.post("/placements/profile/windows/add?year=2026", WINDOW).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let sql = format!("select max(public_id) from provider_window where provider = {provider}");
        self.world.scalar(&sql).await.unwrap()
    }

    async fn contact(&self, owner: OrganisationId) {
        let sql = "insert into contact (organisation, purpose, post, address, source, given_by, given_at)
                   values ($1, 'itt', 'ITT coordinator', 'itt@school.example', 'school', $1, $2) on conflict do nothing";
        self.world.execute(sql, values![self.offering(owner).get(), naive(self.world.now())]).await;
    }

    async fn list_of_providers(&self, owner: OrganisationId) -> String {
        let mut browser = self.everything_at(self.offering(owner)).await;
        let page = browser.post("/partner-providers/add-many", &form(&[("list", "E1M")])).await;
        page.location.split('/').nth(3).unwrap().to_owned()
    }

    /// The token of a mail that asks the school whether it can offer placements.
    pub async fn asking(&self) -> String {
        let id = self.world.app.chance.public_id();
        let sql = "insert into availability_ask (public_id, school, year, address, kind, queued_at)
                   values ($1, $2, 2027, 'office@school.example', 'first', $3)";
        self.world.execute(sql, values![id.clone(), self.school.get(), naive(self.world.now())]).await;
        self.world.app.secret.token(Purpose::Availability, &id, 0)
    }

    /// The URN of a partner school for which a letter was made that asks what it can offer, this year and next.
    pub(super) async fn asked_by_letter(&self, hub: OrganisationId) -> String {
        let (urn, _) = self.partner(hub).await;
        let school = self.world.organisation(&urn).await;
        let permit = self.permit(hub, Action::TellSchool);
        let mut tx = self.world.app.db.begin().await.unwrap();
        for year in [2026, 2027].map(AcademicYear::starting) {
            let of = (school, urn.parse().unwrap());
            placements::ask_letters::make(&mut tx, &permit, self.world.now(), of, year).await.unwrap();
        }
        tx.commit().await.unwrap();
        urn
    }

    /// The number of a run that brought the register in.
    pub async fn import(&self) -> String {
        let sql =
            "insert into register_run (what, state, started_at, finished_at, forced, read, added, changed, closed,
                     reopened, unchanged, dropped, refused)
                   values ('register', 'done', $1, $1, $2, 0, 0, 0, 0, 0, 0, 0, 0)";
        self.world.execute(sql, values![naive(self.world.now()), false]).await;
        self.world.scalar::<i64>("select max(id) from register_run").await.unwrap().to_string()
    }

    /// A draft of this browser's: what a form of these answers leads to. Who may not begin one has none.
    pub(super) async fn begun(&self, browser: &mut Browser, address: &str, answers: &[(&str, &str)]) -> String {
        let page = browser.post(address, &form(answers)).await;
        let draft = page.location.rsplit('/').nth(1).filter(|_| page.status == 303 && page.location.contains("/a"));
        draft.filter(|it| it.len() > 8).unwrap_or("none").to_owned()
    }

    /// An address of this pattern about something of the organisation's, as this browser can ask for it.
    pub async fn of_placements(&self, pattern: &str, owner: OrganisationId, browser: &mut Browser) -> String {
        let with = |name: &str, value: &str| pattern.replace(&format!("{{{name}}}"), value);
        let drafted = |draft: String| with("draft", &draft).replace("{step}", "check");
        let of_share = |it: &Placement, share: &Share| with("id", &it.public_id).replace("{share}", &share.public_id);
        match pattern {
            it if it.starts_with("/partner-providers/add-many/") => with("id", &self.list_of_providers(owner).await),
            it if it.starts_with("/partner-providers/add/") => {
                let answers = [("provider", "E1M"), ("provider-key", "E1M")];
                drafted(self.begun(browser, "/partner-providers/add", &answers).await)
            }
            it if it.starts_with("/placements/add/") => {
                drafted(self.begun(browser, "/placements/add", &[("phase", "primary"), ("year_group", "year_3")]).await)
            }
            it if it.starts_with("/placements/availability/answer/") => {
                drafted(self.begun(browser, "/placements/availability/2026", &[]).await)
            }
            it if it.starts_with("/placements/request/") => {
                let address = format!("/placements/request?placement={}", self.placement(owner).await.public_id);
                drafted(self.begun(browser, &address, &[("places", "1")]).await)
            }
            it if it.starts_with("/placements/availability/") => with("year", "2026"),
            it if it.starts_with("/placements/contacts/") => {
                self.contact(owner).await;
                with("purpose", "itt")
            }
            it if it.starts_with("/placements/profile/edit/") => with("what", "pattern"),
            it if it.starts_with("/placements/profile/trainees/") => with("phase", "primary"),
            it if it.starts_with("/placements/profile/windows/") => with("id", &self.window(owner).await),
            it if it.starts_with("/placements/find/") => with("urn", "100002"),
            it if it.starts_with("/placements/{id}/requests/") => {
                let placement = self.placement(owner).await;
                of_share(&placement, &self.requested(owner, &placement).await)
            }
            it if it.starts_with("/placements/{id}/assignments/") => {
                let placement = self.placement(owner).await;
                of_share(&placement, &self.assigned(owner, &placement).await).replace("{step}", "release")
            }
            "/placements/{id}/offer-again" => with("id", &self.withdrawn(owner).await.public_id),
            "/placements/{id}/request" if owner == self.stranger => with("id", &self.withdrawn(owner).await.public_id),
            it if it.starts_with("/placements/{id}") => {
                with("id", &self.placement(owner).await.public_id).replace("{question}", "places")
            }
            other => panic!("say in roof/offered.rs what {other} is asked about"),
        }
    }
}
