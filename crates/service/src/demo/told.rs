//! What the leading provider was told last year, before everything else of the demo: more than a page of notifications.

use chrono::Days;
use store::{Tx, values};

use super::NotFilled;
use super::partners::Story;
use crate::organisations::notifications::store::{Note, Topic, put};
use crate::placements::words::places;
use crate::vocabulary::AcademicYear;

/// More than a page holds.
const MANY: usize = 30;

/// Writes them, the oldest first. Their mails went long ago.
pub(super) async fn write(tx: &mut Tx, story: &Story<'_>) -> Result<(), NotFilled> {
    let year = AcademicYear::at(story.now).previous();
    for (urn, days) in story.open.iter().take(MANY).zip(0..) {
        let name = tx.scalar("select name from organisation where urn = $1", values![urn.to_string()]).await?;
        let school: String = name.ok_or(NotFilled::Short("schools"))?;
        let number = i32::try_from(days % 3).unwrap_or(0) + 1;
        let note = Note {
            organisation: story.leading,
            topic: Topic::Placements,
            kind: "places_completed",
            line: format!("{school} has completed your {}", places(number)),
            href: format!("/placements?year={}", year.start_year()),
        };
        put(tx, story.app, story.now - Days::new(120 - days), &note).await?;
    }
    Ok(())
}
