//! The table itself. docs/rules/policy.txt is printed from it by a test.

use super::Action::{
    AcceptTerms, ActOnBehalf, AnswerSubject, AskAvailability, AskForAccess, AssignPlacements, ChangePartners,
    ConfirmSchools, CountMentors, DecideAccess, EditProfile, EndPlacements, GiveContact, GiveFeedback, GiveNumbers,
    HandOver, Import, LookAt, ManageCohorts, ManageSelf, ManageTokens, ManageUsers, NominateTutor, OfferPlacements,
    OpenNotice, ProposeSuccessor, Purge, Read, ReadPayable, ReadSupport, ReleaseMail, ReportMistake, RequestPlacements,
    SetAvailability, TellSchool,
};
use super::Reach::{Any, Looking, OnRequest, Own};
use super::Role::{Administrator, Coordinator, Finance, Regulator, Signatory, Support, Viewer};
use super::Who::{Anybody, Has, Job, LinkHolder, Operator, SignedIn, Token, WritingToken};
use super::{Action, Reach, Who};

/// One permission: who, what, how far.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Who may.
    pub who: Who,
    /// What.
    pub action: Action,
    /// On whose record.
    pub reach: Reach,
}

const fn row(who: Who, action: Action, reach: Reach) -> Row {
    Row { who, action, reach }
}

/// Read it aloud to check it. Anything absent is refused.
pub const POLICY: &[Row] = &[
    row(Has(Viewer), Read, Own),
    row(Has(Coordinator), Read, Own),
    row(Has(Finance), Read, Own),
    row(Has(Signatory), Read, Own),
    row(Has(Administrator), Read, Own),
    row(Has(Support), Read, Own),
    row(Has(Support), Read, Looking),
    row(Has(Regulator), Read, Own),
    row(Has(Regulator), Read, Looking),
    row(Token, Read, Own),
    row(Has(Coordinator), ChangePartners, Own),
    row(Has(Support), ChangePartners, OnRequest),
    row(Has(Coordinator), GiveContact, Own),
    row(Has(Support), GiveContact, OnRequest),
    row(Has(Coordinator), TellSchool, Own),
    row(Has(Support), TellSchool, OnRequest),
    row(Has(Coordinator), ReportMistake, Own),
    row(LinkHolder, ReportMistake, Own),
    row(LinkHolder, OpenNotice, Own),
    row(Has(Coordinator), OfferPlacements, Own),
    row(Has(Coordinator), AssignPlacements, Own),
    row(Has(Coordinator), RequestPlacements, Own),
    row(Has(Coordinator), SetAvailability, Own),
    row(LinkHolder, SetAvailability, Own),
    row(Job, AskAvailability, Any),
    row(Has(Coordinator), CountMentors, Own),
    row(Has(Coordinator), EditProfile, Own),
    row(Has(Coordinator), ConfirmSchools, Own),
    row(WritingToken, ConfirmSchools, Own),
    row(Has(Finance), ReadPayable, Own),
    row(Token, ReadPayable, Own),
    row(Has(Support), ReadPayable, Looking),
    row(Has(Regulator), ReadPayable, Looking),
    row(Has(Support), ManageCohorts, Any),
    row(Has(Coordinator), NominateTutor, Own),
    row(LinkHolder, NominateTutor, Own),
    row(Has(Coordinator), GiveNumbers, Own),
    row(Has(Administrator), ManageTokens, Own),
    row(Job, EndPlacements, Any),
    row(LinkHolder, AskForAccess, Own),
    row(LinkHolder, DecideAccess, Own),
    row(Has(Support), DecideAccess, Any),
    row(Has(Administrator), ManageUsers, Own),
    row(Has(Support), ManageUsers, OnRequest),
    row(Operator, ManageUsers, Any),
    row(SignedIn, AcceptTerms, Any),
    row(SignedIn, ManageSelf, Any),
    row(Operator, ManageSelf, Any),
    row(Has(Support), LookAt, Any),
    row(Has(Regulator), LookAt, Any),
    row(Has(Support), ActOnBehalf, Any),
    row(Has(Support), ReadSupport, Any),
    row(Has(Regulator), ReadSupport, Any),
    row(Has(Support), ReleaseMail, Any),
    row(Operator, ReleaseMail, Any),
    row(Anybody, GiveFeedback, Any),
    row(Operator, Import, Any),
    row(Job, Import, Any),
    row(Job, HandOver, Any),
    row(Operator, ProposeSuccessor, Any),
    row(Job, ProposeSuccessor, Any),
    row(Job, Purge, Any),
    row(Operator, Purge, Any),
    row(Operator, AnswerSubject, Any),
];
