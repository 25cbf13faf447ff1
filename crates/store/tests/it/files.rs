//! What only a file or only a server can be or suffer, and addresses that are neither.

use std::path::Path;

use store::testing::Place;
use store::{Db, StoreError, fact};

fn address(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

async fn opened_and_migrated(file: &Path) -> Result<Db, StoreError> {
    let db = Db::open(&address(file)).await?;
    db.migrate().await?;
    Ok(db)
}

#[tokio::test]
async fn a_missing_file_is_made_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new.db");
    let db = opened_and_migrated(&file).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    fact::set(&mut tx, "colour", "green").await.unwrap();
    tx.commit().await.unwrap();
    db.close().await;
    let again = Db::open(&address(&file)).await.unwrap();
    assert_eq!(fact::get(&mut again.read().await.unwrap(), "colour").await.unwrap().as_deref(), Some("green"));
}

#[tokio::test]
async fn the_second_server_of_one_file_is_refused() {
    let place = Place::sqlite().await;
    let second = Db::open(&place.url).await.unwrap();
    place.db.claim().unwrap();
    place.db.clone().claim().unwrap();
    let refused = second.claim().unwrap_err();
    assert!(matches!(refused, StoreError::Claimed(_)));
    assert!(refused.to_string().contains("Another process already serves"), "{refused}");
    drop(place.db);
    second.claim().unwrap();
}

#[tokio::test]
async fn any_number_may_serve_postgres() {
    let place = Place::postgres().await;
    place.db.claim().unwrap();
    Db::open(&place.url).await.unwrap().claim().unwrap();
}

#[tokio::test]
async fn a_file_that_is_no_database_is_told_in_clear_words() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.db");
    std::fs::write(&file, "Dear Sir or Madam, ".repeat(500)).unwrap();
    let refused = opened_and_migrated(&file).await.unwrap_err();
    assert!(matches!(refused, StoreError::Unreadable(_)), "{refused:?}");
    assert_eq!(refused.to_string(), "The file is not a SQLite database");
}

#[tokio::test]
async fn a_damaged_file_is_told_in_clear_words() {
    let place = Place::sqlite().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("damaged.db");
    place.db.copy_to(&file.display().to_string()).await.unwrap();
    assert!(Db::open(&address(&file)).await.unwrap().faults().await.unwrap().is_empty());
    let mut bytes = std::fs::read(&file).unwrap();
    for byte in &mut bytes[5000..60_000] {
        *byte = 0xa5;
    }
    std::fs::write(&file, bytes).unwrap();
    let verdict = match Db::open(&address(&file)).await {
        Ok(db) => db.faults().await,
        Err(error) => Err(error),
    };
    match verdict {
        Ok(faults) => assert!(!faults.is_empty()),
        Err(StoreError::Unreadable(sentence)) => {
            assert!(sentence.contains("damaged"), "{sentence}");
        }
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_copy_made_in_use_holds_what_was_committed() {
    let place = Place::sqlite().await;
    let mut tx = place.db.begin().await.unwrap();
    fact::set(&mut tx, "colour", "green").await.unwrap();
    tx.commit().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.db");
    place.db.copy_to(&file.display().to_string()).await.unwrap();
    let copy = Db::open(&address(&file)).await.unwrap();
    assert_eq!(fact::get(&mut copy.read().await.unwrap(), "colour").await.unwrap().as_deref(), Some("green"));
    assert!(place.db.copy_to(&file.display().to_string()).await.is_err(), "never over another file");
}

#[tokio::test]
async fn a_full_disk_is_told_and_works_again_when_there_is_room() {
    let place = Place::sqlite().await;
    let mut tx = place.db.begin().await.unwrap();
    let pages: Option<i64> = tx.scalar("pragma page_count", []).await.unwrap();
    tx.execute(&format!("pragma max_page_count = {}", pages.unwrap() + 4), []).await.unwrap();
    let full = fact::set(&mut tx, "colour", &"green".repeat(100_000)).await.unwrap_err();
    assert!(matches!(full, StoreError::Full), "{full:?}");
    drop(tx);
    let mut tx = place.db.begin().await.unwrap();
    tx.execute("pragma max_page_count = 1000000", []).await.unwrap();
    fact::set(&mut tx, "colour", &"green".repeat(100_000)).await.unwrap();
    tx.commit().await.unwrap();
    assert!(fact::get(&mut place.db.read().await.unwrap(), "colour").await.unwrap().is_some());
}

#[tokio::test]
async fn a_wrong_address_is_told_in_clear_words() {
    for url in ["mysql://host/db", "partnerships.db", ""] {
        let refused = Db::open(url).await.unwrap_err();
        assert!(matches!(refused, StoreError::Address(_)), "{url}: {refused:?}");
    }
    let unreachable = Db::open("sqlite:/no/such/folder/partnerships.db").await.unwrap_err();
    assert!(matches!(unreachable, StoreError::Unreadable(_)), "{unreachable:?}");
    let away = Db::open("postgres://nobody@%2Fno%2Fsuch%2Ffolder/db").await.unwrap_err();
    assert!(matches!(away, StoreError::Unavailable), "{away:?}");
}

#[tokio::test]
async fn connections_lost_are_told_as_such_and_replaced() {
    let place = Place::postgres().await;
    let mut reading = place.db.read().await.unwrap();
    let mut writing = place.db.begin().await.unwrap();
    fact::set(&mut writing, "colour", "green").await.unwrap();
    let others = "select count(pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()";
    let killer = Db::open(&place.url).await.unwrap();
    let killed: Option<i64> = killer.begin().await.unwrap().scalar(others, []).await.unwrap();
    assert!(killed >= Some(2));

    let lost = fact::get(&mut reading, "colour").await.unwrap_err();
    assert!(lost.is_passing() && matches!(lost, StoreError::Unavailable), "{lost:?}");
    let lost = writing.commit().await.unwrap_err();
    assert!(matches!(lost, StoreError::Unavailable), "{lost:?}");
    drop(reading);
    // What is still in the pools is dead as well; each is found out once, and replaced.
    for _ in 0..4 {
        if let Err(error) = place.db.ping().await {
            assert!(matches!(error, StoreError::Unavailable), "{error:?}");
        }
    }
    assert_eq!(fact::get(&mut place.db.read().await.unwrap(), "colour").await.unwrap(), None);
}
