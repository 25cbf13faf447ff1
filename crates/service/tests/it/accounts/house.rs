//! The house of these stories: the pages of this capability on a database of its own, with a set clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Method, Request, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, Duration, Utc};
use service::accounts::rules::NewUser;
use service::accounts::{self, store as people};
use service::platform::clock::{Chance, Clock};
use service::platform::limits::Limits;
use service::platform::mail::{Mail, Rendered, Templates, Transport};
use service::platform::secret::Secret;
use service::platform::settings::{self, Settings};
use service::platform::{App, Parts, guard};
use service::policy::{Action, Actor, Permit, Role, Roles};
use service::vocabulary::{OrganisationId, PersonId, PersonName};
use store::testing::Place;
use store::{FromQueryResult, naive, values};
use tower::ServiceExt as _;

/// Pages and a database.
pub struct World {
    pub app: App,
    router: Router,
    _place: Place,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: Vec<(String, String)>,
    pub html: String,
}

impl Answer {
    /// Where it sends the browser.
    pub fn location(&self) -> &str {
        self.headers.iter().find(|(name, _)| name == "location").map_or("", |(_, value)| value)
    }

    /// The words of the `h1`.
    pub fn heading(&self) -> String {
        let after = self.html.split("<h1").nth(1).and_then(|it| it.split_once('>')).map_or("", |(_, rest)| rest);
        let words = after.split("</h1>").next().unwrap_or_default();
        let mut text = String::new();
        let mut is_tag = false;
        for letter in words.chars() {
            match letter {
                '<' => is_tag = true,
                '>' => is_tag = false,
                letter if !is_tag => text.push(letter),
                _ => {}
            }
        }
        text.trim().to_owned()
    }

    /// The lines of the error summary.
    pub fn problems(&self) -> Vec<String> {
        let Some((_, list)) = self.html.split_once("govuk-error-summary__list") else { return Vec::new() };
        let list = list.split("</ul>").next().unwrap_or_default();
        list.split("</a>")
            .filter_map(|it| it.rsplit_once('>').map(|(_, words)| words.trim().to_owned()))
            .filter(|it| !it.is_empty())
            .collect()
    }
}

/// A browser with its cookies.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    pub cookies: BTreeMap<String, String>,
}

const NOW: &str = "2026-11-23T09:00:00Z";

impl World {
    #[expect(clippy::unused_async, reason = "the stories' macro awaits it")]
    pub async fn on(place: Place) -> World {
        let mut settings: Settings = settings::read_from(std::iter::empty(), "second_factor = false").unwrap();
        "dfe.example".clone_into(&mut settings.support_domain);
        let app = App::of(Parts {
            db: place.db.clone(),
            settings: Arc::new(settings),
            clock: Clock::at(NOW.parse().unwrap()),
            chance: Chance::seeded(1),
            secret: Secret::of([7; 32]),
            limits: Arc::new(Limits::new(false)),
            templates: Templates::of(accounts::mail::TEMPLATES),
            transport: Transport::Outbox,
            wake: Arc::default(),
        });
        let router = router(&app);
        World { app, router, _place: place }
    }

    /// The same house with the counters of requests counting.
    pub fn limited(&mut self) {
        self.app.limits = Arc::new(Limits::new(true));
        self.router = router(&self.app);
    }

    /// The same house with a setting changed.
    pub fn set(&mut self, change: impl FnOnce(&mut Settings)) {
        let mut settings = (*self.app.settings).clone();
        change(&mut settings);
        self.app.settings = Arc::new(settings);
        self.router = router(&self.app);
    }

    /// Another browser of the same person, once the mails that wait have gone.
    pub async fn signed_in_anew(&self, email: &str) -> Browser {
        self.mails().await;
        self.signed_in(email).await
    }

    /// The public id of a person.
    pub async fn public_id(&self, email: &str) -> String {
        let mut tx = self.app.db.read().await.unwrap();
        tx.scalar("select public_id from person where email = $1", values![email]).await.unwrap().unwrap()
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    pub fn pass(&self, time: Duration) {
        self.app.clock.move_to(self.now() + time);
    }

    /// An organisation of this kind.
    pub async fn organisation(&self, name: &str, kind: &str) -> OrganisationId {
        let mut tx = self.app.db.begin().await.unwrap();
        let number: i64 = tx.scalar("select count(*) from organisation", values![]).await.unwrap().unwrap();
        let urn = (kind == "school").then(|| format!("{}", 900_001 + number));
        let code = (kind == "provider").then(|| format!("A{number:02}"));
        let id: Option<i64> = tx
            .scalar(
                "insert into organisation (public_id, kind, name, name_folded, urn, provider_code, created_at)
                 values ($1, $2, $3, $4, $5, $6, $7) returning id",
                values![
                    self.app.chance.public_id(),
                    kind,
                    name,
                    service::organisations::folding::fold(name),
                    urn,
                    code,
                    naive(self.now())
                ],
            )
            .await
            .unwrap();
        tx.commit().await.unwrap();
        OrganisationId(id.unwrap())
    }

    pub fn operator(organisation: OrganisationId) -> Permit {
        Actor::Operator.may(Action::ManageUsers, organisation).unwrap()
    }

    /// A user with these roles, who has accepted the terms; nobody is told.
    pub async fn user(&self, email: &str, organisation: OrganisationId, roles: &[Role]) -> PersonId {
        let name = email.split('@').next().unwrap();
        let user = NewUser {
            name: name.parse::<PersonName>().unwrap(),
            email: email.parse().unwrap(),
            roles: roles.iter().copied().collect::<Roles>(),
        };
        let mut tx = self.app.db.begin().await.unwrap();
        let permit = World::operator(organisation);
        let added = people::add_user(&mut tx, &self.app, &permit, self.now(), &user).await.unwrap();
        let sql = "update person set terms_version = '1' where id = $1";
        tx.execute(sql, values![added.person.get()]).await.unwrap();
        tx.commit().await.unwrap();
        added.person
    }

    /// Runs a statement, to make what no page makes.
    pub async fn change(&self, sql: &str) {
        let mut tx = self.app.db.begin().await.unwrap();
        tx.execute(sql, values![]).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The number that a question gives.
    pub async fn count(&self, sql: &str) -> i64 {
        let mut tx = self.app.db.read().await.unwrap();
        tx.scalar(sql, values![]).await.unwrap().unwrap()
    }

    /// Every mail that the outbox would hand over, rendered now; taken, so that each is seen once.
    pub async fn mails(&self) -> Vec<Mail> {
        #[derive(FromQueryResult)]
        struct Row {
            template: String,
            parameters: String,
        }
        let mut tx = self.app.db.begin().await.unwrap();
        let sql = "select template, parameters from outbox where state = 'queued' order by created_at, id";
        let rows: Vec<Row> = tx.all(sql, values![]).await.unwrap();
        tx.execute("update outbox set state = 'sent'", values![]).await.unwrap();
        let mut mails = Vec::new();
        for row in rows {
            let template = self.app.templates.find(&row.template).unwrap();
            let parameters = serde_json::from_str(&row.parameters).unwrap();
            match template.render(&mut tx, &self.app, &parameters).await.unwrap() {
                Rendered::Mail(mail) => mails.push(mail),
                Rendered::Nothing(_) => {}
                Rendered::Several(_) => panic!("no bulk mail is expected here"),
            }
        }
        tx.commit().await.unwrap();
        mails
    }

    /// The path of the link in the one sign-in mail that waits.
    pub async fn link(&self) -> String {
        let mails = self.mails().await;
        assert_eq!(mails.len(), 1, "one mail was expected: {mails:?}");
        link_in(&mails[0])
    }

    /// A browser in which this person is signed in.
    pub async fn signed_in(&self, email: &str) -> Browser {
        let mut browser = Browser::default();
        browser.ask(self, email).await;
        let link = self.link().await;
        browser.get(self, &link).await;
        let answer = browser.post(self, "/sign-in/continue", &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.html);
        assert!(browser.cookies.contains_key("session"), "{email} could not sign in");
        browser
    }
}

/// The pages of this capability, one page of another's, and the door.
fn router(app: &App) -> Router {
    accounts::routes()
        .route("/partner-schools", axum::routing::get(|| async { "the list" }).post(|| async { "changed" }))
        .layer(axum::middleware::from_fn_with_state(app.clone(), pass))
        .with_state(app.clone())
}

async fn pass(State(app): State<App>, request: Request<Body>, next: Next) -> Response {
    let asked_first = |request| accounts::terms::accept::gate(&app, request, |request| next.run(request));
    guard::door(&app, request, asked_first).await
}

/// The path of the link in a mail.
pub fn link_in(mail: &Mail) -> String {
    let line = mail.body().lines().find(|it| it.contains("/sign-in/link/")).unwrap();
    line[line.find("/sign-in/link/").unwrap()..].to_owned()
}

impl Browser {
    pub async fn get(&mut self, world: &World, path: &str) -> Answer {
        self.send(world, Method::GET, path, None).await
    }

    pub async fn head(&mut self, world: &World, path: &str) -> Answer {
        self.send(world, Method::HEAD, path, None).await
    }

    pub async fn post(&mut self, world: &World, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(world, Method::POST, path, Some(body)).await
    }

    pub async fn ask(&mut self, world: &World, email: &str) -> Answer {
        self.post(world, "/sign-in", &[("email", email)]).await
    }

    /// Opens the answer's next page.
    pub async fn follow(&mut self, world: &World, answer: &Answer) -> Answer {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.html);
        self.get(world, answer.location()).await
    }

    async fn send(&mut self, world: &World, method: Method, path: &str, body: Option<String>) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let path = path.split('#').next().unwrap();
        let mut request = Request::builder().method(method).uri(path).header(header::USER_AGENT, "Firefox/140.0");
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let request = request.body(Body::from(body.unwrap_or_default())).unwrap();
        let response = world.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let text = |it: &axum::http::HeaderValue| it.to_str().unwrap().to_owned();
        let headers: Vec<_> = response.headers().iter().map(|(name, it)| (name.to_string(), text(it))).collect();
        for (_, cookie) in headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (name, rest) = cookie.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() || cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = axum::body::to_bytes(response.into_body(), 4_000_000).await.unwrap();
        Answer { status, headers, html: String::from_utf8(bytes.to_vec()).unwrap() }
    }
}
