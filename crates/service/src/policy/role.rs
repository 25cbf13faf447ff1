//! What a person is in an organisation.

/// What a person is in an organisation; a person's roles in one are a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Reads and exports.
    Viewer,
    /// Changes partners, placements, early career training, availability and contacts.
    Coordinator,
    /// Sees the payable list and budgets.
    Finance,
    /// Signs agreements and decides dormancy.
    Signatory,
    /// Looks after users, settings and API tokens; does not sign.
    Administrator,
    /// The DfE's support desk: looks, and acts only at an organisation's request.
    Support,
    /// The DfE's regulator.
    Regulator,
}

impl Role {
    /// Every role, in the order in which pages list them.
    pub const ALL: [Role; 7] = [
        Role::Viewer,
        Role::Coordinator,
        Role::Finance,
        Role::Signatory,
        Role::Administrator,
        Role::Support,
        Role::Regulator,
    ];

    /// The roles that a school or a provider can give.
    pub const OF_ORGANISATIONS: [Role; 5] =
        [Role::Viewer, Role::Coordinator, Role::Finance, Role::Signatory, Role::Administrator];

    /// The word kept in the database and used in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Coordinator => "coordinator",
            Role::Finance => "finance",
            Role::Signatory => "signatory",
            Role::Administrator => "administrator",
            Role::Support => "support",
            Role::Regulator => "regulator",
        }
    }

    /// The role of a code, if it is one.
    pub fn parse(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }

    /// The name that pages show.
    pub fn title(self) -> &'static str {
        match self {
            Role::Viewer => "Can view",
            Role::Coordinator => "Can edit",
            Role::Finance => "Finance",
            Role::Signatory => "Signatory",
            Role::Administrator => "Administrator",
            Role::Support => "DfE support",
            Role::Regulator => "DfE regulator",
        }
    }

    /// What the role lets a person do, in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Role::Viewer => "Can see and export everything of the organisation",
            Role::Coordinator => "Can add, change and remove partners, and give contacts",
            Role::Finance => "Can also see payments and budgets",
            Role::Signatory => "Can sign agreements for the organisation",
            Role::Administrator => "Can add and remove users and change their roles",
            Role::Support => "Can look at any organisation, and act when it asks",
            Role::Regulator => "Can look at any organisation",
        }
    }

    fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

/// A set of roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles(u8);

impl Roles {
    /// Whether the role is in the set.
    pub fn has(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The roles in the order of [`Role::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.has(*role))
    }

    /// The titles joined by commas, as lists of users show them.
    pub fn titles(self) -> String {
        self.iter().map(Role::title).collect::<Vec<_>>().join(", ")
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Roles {
        Roles(roles.into_iter().fold(0, |set, role| set | role.bit()))
    }
}
