//! The files of school URNs that people really upload, each sent to the page (acceptance 14 to 36).

use std::path::{Path, PathBuf};

use service::vocabulary::OrganisationId;
use store::{both, values};

use super::confirm::start;
use crate::world::World;
use crate::world::early_career::Confirmed;

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

/// Who has confirmed or reported what, as `schools_seed.csv` tells it of one school.
async fn states(
    world: &World,
    (lead, other, partner): (OrganisationId, OrganisationId, OrganisationId),
    folder: &Path,
) {
    for row in records(&folder.join("schools_seed.csv")) {
        for state in row[6].split('|').filter(|it| !it.is_empty()) {
            let (word, who) = state.split_once(':').unwrap();
            let provider = if who == "LP-A" { lead } else { other };
            let cohort = if word.starts_with("prev") { 2025 } else { 2026 };
            if word == "programme" {
                continue;
            }
            let made = world.confirmed((provider, partner), &Confirmed { cohort, ..Confirmed::told(&row[0]) }).await;
            match word {
                "challenged" | "prevchallenged" => world.reported(&made, "not_confirmed").await,
                "relationship" => {
                    let sql = "update membership set basis = 'school_led' where public_id = $1";
                    world.execute(sql, values![made]).await;
                }
                _ => {}
            }
        }
    }
}

/// What the file that is given back says of a code of the manifest.
fn words(code: &str) -> &str {
    match code {
        "urn_not_valid" => "URN is not valid",
        "not_eligible_inductions" => "School not eligible for inductions",
        "not_eligible_funding" => "School not eligible for funding",
        "already_yours" => "Your school - already confirmed",
        "recruited_by_other" => "Recruited by other provider",
        other => panic!("the manifest has a code {other}"),
    }
}

/// The file that is given back, row by row, against the manifest: how many schools can be confirmed, the first of them,
/// each error with its line, each school that is named again.
fn compare(case: &csv::StringRecord, given_back: &str) {
    let name = &case[0];
    let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(given_back.trim_start_matches('\u{feff}').as_bytes())
        .records()
        .map(Result::unwrap)
        .collect();
    let available: Vec<_> = rows.iter().filter(|row| &row[3] == "Available").collect();
    assert_eq!(rows.len().to_string(), case[4], "{name}: rows");
    assert_eq!(available.len().to_string(), case[5], "{name}: schools");
    let first: Vec<&str> = available.iter().take(5).map(|row| &row[1]).collect();
    assert_eq!(first.join(" "), case[6], "{name}: the first of them");
    let errors = rows.iter().filter(|row| !["Available", "Named twice"].contains(&&row[3]));
    assert_eq!(errors.count().to_string(), case[7], "{name}: errors");
    let told = |line: &str| rows.iter().find(|row| &row[0] == line).unwrap_or_else(|| panic!("{name}: line {line}"));
    for error in case[8].split("; ").filter(|it| it.matches('|').count() >= 2) {
        let (line, code) = (error.split('|').next().unwrap(), error.rsplit('|').next().unwrap());
        if !code.contains(' ') {
            assert_eq!(&told(line)[3], words(code), "{name}: {error}");
        }
    }
    for again in case[9].split("; ").filter(|it| !it.is_empty()) {
        let parts: Vec<&str> = again.split('|').collect();
        assert_eq!(told(parts[0])[4], format!("Line {} names the same school", parts[2]), "{name}: {again}");
    }
}

both! {
    async fn every_file_is_answered_as_the_manifest_says(world) {
        let Some(folder) = folder() else { return };
        let (mut sam, lead, partner) = world.ashdown().await;
        world.cohort(2025, "2025-05-10", "2026-03-31").await;
        let other = world.lead_provider("Brook Institute").await;
        schools(world, &folder).await;
        states(world, (lead, other, partner), &folder).await;
        let start = start(world, partner).await;
        let (mut sent, mut kept) = (0, 0);
        for case in records(&folder.join("manifest.csv")) {
            let bytes = bytes_of(&folder, &case[0]);
            let answer = sam.upload(&start, "file", &case[0], &bytes).await;
            sent += 1;
            if &case[3] != "ok" {
                assert_eq!((answer.status, answer.problems().len()), (422, 1), "{}: {}", &case[0], answer.text());
                let lists: Option<i64> = world.scalar("select count(*) from upload").await;
                assert_eq!(lists, Some(kept), "{}: nothing is stored", &case[0]);
                continue;
            }
            kept += 1;
            assert_eq!(answer.status, 303, "{}: {}", &case[0], answer.text());
            let page = sam.get(&answer.location).await;
            assert!(!page.html.contains("<script>alert") && !page.html.contains("<b>"), "{}", &case[0]);
            assert!(page.html.matches("<tr").count() <= 26, "{}: the page is one of many", &case[0]);
            assert!(page.html.len() < 100_000, "{}: what is long is cut", &case[0]);
            let ending = if &case[7] == "0" && case[9].is_empty() { "/check" } else { &answer.location };
            assert!(answer.location.ends_with(ending), "{}: {}", &case[0], page.text());
            let file = sam.get(&format!("{}/errors/export.csv", answer.location.rsplit_once('/').unwrap().0)).await;
            compare(&case, &file.html);
        }
        assert!(sent >= 41, "only {sent} files");
    }
}
