//! R1: the process is killed while 2,000 partner schools are added. All are there or none, and pressing the same
//! button again completes it; then every school that can be told gets one mail.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use service::platform::clock::Chance;
use store::{both, values};

use super::process::{Process, kills, tell, tell_done, told, written_to};
use crate::world::{Browser, World, form};

pub(super) const SCHOOLS: u64 = 2_000;
/// Every fortieth school has an address at which it can be told, and so an organisation from the beginning.
pub(super) const TOLD: u64 = SCHOOLS / 40;
/// Halves of random ids that the change draws: for 1,950 organisations, 2,000 memberships, and at last its mail.
const DRAWN: u64 = 2 * (SCHOOLS - TOLD + SCHOOLS + 1);
/// The step of SplitMix64, whose inverse gives the number of draws back. Source: `platform/clock.rs`.
const GAMMA_INVERSE: u64 = 0xF1DE_83E1_9937_733D;

/// When the process is killed. Each is seen and none waited for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Moment {
    /// It has drawn so many random halves; the statement that uses them follows.
    Drawn(u64),
    /// The database's files have changed so often: in the midst of writing, or of committing.
    Written(u64),
}

/// Spread over everything that the change does.
pub(super) fn moments() -> Vec<Moment> {
    let kills = kills();
    let moment = |kill: u64| match kill % 3 {
        0 => Moment::Written(1 + kill / 3),
        1 => Moment::Drawn(2 + kill * (DRAWN - 2) / kills),
        _ => Moment::Drawn(DRAWN),
    };
    (0..kills).map(moment).collect()
}

/// How many halves were drawn since the seed.
fn drawn(state: &AtomicU64, seed: u64) -> u64 {
    state.load(Ordering::SeqCst).wrapping_sub(seed).wrapping_mul(GAMMA_INVERSE)
}

/// Tells when so many halves have been drawn.
fn watch(chance: &Chance, seed: u64, wanted: u64) {
    let Chance::Seeded(state) = chance else { panic!("the chance of a story is seeded") };
    let state = Arc::clone(state);
    std::thread::spawn(move || {
        while drawn(&state, seed) < wanted {
            std::hint::spin_loop();
        }
        tell(wanted);
    });
}

/// No story of its own: it presses "Confirm" when another story has started it.
#[tokio::test]
async fn a_confirm_in_another_process() {
    let (Some(database), Some(list)) = (told("DATABASE"), told("LIST")) else { return };
    let number = |name: &str| told(name).and_then(|it| it.parse::<u64>().ok()).unwrap();
    let (seed, wanted) = (number("SEED"), number("WANTED"));
    let world = World::beside(&database, seed).await;
    let mut browser = world.browser();
    browser.give("session", &told("SESSION").unwrap());
    watch(&world.app.chance, seed, wanted);
    let done = browser.post(&format!("{list}/confirm"), "").await;
    assert_eq!(done.location, format!("{list}/done"));
    tell_done();
}

/// The schools of a round; every fortieth can be told.
pub(super) async fn schools(world: &World, round: u64) -> Vec<u64> {
    let urns: Vec<u64> = (0..SCHOOLS).map(|it| 100_000 + round * SCHOOLS + it).collect();
    let rows: Vec<_> = urns.iter().map(|urn| serde_json::json!({ "urn": urn.to_string() })).collect();
    let given = world.app.db.dialect().recordset("$1", &[("urn", "text")]);
    world
        .execute(
            &format!(
                "insert into establishment (urn, name, status, type_code, district_code, row_hash)
                 select given.urn, 'School ' || given.urn, 1, 1, 'E06000047', 0 from {given}"
            ),
            values![serde_json::Value::from(rows).to_string()],
        )
        .await;
    let version = "insert into fact (name, value) values ('register_version', $1)
                   on conflict (name) do update set value = excluded.value";
    world.execute(version, values![(round + 1).to_string()]).await;
    let mut tx = world.app.db.begin().await.unwrap();
    let reachable: Vec<_> = urns.iter().step_by(40).map(|it| it.to_string().parse().unwrap()).collect();
    let ensure = service::organisations::directory::ensure_schools;
    ensure(&mut tx, &reachable, &world.app.chance, world.now()).await.unwrap();
    let contacts = "insert into contact (organisation, purpose, post, address, source, given_at)
        select id, 'general', '', 'office@s' || urn || '.example', 'file', created_at from organisation o
        where cast(urn as integer) % 40 = 0 and not exists (select 1 from contact c where c.organisation = o.id)";
    assert_eq!(tx.execute(contacts, values![]).await.unwrap(), TOLD);
    tx.commit().await.unwrap();
    urns
}

/// A list of the schools of a round that waits to be confirmed.
pub(super) async fn list(world: &World, browser: &mut Browser, round: u64) -> String {
    let urns = schools(world, round).await;
    let pasted = urns.iter().map(u64::to_string).collect::<Vec<_>>().join("\n");
    let read = browser.post("/partner-schools/add-many", &form(&[("list", &pasted)])).await;
    let list = read.location.trim_end_matches("/rows").to_owned();
    let check = browser.post(&format!("{list}/rows"), "").await;
    assert_eq!(check.location, format!("{list}/check"), "{}", check.text());
    list
}

/// Everything that the changes have written: memberships, their events, notices, bulk rows, lists confirmed.
async fn written(world: &World) -> [i64; 5] {
    let mut tx = world.app.db.read().await.unwrap();
    let mut counts = [0; 5];
    let tables = [
        "membership where status = 'active' and report_number = 1",
        "audit_event where action = 'change_partners' and subject like 'partner-school %'",
        "notice",
        "outbox where template = 'schools_added'",
        "upload where state = 'confirmed'",
    ];
    for (count, table) in counts.iter_mut().zip(tables) {
        *count = tx.scalar(&format!("select count(*) from {table}"), values![]).await.unwrap().unwrap();
    }
    store::audit::verify(&mut tx).await.unwrap();
    counts
}

fn after(rounds: u64) -> [i64; 5] {
    [SCHOOLS * rounds, SCHOOLS * rounds, TOLD * rounds, rounds, rounds].map(|it| it.try_into().unwrap())
}

fn other_process(world: &World, browser: &Browser, list: &str, (seed, wanted): (u64, u64)) -> Process {
    let (seed, wanted) = (seed.to_string(), wanted.to_string());
    let told = [
        ("DATABASE", world.url.as_str()),
        ("LIST", list),
        ("SESSION", browser.cookie("session").unwrap()),
        ("SEED", &seed),
        ("WANTED", &wanted),
    ];
    Process::start("killed::bulk::a_confirm_in_another_process", &told)
}

/// Starts the change in another process and kills it at this moment.
pub(super) async fn kill_at(world: &World, browser: &Browser, list: &str, (round, moment): (u64, Moment)) {
    let seed = 1_000 * (round + 1);
    match moment {
        Moment::Drawn(wanted) => {
            let mut process = other_process(world, browser, list, (seed, wanted));
            process.reaches(wanted).await;
            process.kill(&world.app.db).await;
        }
        Moment::Written(times) => {
            let mut process = other_process(world, browser, list, (seed, 1));
            process.reaches(1).await;
            written_to(&mut process, &world.app.db, &world.url, times).await;
            process.kill(&world.app.db).await;
        }
    }
}

both! {
    async fn a_killed_bulk_change_is_all_or_nothing_and_pressing_again_completes_it(world) {
        let mut robin = world.oakfield().await;
        for (round, moment) in (0..).zip(moments()) {
            let list = list(world, &mut robin, round).await;
            kill_at(world, &robin, &list, (round, moment)).await;
            let left = written(world).await;
            assert!(left == after(round) || left == after(round + 1), "{moment:?}: {left:?}");
            for _ in 0..2 {
                let done = robin.post_on(&format!("{list}/confirm"), "").await;
                assert_eq!(done.h1(), "2,000 partner schools added", "{moment:?}: {}", done.text());
                assert_eq!(written(world).await, after(round + 1), "{moment:?}");
            }
            let mut to: Vec<String> = world.post().await.iter().map(|it| it.to().to_owned()).collect();
            to.sort();
            to.dedup();
            assert_eq!(to.len() as u64, TOLD, "{moment:?}");
            let mails = "select count(*) from outbox where template = 'school_added' and state = 'sent'";
            assert_eq!(world.scalar::<i64>(mails).await.unwrap().unsigned_abs(), TOLD * (round + 1), "{moment:?}");
        }
    }

    async fn a_bulk_change_that_was_answered_is_there_whatever_comes(world) {
        let mut robin = world.oakfield().await;
        let list = list(world, &mut robin, 0).await;
        let mut process = other_process(world, &robin, &list, (1_000, 1));
        process.is_done().await;
        process.kill(&world.app.db).await;
        assert_eq!(written(world).await, after(1));
    }
}
