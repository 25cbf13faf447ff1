//! One statement for many rows.

use sea_orm::Value;

use crate::{StoreError, Tx};

/// Parameters of one statement: with many more, preparing it takes longer than running it twice.
const MOST_PARAMETERS: usize = 4096;

impl Tx {
    /// Runs a statement for many rows, which stand in it as a table; gives the number of rows that it changed.
    ///
    /// `sql` is told what to write after `from` for the table, `given`, and the parameters that every row shares:
    /// ``|given, [now]| format!("insert into … select given.urn, {now} from {given}")``. The statement runs as often
    /// as there are parts of the rows, in their order, so that it must not need to see them all at once.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn execute_many<const COLUMNS: usize, const SHARED: usize>(
        &mut self,
        columns: [&str; COLUMNS],
        rows: Vec<[Value; COLUMNS]>,
        shared: [Value; SHARED],
        sql: impl Fn(&str, [String; SHARED]) -> String,
    ) -> Result<u64, StoreError> {
        let mut changed = 0;
        let mut rows = rows.into_iter();
        while rows.len() > 0 {
            let part = part(rows.len(), COLUMNS);
            let names = std::array::from_fn(|at| format!("${}", part * COLUMNS + at + 1));
            let sql = sql(&self.dialect().given(&columns, part), names);
            let own = rows.by_ref().take(part).flatten();
            let values: Vec<Value> = own.chain(shared.iter().cloned()).collect();
            changed += self.execute(&sql, values).await?;
        }
        Ok(changed)
    }
}

/// So many of the rows at once: a power of two, so that few texts of SQL are ever prepared.
fn part(rows: usize, columns: usize) -> usize {
    let most = (MOST_PARAMETERS / columns.max(1)).max(1);
    let fits = rows.min(most);
    if fits.is_power_of_two() { fits } else { fits.next_power_of_two() / 2 }
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn parts_are_powers_of_two() {
        let parts = |mut rows: usize, columns| {
            let mut parts = Vec::new();
            while rows > 0 {
                parts.push(part(rows, columns));
                rows -= parts[parts.len() - 1];
            }
            parts
        };
        assert_eq!(parts(1, 5), [1]);
        assert_eq!(parts(7, 5), [4, 2, 1]);
        assert_eq!(parts(1100, 5), [512, 512, 64, 8, 4]);
        assert_eq!(parts(3, 5000), [1, 1, 1]);
        assert!(parts(0, 5).is_empty());
    }
}
