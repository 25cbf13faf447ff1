//! What a provider says of a person, and whether that signs anybody in.

use crate::vocabulary::EmailAddress;

/// What the provider says of who signed in there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Their email address.
    pub email: Option<String>,
    /// Whether the provider has seen that the address is theirs; nothing when it does not say.
    pub is_verified: Option<bool>,
}

/// Why nobody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// This browser did not ask, or too long ago.
    NotAsked,
    /// The person said no, or pressed Cancel there.
    Declined,
    /// The provider cannot be reached, or does not describe itself as it should.
    NotReached,
    /// Its answer does not hold: the code is used or late, or a signature, date or name is wrong.
    Unusable,
    /// It gave no address.
    NoAddress,
    /// It has not checked that the address is the person's.
    NotVerified,
    /// Nobody here has the address.
    NoAccount,
}

impl Refused {
    /// What is wrong, to the person, with the provider's name.
    pub fn sentence(self, name: &str) -> String {
        match self {
            Refused::NotAsked => {
                format!("It is more than 10 minutes since you left for {name}, or you came back twice.")
            }
            Refused::Declined => format!("You did not finish signing in at {name}."),
            Refused::NotReached => format!("{name} cannot be reached at the moment."),
            Refused::Unusable => format!("{name} gave an answer that we cannot use."),
            Refused::NoAddress => format!("{name} did not tell us your email address."),
            Refused::NotVerified => format!("{name} has not checked that your email address is yours."),
            Refused::NoAccount => format!("There is no account here with the email address that you have at {name}."),
        }
    }

    /// What to do next.
    pub fn next(self) -> &'static str {
        match self {
            Refused::NoAccount => {
                "Ask an administrator of your school or provider to add you as a user, with that email address."
            }
            Refused::NotReached => "You can sign in with a link by email instead, or try again later.",
            _ => "Try again, or sign in with a link by email instead.",
        }
    }
}

/// The address that the person is known by, when the provider vouches for it.
///
/// An address that nobody has checked would let whoever types a colleague's sign in as them; so silence counts as
/// no, unless the operator says that the provider gives out no such addresses.
///
/// # Errors
/// [`Refused::NoAddress`], [`Refused::NotVerified`].
pub fn address(said: &Said, is_trusted: bool) -> Result<EmailAddress, Refused> {
    let email: EmailAddress = said.email.as_deref().unwrap_or_default().parse().map_err(|_| Refused::NoAddress)?;
    match said.is_verified {
        Some(true) => Ok(email),
        None if is_trusted => Ok(email),
        Some(false) | None => Err(Refused::NotVerified),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(email: &str, is_verified: Option<bool>) -> Said {
        Said { email: Some(email.to_owned()), is_verified }
    }

    #[test]
    fn an_address_counts_when_the_provider_has_checked_it() {
        assert_eq!(address(&said("Jo@Oak.Example", Some(true)), false).unwrap().folded(), "jo@oak.example");
        assert_eq!(address(&said("jo@oak.example", None), false), Err(Refused::NotVerified));
        assert_eq!(address(&said("", Some(true)), true), Err(Refused::NoAddress));
        assert_eq!(address(&Said::default(), true), Err(Refused::NoAddress));
    }

    #[test]
    fn an_operator_may_trust_silence_but_never_a_no() {
        assert!(address(&said("jo@oak.example", None), true).is_ok());
        assert_eq!(address(&said("jo@oak.example", Some(false)), true), Err(Refused::NotVerified));
    }
}
