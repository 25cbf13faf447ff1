//! Every mail that the service sends, printed whole: its words are read in a document, not in code.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;

use service::platform::mail::{Priority, Template, Templates};

const DOCUMENT: &str = "../../docs/rules/mails.md";

const PREFACE: &str = "# Every mail

Printed by a test from the templates. Change a template, then run `cargo xtask docs`.

Each is plain text to one person. Its words, its address and its link are put together only when it is handed over; until
then the outbox holds the name below and the ids of what it is about. People and organisations here are fictional.
";

fn templates() -> Templates {
    service::router::templates()
}

fn order(template: &dyn Template) -> &'static str {
    match template.priority() {
        Priority::SignIn => "before all others",
        Priority::Single => "in turn",
        Priority::Bulk => "after all others",
    }
}

#[test]
fn every_mail_is_as_written() {
    let mut document = PREFACE.to_owned();
    for template in templates().iter() {
        let _ = write!(
            document,
            "\n## {}\n\n- When: {}\n- To: {}\n- Sent: {}\n",
            template.name(),
            template.trigger().trim_end_matches('.'),
            template.recipient().trim_end_matches('.'),
            order(template)
        );
        for mail in template.samples() {
            let _ = write!(document, "\n```text\n{}```\n", mail.as_text());
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &document).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(document == written, "docs/rules/mails.md is out of date: run `cargo xtask docs` and read what changed");
}

#[test]
fn no_two_mails_share_a_name() {
    let mut names = HashSet::new();
    assert!(templates().iter().all(|it| names.insert(it.name())));
}

#[test]
fn every_mail_reads_well() {
    for template in templates().iter() {
        let name = template.name();
        for sentence in [template.trigger(), template.recipient()] {
            assert!(sentence.starts_with(char::is_uppercase), "{name}: {sentence}");
        }
        for mail in template.samples() {
            assert!(!mail.subject().ends_with('.') && mail.subject().len() < 120, "{name}: {}", mail.subject());
            assert!(!mail.body().contains("\n\n\n") && !mail.body().contains("&#"), "{name}: {}", mail.body());
            assert!(mail.to().ends_with(".example") || mail.to().ends_with("@example.com"), "{name}: {}", mail.to());
        }
    }
}
