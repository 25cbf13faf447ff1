//! What can be done.

/// A thing that can be done. Each has rows in [`POLICY`](super::POLICY), and a verb in the audit trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// See the organisation's lists and pages, and export them.
    Read,
    /// The same of placements and partner providers.
    ReadPlacements,
    /// The same of early career training.
    ReadEarlyCareer,
    /// Add or remove a partner school or provider.
    ChangePartners,
    /// Give the address at which a school can be told.
    GiveContact,
    /// Tell a school again, or print its letter.
    TellSchool,
    /// Say "this is a mistake" of a partnership that names us.
    ReportMistake,
    /// Open the page that a mail or letter leads to.
    OpenNotice,
    /// Offer, change and withdraw placements.
    OfferPlacements,
    /// Assign places, answer requests, release and complete.
    AssignPlacements,
    /// Request places, take a request back, give places back.
    RequestPlacements,
    /// Say whether the school can offer placements in a year.
    SetAvailability,
    /// Ask schools what they can offer, and whether what they said is still right.
    AskAvailability,
    /// Count mentors.
    CountMentors,
    /// Say what a provider wants its partner schools to know.
    EditProfile,
    /// Confirm the schools that a lead provider has recruited, and change their delivery partner.
    ConfirmSchools,
    /// See which confirmed schools are paid for, and why others are not.
    ReadPayable,
    /// Keep cohorts, lead providers, delivery partners and who is paired with whom.
    ManageCohorts,
    /// Say who looks after the induction of a school's early career teachers.
    NominateTutor,
    /// Count early career teachers and their mentors.
    GiveNumbers,
    /// Make and end tokens of the API.
    ManageTokens,
    /// Let requests expire, and complete placements whose year is over.
    EndPlacements,
    /// Ask to become a school's first user.
    AskForAccess,
    /// Let somebody become a school's first user, or refuse it.
    DecideAccess,
    /// Add, change or remove users.
    ManageUsers,
    /// Accept the terms of use.
    AcceptTerms,
    /// Change one's own settings and sessions.
    ManageSelf,
    /// Look at an organisation's pages without changing anything, with a reason.
    LookAt,
    /// Act for an organisation at its request, with a reason.
    ActOnBehalf,
    /// Say which other organisations may act for the school.
    ManageDelegations,
    /// Act for schools that have let one's organisation, ask schools to, and stop doing so.
    ActFor,
    /// See support's pages.
    ReadSupport,
    /// Release a parked mail.
    ReleaseMail,
    /// Say what one thinks of the service.
    GiveFeedback,
    /// Bring a register, providers or contacts in.
    Import,
    /// Hand mail over, and note it.
    HandOver,
    /// Carry memberships over to a successor, as a proposal.
    ProposeSuccessor,
    /// Remove what is past its time.
    Purge,
    /// Give a person all that is kept of them, or erase it, because they asked.
    AnswerSubject,
}

impl Action {
    /// Every action, in the order of the grid.
    pub const ALL: [Action; 39] = [
        Action::Read,
        Action::ReadPlacements,
        Action::ReadEarlyCareer,
        Action::ChangePartners,
        Action::GiveContact,
        Action::TellSchool,
        Action::ReportMistake,
        Action::OpenNotice,
        Action::OfferPlacements,
        Action::AssignPlacements,
        Action::RequestPlacements,
        Action::SetAvailability,
        Action::AskAvailability,
        Action::CountMentors,
        Action::EditProfile,
        Action::ConfirmSchools,
        Action::ReadPayable,
        Action::ManageCohorts,
        Action::NominateTutor,
        Action::GiveNumbers,
        Action::ManageTokens,
        Action::EndPlacements,
        Action::AskForAccess,
        Action::DecideAccess,
        Action::ManageUsers,
        Action::AcceptTerms,
        Action::ManageSelf,
        Action::LookAt,
        Action::ActOnBehalf,
        Action::ManageDelegations,
        Action::ActFor,
        Action::ReadSupport,
        Action::ReleaseMail,
        Action::GiveFeedback,
        Action::Import,
        Action::HandOver,
        Action::ProposeSuccessor,
        Action::Purge,
        Action::AnswerSubject,
    ];

    /// The word in the audit trail.
    pub fn code(self) -> &'static str {
        match self {
            Action::Read => "read",
            Action::ReadPlacements => "read_placements",
            Action::ReadEarlyCareer => "read_early_career",
            Action::ChangePartners => "change_partners",
            Action::GiveContact => "give_contact",
            Action::TellSchool => "tell_school",
            Action::ReportMistake => "report_mistake",
            Action::OpenNotice => "open_notice",
            Action::OfferPlacements => "offer_placements",
            Action::AssignPlacements => "assign_placements",
            Action::RequestPlacements => "request_placements",
            Action::SetAvailability => "set_availability",
            Action::AskAvailability => "ask_availability",
            Action::CountMentors => "count_mentors",
            Action::EditProfile => "edit_profile",
            Action::ConfirmSchools => "confirm_schools",
            Action::ReadPayable => "read_payable",
            Action::ManageCohorts => "manage_cohorts",
            Action::NominateTutor => "nominate_tutor",
            Action::GiveNumbers => "give_numbers",
            Action::ManageTokens => "manage_tokens",
            Action::EndPlacements => "end_placements",
            Action::AskForAccess => "ask_for_access",
            Action::DecideAccess => "decide_access",
            Action::ManageUsers => "manage_users",
            Action::AcceptTerms => "accept_terms",
            Action::ManageSelf => "manage_self",
            Action::LookAt => "look_at",
            Action::ActOnBehalf => "act_on_behalf",
            Action::ManageDelegations => "manage_delegations",
            Action::ActFor => "act_for",
            Action::ReadSupport => "read_support",
            Action::ReleaseMail => "release_mail",
            Action::GiveFeedback => "give_feedback",
            Action::Import => "import",
            Action::HandOver => "hand_over",
            Action::ProposeSuccessor => "propose_successor",
            Action::Purge => "purge",
            Action::AnswerSubject => "answer_subject",
        }
    }
}
