/// The key of a person; never shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonId(pub i64);

impl PersonId {
    /// The key itself, for the store.
    pub fn get(self) -> i64 {
        self.0
    }
}
