//! What the list of providers says of a provider, as a summary list.

use govuk::components::{SummaryList, SummaryRow};

use crate::organisations::provider::Provider;
use crate::platform::clock::day;

/// What is known of the provider.
pub(super) fn about(provider: &Provider) -> SummaryList {
    let text = |it: &Option<String>| it.clone().unwrap_or_else(|| "Not entered".to_owned());
    let accredited = match (provider.accredited_from, provider.accredited_to) {
        (None, _) => "Not accredited".to_owned(),
        (Some(from), None) => format!("Since {}", day(from)),
        (Some(from), Some(to)) => format!("From {} to {}", day(from), day(to)),
    };
    let address = match provider.address() {
        lines if lines.is_empty() => "Not entered".to_owned(),
        lines => lines.join(", "),
    };
    SummaryList::new()
        .row(SummaryRow::new("Provider code", provider.code.as_str()))
        .row(SummaryRow::new("UK provider reference number (UKPRN)", text(&provider.ukprn)))
        .row(SummaryRow::new("Accreditation number", text(&provider.accreditation_number)))
        .row(SummaryRow::new("Accredited", accredited))
        .row(SummaryRow::new("Address", address))
}
