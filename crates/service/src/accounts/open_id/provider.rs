//! Talks to the provider: where to send people, and who it was. The checks are those of the openidconnect crate.
//!
//! The provider's description and keys are asked for each time: a key that it changes is known at once, and it is
//! asked twice a sign-in at most.

use std::time::Duration;

use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdTokenVerifier, CoreJwsSigningAlgorithm,
    CoreProviderMetadata, CoreUserInfoClaims,
};
use openidconnect::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    HttpRequest, HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    Scope, TokenResponse,
};

use super::carried::Carried;
use super::rules::{Refused, Said};
use crate::platform::settings::OpenId;

/// Time for one question to the provider.
const REQUEST_TIME: Duration = Duration::from_secs(10);

/// Signatures that we take: with the provider's private key only.
const SIGNATURES: [CoreJwsSigningAlgorithm; 4] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
];

type Known =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// The provider at this moment.
pub struct Provider<'a> {
    /// How it is set up.
    pub settings: &'a OpenId,
    /// Where it sends browsers back to, a whole address.
    pub back: String,
    /// The time against which its tokens are held.
    pub now: DateTime<Utc>,
}

/// The most that is read of one answer: many times what a description, keys or tokens have.
const ANSWER_BYTES: usize = 1024 * 1024;

/// An answer that could not be had.
#[derive(Debug, thiserror::Error)]
enum Unheard {
    /// The network gave none.
    #[error("{0}")]
    Unreached(String),
    /// It is no answer to our question, whatever it says.
    #[error("the answer has more than {ANSWER_BYTES} bytes")]
    TooLong,
}

fn unreached(error: impl std::fmt::Display) -> Unheard {
    Unheard::Unreached(error.to_string())
}

/// One question over our own client: TLS by rustls, no redirects, in time, and with an answer of bounded length.
async fn ask(request: HttpRequest) -> Result<HttpResponse, Unheard> {
    // An error says that one is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .timeout(REQUEST_TIME)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(unreached)?;
    let request = reqwest::Request::try_from(request).map_err(unreached)?;
    let mut answer = client.execute(request).await.map_err(|it| unreached(it.without_url()))?;
    let mut response = HttpResponse::new(Vec::new());
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    while let Some(piece) = answer.chunk().await.map_err(|it| unreached(it.without_url()))? {
        if response.body().len() + piece.len() > ANSWER_BYTES {
            return Err(Unheard::TooLong);
        }
        response.body_mut().extend_from_slice(&piece);
    }
    Ok(response)
}

/// Says in the log what went wrong, without what the provider said of a person.
fn note(step: &'static str, error: &dyn std::error::Error) {
    tracing::warn!(step, cause = %error, "signing in at the OpenID Connect provider failed");
}

impl Provider<'_> {
    async fn known(&self) -> Result<Known, Refused> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(|_| Refused::NotReached)?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &ask).await.map_err(|error| {
            note("discovery", &error);
            Refused::NotReached
        })?;
        let back = RedirectUrl::new(self.back.clone()).map_err(|_| Refused::NotReached)?;
        let takes = metadata.token_endpoint_auth_methods_supported();
        // Basic is what the standard expects where nothing is said.
        let is_basic = takes.is_none_or(|it| it.contains(&CoreClientAuthMethod::ClientSecretBasic));
        let auth = if is_basic { AuthType::BasicAuth } else { AuthType::RequestBody };
        let client = ClientId::new(self.settings.client.clone());
        let secret = ClientSecret::new(self.settings.secret.clone());
        let known = CoreClient::from_provider_metadata(metadata, client, Some(secret));
        Ok(known.set_redirect_uri(back).set_auth_type(auth))
    }

    /// The whole address at the provider where the person signs in.
    ///
    /// # Errors
    /// [`Refused::NotReached`].
    pub async fn address(&self, carried: &Carried) -> Result<String, Refused> {
        let known = self.known().await?;
        let verifier = PkceCodeVerifier::new(carried.verifier());
        let (state, nonce) = (carried.state(), carried.nonce());
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let (address, _, _) = known
            .authorize_url(flow, move || CsrfToken::new(state), move || Nonce::new(nonce))
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(address.into())
    }

    /// What the provider says of the person to whom it gave the code.
    ///
    /// # Errors
    /// [`Refused::NotAsked`] without a code, [`Refused::NotReached`], [`Refused::Unusable`].
    pub async fn exchange(&self, carried: &Carried) -> Result<Said, Refused> {
        let code = AuthorizationCode::new(carried.code.clone().ok_or(Refused::NotAsked)?);
        let known = self.known().await?;
        let request = known.exchange_code(code).map_err(|error| {
            note("token endpoint", &error);
            Refused::NotReached
        })?;
        let verifier = PkceCodeVerifier::new(carried.verifier());
        let tokens = request.set_pkce_verifier(verifier).request_async(&ask).await.map_err(|error| {
            note("token", &error);
            if matches!(error, openidconnect::RequestTokenError::Request(Unheard::Unreached(_))) {
                Refused::NotReached
            } else {
                Refused::Unusable
            }
        })?;
        let now = self.now;
        let checks: CoreIdTokenVerifier<'_> =
            known.id_token_verifier().set_allowed_algs(SIGNATURES).set_time_fn(move || now);
        let token = tokens.id_token().ok_or(Refused::Unusable)?;
        let claims = token.claims(&checks, &Nonce::new(carried.nonce())).map_err(|error| {
            note("id token", &error);
            Refused::Unusable
        })?;
        if let Some(email) = claims.email() {
            return Ok(Said { email: Some(email.to_string()), is_verified: claims.email_verified() });
        }
        // Some keep the address out of the token and tell it on request.
        let Ok(request) = known.user_info(tokens.access_token().clone(), Some(claims.subject().clone())) else {
            return Ok(Said::default());
        };
        let told: CoreUserInfoClaims = request.request_async(&ask).await.map_err(|error| {
            note("user information", &error);
            Refused::Unusable
        })?;
        Ok(Said { email: told.email().map(|it| it.to_string()), is_verified: told.email_verified() })
    }
}
