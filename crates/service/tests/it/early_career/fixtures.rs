//! The files of school URNs that people really upload, each sent to the page (acceptance 14 to 27, 35).

use std::path::{Path, PathBuf};

use store::{both, values};

use super::confirm::{list_of, paste, start};
use crate::world::World;

/// The folder of the files; none, loudly, when it is absent.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/urn-uploads");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "the collection of uploads is needed at {}",
        folder.display()
    );
    eprintln!("SKIPPED: the collection of uploads is not at {}", folder.display());
    None
}

fn records(file: &Path) -> Vec<csv::StringRecord> {
    csv::Reader::from_path(file).unwrap().records().map(Result::unwrap).collect()
}

/// The register that the manifest assumes.
async fn schools(world: &World, folder: &Path) {
    for row in records(&folder.join("schools_seed.csv")) {
        let number = |index: usize| row[index].parse::<i32>().unwrap();
        let section = if &row[5] == "1" { "Approved" } else { "Not applicable" };
        let district = Some(row[4].to_owned()).filter(|it| !it.is_empty());
        world
            .execute(
                "insert into establishment (urn, name, type_code, status, district_code, section_41, row_hash)
                 values ($1, $2, $3, $4, $5, $6, 0) on conflict do nothing",
                values![&row[0], &row[1], number(2), number(3), district, section],
            )
            .await;
    }
    let bulk: Vec<_> = (200_000..230_000).map(|urn: u32| serde_json::json!({ "urn": urn.to_string() })).collect();
    let given = world.app.db.dialect().recordset("$1", &[("urn", "text")]);
    let sql = format!(
        "insert into establishment (urn, name, status, type_code, district_code, row_hash)
         select given.urn, 'Bulk School ' || given.urn, 1, 34, 'E06000001', 0 from {given}"
    );
    world.execute(&sql, values![serde_json::Value::from(bulk).to_string()]).await;
    world.school("100099", "A school that brings the register up to date").await;
}

/// A file of the collection; those that the manifest only describes are made here.
fn bytes_of(folder: &Path, file: &str) -> Vec<u8> {
    let numbers =
        |first: u32, count: u32| (first..first + count).flat_map(|it| format!("{it}\n").into_bytes()).collect();
    match &file[..2] {
        "29" => (0..2_097_152_u32).map(|it| it.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect(),
        "35" => numbers(200_000, 30_000),
        "36" => numbers(700_000, 30_000),
        "37" => numbers(200_000, 330_000),
        "40" => format!("{}\n100001\n", "1".repeat(1_000_000)).into_bytes(),
        _ => std::fs::read(folder.join(file)).unwrap(),
    }
}

both! {
    async fn every_file_is_answered_as_the_manifest_says(world) {
        let Some(folder) = folder() else { return };
        let (mut sam, _, partner) = world.ashdown().await;
        schools(world, &folder).await;
        let start = start(world, partner).await;
        let mut sent = 0;
        for case in records(&folder.join("manifest.csv")) {
            let bytes = bytes_of(&folder, &case[0]);
            let answer = sam.upload(&start, "file", &case[0], &bytes).await;
            sent += 1;
            if &case[3] != "ok" {
                assert_eq!((answer.status, answer.problems().len()), (422, 1), "{}: {}", &case[0], answer.text());
                continue;
            }
            assert_eq!(answer.status, 303, "{}: {}", &case[0], answer.text());
            let page = sam.get(&answer.location).await;
            assert!(!page.html.contains("<script>alert") && !page.html.contains("<b>"), "{}", &case[0]);
            // Of 38, what others have confirmed is told by stories of its own.
            if case[0].starts_with("38") {
                continue;
            }
            if &case[7] == "0" {
                assert!(answer.location.ends_with("/check"), "{}: {}", &case[0], page.text());
            } else {
                assert!(answer.location.ends_with("/errors"), "{}: {}", &case[0], page.text());
                assert!(page.says(&format!("{} row", &case[7])), "{}: {}", &case[0], page.text());
            }
        }
        assert!(sent >= 41, "only {sent} files");
    }

    async fn each_category_is_told_with_its_line(world) {
        let Some(folder) = folder() else { return };
        let (mut sam, _, partner) = world.ashdown().await;
        schools(world, &folder).await;
        let list = records(&folder.join("schools_seed.csv")).iter().map(|it| it[0].to_owned()).collect::<Vec<_>>();
        let page = paste(&mut sam, &start(world, partner).await, &format!("999999\n{}", list.join("\n"))).await;
        let file = sam.get(&format!("{}/errors/export.csv", list_of(&page))).await.html;
        let manifest = records(&folder.join("manifest.csv"));
        let case = manifest.iter().find(|it| it[0].starts_with("38")).unwrap();
        let words = |code: &str| match code {
            "urn_not_valid" => "URN is not valid",
            "not_eligible_inductions" => "School not eligible for inductions",
            "not_eligible_funding" => "School not eligible for funding",
            // Nobody has confirmed anything in this story.
            _ => "Available",
        };
        for error in case[8].split("; ").filter(|it| it.matches('|').count() == 2) {
            let (urn, code) = error.split_once('|').unwrap().1.split_once('|').unwrap();
            let line = file.lines().find(|it| it.split(',').nth(1) == Some(urn)).unwrap_or_default();
            assert!(line.contains(words(code)), "{error}: {line}");
        }
    }
}
