//! How the words stand in the database: public numbers as text, keys as whole numbers.

use super::{OrganisationId, Postcode, ProviderCode, Ukprn, Urn};
use sea_orm::sea_query::{Nullable, Value};
use sea_orm::{ColIdx, DbErr, QueryResult, TryGetError, TryGetable};

macro_rules! stored_as_text {
    ($($word:ty),*) => {$(
        impl From<$word> for Value {
            fn from(word: $word) -> Self {
                word.to_string().into()
            }
        }

        impl Nullable for $word {
            fn null() -> Value {
                String::null()
            }
        }

        impl TryGetable for $word {
            fn try_get_by<I: ColIdx>(row: &QueryResult, column: I) -> Result<Self, TryGetError> {
                let text = String::try_get_by(row, column)?;
                text.parse().map_err(|why| TryGetError::DbErr(DbErr::Type(format!("{text:?}: {why}"))))
            }
        }
    )*};
}

stored_as_text!(Urn, Ukprn, ProviderCode, Postcode);

impl From<OrganisationId> for Value {
    fn from(id: OrganisationId) -> Self {
        id.0.into()
    }
}

impl Nullable for OrganisationId {
    fn null() -> Value {
        i64::null()
    }
}

impl TryGetable for OrganisationId {
    fn try_get_by<I: ColIdx>(row: &QueryResult, column: I) -> Result<Self, TryGetError> {
        i64::try_get_by(row, column).map(Self)
    }
}
