//! A provider of initial teacher training, as others see it.

use chrono::NaiveDate;
use store::{FromQueryResult, StoreError, Tx, texts, values};

use crate::vocabulary::{OrganisationId, ProviderCode};

/// What the list of providers says of one. Source: `import-providers`.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Provider {
    /// Its key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its code.
    pub code: String,
    /// Its UK provider reference number.
    pub ukprn: Option<String>,
    /// The number of its accreditation.
    pub accreditation_number: Option<String>,
    /// The first day of its accreditation.
    pub accredited_from: Option<NaiveDate>,
    /// The last day of its accreditation.
    pub accredited_to: Option<NaiveDate>,
    /// Street of its address.
    pub street: Option<String>,
    /// Town of its address.
    pub town: Option<String>,
    /// Postcode of its address.
    pub postcode: Option<String>,
}

const SELECT: &str =
    "select id, name, provider_code as code, ukprn, accreditation_number, accredited_from, accredited_to,
    street, town, postcode from organisation where kind = 'provider'";

impl Provider {
    /// Its key.
    pub fn organisation(&self) -> OrganisationId {
        OrganisationId(self.id)
    }

    /// The lines of its address that there are.
    pub fn address(&self) -> Vec<&str> {
        let lines = [&self.street, &self.town, &self.postcode];
        lines.into_iter().flatten().map(String::as_str).filter(|it| !it.is_empty()).collect()
    }
}

/// The provider with this key.
pub async fn by_id(tx: &mut Tx, id: OrganisationId) -> Result<Option<Provider>, StoreError> {
    tx.one(&format!("{SELECT} and id = $1"), values![id.get()]).await
}

/// The provider with this code.
pub async fn by_code(tx: &mut Tx, code: ProviderCode) -> Result<Option<Provider>, StoreError> {
    tx.one(&format!("{SELECT} and provider_code = $1"), values![code.as_str()]).await
}

/// The providers with these codes, by name; codes that nobody has are passed over.
pub async fn by_codes(tx: &mut Tx, codes: &[ProviderCode]) -> Result<Vec<Provider>, StoreError> {
    let given = tx.dialect().texts("$1", "code");
    let sql = format!("{SELECT} and provider_code in (select given.code from {given}) order by name_folded, id");
    tx.all(&sql, values![texts(codes)]).await
}
