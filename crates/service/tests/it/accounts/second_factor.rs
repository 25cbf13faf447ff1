//! The code from an app. Product "Secrets", trust S4.

use std::sync::Arc;

use chrono::Duration;
use service::accounts::second_factor::{rules, store as factors};
use service::policy::Role;
use store::both;

use super::house::{Answer, Browser, World};

const DANA: &str = "dana@dfe.example";
const KIT: &str = "kit@dfe.example";
const ASK: &str = "/second-factor";
const OWN: &str = "/account/second-factor";
const SET_UP: &str = "/account/second-factor/set-up";

/// The Department with Dana at its desk and Kit, who looks after its users; codes are asked for.
async fn desk(world: &mut World) {
    world.set(|settings| settings.second_factor = true);
    let dfe = world.organisation("Department", "dfe").await;
    world.user(DANA, dfe, &[Role::Support]).await;
    world.user(KIT, dfe, &[Role::Administrator]).await;
}

/// The key that the page spells out.
fn key(page: &Answer) -> Vec<u8> {
    let spelled = page.html.split("Key: <strong>").nth(1).unwrap().split('<').next().unwrap();
    data_encoding::BASE32_NOPAD.decode(spelled.replace(' ', "").as_bytes()).unwrap()
}

fn code(world: &World, key: &[u8]) -> String {
    rules::code_at(key, rules::step_of(world.now()))
}

/// Sets an app up; gives its key and the recovery codes.
async fn set_up(world: &World, browser: &mut Browser) -> (Vec<u8>, Vec<String>) {
    let begun = browser.post(world, OWN, &[("return_to", "/partner-schools")]).await;
    let page = browser.follow(world, &begun).await;
    // The picture is never wider than a small screen.
    assert!(page.html.contains("<svg") && page.html.contains("app-map"), "{}", page.html);
    let key = key(&page);
    let done = browser.post(world, SET_UP, &[("code", &code(world, &key)), ("return_to", "/partner-schools")]).await;
    assert_eq!(done.heading(), "Keep your recovery codes", "{}", done.html);
    assert!(done.html.contains("href=\"/partner-schools\""));
    let list = done.html.split("<ul class=\"govuk-list\">").nth(1).unwrap().split("</ul>").next().unwrap();
    let codes: Vec<String> = list.split("<li>").skip(1).map(|it| it.split('<').next().unwrap().to_owned()).collect();
    assert_eq!(codes.len(), rules::RECOVERY_CODES);
    (key, codes)
}

async fn give(world: &World, browser: &mut Browser, typed: &str) -> Answer {
    browser.post(world, ASK, &[("code", typed), ("return_to", "/organisation/users")]).await
}

async fn is_let_in(world: &World, browser: &Browser) -> bool {
    browser.clone().get(world, "/organisation/users").await.status == 200
}

both! {
    async fn the_desk_gives_a_code_at_every_sign_in(world) {
        desk(world).await;
        let mut dana = world.signed_in(DANA).await;
        let sent = dana.get(world, "/organisation/users").await;
        assert_eq!(sent.location(), "/second-factor?return_to=%2Forganisation%2Fusers");
        let sent = dana.follow(world, &sent).await;
        assert_eq!(sent.location(), "/account/second-factor?return_to=%2Forganisation%2Fusers", "none is set up yet");
        let (before, (key, _)) = (dana.clone(), set_up(world, &mut dana).await);
        assert!(is_let_in(world, &dana).await);
        assert!(!is_let_in(world, &before).await, "the session has another id");
        let mails = world.mails().await;
        assert!(mails[0].body().contains("An app that makes codes has been set up"), "{mails:?}");
        assert_eq!(world.count("select count(*) from second_factor where sealed like '%GE%Z%'").await, 0);

        world.pass(Duration::minutes(5));
        let mut dana = world.signed_in(DANA).await;
        assert!(!is_let_in(world, &dana).await);
        assert_eq!(dana.post(world, "/organisation/users/add", &[]).await.status, 303, "nor is anything changed");
        assert_eq!(dana.get(world, ASK).await.heading(), "Enter the code from your app");
        assert_eq!(give(world, &mut dana, " ").await.problems(), ["Enter the code from your app"]);
        let before = dana.clone();
        let let_in = give(world, &mut dana, &code(world, &key)).await;
        assert_eq!(let_in.location(), "/organisation/users");
        assert!(is_let_in(world, &dana).await && !is_let_in(world, &before).await);
        // Kit has no role that takes more than a link.
        assert!(is_let_in(world, &world.signed_in(KIT).await).await);
    }

    async fn a_code_is_used_once_whatever_the_clock_says(world) {
        desk(world).await;
        let mut dana = world.signed_in(DANA).await;
        let (key, _) = set_up(world, &mut dana).await;
        let used = code(world, &key);
        let mut other = world.signed_in_anew(DANA).await;
        assert_eq!(give(world, &mut other, &used).await.status, 422, "it took the app into use");
        world.pass(Duration::seconds(60));
        let used = code(world, &key);
        assert_eq!(give(world, &mut other, &used).await.status, 303);
        let mut third = world.signed_in_anew(DANA).await;
        assert_eq!(give(world, &mut third, &used).await.status, 422, "replayed");
        world.pass(Duration::seconds(-60));
        assert_eq!(give(world, &mut third, &code(world, &key)).await.status, 422, "the clock was set back");
        world.pass(Duration::seconds(90));
        // The app's clock is a step ahead of ours.
        let early = rules::code_at(&key, rules::step_of(world.now()) + 1);
        assert_eq!(give(world, &mut third, &early).await.status, 303);
    }

    async fn after_five_wrong_codes_one_waits(world) {
        desk(world).await;
        let mut dana = world.signed_in(DANA).await;
        let (key, _) = set_up(world, &mut dana).await;
        let mut dana = world.signed_in_anew(DANA).await;
        world.pass(Duration::minutes(1));
        for _ in 0..4 {
            assert!(give(world, &mut dana, "000000").await.problems()[0].starts_with("Code is wrong"));
        }
        assert!(give(world, &mut dana, "000000").await.problems()[0].starts_with("Too many codes were wrong"));
        assert_eq!(give(world, &mut dana, &code(world, &key)).await.status, 422, "also the right one waits");
        world.pass(Duration::minutes(14));
        assert_eq!(give(world, &mut dana, &code(world, &key)).await.status, 422);
        world.pass(Duration::minutes(2));
        assert_eq!(give(world, &mut dana, &code(world, &key)).await.status, 303);
        assert_eq!(world.count("select count(*) from audit_event where data like '%second_factor_waits%'").await, 1);
    }

    async fn a_recovery_code_stands_in_once(world) {
        desk(world).await;
        let mut dana = world.signed_in(DANA).await;
        let (_, codes) = set_up(world, &mut dana).await;
        assert_eq!(world.count(&format!("select count(*) from recovery_code where code_hash = '{}'", codes[0])).await, 0);
        let mut dana = world.signed_in_anew(DANA).await;
        assert_eq!(give(world, &mut dana, &codes[0].to_lowercase()).await.status, 303);
        let page = dana.get(world, OWN).await;
        assert!(page.html.contains("Recovery codes left") && page.html.contains('9'), "{}", page.html);
        let mut other = world.signed_in_anew(DANA).await;
        assert_eq!(give(world, &mut other, &codes[0]).await.status, 422);
        let renewed = dana.post(world, "/account/second-factor/recovery-codes", &[]).await;
        assert_eq!(renewed.heading(), "Keep your recovery codes");
        assert_eq!(give(world, &mut other, &codes[1]).await.status, 422, "new codes end the old");
    }

    async fn nobody_takes_an_app_off_by_the_link_alone(world) {
        desk(world).await;
        let mut dana = world.signed_in(DANA).await;
        let (key, _) = set_up(world, &mut dana).await;
        let mut thief = world.signed_in_anew(DANA).await;
        for path in [OWN, "/account/second-factor/recovery-codes"] {
            let answer = thief.post(world, path, &[]).await;
            assert!(answer.location().starts_with("/second-factor"), "{path}: {}", answer.location());
        }
        assert_eq!(world.count("select count(*) from second_factor where pending is not null").await, 0);
        // Whoever gave a code may; the first app holds until the other's first code.
        dana.post(world, OWN, &[]).await;
        world.pass(Duration::minutes(1));
        assert_eq!(give(world, &mut thief, &code(world, &key)).await.status, 303);
    }

    async fn a_lost_app_is_removed_by_another_administrator_with_a_reason(world) {
        desk(world).await;
        let mut dana = world.signed_in(DANA).await;
        set_up(world, &mut dana).await;
        world.mails().await;
        let danas = world.public_id(DANA).await;
        let path = format!("/organisation/users/{danas}/second-factor");
        let mut kit = world.signed_in(KIT).await;
        assert!(kit.get(world, &format!("/organisation/users/{danas}")).await.html.contains(&path));
        assert_eq!(kit.post(world, &path, &[]).await.problems(), ["Enter a reason"]);
        let done = kit.post(world, &path, &[("reason", "Lost her phone")]).await;
        assert!(kit.follow(world, &done).await.html.contains("App removed"));
        assert!(world.mails().await[0].body().contains("because we were told that you have lost it"));
        assert!(!is_let_in(world, &dana).await, "at once");
        assert_eq!(kit.post(world, &path, &[("reason", "x")]).await.status, 422, "there is none any more");
        let personal = "select count(*) from audit_personal where name = 'reason' and value = 'Lost her phone'";
        assert_eq!(world.count(personal).await, 1);
        let kits = world.public_id(KIT).await;
        let own = format!("/organisation/users/{kits}/second-factor");
        assert!(kit.get(world, &own).await.html.contains("You cannot do this for yourself"));
        // An administrator of a school where Dana is a user, too, opens nothing of the DfE's.
        let elm = world.organisation("Elm School", "school").await;
        world.user("al@elm.example", elm, &[Role::Administrator]).await;
        world.user(DANA, elm, &[Role::Viewer]).await;
        set_up(world, &mut dana).await;
        let mut al = world.signed_in_anew("al@elm.example").await;
        let refused = al.post(world, &path, &[("reason", "Lost her phone")]).await;
        assert!(refused.html.contains("only an administrator of the DfE can do this"), "{}", refused.html);
    }

    async fn doctor_finds_keys_that_another_secret_sealed(world) {
        desk(world).await;
        let mut dana = world.signed_in(DANA).await;
        set_up(world, &mut dana).await;
        let mut app = world.app.clone();
        assert_eq!(factors::unreadable(&mut app.db.read().await.unwrap(), &app).await.unwrap(), 0);
        app.secret = service::platform::secret::Secret::of([9; 32]);
        assert_eq!(factors::unreadable(&mut app.db.read().await.unwrap(), &app).await.unwrap(), 1);
    }

    async fn where_it_is_off_nobody_is_asked(world) {
        desk(world).await;
        world.set(|settings| settings.second_factor = false);
        assert!(is_let_in(world, &world.signed_in(DANA).await).await);
        assert!(!Arc::clone(&world.app.settings).second_factor);
    }
}
