//! Signing in at an OpenID Connect provider, which the story plays. Product decision 7; trust S1, S9, "reading works
//! while OIDC is down".

use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use data_encoding::BASE64URL_NOPAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use service::platform::settings::OpenId;
use service::policy::Role;
use sha2::{Digest, Sha256};
use store::both;

use super::house::{Answer, Browser, World};

const JO: &str = "jo@oak.example";

/// What the provider will say, and what it was asked.
struct Says {
    address: String,
    key: EcdsaKeyPair,
    /// The public half that its keys page shows, a point of the curve.
    shown: Vec<u8>,
    /// Changes of the token's claims; `null` takes one out.
    claims: Value,
    /// What it tells on request, besides the subject.
    information: Value,
    nonce: String,
    challenge: String,
    /// Stands in its description, and in its answer to a code.
    more: [String; 2],
    /// Codes that can be changed once.
    codes: Vec<String>,
}

type Playing = Arc<Mutex<Says>>;

async fn description(State(says): State<Playing>) -> Json<Value> {
    let (at, [more, _]) = {
        let says = says.lock().unwrap();
        (says.address.clone(), says.more.clone())
    };
    Json(json!({
        "issuer": at, "authorization_endpoint": format!("{at}/authorize"), "token_endpoint": format!("{at}/token"),
        "userinfo_endpoint": format!("{at}/me"), "jwks_uri": format!("{at}/keys"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"], "more": more,
    }))
}

async fn keys(State(says): State<Playing>) -> Json<Value> {
    let says = says.lock().unwrap();
    let point = &says.shown[1..];
    let (x, y) = (BASE64URL_NOPAD.encode(&point[..32]), BASE64URL_NOPAD.encode(&point[32..]));
    Json(json!({ "keys": [{ "kty": "EC", "crv": "P-256", "use": "sig", "kid": "one", "x": x, "y": y }] }))
}

async fn token(
    State(says): State<Playing>,
    headers: HeaderMap,
    Form(asked): Form<Vec<(String, String)>>,
) -> (StatusCode, Json<Value>) {
    let mut says = says.lock().unwrap();
    let of = |name: &str| asked.iter().find(|(it, _)| it == name).map_or("", |(_, value)| value.as_str());
    let basic = format!("Basic {}", data_encoding::BASE64.encode(b"us:hush"));
    assert_eq!(headers["authorization"], *basic);
    let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(of("code_verifier")));
    let is_known = says.codes.iter().any(|it| it == of("code"));
    if !is_known || challenge != says.challenge {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })));
    }
    let code = of("code").to_owned();
    says.codes.retain(|it| *it != code);
    let token = signed(&says);
    let more = &says.more[1];
    (StatusCode::OK, Json(json!({ "access_token": "access", "token_type": "Bearer", "id_token": token, "more": more })))
}

fn signed(says: &Says) -> String {
    // 23 November 2026, 9:00, when these stories begin.
    let now = 1_795_424_400_i64;
    let mut claims = json!({
        "iss": says.address, "aud": "us", "sub": "person-1", "iat": now, "exp": now + 300, "nonce": says.nonce,
        "email": JO, "email_verified": true,
    });
    for (name, value) in says.claims.as_object().unwrap() {
        let map = claims.as_object_mut().unwrap();
        if value.is_null() {
            map.remove(name)
        } else {
            map.insert(name.clone(), value.clone())
        };
    }
    let part = |it: &Value| BASE64URL_NOPAD.encode(it.to_string().as_bytes());
    let text = format!("{}.{}", part(&json!({ "alg": "ES256", "kid": "one" })), part(&claims));
    let signature = says.key.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
    format!("{text}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
}

async fn me(State(says): State<Playing>, headers: HeaderMap) -> Json<Value> {
    assert_eq!(headers["authorization"], "Bearer access");
    let mut said = json!({ "sub": "person-1" });
    let more = says.lock().unwrap().information.clone();
    said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Json(said)
}

fn new_key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap()
}

/// Starts the provider, and tells the service of it; Jo has an account.
async fn play(world: &mut World) -> Playing {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let key = new_key();
    let says = Says {
        address: address.clone(),
        shown: key.public_key().as_ref().to_vec(),
        key,
        claims: json!({}),
        information: json!({}),
        nonce: String::new(),
        challenge: String::new(),
        more: Default::default(),
        codes: vec!["code-1".to_owned()],
    };
    let playing = Arc::new(Mutex::new(says));
    let pages = Router::new()
        .route("/.well-known/openid-configuration", get(description))
        .route("/keys", get(keys))
        .route("/token", post(token))
        .route("/me", get(me))
        .with_state(playing.clone());
    tokio::spawn(async move { axum::serve(listener, pages).await });
    set(world, &address, false);
    let oak = world.organisation("Oak School", "school").await;
    world.user(JO, oak, &[Role::Coordinator]).await;
    playing
}

fn set(world: &mut World, issuer: &str, trusts_addresses: bool) {
    let (issuer, name) = (issuer.to_owned(), "Story Sign-in".to_owned());
    let provider = OpenId { issuer, client: "us".into(), secret: "hush".into(), name, trusts_addresses };
    world.set(|settings| settings.open_id = Some(provider));
}

/// Leaves for the provider and signs in there; gives the state that the answer brings back.
async fn leave(world: &World, playing: &Playing, browser: &mut Browser, from: &str) -> String {
    let left = browser.get(world, from).await;
    let (at, query) = left.location().split_once('?').unwrap_or_else(|| panic!("{} {}", left.status, left.html));
    let mut says = playing.lock().unwrap();
    assert_eq!(at, format!("{}/authorize", says.address));
    let asked: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let of = |name: &str| asked.iter().find(|(it, _)| it == name).unwrap().1.clone();
    assert_eq!((of("response_type").as_str(), of("code_challenge_method").as_str()), ("code", "S256"));
    assert_eq!(of("redirect_uri"), "http://127.0.0.1:8080/sign-in/open-id/back");
    assert_eq!(of("scope"), "openid email");
    says.nonce = of("nonce");
    says.challenge = of("code_challenge");
    of("state")
}

/// The whole way, to the answer of pressing Continue.
async fn sign_in(world: &World, playing: &Playing, browser: &mut Browser) -> Answer {
    let state = leave(world, playing, browser, "/sign-in/open-id?return_to=/account").await;
    let back = browser.get(world, &format!("/sign-in/open-id/back?code=code-1&state={state}")).await;
    let page = browser.follow(world, &back).await;
    assert_eq!(page.heading(), "Continue to sign in", "{}", page.html);
    browser.post(world, "/sign-in/open-id/continue", &[]).await
}

async fn sessions(world: &World) -> i64 {
    world.count("select count(*) from session").await
}

fn is_refused(answer: &Answer, why: &str) {
    assert_eq!(answer.heading(), "You are not signed in by Story Sign-in", "{}", answer.html);
    assert!(answer.html.contains(why), "{why}: {}", answer.html);
}

both! {
    async fn without_a_provider_there_is_no_such_page(world) {
        let mut browser = Browser::default();
        assert!(!browser.get(world, "/sign-in").await.html.contains("Sign in with"));
        for path in ["/sign-in/open-id", "/sign-in/open-id/back?code=1&state=2", "/sign-in/open-id/continue"] {
            assert_eq!(browser.get(world, path).await.status, 404, "{path}");
        }
        assert_eq!(browser.post(world, "/sign-in/open-id/continue", &[]).await.status, 404);
    }

    async fn a_person_signs_in_elsewhere_and_lands_where_they_wanted(world) {
        let playing = play(world).await;
        let mut browser = Browser::default();
        let page = browser.get(world, "/sign-in?return_to=/account").await;
        assert!(page.html.contains("Sign in with Story Sign-in"));
        assert!(page.html.contains("href=\"/sign-in/open-id?return_to=%2Faccount\""), "{}", page.html);
        let answer = sign_in(world, &playing, &mut browser).await;
        assert_eq!(answer.location(), "/account", "{}", answer.html);
        assert!(browser.get(world, "/account").await.html.contains(JO));
        assert!(!browser.cookies.contains_key("open-id"));
        let by = "select count(*) from audit_event where action = 'sign_in' and data like '%\"by\":\"open_id\"%'";
        assert_eq!(world.count(by).await, 1);
    }

    async fn coming_back_changes_nothing_until_continue_is_pressed(world) {
        let playing = play(world).await;
        let mut browser = Browser::default();
        let state = leave(world, &playing, &mut browser, "/sign-in/open-id").await;
        for _ in 0..2 {
            let back = browser.get(world, &format!("/sign-in/open-id/back?code=code-1&state={state}")).await;
            assert_eq!(back.location(), "/sign-in/open-id/continue", "the code leaves the address");
            browser.follow(world, &back).await;
        }
        assert_eq!(sessions(world).await, 0);
        assert_eq!(playing.lock().unwrap().codes.len(), 1);
    }

    async fn an_answer_that_this_browser_did_not_ask_for_signs_nobody_in(world) {
        let playing = play(world).await;
        let mut browser = Browser::default();
        let state = leave(world, &playing, &mut browser, "/sign-in/open-id").await;
        let path = format!("/sign-in/open-id/back?code=code-1&state={state}");
        // Somebody else's link, a made-up state, none, and two of each.
        is_refused(&Browser::default().get(world, &path).await, "more than 10 minutes");
        for path in ["?code=code-1&state=x", "?code=code-1", "", "?state=&code=", "?state=a&state=b&code=c&code=d"] {
            let mut other = browser.clone();
            let answer = other.get(world, &format!("/sign-in/open-id/back{path}")).await;
            is_refused(&answer, "more than 10 minutes");
        }
        world.pass(chrono::Duration::minutes(10));
        is_refused(&browser.get(world, &path).await, "more than 10 minutes");
        is_refused(&browser.post(world, "/sign-in/open-id/continue", &[]).await, "more than 10 minutes");
        assert_eq!(sessions(world).await, 0);
    }

    async fn saying_no_there_is_told_here(world) {
        let playing = play(world).await;
        let mut browser = Browser::default();
        let state = leave(world, &playing, &mut browser, "/sign-in/open-id").await;
        let answer = browser.get(world, &format!("/sign-in/open-id/back?error=access_denied&state={state}")).await;
        is_refused(&answer, "You did not finish signing in at Story Sign-in");
    }

    async fn a_token_that_does_not_hold_signs_nobody_in(world) {
        let playing = play(world).await;
        let past = 1_795_424_399_i64;
        for wrong in [
            json!({ "nonce": "another" }), json!({ "nonce": null }), json!({ "aud": "others" }),
            json!({ "iss": "https://evil.example" }), json!({ "exp": past }), json!({ "exp": null }),
        ] {
            playing.lock().unwrap().claims = wrong.clone();
            playing.lock().unwrap().codes = vec!["code-1".to_owned()];
            let answer = sign_in(world, &playing, &mut Browser::default()).await;
            is_refused(&answer, "gave an answer that we cannot use");
        }
        // Signed with a key that is not the provider's.
        {
            let mut says = playing.lock().unwrap();
            (says.claims, says.key, says.codes) = (json!({}), new_key(), vec!["code-1".to_owned()]);
        }
        let answer = sign_in(world, &playing, &mut Browser::default()).await;
        is_refused(&answer, "gave an answer that we cannot use");
        assert_eq!(sessions(world).await, 0);
    }

    async fn an_answer_without_measure_is_not_read_to_its_end(world) {
        let playing = play(world).await;
        let long = "x".repeat(2 * 1024 * 1024);
        playing.lock().unwrap().more[1].clone_from(&long);
        let answer = sign_in(world, &playing, &mut Browser::default()).await;
        is_refused(&answer, "gave an answer that we cannot use");
        playing.lock().unwrap().more = [long, String::new()];
        let answer = Browser::default().get(world, "/sign-in/open-id").await;
        assert_eq!(answer.status, 502);
        is_refused(&answer, "cannot be reached at the moment");
        assert_eq!(sessions(world).await, 0);
    }

    async fn a_code_is_changed_once(world) {
        let playing = play(world).await;
        let mut browser = Browser::default();
        sign_in(world, &playing, &mut browser).await;
        assert_eq!(sessions(world).await, 1);
        let answer = sign_in(world, &playing, &mut Browser::default()).await;
        is_refused(&answer, "gave an answer that we cannot use");
        assert_eq!(sessions(world).await, 1);
    }

    async fn an_address_counts_only_when_the_provider_vouches_for_it(world) {
        let playing = play(world).await;
        let issuer = playing.lock().unwrap().address.clone();
        let told = async |world: &World, claims: Value, information: Value| {
            {
                let mut says = playing.lock().unwrap();
                (says.claims, says.information, says.codes) = (claims, information, vec!["code-1".to_owned()]);
            }
            sign_in(world, &playing, &mut Browser::default()).await
        };
        is_refused(&told(world, json!({ "email_verified": false }), json!({})).await, "has not checked");
        is_refused(&told(world, json!({ "email_verified": null }), json!({})).await, "has not checked");
        is_refused(&told(world, json!({ "email": null }), json!({})).await, "did not tell us your email address");
        // Out of the token, told on request.
        let on_request = json!({ "email": JO, "email_verified": true });
        assert_eq!(told(world, json!({ "email": null }), on_request).await.location(), "/account");
        set(world, &issuer, true);
        assert_eq!(told(world, json!({ "email_verified": null }), json!({})).await.location(), "/account");
        is_refused(&told(world, json!({ "email_verified": false }), json!({})).await, "has not checked");
    }

    async fn who_has_no_account_or_no_longer_one_is_told_so(world) {
        let playing = play(world).await;
        playing.lock().unwrap().claims = json!({ "email": "else@oak.example" });
        is_refused(&sign_in(world, &playing, &mut Browser::default()).await, "There is no account here");
        world.change("update person set disabled_at = created_at").await;
        playing.lock().unwrap().claims = json!({});
        playing.lock().unwrap().codes = vec!["code-1".to_owned()];
        is_refused(&sign_in(world, &playing, &mut Browser::default()).await, "There is no account here");
        assert_eq!(sessions(world).await, 0);
    }

    async fn while_the_provider_is_down_a_link_still_signs_in(world) {
        play(world).await;
        set(world, "http://127.0.0.1:1", false);
        let answer = Browser::default().get(world, "/sign-in/open-id").await;
        assert_eq!(answer.status, 502);
        is_refused(&answer, "cannot be reached at the moment");
        assert_eq!(Browser::default().ask(world, JO).await.location(), "/sign-in/sent");
    }
}
