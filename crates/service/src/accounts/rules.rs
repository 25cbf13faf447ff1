//! Who can be a user, who can be removed, and where a person lands. Pure.

use crate::policy::{Role, Roles};
use crate::vocabulary::{EmailAddress, NotAnEmailAddress, PersonId, PersonName};
use chrono::Duration;

/// The version of the terms of use that is in force; a new one is accepted again by everybody.
pub const TERMS_VERSION: &str = "1";

/// How long an invitation lives. Source: product.md "Secrets".
pub const INVITATION_LIFE: Duration = Duration::days(14);

/// The roles that can be given in an organisation: the DfE's own are given in the DfE's organisation only.
pub fn roles_to_give(is_dfe: bool) -> &'static [Role] {
    if is_dfe { &[Role::Administrator, Role::Support, Role::Regulator] } else { &Role::OF_ORGANISATIONS }
}

/// Reads the codes of the boxes that were ticked.
///
/// # Errors
/// [`Refusal::NoRole`] when nothing is left that can be given here.
pub fn read_roles<'a>(codes: impl Iterator<Item = &'a str>, is_dfe: bool) -> Result<Roles, Refusal> {
    let roles: Roles = codes.filter_map(Role::parse).filter(|role| roles_to_give(is_dfe).contains(role)).collect();
    if roles.is_empty() { Err(Refusal::NoRole) } else { Ok(roles) }
}

/// A user to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    /// Their name; an existing person keeps the one that others see.
    pub name: PersonName,
    /// Their address.
    pub email: EmailAddress,
    /// What they may do here.
    pub roles: Roles,
}

/// What is known of an organisation when its users change.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Whether it is the DfE's own.
    pub is_dfe: bool,
    /// The domain of the DfE's users.
    pub support_domain: String,
    /// Its users with their roles.
    pub users: Vec<(PersonId, Roles)>,
}

/// Why a user cannot be added, changed or removed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The address cannot be one.
    #[error(transparent)]
    Address(#[from] NotAnEmailAddress),
    /// No box is ticked.
    #[error("Select what they can do")]
    NoRole,
    /// Named with the organisation.
    #[error("This person is already a user of {0}")]
    AlreadyHere(String),
    /// A DfE user elsewhere than at the DfE; with the DfE's domain.
    #[error("Enter a Department for Education email address in the correct format, like name@{0}")]
    NotAtTheDfe(String),
    /// Nobody would be there who can add the others.
    #[error("Select “Administrator”: the first user adds the others")]
    FirstUser,
    /// Somebody else must do it.
    #[error("You cannot remove yourself. Ask another administrator of your organisation to do it")]
    Yourself,
    /// Nobody would be left who can add users.
    #[error("This is the only administrator. Make another user an administrator first")]
    LastAdministrator,
    /// Somebody else has removed them already.
    #[error("This person is not a user any more")]
    Gone,
    /// Another administrator gave them other roles since.
    #[error("Someone changed this while you were looking at it. Check what this user can do, and continue")]
    ChangedMeanwhile,
}

/// Whether this address may be given a role in the organisation.
///
/// # Errors
/// [`Refusal::NotAtTheDfe`]. Source: acceptance A41: a support user has the DfE's address.
pub fn may_belong(place: &Place, email: &EmailAddress) -> Result<(), Refusal> {
    if place.is_dfe && !email.is_at(&place.support_domain) {
        return Err(Refusal::NotAtTheDfe(place.support_domain.clone()));
    }
    Ok(())
}

/// Whether a person may add a user with these roles: the first one must be able to add the others.
///
/// An operator at the server may do otherwise, and knows why.
///
/// # Errors
/// [`Refusal::FirstUser`].
pub fn may_begin_with(place: &Place, by: Option<PersonId>, roles: Roles) -> Result<(), Refusal> {
    let is_alone = place.users.is_empty() && by.is_some();
    if is_alone && !roles.has(Role::Administrator) { Err(Refusal::FirstUser) } else { Ok(()) }
}

impl Refusal {
    /// The question of the form that it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Refusal::NoRole | Refusal::FirstUser | Refusal::LastAdministrator | Refusal::ChangedMeanwhile => "role",
            Refusal::Address(_)
            | Refusal::AlreadyHere(_)
            | Refusal::NotAtTheDfe(_)
            | Refusal::Yourself
            | Refusal::Gone => "email",
        }
    }
}

/// Whether a user may be removed. Source: issue 2: never oneself; and never the last administrator.
///
/// # Errors
/// [`Refusal`], in the page's words.
pub fn may_remove(place: &Place, by: Option<PersonId>, user: PersonId) -> Result<(), Refusal> {
    let Some((_, roles)) = place.users.iter().find(|(it, _)| *it == user) else { return Err(Refusal::Gone) };
    if by == Some(user) {
        return Err(Refusal::Yourself);
    }
    if roles.has(Role::Administrator) { leaves_an_administrator(place, user) } else { Ok(()) }
}

/// Whether a user's roles may become these.
///
/// # Errors
/// [`Refusal`], in the page's words.
pub fn may_become(place: &Place, user: PersonId, roles: Roles) -> Result<(), Refusal> {
    let Some((_, now)) = place.users.iter().find(|(it, _)| *it == user) else { return Err(Refusal::Gone) };
    if now.has(Role::Administrator) && !roles.has(Role::Administrator) {
        return leaves_an_administrator(place, user);
    }
    Ok(())
}

fn leaves_an_administrator(place: &Place, without: PersonId) -> Result<(), Refusal> {
    let is_left = place.users.iter().any(|(it, roles)| *it != without && roles.has(Role::Administrator));
    if is_left { Ok(()) } else { Err(Refusal::LastAdministrator) }
}

/// Where a person goes after signing in. Source: acceptance A40.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How many organisations they belong to.
    pub organisations: usize,
    /// Whether they look or act for the DfE: its pages come first, whatever else they belong to.
    pub is_dfe: bool,
    /// Whether they have accepted the terms in force.
    pub has_accepted: bool,
}

/// The first page after signing in, coming back to `return_to` (`/` when nothing was asked for).
pub fn landing(standing: Standing, return_to: &str) -> String {
    let page = match standing {
        Standing { is_dfe: true, .. } if return_to == "/" => "/support".to_owned(),
        Standing { organisations: 1, .. } => return_to.to_owned(),
        // Of several, only the DfE has these pages.
        Standing { is_dfe: true, .. } if is_of_support(return_to) => return_to.to_owned(),
        _ => with_return("/choose-organisation", return_to),
    };
    if standing.has_accepted { page } else { with_return("/accept-terms", &page) }
}

fn is_of_support(page: &str) -> bool {
    let rest = page.strip_prefix("/support");
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

/// A page that leads on to another: `/choose-organisation?return_to=%2Fpartner-schools`.
pub fn with_return(page: &str, return_to: &str) -> String {
    if return_to == "/" {
        return page.to_owned();
    }
    let query: String = form_urlencoded::byte_serialize(return_to.as_bytes()).collect();
    format!("{page}?return_to={query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(codes: &str) -> Roles {
        codes.split(' ').filter_map(Role::parse).collect()
    }

    fn place(users: &[(i64, &str)]) -> Place {
        let users = users.iter().map(|(id, codes)| (PersonId(*id), roles(codes))).collect();
        Place { is_dfe: false, support_domain: "dfe.example".to_owned(), users }
    }

    fn said(result: Result<(), Refusal>) -> String {
        result.map_or_else(|refusal| refusal.to_string(), |()| "yes".to_owned())
    }

    #[test]
    fn only_the_roles_of_the_organisation_can_be_given() {
        assert_eq!(read_roles(["viewer", "support"].into_iter(), false), Ok(roles("viewer")));
        assert_eq!(read_roles(["support", "nonsense"].into_iter(), false), Err(Refusal::NoRole));
        assert_eq!(read_roles(["support", "coordinator"].into_iter(), true), Ok(roles("support")));
    }

    #[test]
    fn support_users_have_the_address_of_the_dfe() {
        let place = Place { is_dfe: true, ..place(&[]) };
        assert_eq!(said(may_belong(&place, &"a@dfe.example".parse().unwrap())), "yes");
        let other = "a@school.example".parse().unwrap();
        assert_eq!(
            said(may_belong(&place, &other)),
            "Enter a Department for Education email address in the correct format, like name@dfe.example"
        );
        assert_eq!(said(may_belong(&Place::default(), &other)), "yes");
    }

    #[test]
    fn the_first_user_can_add_the_others() {
        let begin = |place: &Place, by: Option<i64>, codes| said(may_begin_with(place, by.map(PersonId), roles(codes)));
        let nobody = place(&[]);
        assert!(begin(&nobody, Some(7), "viewer finance").starts_with("Select “Administrator”"));
        assert_eq!(begin(&nobody, Some(7), "administrator"), "yes");
        assert_eq!(begin(&nobody, None, "viewer"), "yes", "an operator");
        assert_eq!(begin(&place(&[(1, "administrator")]), Some(7), "viewer"), "yes");
    }

    #[test]
    fn nobody_removes_themselves_or_the_last_administrator() {
        let two = place(&[(1, "administrator"), (2, "administrator viewer"), (3, "viewer")]);
        let remove = |place: &Place, by, user| said(may_remove(place, Some(PersonId(by)), PersonId(user)));
        assert_eq!(remove(&two, 1, 2), "yes");
        assert_eq!(remove(&two, 1, 3), "yes");
        assert!(remove(&two, 1, 1).starts_with("You cannot remove yourself"));
        assert_eq!(remove(&two, 1, 9), "This person is not a user any more");
        // Support, on the organisation's request, meets the same rule.
        let one = place(&[(1, "administrator"), (3, "viewer")]);
        assert!(remove(&one, 7, 1).starts_with("This is the only administrator"));
    }

    #[test]
    fn the_last_administrator_stays_one() {
        let one = place(&[(1, "administrator"), (3, "viewer")]);
        assert!(said(may_become(&one, PersonId(1), roles("viewer"))).starts_with("This is the only administrator"));
        assert_eq!(said(may_become(&one, PersonId(1), roles("administrator finance"))), "yes");
        assert_eq!(said(may_become(&one, PersonId(3), roles("administrator"))), "yes");
    }

    #[test]
    fn people_land_where_they_asked_or_where_they_must_choose() {
        let check = |organisations, is_dfe, has_accepted, return_to: &str, expected: &str| {
            let standing = Standing { organisations, is_dfe, has_accepted };
            assert_eq!(landing(standing, return_to), expected, "{standing:?} {return_to}");
        };
        check(1, false, true, "/", "/");
        check(1, false, true, "/organisation/users?page=2", "/organisation/users?page=2");
        check(3, false, true, "/", "/choose-organisation");
        check(3, false, true, "/a?b=1&c", "/choose-organisation?return_to=%2Fa%3Fb%3D1%26c");
        check(0, false, true, "/", "/choose-organisation");
        check(1, true, true, "/", "/support");
        check(2, true, true, "/", "/support");
        check(1, true, true, "/organisation/users", "/organisation/users");
        check(2, true, true, "/support/mail?page=2", "/support/mail?page=2");
        check(2, true, true, "/supporters", "/choose-organisation?return_to=%2Fsupporters");
        check(1, false, false, "/", "/accept-terms");
        check(3, false, false, "/a", "/accept-terms?return_to=%2Fchoose-organisation%3Freturn_to%3D%252Fa");
    }
}
