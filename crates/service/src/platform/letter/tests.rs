use super::fonts::Fonts;
use super::*;

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|it| (*it).to_owned()).collect()
}

fn letter() -> Letter {
    Letter {
        from: lines(&["Manage school and training partnerships", "Department for Example"]),
        to: lines(&["The ITT coordinator", "St Joseph’s Catholic Primary School", "Church Lane", "AB1 2CD"]),
        date: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
        heading: "Example University has added you as a partner school".to_owned(),
        parts: vec![
            Part::Paragraph("You do not need an account to answer.".to_owned()),
            Part::Heading("What you can do".to_owned()),
            Part::List(lines(&["Do nothing, if this is right", "Tell us, if it is a mistake"])),
            Part::Code { web_address: "https://partnerships.example/letter".to_owned(), code: "ABCD-EFGH".to_owned() },
        ],
    }
}

/// The lines as they stand, each after its page: what a reader of the paper sees.
fn seen(letter: &Letter) -> Vec<String> {
    let fonts = Fonts::load().unwrap();
    let mut flow = Flow::new(&fonts);
    lay_out(letter, &mut flow);
    flow.lines.iter().map(|line| format!("{} {}", line.page + 1, line.text)).collect()
}

#[test]
fn a_letter_says_what_it_was_given() {
    assert_eq!(
        seen(&letter()),
        [
            "1 Manage school and training partnerships",
            "1 Department for Example",
            "1 The ITT coordinator",
            "1 St Joseph’s Catholic Primary School",
            "1 Church Lane",
            "1 AB1 2CD",
            "1 23 November 2026",
            "1 Example University has added you as a partner school",
            "1 You do not need an account to answer.",
            "1 What you can do",
            "1 •",
            "1 Do nothing, if this is right",
            "1 •",
            "1 Tell us, if it is a mistake",
            "1 Go to this web address:",
            "1 https://partnerships.example/letter",
            "1 Enter this code:",
            "1 ABCD-EFGH",
        ]
    );
}

#[test]
fn a_letter_is_tagged_and_calls_itself_accessible() {
    // krilla's validator of PDF/UA-1 runs in `pdf`: a document that fails it is an error.
    let bytes = pdf(&letter()).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.starts_with("%PDF-"));
    for mark in [
        "/StructTreeRoot",
        "/MarkInfo",
        "/Lang",
        "pdfuaid:part",
        "/DisplayDocTitle true",
        "/S/H1",
        "/S/LBody",
        "/S/Link",
    ] {
        assert!(text.replace(' ', "").contains(&mark.replace(' ', "")), "{mark} is missing");
    }
}

#[test]
fn the_same_letter_is_the_same_bytes() {
    assert_eq!(pdf(&letter()).unwrap(), pdf(&letter()).unwrap());
}

#[test]
fn what_people_typed_stays_words() {
    let hostile =
        "</P> \\) Tj (x) #let x = 1; *not bold* <b>&amp; /S /URI $(id) \u{202e}txet\u{0}\u{feff}\u{fffe}\u{e000}";
    let mut letter = letter();
    letter.to = lines(&[hostile, "", "漢字 🏫 Ŵyn Łódź ﬁx e\u{301}"]);
    letter.heading = hostile.to_owned();
    letter.parts.push(Part::Paragraph(hostile.to_owned()));
    let seen = seen(&letter);
    assert!(seen.contains(&"1 ?? ? Ŵyn Łódź fix é".to_owned()), "{seen:?}");
    assert!(seen.iter().any(|it| it.contains("#let x = 1; *not bold* <b>&amp; /S /URI")), "{seen:?}");
    let marks = |letter: &Letter| {
        let text = String::from_utf8_lossy(&pdf(letter).unwrap()).replace(' ', "");
        (text.matches("/Subtype/Link").count(), text.matches("/S/H1").count())
    };
    assert_eq!((marks(&letter), marks(&self::letter())), ((1, 1), (1, 1)));
}

#[test]
fn long_names_wrap_and_long_letters_go_on() {
    let mut letter = letter();
    letter.to[1] =
        "The Very Long Name Of A Federation Of Church Of England Voluntary Aided Infant And Junior Schools".to_owned();
    letter.to.push("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch".repeat(3));
    letter
        .parts
        .splice(1..1, (0..60).map(|number| Part::Paragraph(format!("Paragraph {number} {}", "of words ".repeat(20)))));
    let seen = seen(&letter);
    assert!(seen.iter().any(|it| it.starts_with("3 ")) && !seen.iter().any(|it| it.starts_with("9 ")), "{seen:?}");
    // The box is not torn: its four lines stand on one page, the last.
    let pages: Vec<_> = seen[seen.len() - 4..].iter().map(|it| it.split(' ').next().unwrap()).collect();
    assert!(pages.iter().all(|page| *page == pages[0]), "{pages:?}");
    pdf(&letter).unwrap();
}

#[test]
fn an_empty_letter_is_still_a_document() {
    let empty = Letter { from: vec![], to: vec![], heading: "Letter".to_owned(), parts: vec![], ..letter() };
    pdf(&empty).unwrap();
}
