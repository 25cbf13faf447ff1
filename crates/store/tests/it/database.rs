//! What both databases do alike.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use store::{FromQueryResult, StoreError, both, fact, naive, text_of, utc, values};

use crate::world::{World, entry, minute};

/// A row with every kind of value that the service keeps.
#[derive(Debug, PartialEq, FromQueryResult)]
struct Every {
    id: i64,
    moment: NaiveDateTime,
    later: Option<NaiveDateTime>,
    day: Option<NaiveDate>,
    truth: bool,
    count: i32,
    text: Option<String>,
}

store::glance! {
    /// Columns of that row as a glance reads them.
    #[derive(Clone, Debug, PartialEq)]
    struct Glanced {
        moment: NaiveDateTime,
        later: Option<NaiveDateTime>,
        day: Option<NaiveDate>,
        truth: bool,
        count: i32,
        text: Option<String>,
        given: Option<i64>,
    }
}

store::glance! {
    #[derive(Clone, Debug, PartialEq)]
    struct Colour {
        colour: String,
    }
}

both! {
    async fn a_glance_reads_what_a_transaction_wrote_whatever_the_order_of_its_parameters(world) {
        const GLANCE: &str = "select moment, later, day, truth, count, text, cast($4 as bigint) as given from every
             where truth = $3 and day = $2 and moment <= $1";
        every_table(world).await;
        let (moment, day) = (minute(0) + TimeDelta::microseconds(120_000), NaiveDate::from_ymd_opt(2026, 2, 28));
        let mut tx = world.write().await;
        let sql = "insert into every (moment, later, day, truth, count, text) values ($1, $2, $3, $4, $5, $6)";
        tx.execute(sql, values![moment, Some(minute(1)), day, true, 7, None::<String>]).await.unwrap();
        tx.commit().await.unwrap();
        let glance = async |at: NaiveDateTime, given: Option<i64>| {
            world.db.one::<Glanced>(GLANCE, values![at, day, true, given]).await.unwrap()
        };
        let seen = Glanced { moment, later: Some(minute(1)), day, truth: true, count: 7, text: None, given: Some(9) };
        assert_eq!(glance(moment, Some(9)).await, Some(seen));
        assert_eq!(glance(moment, None).await.unwrap().given, None);
        assert_eq!(glance(minute(0), Some(9)).await, None);
        let missing = world.db.one::<Glanced>("select 1 as other, $1 as moment", values![1_i64]).await;
        assert!(missing.is_err(), "{missing:?}");
    }

    async fn a_glance_knows_at_once_what_anybody_has_committed_meanwhile(world) {
        const COLOUR: &str = "select value as colour from fact where name = $1";
        let glance = async || {
            let seen: Option<Colour> = world.db.one(COLOUR, values!["colour"]).await.unwrap();
            seen.map(|it| it.colour)
        };
        assert_eq!(glance().await, None);
        for colour in ["green", "blue", "green"] {
            set(world, colour).await;
            for _ in 0..2 {
                assert_eq!(glance().await.as_deref(), Some(colour));
            }
        }
        let mut tx = world.write().await;
        fact::set(&mut tx, "colour", "red").await.unwrap();
        assert_eq!(glance().await.as_deref(), Some("green"), "nothing is committed yet");
        tx.commit().await.unwrap();
        assert_eq!(glance().await.as_deref(), Some("red"));
        let mut tx = world.write().await;
        tx.execute("delete from fact where name = 'colour'", values![]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(glance().await, None);
    }

    async fn a_duplicate_is_told_from_every_other_error(world) {
        let mut tx = world.write().await;
        fact_row(&mut tx).await.unwrap();
        let twice = fact_row(&mut tx).await.unwrap_err();
        assert!(twice.is_unique(), "{twice:?}");
        assert!(twice.to_string().contains("fact"), "names what is the same: {twice}");
        assert!(!twice.is_passing());
    }

    async fn a_broken_rule_of_a_table_is_refused(world) {
        let mut tx = world.write().await;
        let sql = "insert into audit_personal (event, name, value) values (99, 'email', 'x')";
        let refused = tx.execute(sql, values![]).await;
        // SQLite says so at once; so does PostgreSQL, whose constraint is not deferred.
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    }

    async fn every_kind_of_value_reads_back_as_it_was(world) {
        every_table(world).await;
        let moment = minute(0) + TimeDelta::nanoseconds(123_456_789);
        let day = NaiveDate::from_ymd_opt(2026, 2, 28);
        let mut tx = world.write().await;
        let sql = "insert into every (moment, later, day, truth, count, text) values ($1, $2, $3, $4, $5, $6)";
        tx.execute(sql, values![utc(moment), None::<NaiveDateTime>, day, true, 7, "Zoë's \u{1f600} '; --"]).await.unwrap();
        tx.execute(sql, values![moment, Some(minute(1)), None::<NaiveDate>, false, -7_i64, None::<String>]).await.unwrap();
        let rows: Vec<Every> = tx.all("select * from every order by id", values![]).await.unwrap();
        assert_eq!(rows[0].moment, naive(utc(moment)));
        assert_eq!(rows[0].moment, rows[1].moment, "zoned or not, it is one moment");
        assert_eq!((rows[0].later, rows[0].day, rows[0].truth, rows[0].count), (None, day, true, 7));
        assert_eq!(rows[0].text.as_deref(), Some("Zoë's \u{1f600} '; --"));
        assert_eq!((rows[1].later, rows[1].day, rows[1].truth, rows[1].count), (Some(minute(1)), None, false, -7));
        let same = "select count(*) from every where moment = $1 and moment <= $2 and moment > $3";
        let count: Option<i64> = tx.scalar(same, values![utc(moment), moment, minute(0)]).await.unwrap();
        assert_eq!(count, Some(2));
    }

    async fn many_rows_travel_in_one_statement(world) {
        every_table(world).await;
        let given = serde_json::json!([
            { "moment": text_of(minute(0)), "day": "2026-02-28", "truth": true, "count": 7, "text": "Zoë's \"\\" },
            { "moment": text_of(minute(0)), "later": text_of(minute(1)), "day": null, "truth": false, "count": -7 },
        ]);
        let mut tx = world.write().await;
        let columns = [("moment", "timestamp"), ("later", "timestamp"), ("day", "date"), ("truth", "boolean"),
            ("count", "integer"), ("text", "text")];
        let sql = format!(
            "insert into every (moment, later, day, truth, count, text)
             select given.moment, given.later, given.day, given.truth, given.count, given.text from {}",
            tx.dialect().recordset("$1", &columns));
        assert_eq!(tx.execute(&sql, values![given]).await.unwrap(), 2);
        let rows: Vec<Every> = tx.all("select * from every order by id", values![]).await.unwrap();
        let first = Every { id: 1, moment: minute(0), later: None, day: NaiveDate::from_ymd_opt(2026, 2, 28),
            truth: true, count: 7, text: Some("Zoë's \"\\".to_owned()) };
        let second = Every { id: 2, moment: minute(0), later: Some(minute(1)), day: None, truth: false, count: -7, text: None };
        assert_eq!(rows, [first, second]);
        let moments = "select count(*) from every where moment = $1";
        assert_eq!(tx.scalar::<i64>(moments, values![minute(0)]).await.unwrap(), Some(2));
    }

    async fn a_reader_sees_one_state_and_cannot_write(world) {
        set(world, "green").await;
        let mut reader = world.read().await;
        assert_eq!(fact::get(&mut reader, "colour").await.unwrap().as_deref(), Some("green"));
        set(world, "blue").await;
        assert_eq!(fact::get(&mut reader, "colour").await.unwrap().as_deref(), Some("green"));
        assert!(fact::set(&mut reader, "colour", "red").await.is_err());
        drop(reader);
        assert_eq!(fact::get(&mut world.read().await, "colour").await.unwrap().as_deref(), Some("blue"));
    }

    async fn two_writers_come_one_after_the_other(world) {
        set(world, "0").await;
        let add = |db: store::Db| async move {
            let mut tx = db.begin().await?;
            let sql = "update fact set value = cast(cast(value as integer) + 1 as text) where name = 'colour'";
            tx.execute(sql, values![]).await?;
            tx.record(entry("fact:colour"));
            tx.commit().await
        };
        let writers: Vec<_> = (0..20).map(|_| tokio::spawn(add(world.db.clone()))).collect();
        for writer in writers {
            writer.await.unwrap().unwrap();
        }
        let mut tx = world.read().await;
        assert_eq!(fact::get(&mut tx, "colour").await.unwrap().as_deref(), Some("20"));
        assert_eq!(store::audit::verify(&mut tx).await.unwrap().events, 20);
    }

    async fn a_search_pattern_is_meant_as_it_stands(world) {
        let mut tx = world.write().await;
        for name in ["50% off", "500 off", "A_B", "AxB"] {
            fact::set(&mut tx, name, "").await.unwrap();
        }
        let sql = format!("select name as value from fact where {}", tx.dialect().contains("name", "$1"));
        for (text, expected) in [("50%", "50% off"), ("a_b", "A_B")] {
            let found: Option<String> = tx.scalar(&sql, values![store::Dialect::containing(text)]).await.unwrap();
            assert_eq!(found.as_deref(), Some(expected));
        }
    }

    async fn a_nul_in_a_text_is_no_error(world) {
        let mut tx = world.write().await;
        fact::set(&mut tx, "colour", "gr\0en").await.unwrap();
        assert_eq!(fact::get(&mut tx, "colour").await.unwrap().as_deref(), Some("gr\u{fffd}en"));
        assert_eq!(fact::get(&mut tx, "col\0ur").await.unwrap(), None);
    }

    async fn a_number_too_large_is_an_error_and_no_panic(world) {
        let mut tx = world.write().await;
        assert!(tx.scalar::<i64>("select $1", values![u64::MAX]).await.is_err());
        assert!(world.db.ping().await.is_ok());
    }
}

async fn every_table(world: &World) {
    let key = match world.db.dialect() {
        store::Dialect::Sqlite => "integer primary key autoincrement",
        store::Dialect::Postgres => "bigint generated by default as identity primary key",
    };
    let columns = "moment timestamp not null, later timestamp, day date, truth boolean not null, count integer not null, text text";
    world.tamper(&format!("create table every (id {key}, {columns})")).await;
}

async fn fact_row(tx: &mut store::Tx) -> Result<u64, StoreError> {
    tx.execute("insert into fact (name, value) values ($1, $2)", values!["colour", "green"]).await
}

async fn set(world: &World, value: &str) {
    let mut tx = world.write().await;
    fact::set(&mut tx, "colour", value).await.unwrap();
    tx.commit().await.unwrap();
}
