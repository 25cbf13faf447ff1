//! One message as the outbox shows it.

use govuk::components::Tag;
use store::outbox::{Row, State};
use store::{Tx, utc};

use crate::platform::App;
use crate::platform::clock::moment;
use crate::platform::mail::Rendered;
use crate::support::mail::tag;

/// A message with its words.
pub(super) struct Shown {
    pub(super) id: String,
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) queued: String,
    pub(super) state: State,
    pub(super) reason: Option<String>,
    pub(super) lines: Vec<Vec<Piece>>,
}

/// A piece of a line: words, or a link of our own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) is_link: bool,
}

impl Shown {
    pub(super) async fn of(tx: &mut Tx, app: &App, row: Row) -> Shown {
        let rendered = match app.templates.find(&row.template) {
            Some(template) => template.render(tx, app, &row.parameters).await.map_err(|fault| fault.to_string()),
            None => Err("this version of the service has no such template".to_owned()),
        };
        let mut shown = Shown {
            id: row.id,
            to: "Nobody".to_owned(),
            subject: row.template.replace('_', " "),
            queued: moment(utc(row.created_at)),
            state: row.state,
            reason: row.last_error,
            lines: Vec::new(),
        };
        match rendered {
            Ok(Rendered::Mail(mail)) => {
                mail.to().clone_into(&mut shown.to);
                mail.subject().clone_into(&mut shown.subject);
                shown.lines = mail.body().lines().map(|line| pieces(line, &app.settings.public_url)).collect();
            }
            Ok(Rendered::Several(messages)) => shown.lines = note(&becomes(messages.len())),
            Ok(Rendered::Nothing(why)) => shown.lines = note(&format!("Its words can no longer be shown: {why}.")),
            Err(why) => shown.lines = note(&format!("Its words cannot be shown: {why}.")),
        }
        shown
    }

    /// The words, as they are sent.
    pub(super) fn text(&self) -> String {
        let line = |pieces: &Vec<Piece>| pieces.iter().map(|it| it.text.as_str()).collect::<String>();
        self.lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    pub(super) fn tag(&self) -> Tag {
        tag(self.state)
    }
}

fn becomes(messages: usize) -> String {
    if messages == 1 { "Becomes 1 message.".to_owned() } else { format!("Becomes {messages} messages.") }
}

fn note(text: &str) -> Vec<Vec<Piece>> {
    vec![vec![Piece { text: text.to_owned(), is_link: false }]]
}

/// A line in pieces: only addresses of this service become links, whatever people typed.
fn pieces(line: &str, public_url: &str) -> Vec<Piece> {
    let ours = format!("{public_url}/");
    line.split_inclusive(' ')
        .flat_map(|word| {
            let address = word.trim_end();
            let is_link = address.starts_with(&ours);
            let rest = if is_link { &word[address.len()..] } else { "" };
            let first = if is_link { address } else { word };
            [Piece { text: first.to_owned(), is_link }, Piece { text: rest.to_owned(), is_link: false }]
        })
        .filter(|piece| !piece.text.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_addresses_are_links() {
        let found =
            pieces("Go to http://here/a?b=c now, not to http://here.evil.example/ or javascript:x", "http://here");
        let links: Vec<_> = found.iter().filter(|it| it.is_link).map(|it| it.text.as_str()).collect();
        assert_eq!(links, ["http://here/a?b=c"]);
        let whole: String = found.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(whole, "Go to http://here/a?b=c now, not to http://here.evil.example/ or javascript:x");
        assert!(pieces("", "http://here").is_empty());
    }
}
