use std::fmt;
use std::str::FromStr;

/// Code of a teacher training provider: three letters or digits in capitals, such as "T92", "1Q6" or "151".
///
/// Source: the list of initial teacher training providers, column "code".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderCode([u8; 3]);

/// What was read is not the code of a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Provider code must be 3 letters or digits")]
pub struct NotAProviderCode;

impl ProviderCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        // Only ASCII is ever let in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for ProviderCode {
    type Err = NotAProviderCode;

    fn from_str(text: &str) -> Result<Self, NotAProviderCode> {
        let code: [u8; 3] = text.trim().as_bytes().try_into().map_err(|_| NotAProviderCode)?;
        if !code.iter().all(u8::is_ascii_alphanumeric) {
            return Err(NotAProviderCode);
        }
        Ok(Self(code.map(|byte| byte.to_ascii_uppercase())))
    }
}

impl fmt::Display for ProviderCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_letters_or_digits_in_any_case() {
        assert_eq!("1q6".parse::<ProviderCode>().unwrap().to_string(), "1Q6");
        assert_eq!(" 151 ".parse::<ProviderCode>().unwrap().as_str(), "151");
        for text in ["", "T9", "T921", "T-2", "é9"] {
            assert_eq!(text.parse::<ProviderCode>(), Err(NotAProviderCode), "{text}");
        }
    }
}
