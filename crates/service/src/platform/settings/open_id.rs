//! `OIDC_…`: another way to sign in, at an OpenID Connect provider such as DfE Sign-in.

use std::fmt;

/// The provider at which people may sign in, besides a link by email.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenId {
    /// `OIDC_ISSUER`: the provider's address, under which it describes itself.
    pub issuer: String,
    /// `OIDC_CLIENT_ID`: what the provider calls this service.
    pub client: String,
    /// `OIDC_CLIENT_SECRET`: shared with the provider. Never printed.
    pub secret: String,
    /// `OIDC_NAME`: what people call it; `DfE Sign-in` unless said.
    pub name: String,
    /// `OIDC_TRUST_EMAIL`: `off` unless said. When on, an address that the provider does not call verified is
    /// taken as well: for a provider that gives nobody an address of somebody else's.
    pub trusts_addresses: bool,
}

impl fmt::Debug for OpenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenId").field("issuer", &self.issuer).field("name", &self.name).finish_non_exhaustive()
    }
}

impl OpenId {
    /// The provider that the settings name, or none when they name none.
    ///
    /// # Errors
    /// A sentence that names the setting which is wrong or missing; a secret is not repeated.
    pub(super) fn of(text: impl Fn(&str) -> Option<String>) -> Result<Option<OpenId>, String> {
        let said = |name: &str| text(name).map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
        let (issuer, client, secret) = (said("OIDC_ISSUER"), said("OIDC_CLIENT_ID"), said("OIDC_CLIENT_SECRET"));
        let trust = said("OIDC_TRUST_EMAIL");
        let trusts_addresses = super::read::on_or_off("OIDC_TRUST_EMAIL", trust.as_deref().unwrap_or("off"))?;
        let (issuer, client, secret) = match (issuer, client, secret) {
            (Some(issuer), Some(client), Some(secret)) => (issuer, client, secret),
            (None, None, None) => return Ok(None),
            _ => return Err("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set together".to_owned()),
        };
        if !issuer.starts_with("https://") && !super::is_loopback(&issuer) {
            return Err("OIDC_ISSUER must be an https:// address, such as https://oidc.signin.education.gov.uk".into());
        }
        let name = said("OIDC_NAME").unwrap_or_else(|| "DfE Sign-in".to_owned());
        Ok(Some(OpenId { issuer, client, secret, name, trusts_addresses }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(settings: &[(&str, &str)]) -> Result<Option<OpenId>, String> {
        OpenId::of(|name| settings.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn all_three_make_a_provider_and_none_makes_none() {
        assert_eq!(told(&[]), Ok(None));
        let all = [("OIDC_ISSUER", "https://id.example"), ("OIDC_CLIENT_ID", "us"), ("OIDC_CLIENT_SECRET", "hush")];
        let provider = told(&all).unwrap().unwrap();
        assert_eq!((provider.name.as_str(), provider.trusts_addresses), ("DfE Sign-in", false));
        assert!(!format!("{provider:?}").contains("hush"));
        assert!(told(&all[..2]).unwrap_err().contains("OIDC_CLIENT_SECRET"));
    }

    #[test]
    fn a_provider_is_reached_over_tls_or_on_this_machine() {
        let of = |issuer| told(&[("OIDC_ISSUER", issuer), ("OIDC_CLIENT_ID", "us"), ("OIDC_CLIENT_SECRET", "hush")]);
        assert!(of("http://id.example").unwrap_err().starts_with("OIDC_ISSUER must be"));
        assert!(of("http://127.0.0.1:4000").unwrap().is_some());
    }
}
