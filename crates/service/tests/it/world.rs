//! A world for stories: schools, providers, people, browsers, the clock and the post.

pub mod early_career;
mod reading;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use chrono::{DateTime, Utc};
use service::organisations::folding::fold;
use service::organisations::search::store::Searching;
use service::placements::find::finding::Finding;
use service::platform::clock::{Chance, Clock};
use service::platform::limits::Limits;
use service::platform::mail::{Mail, Rendered, Transport};
use service::platform::request::Fields;
use service::platform::secret::Secret;
use service::platform::sessions;
use service::platform::settings;
use service::platform::{App, Parts};
use service::router;
use service::vocabulary::{OrganisationId, PersonId, Urn};
use store::testing::Place;
use store::{Db, FromQueryResult, naive, values};
use tower::ServiceExt;

/// The day on which stories begin unless they say otherwise: a Monday in winter time.
pub const TODAY: &str = "2026-11-02T09:00:00Z";

/// One database, one service, one clock.
pub struct World {
    /// What every request can reach.
    pub app: App,
    /// The search, refreshed by [`World::refresh`].
    pub searching: Arc<Searching>,
    /// What find answers from, refreshed by [`World::refresh`] and by every change in a browser.
    pub finding: Arc<Finding>,
    /// The address of its database.
    pub url: String,
    router: Router,
    _place: Option<Place>,
}

impl World {
    /// A world on this database, with nothing in it.
    #[expect(clippy::unused_async, reason = "`both!` awaits every world, and some have more to do")]
    pub async fn on(place: Place) -> World {
        let (db, url) = (place.db.clone(), place.url.clone());
        World::of(db, url, Chance::seeded(1), Some(place))
    }

    /// The world of a story that another process tells, with a chance of its own.
    pub async fn beside(url: &str, seed: u64) -> World {
        World::of(Db::open(url).await.unwrap(), url.to_owned(), Chance::seeded(seed), None)
    }

    fn of(db: Db, url: String, chance: Chance, place: Option<Place>) -> World {
        let file = format!("database_url = {url:?}\nlimits = false\nsecond_factor = false");
        let settings = settings::read_from(std::iter::empty(), &file).unwrap();
        let app = App::of(Parts {
            db,
            limits: Arc::new(Limits::new(false)),
            settings: Arc::new(settings),
            clock: Clock::at(TODAY.parse().unwrap()),
            chance,
            secret: Secret::of([7; 32]),
            templates: router::templates(),
            transport: Transport::Outbox,
            wake: Arc::new(tokio::sync::Notify::new()),
        });
        let searching = Arc::new(Searching::default());
        let finding = Arc::new(Finding::default());
        let router = router::router(app.clone(), searching.clone(), finding.clone());
        World { app, searching, finding, url, router, _place: place }
    }

    /// The same service with whatever was changed of [`World::app`], such as a setting.
    pub fn rebuild(&mut self) {
        self.router = router::router(self.app.clone(), self.searching.clone(), self.finding.clone());
    }

    /// The time now.
    pub fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    /// Moves the clock to a moment such as `2026-11-20T12:00:00Z`.
    pub fn clock(&self, at: &str) {
        self.app.clock.move_to(at.parse().unwrap());
    }

    /// Runs a statement that no page makes: only to set the scene.
    pub async fn execute(&self, sql: &str, values: impl IntoIterator<Item = store::Value>) {
        let mut tx = self.app.db.begin().await.unwrap();
        tx.execute(sql, values).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The first column of the first row, for what no page shows.
    pub async fn scalar<T: store::TryGetable>(&self, sql: &str) -> Option<T> {
        self.app.db.read().await.unwrap().scalar(sql, values![]).await.unwrap()
    }

    /// How many rows there are of a table, with its condition if wanted: `membership where status = 'active'`.
    pub async fn count(&self, of: &str) -> i64 {
        self.scalar(&format!("select count(*) from {of}")).await.unwrap()
    }

    /// A school of the register: open, English, primary, in Durham, unless changed afterwards by [`World::execute`].
    pub async fn school(&self, urn: &str, name: &str) {
        self.school_at(urn, name, "Durham", "DH1 1AA").await;
    }

    /// A school of the register in a town.
    pub async fn school_at(&self, urn: &str, name: &str, town: &str, postcode: &str) {
        self.execute(
            "insert into establishment (urn, name, status, type_code, type, phase_code, phase, town, postcode,
               local_authority, district_code, region, row_hash)
             values ($1, $2, 1, 1, 'Community school', 2, 'Primary', $3, $4, 'County Durham', 'E06000047',
               'North East', 0)",
            values![urn, name, town, postcode],
        )
        .await;
        let mut tx = self.app.db.begin().await.unwrap();
        let version: i64 =
            store::fact::get(&mut tx, "register_version").await.unwrap().map_or(0, |it| it.parse().unwrap());
        store::fact::set(&mut tx, "register_version", &(version + 1).to_string()).await.unwrap();
        tx.commit().await.unwrap();
        self.refresh().await;
    }

    /// Brings the search up to date with the register, and find with what is offered.
    pub async fn refresh(&self) {
        self.searching.refresh_if_changed(&self.app.db).await.unwrap();
        self.finding.refresh_if_changed(&self.app.db, &self.searching).await.unwrap();
    }

    /// An ITT provider.
    pub async fn provider(&self, code: &str, name: &str) -> OrganisationId {
        self.execute(
            "insert into organisation (public_id, kind, name, name_folded, provider_code, ukprn, created_at)
             values ($1, 'provider', $2, $3, $4, '10012345', $5)",
            values![format!("o{}", code.to_lowercase()), name, fold(name), code, naive(self.now())],
        )
        .await;
        self.organisation(code).await
    }

    /// A trust that the register knows by this number, as an organisation.
    pub async fn trust(&self, uid: &str, name: &str) -> OrganisationId {
        let sql = "insert into establishment_group (uid, group_id, name, kind, status)
                   values ($1, $2, $3, 'Multi-academy trust', 'Open')";
        self.execute(sql, values![uid, format!("TR0{uid}"), name]).await;
        let mut tx = self.app.db.begin().await.unwrap();
        let found = service::organisations::directory::ensure_trust(&mut tx, uid, &self.app.chance, self.now()).await;
        tx.commit().await.unwrap();
        found.unwrap().unwrap().id
    }

    /// The Department itself.
    pub async fn dfe(&self) -> OrganisationId {
        self.execute(
            "insert into organisation (public_id, kind, name, name_folded, created_at)
             values ('dfe', 'dfe', 'Department for Education', 'department for education', $1)",
            values![naive(self.now())],
        )
        .await;
        OrganisationId(self.scalar("select id from organisation where kind = 'dfe'").await.unwrap())
    }

    /// The key of the organisation with this URN or provider code; a school gets its organisation here.
    pub async fn organisation(&self, key: &str) -> OrganisationId {
        let mut tx = self.app.db.begin().await.unwrap();
        if let Ok(urn) = key.parse::<Urn>() {
            service::organisations::directory::ensure_schools(&mut tx, &[urn], &self.app.chance, self.now())
                .await
                .unwrap();
        }
        let id: Option<i64> =
            tx.scalar("select id from organisation where urn = $1 or provider_code = $1", values![key]).await.unwrap();
        tx.commit().await.unwrap();
        OrganisationId(id.unwrap_or_else(|| panic!("there is no organisation {key}")))
    }

    /// A person with these roles (`coordinator administrator`) in an organisation.
    pub async fn person(&self, email: &str, name: &str, organisation: OrganisationId, roles: &str) -> PersonId {
        let person = self.nobody(email, name).await;
        for role in roles.split(' ') {
            self.execute(
                "insert into person_role (person, organisation, role, given_at) values ($1, $2, $3, $4) on conflict do nothing",
                values![person.get(), organisation.get(), role, naive(self.now())],
            )
            .await;
        }
        person
    }

    /// A person who belongs to no organisation (the same one when there is one already).
    pub async fn nobody(&self, email: &str, name: &str) -> PersonId {
        self.execute(
            "insert into person (public_id, email, email_folded, name, created_at, terms_version, terms_accepted_at)
             values ($1, $2, $3, $4, $5, $6, $5) on conflict (email_folded) do nothing",
            values![
                self.app.chance.public_id(),
                email,
                email.to_lowercase(),
                name,
                naive(self.now()),
                service::accounts::rules::TERMS_VERSION
            ],
        )
        .await;
        let mut tx = self.app.db.read().await.unwrap();
        let id: Option<i64> =
            tx.scalar("select id from person where email_folded = $1", values![email.to_lowercase()]).await.unwrap();
        PersonId(id.unwrap())
    }

    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: Vec::new() }
    }

    /// A browser that holds this token of a session, whoever it was made for.
    pub fn browser_with(&self, token: &str) -> Browser {
        let mut browser = self.browser();
        browser.cookies.push(("session".to_owned(), token.to_owned()));
        browser
    }

    /// A browser in which this person is signed in and acts for an organisation.
    pub async fn signed_in(&self, person: PersonId, organisation: OrganisationId) -> Browser {
        let mut tx = self.app.db.begin().await.unwrap();
        let start = sessions::Start { person, organisation: Some(organisation), user_agent: "Story" };
        let token = sessions::start(&mut tx, &self.app.chance, self.now(), start).await.unwrap();
        tx.commit().await.unwrap();
        self.browser_with(&token)
    }

    /// A provider "Oakfield Teaching Alliance" (O1K) with a coordinator who is signed in.
    pub async fn oakfield(&self) -> Browser {
        let provider = self.provider("O1K", "Oakfield Teaching Alliance").await;
        let person = self.person("robin@oakfield.example", "Robin Patel", provider, "coordinator").await;
        self.signed_in(person, provider).await
    }

    /// Does all the mail that is due; gives what was handed over, in order.
    pub async fn post(&self) -> Vec<Mail> {
        let before = self.handed_over().await;
        service::platform::worker::until_idle(&self.app).await.unwrap();
        let mut mails = Vec::new();
        for id in self.handed_over().await.into_iter().filter(|id| !before.contains(id)) {
            mails.extend(self.mail(&id).await);
        }
        mails
    }

    async fn handed_over(&self) -> Vec<String> {
        #[derive(FromQueryResult)]
        struct Id {
            id: String,
        }
        let mut tx = self.app.db.read().await.unwrap();
        let rows: Vec<Id> =
            tx.all("select id from outbox where state = 'sent' order by finished_at, id", values![]).await.unwrap();
        rows.into_iter().map(|it| it.id).collect()
    }

    async fn mail(&self, id: &str) -> Option<Mail> {
        let mut tx = self.app.db.read().await.unwrap();
        let row = store::outbox::find(&mut tx, id).await.unwrap().unwrap();
        let template = self.app.templates.find(&row.template).unwrap();
        match template.render(&mut tx, &self.app, &row.parameters).await.unwrap() {
            Rendered::Mail(mail) => Some(mail),
            Rendered::Several(_) | Rendered::Nothing(_) => None,
        }
    }

    /// The actions of the audit trail, in order: `change_partners partner-school 1/100001 {…}`.
    pub async fn audit(&self) -> Vec<String> {
        let mut tx = self.app.db.read().await.unwrap();
        store::audit::verify(&mut tx).await.unwrap();
        let events = store::audit::after(&mut tx, 0, 1_000).await.unwrap();
        events.iter().map(|it| format!("{} {} {}", it.action, it.subject, it.data)).collect()
    }
}

/// A browser: it keeps cookies and says where it comes from.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: Vec<(String, String)>,
}

/// What a browser was answered.
#[derive(Debug)]
pub struct Page {
    /// The status.
    pub status: u16,
    /// Where it leads, for a 303.
    pub location: String,
    /// The page, or the file's text.
    pub html: String,
    /// The headers.
    pub headers: axum::http::HeaderMap,
}

impl Browser {
    /// Opens an address.
    pub async fn get(&mut self, path: &str) -> Page {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form: `name=value&…`, already encoded.
    pub async fn post(&mut self, path: &str, form: &str) -> Page {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request, Body::from(form.to_owned())).await
    }

    /// Sends a form and follows where it leads.
    pub async fn post_on(&mut self, path: &str, form: &str) -> Page {
        let page = self.post(path, form).await;
        if page.status == 303 { self.get(&page.location).await } else { page }
    }

    /// Sends a file as a form's only field, as browsers do.
    pub async fn upload(&mut self, path: &str, field: &str, name: &str, bytes: &[u8]) -> Page {
        let mut body = format!(
            "--story\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: text/csv\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--story--\r\n");
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=story")
            .header("sec-fetch-site", "same-origin");
        self.send(request, Body::from(body)).await
    }

    /// Sends any request, with this browser's cookies.
    pub async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Page {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = request.header(header::COOKIE, cookies.join("; ")).body(body).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
        let response = self.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        let headers = response.headers().clone();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let page = Page {
            status: status.as_u16(),
            location: headers.get(header::LOCATION).map_or_else(String::new, |it| it.to_str().unwrap().to_owned()),
            html: String::from_utf8_lossy(&bytes).into_owned(),
            headers,
        };
        assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{}", page.html);
        page
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
        let (name, value) = pair.split_once('=').unwrap();
        self.cookies.retain(|(kept, _)| kept != name);
        if !attributes.contains("Max-Age=0") {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    /// Puts a cookie into the browser, as another process got it.
    pub fn give(&mut self, name: &str, value: &str) {
        self.cookies.push((name.to_owned(), value.to_owned()));
    }

    /// The value of a cookie that the browser keeps.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

/// A form's body from names and values.
pub fn form(pairs: &[(&str, &str)]) -> String {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(pairs);
    let body = body.finish();
    debug_assert_eq!(Fields::parse(body.as_bytes()).iter().count(), pairs.len());
    body
}
