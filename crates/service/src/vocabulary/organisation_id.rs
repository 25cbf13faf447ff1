use std::fmt;

/// Key of an organisation in the database. Never shown: pages and addresses use URN, provider code or public id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrganisationId(pub i64);

impl OrganisationId {
    /// The service as a whole, for what is done on nobody's record: imports, mail, settings.
    pub const SERVICE: OrganisationId = OrganisationId(0);

    /// The key itself, for the store.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for OrganisationId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}
