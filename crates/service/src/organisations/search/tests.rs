use super::*;
use crate::organisations::rules::Status;
use proptest::prelude::*;

fn school(urn: u32, name: &str, town: &str, postcode: &str) -> Entry {
    Entry {
        key: urn.to_string(),
        name: name.to_owned(),
        town: town.to_owned(),
        locality: String::new(),
        authority: String::new(),
        postcode: postcode.to_owned(),
        urn: urn.to_string().parse().ok(),
        ukprn: format!("10{urn}").parse().ok(),
        provider_code: None,
        status: Status::Open,
        aliases: Vec::new(),
        codes: Codes { district: "E06000001".to_owned(), ..Codes::default() },
        place: None,
    }
}

fn closed(urn: u32, name: &str, town: &str, postcode: &str) -> Entry {
    Entry { status: Status::Closed, ..school(urn, name, town, postcode) }
}

fn provider(code: &str, name: &str, aliases: &[&str]) -> Entry {
    Entry {
        key: code.to_owned(),
        provider_code: code.parse().ok(),
        urn: None,
        aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
        ..school(0, name, "London", "WC1E 6BT")
    }
}

fn a_few() -> Snapshot {
    Snapshot::build(&[
        school(100_001, "St Joseph's Catholic Primary School", "Durham", "DH1 1AA"),
        school(100_002, "St Joseph’s Catholic Primary School", "Leeds", "LS1 2BB"),
        closed(100_003, "St Joseph's Catholic Primary School", "Bath", "BA1 3CC"),
        school(100_004, "Saint Mary's RC High School", "Durham", "DH10 4DD"),
        school(100_005, "St Paul's CofE Primary School", "York", "YO1 5EE"),
        school(100_006, "St Peter and St Paul Church of England School", "Hull", "HU1 6FF"),
        school(100_007, "Oakfield Primary School", "Stratford-upon-Avon", "CV37 7GG"),
        school(100_008, "Oakfield Park School", "Pontefract", "WF7 7DT"),
        closed(100_009, "Oakfield", "Hull", "HU2 6FF"),
        school(100_010, "The Co-operative Academy", "Manchester", "M1 1AE"),
        school(100_011, "École Française", "London", "SW7 2DG"),
        school(100_012, "Green Field School", "London", "SW1A 2DG"),
        school(100_013, "100% Academy", "", ""),
        Entry { status: Status::ProposedToOpen, ..school(100_014, "Oakfield Quay School", "Hull", "HU3 6FF") },
        Entry { status: Status::ProposedToClose, ..school(100_015, "Oakfield Road School", "Hull", "HU4 6FF") },
        provider("U80", "University College London", &["ucl", "Institute of Education"]),
        provider("T92", "Northern Lights SCITT", &["Northern Lights Trust"]),
    ])
}

#[track_caller]
fn check(query: &str, first: &[&str]) {
    let snapshot = a_few();
    let keys: Vec<&str> = snapshot.suggest(query, SUGGESTIONS).iter().map(|hit| hit.key).collect();
    assert!(keys.starts_with(first), "{query:?} finds {keys:?}");
    assert_eq!(keys.is_empty(), first.is_empty(), "{query:?} finds {keys:?}");
}

#[test]
fn by_its_name_however_it_is_written() {
    for query in [
        "St Joseph's Catholic Primary School, Durham",
        "st josephs catholic primary school durham",
        "ST JOSEPH’S RC PRIMARY SCHOOL DURHAM",
        "saint josephs roman catholic durham",
        "St. Joseph`s durham",
        "durham joseph",
        "st joseph s durham",
        "josephs dur",
        "St Joseph's Catholic Primary School (Durham, DH1 1AA)",
    ] {
        check(query, &["100001"]);
    }
    check("st josephs catholic primary school", &["100001", "100002", "100003"]);
    check("saint mary rc", &["100004"]);
    check("st marys roman cath", &["100004"]);
    check("st pauls c of e", &["100005"]);
    check("st pauls church of eng", &["100005"]);
    check("pauls CE primary", &["100005"]);
    check("st peter & st paul cofe", &["100006"]);
    check("ecole francaise", &["100011"]);
    check("cooperative", &["100010"]);
    check("co operative", &["100010"]);
    check("oakfield stratford upon avon", &["100007"]);
}

#[test]
fn in_spite_of_a_typing_error() {
    for query in [
        "oakfeild primary",
        "oakfild primary",
        "oakffield primary",
        "oakfjeld primary",
        "oafki pri",
        "oakfield prinary",
        "oakfield primray school",
        "oakfieldprimary",
        "oak field primary",
        "oakfield stradford",
        "okafeild primary",
        "the oakfield primary school",
        "teh oakfield primary",
        "oakfieldxprimary",
        "oakfield primary nowhere",
    ] {
        check(query, &["100007"]);
    }
    check("greenfield london", &["100012"]);
    check("stjosephs durham", &["100001"]);
}

#[test]
fn by_number_code_and_postcode() {
    check("100004", &["100004"]);
    check("10001", &["100013", "100011", "100012"]);
    check("10100004", &["100004"]);
    check("Oakfield (100007)", &["100007"]);
    check("dh1 1aa", &["100001"]);
    check("DH11AA", &["100001"]);
    check("dh1", &["100001", "100004"]);
    check("dh10", &["100004"]);
    check("dh1 1", &["100001"]);
    check("t92", &["T92"]);
    check("oakfield wf7", &["100008"]);
    check("SW1A", &["100012"]);
}

#[test]
fn open_comes_before_closed_and_the_best_before_the_rest() {
    check("oakfield", &["100008", "100007", "100015", "100014", "100009"]);
    check("oakfield school hull", &["100015", "100014"]);
    let snapshot = a_few();
    let all = snapshot.suggest("oakfield", SUGGESTIONS);
    let chosen: Vec<bool> = all.iter().map(Hit::is_selectable).collect();
    assert_eq!(chosen, [true, true, true, true, false]);
}

#[test]
fn providers_by_other_names() {
    check("ucl", &["U80"]);
    check("institute of education", &["U80"]);
    check("northern lights scitt", &["T92"]);
    check("nothern lights trust", &["T92"]);
    check("northern lights school centred teacher training", &["T92"]);
}

#[test]
fn signs_stand_for_nothing_else() {
    check("100%", &["100013"]);
    for query in ["", " ", "%", "_", "*", "\"", "'", "o%k", "\\", "(", "zzzz", "qqqqqqqqqqq", "zzzz school"] {
        check(query, &[]);
    }
    check(&"oakfield ".repeat(5000), &["100008"]);
    check(&"é".repeat(5000), &[]);
}

#[test]
fn suggestions_are_json() {
    let snapshot = a_few();
    let json: serde_json::Value = serde_json::from_slice(&snapshot.suggest_json("st josephs durham")).unwrap();
    assert_eq!(
        json,
        serde_json::json!([{ "urn": "100001", "name": "St Joseph's Catholic Primary School",
            "town": "Durham", "postcode": "DH1 1AA", "status": "open" }])
    );
    let rural = Entry { locality: "South End".to_owned(), ..school(100_900, "Hillcrest School", "", "QK21 6HD") };
    let json = String::from_utf8(Snapshot::build(&[rural]).suggest_json("hillcrest")).unwrap();
    assert!(json.contains(r#""town":"South End""#), "a school without a town has a place all the same: {json}");
    assert_eq!(snapshot.suggest_json(""), b"[]");
    let provider = String::from_utf8(snapshot.suggest_json("ucl")).unwrap();
    assert!(provider.starts_with(r#"[{"code":"U80","#), "{provider}");
}

#[test]
fn what_cannot_be_chosen_takes_no_place_among_suggestions() {
    let welsh = |urn| {
        let codes = Codes { district: "W06000001".to_owned(), region: "Wales (pseudo)".to_owned(), ..Codes::default() };
        Entry { codes, ..school(urn, "Ysgol", "Cardiff", "CF10 1AA") }
    };
    let mut entries: Vec<Entry> = (200_000..200_020).map(welsh).collect();
    entries.push(school(100_001, "Ysgol House School", "Hull", "HU1 6FF"));
    let snapshot = Snapshot::build(&entries);
    let suggested = String::from_utf8(snapshot.suggest_json("ysgol")).unwrap();
    assert!(suggested.starts_with(r#"[{"urn":"100001","#) && suggested.matches("urn").count() == 1, "{suggested}");
    assert_eq!(snapshot.suggest_json("200003"), b"[]");
    assert_eq!(snapshot.search("ysgol", |_| true, Part { skip: 0, take: 50 }).total, 21);
}

#[test]
fn a_list_has_its_total_and_its_parts() {
    let snapshot = a_few();
    let part = |skip| Part { skip, take: 2 };
    let page = snapshot.search("oakfield", |_| true, part(0));
    assert_eq!((page.total, page.hits[0].key), (5, "100008"));
    let last = snapshot.search("oakfield", |_| true, part(4));
    assert_eq!((last.total, last.hits.len()), (5, 1));
    let open = snapshot.search("oakfield", |hit| hit.status != Status::Closed, part(0));
    assert_eq!(open.total, 4);
    let everything = snapshot.search(" ", |hit| hit.town == "Hull", part(0));
    assert_eq!(everything.total, 4);
}

#[test]
fn rows_are_found_again() {
    let snapshot = a_few();
    let hit = snapshot.by_urn("100005".parse().unwrap()).unwrap();
    assert_eq!((hit.name, hit.town), ("St Paul's CofE Primary School", "York"));
    assert_eq!(snapshot.by_urn("999999".parse().unwrap()), None);
    let at: Vec<&str> = snapshot.by_postcode("ls12bb".parse().unwrap()).map(|hit| hit.key).collect();
    assert_eq!(at, ["100002"]);
}

#[test]
fn nothing_is_found_in_nothing() {
    let snapshot = Snapshot::build(&[]);
    assert!(snapshot.is_empty());
    assert!(snapshot.suggest("oakfield", 10).is_empty());
    assert_eq!(snapshot.search("", |_| true, Part { skip: 0, take: 9 }).total, 0);
}

fn any_name() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "St",
        "Saint",
        "Mary's",
        "Joseph’s",
        "Oak-field",
        "CofE",
        "Church of England",
        "RC",
        "Primary",
        "School",
        "&",
        "and",
        "1st",
        "École",
        "s",
        "c",
        "e",
        "of",
    ]);
    prop::collection::vec(word, 1..6).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(query in ".*") {
        let snapshot = a_few();
        let hits = snapshot.suggest(&query, SUGGESTIONS);
        prop_assert!(hits.len() <= SUGGESTIONS);
        let part = Part { skip: 0, take: SUGGESTIONS };
        prop_assert!(snapshot.search(&query, |_| true, part).total >= hits.len());
    }

    #[test]
    fn words_nearly_of_the_lexicon_do_no_harm(query in "[a-e ]{0,8}(oakf|josep|prima|st )[a-z ]{0,6}") {
        a_few().suggest(&query, SUGGESTIONS);
    }

    #[test]
    fn a_school_is_found_by_each_of_its_own_facts(
        names in prop::collection::vec((any_name(), "[A-Z][a-z]{3,8}", "[A-Z]{2}[1-9] [0-9][A-Z]{2}"), 1..9),
    ) {
        let entries = names.iter().enumerate().map(|(at, (name, town, postcode))| {
            school(200_000 + u32::try_from(at).unwrap(), name, town, postcode)
        });
        let entries: Vec<Entry> = entries.collect();
        let snapshot = Snapshot::build(&entries);
        for entry in entries {
            let is_found = |query: &str| snapshot.suggest(query, SUGGESTIONS).iter().any(|hit| hit.key == entry.key);
            prop_assert!(is_found(&entry.key), "URN");
            prop_assert!(is_found(&entry.postcode), "postcode {}", entry.postcode);
            let full = format!("{}, {}", entry.name, entry.town);
            prop_assert!(is_found(&full), "{full}");
        }
    }
}
