use std::fmt;
use std::str::FromStr;

/// The most that may stand before the "@". Source: RFC 5321, section 4.5.3.1.1.
const LONGEST_NAME: usize = 64;

/// An email address that mail can be sent to, as it was typed.
///
/// Source: the rules of GOV.UK Notify for addresses: one "@", no two full stops together, at most 320 characters,
/// a host of at least two labels whose last is of letters (or starts "xn--"). What stands before the "@" has at most
/// 64 letters (RFC 5321, section 4.5.3.1.1): no server takes mail for more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

/// What was read is not an email address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEmailAddress {
    /// There is nothing.
    #[error("Enter an email address")]
    Missing,
    /// No mail can be sent there.
    #[error("Enter an email address in the correct format, like name@example.com")]
    Malformed,
    /// No mail server takes so much before the "@".
    #[error("Enter an email address with 64 characters or fewer before the @")]
    LongName,
}

impl EmailAddress {
    /// The address as it was typed, without the spaces around it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which two spellings of one address are equal.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// Whether the host is this domain.
    pub fn is_at(&self, domain: &str) -> bool {
        self.0.rsplit_once('@').is_some_and(|(_, host)| host.eq_ignore_ascii_case(domain))
    }
}

impl FromStr for EmailAddress {
    type Err = NotAnEmailAddress;

    fn from_str(text: &str) -> Result<Self, NotAnEmailAddress> {
        // What people paste often brings such spaces along.
        let is_space = |letter: char| letter.is_whitespace() || matches!(letter, '\u{200B}'..='\u{200D}' | '\u{FEFF}');
        let text = text.trim_matches(is_space);
        if text.is_empty() {
            return Err(NotAnEmailAddress::Missing);
        }
        let Some((name, host)) = text.split_once('@') else { return Err(NotAnEmailAddress::Malformed) };
        let is_good = text.len() <= 320 && !text.contains("..") && is_name(name) && is_host(host);
        match is_good {
            true if name.len() <= LONGEST_NAME => Ok(Self(text.to_owned())),
            true => Err(NotAnEmailAddress::LongName),
            false => Err(NotAnEmailAddress::Malformed),
        }
    }
}

fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    !name.is_empty() && !name.starts_with('.') && !name.ends_with('.') && name.bytes().all(is_letter)
}

fn is_host(host: &str) -> bool {
    let labels: Vec<_> = host.split('.').collect();
    let is_label = |label: &&str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_last = |label: &str| {
        label.to_ascii_lowercase().starts_with("xn--")
            || (label.len() >= 2 && label.bytes().all(|byte| byte.is_ascii_alphabetic()))
    };
    host.len() <= 253 && labels.len() >= 2 && labels.iter().all(is_label) && labels.last().is_some_and(|it| is_last(it))
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_in_any_case_and_with_spaces_around() {
        let address: EmailAddress = " Jo.O'Neill+pd@Example.ac.UK\u{200B}\n".parse().unwrap();
        assert_eq!(address.as_str(), "Jo.O'Neill+pd@Example.ac.UK");
        assert_eq!(address.folded(), "jo.o'neill+pd@example.ac.uk");
        assert!(address.is_at("example.AC.uk"));
        assert!(!address.is_at("ac.uk"));
        assert!("a@b.xn--p1ai".parse::<EmailAddress>().is_ok());
    }

    #[test]
    fn what_no_server_takes_mail_for_is_refused() {
        let of = |length| format!("{}@example.com", "a".repeat(length)).parse::<EmailAddress>();
        assert!(of(64).is_ok());
        assert_eq!(of(65), Err(NotAnEmailAddress::LongName));
    }

    #[test]
    fn what_mail_cannot_reach_is_refused() {
        assert_eq!(" ".parse::<EmailAddress>(), Err(NotAnEmailAddress::Missing));
        let long = format!("{}@example.com", "a".repeat(320));
        for text in [
            "email",
            "invalid@email",
            "@email.com",
            "a@b,com",
            "a@@b.com",
            "a@b@c.com",
            "a..b@example.com",
            ".a@example.com",
            "a b@example.com",
            "a@example.c",
            "a@example.c0m",
            "a@-example.com",
            "a@example.com\r\nBcc: b@example.com",
            "é@example.com",
            "<a@example.com>",
            long.as_str(),
        ] {
            assert_eq!(text.parse::<EmailAddress>(), Err(NotAnEmailAddress::Malformed), "{text}");
        }
    }
}
