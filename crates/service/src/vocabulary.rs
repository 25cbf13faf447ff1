//! The words that every capability shares: public numbers, postcodes, academic years.
//!
//! Each is a type of its own, made only by reading it, so that what holds one holds a good one.

mod academic_year;
mod count;
mod email_address;
mod organisation_id;
mod person_id;
mod person_name;
mod postcode;
mod provider_code;
mod stored;
mod ukprn;
mod urn;

pub use academic_year::{AcademicYear, london_date};
pub use count::{counted, grouped};
pub use email_address::{EmailAddress, NotAnEmailAddress};
pub use organisation_id::OrganisationId;
pub use person_id::PersonId;
pub use person_name::{NotAName, PersonName};
pub use postcode::{NotAPostcode, Postcode};
pub use provider_code::{NotAProviderCode, ProviderCode};
pub use ukprn::{NotAUkprn, Ukprn};
pub use urn::{NotAUrn, Urn};
