//! The academic year that a person looked at last.

use store::{StoreError, Tx, values};

use crate::policy::Permit;
use crate::vocabulary::{AcademicYear, PersonId};

/// The start of the year that the person chose last.
pub async fn remembered_year(tx: &mut Tx, person: PersonId) -> Result<Option<i32>, StoreError> {
    let year: Option<Option<i32>> =
        tx.scalar("select placement_year from person where id = $1", values![person.get()]).await?;
    Ok(year.flatten())
}

/// Remembers the year for the person of the permit. It is a setting of theirs and no event.
pub async fn remember_year(tx: &mut Tx, permit: &Permit, year: AcademicYear) -> Result<(), StoreError> {
    let person = permit.person().map(PersonId::get);
    tx.execute("update person set placement_year = $1 where id = $2", values![year.start_year(), person]).await?;
    Ok(())
}
