//! What people type and what the register says are only words, on every page, in every file. Trust S13.

use axum::http::Method;
use store::{FromQueryResult, both, values};

use super::scene::{Scene, ask};
use crate::world::{Page, World};

/// A formula, markup, quotes of both kinds, a template's braces, and a header of a mail.
const NASTY: &str = "=1+2 <img src=x onerror=alert(1)> \"&' {{ 7*7 }}\r\nBcc: x@evil.example";

/// Columns whose text people or other systems choose freely: a table's row, as the database names it.
#[derive(FromQueryResult)]
struct Column {
    of: String,
    name: String,
}

/// Columns by these names hold words for people; all others hold codes, ids, numbers or digests.
const WORDS: &[&str] = &[
    "name",
    "town",
    "street",
    "locality",
    "address3",
    "county",
    "local_authority",
    "post_name",
    "note",
    "reason",
    "comment",
    "label",
    "contact_name",
    "pattern",
    "line",
    "file_name",
    "head_name",
    "head_title",
    "head_role",
    "website",
    "telephone",
    "trust_name",
    "religious_character",
    "diocese",
    "words",
    "question",
    "title",
    "text",
];

async fn columns(world: &World) -> Vec<Column> {
    let sql = match world.app.db.dialect() {
        store::Dialect::Sqlite => {
            "select m.name as of, c.name as name from sqlite_master m join pragma_table_info(m.name) c
             where m.type = 'table' and m.name not like 'audit%' and upper(c.type) = 'TEXT'"
        }
        store::Dialect::Postgres => {
            "select table_name::text as of, column_name::text as name from information_schema.columns
             where table_schema = 'public' and table_name not like 'audit%' and data_type = 'text'"
        }
    };
    let mut tx = world.app.db.read().await.unwrap();
    let all: Vec<Column> = tx.all(sql, values![]).await.unwrap();
    all.into_iter().filter(|it| WORDS.contains(&it.name.as_str())).collect()
}

/// Makes every such word nasty.
async fn spoil(world: &World) {
    let columns = columns(world).await;
    assert!(columns.len() > 15, "the words of the database were not found");
    for column in columns {
        let sql = format!("update {} set {} = $1 where {} is not null", column.of, column.name, column.name);
        let mut tx = world.app.db.begin().await.unwrap();
        // A column whose words are chosen from a list refuses others; it has nothing to fear.
        if tx.execute(&sql, values![NASTY]).await.is_ok() {
            tx.commit().await.unwrap();
        }
    }
    world.refresh().await;
}

/// What is wrong with an answer.
fn fault(page: &Page) -> Option<&'static str> {
    let kind = page.headers.get("content-type").map_or("", |it| it.to_str().unwrap());
    let is_markup = kind.starts_with("text/html") || kind.starts_with("image/svg");
    if page.status >= 500 {
        return Some("a fault of ours");
    }
    if is_markup && page.html.contains("<img src=x") {
        return Some("markup of somebody else's");
    }
    let is_formula = |cell: &str| cell.trim_start_matches('"').starts_with("=1+2");
    if kind.starts_with("text/csv") && page.html.lines().skip(1).any(|it| it.split(',').any(is_formula)) {
        return Some("a formula");
    }
    if page.headers.iter().any(|(_, it)| it.as_bytes().windows(4).any(|it| it == b"Bcc:")) {
        return Some("words of somebody else's in a header");
    }
    None
}

both! {
    async fn words_of_others_are_only_words_on_every_page_and_in_every_file(world) {
        let scene = Scene::on(world).await;
        let asked = scene.each_page().await;
        spoil(world).await;
        let mut faults = Vec::new();
        let mut shown = 0;
        for (visitor, mut browser, address) in asked {
            let page = ask(&mut browser, &Method::GET, &address).await;
            shown += usize::from(page.html.contains("&#60;img src=x") || page.html.contains("&lt;img src=x"));
            if let Some(fault) = fault(&page) {
                faults.push(format!("{address} by {visitor:?}: {fault}"));
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
        assert!(shown > 100, "only {shown} pages show anybody's words");
    }
}
