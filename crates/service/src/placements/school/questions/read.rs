//! Answers as an offer, an offer as answers.

use govuk::fields::{Called, DateParts, text};
use govuk::journey::Answers;

use super::{
    ADDITIONAL, ANY, DATES, ENDS, ITP_PLACES, KEY_STAGE, Known, NOTE, NOTE_MOST, PHASE, PLACES, ROUTES, SETTING,
    STARTS, SUBJECT, WHEN, YEAR, YEAR_GROUP, day_of, subject,
};
use crate::placements::rules::{Offer, What, When};
use crate::placements::store::Edit;
use crate::placements::words::{KeyStage, Phase, Route, Setting, Subject, Term, Word, YearGroup};
use crate::vocabulary::AcademicYear;

fn answer<'a>(answers: &'a Answers, slug: &str) -> &'a str {
    answers.get(slug).map_or("", String::as_str)
}

/// What kind of teaching was answered.
fn what_of(known: &Known, answers: &Answers) -> Option<What> {
    Some(match known.phase(answers)? {
        Phase::Primary => What::Primary(YearGroup::parse(answer(answers, YEAR_GROUP))?),
        Phase::Send => What::Send(KeyStage::parse(answer(answers, KEY_STAGE))?),
        Phase::Secondary => {
            let subject = subject(answers)?;
            let wanted = Subject::parse_all(answer(answers, ADDITIONAL));
            // Those of another subject, answered before the mind was changed, are none of this one's.
            let additional = wanted.into_iter().filter(|it| subject.additional().contains(it)).collect();
            What::Secondary { subject, additional }
        }
    })
}

fn when_of(answers: &Answers) -> Option<When> {
    match answer(answers, WHEN) {
        ANY => Some(When::Any),
        DATES => {
            let (first, last) = (day_of(answer(answers, STARTS)).ok()?, day_of(answer(answers, ENDS)).ok()?);
            Some(When::Between(first, last))
        }
        terms => Some(When::of_terms(Term::parse_all(terms))),
    }
}

fn number(answers: &Answers, slug: &str) -> Option<i32> {
    let digits: String = answer(answers, slug).chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() { Some(0) } else { digits.parse().ok() }
}

fn setting_of(known: &Known, answers: &Answers) -> Option<Setting> {
    match known.settings(answers) {
        [only] => Some(*only),
        several => Setting::parse(answer(answers, SETTING)).filter(|it| several.contains(it)),
    }
}

/// The offer that good answers make; none while any is missing.
pub(in crate::placements::school) fn offer_of(known: &Known, answers: &Answers) -> Option<Offer> {
    Some(Offer {
        what: what_of(known, answers)?,
        year: AcademicYear::starting(answer(answers, YEAR).parse().ok()?),
        when: when_of(answers)?,
        places: number(answers, PLACES)?,
        itp_places: number(answers, ITP_PLACES)?,
        routes: Route::parse_all(answer(answers, ROUTES)),
        setting: setting_of(known, answers)?,
        note: text::lines(answer(answers, NOTE), Called::new("a note", "Note"), NOTE_MOST).unwrap_or_default(),
    })
}

/// The answers from which an offer is made.
pub(in crate::placements::school) fn answers_of(offer: &Offer) -> Answers {
    let mut answers = Answers::new();
    let mut put = |slug: &str, answer: String| answers.insert(slug.to_owned(), answer);
    put(PHASE, offer.what.phase().code().to_owned());
    match &offer.what {
        What::Primary(group) => put(YEAR_GROUP, group.code().to_owned()),
        What::Send(stage) => put(KEY_STAGE, stage.code().to_owned()),
        What::Secondary { subject, additional } => {
            put(ADDITIONAL, Subject::joined(additional));
            put(SUBJECT, subject.code().to_owned())
        }
    };
    put(YEAR, offer.year.start_year().to_string());
    match &offer.when {
        When::Any => put(WHEN, ANY.to_owned()),
        When::Terms(terms) => put(WHEN, Term::joined(terms)),
        When::Between(first, last) => {
            put(STARTS, DateParts::from(*first).to_string());
            put(ENDS, DateParts::from(*last).to_string());
            put(WHEN, DATES.to_owned())
        }
    };
    put(PLACES, offer.places.to_string());
    put(ITP_PLACES, if offer.itp_places == 0 { String::new() } else { offer.itp_places.to_string() });
    put(ROUTES, Route::joined(&offer.routes));
    put(SETTING, offer.setting.code().to_owned());
    put(NOTE, offer.note.clone());
    answers
}

/// What an answer to one of the questions changes of an offer.
pub(in crate::placements::school) fn edit_of(slug: &str, offer: Offer) -> Option<Edit> {
    Some(match slug {
        YEAR_GROUP | SUBJECT | ADDITIONAL | KEY_STAGE => Edit::What(offer.what),
        WHEN | STARTS | ENDS => Edit::When(offer.when),
        PLACES => Edit::Places(offer.places),
        ITP_PLACES => Edit::ItpPlaces(offer.itp_places),
        ROUTES => Edit::Routes(offer.routes),
        SETTING => Edit::Setting(offer.setting),
        NOTE => Edit::Note(offer.note),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::steps;
    use super::*;
    use crate::placements::school::own::Register;
    use govuk::journey::Journey;

    fn offers() -> impl Strategy<Value = Offer> {
        let what = prop_oneof![
            proptest::sample::select(YearGroup::ALL).prop_map(What::Primary),
            proptest::sample::select(KeyStage::ALL).prop_map(What::Send),
            Just(What::Secondary { subject: Subject::Physics, additional: Vec::new() }),
            proptest::sample::subsequence(Subject::ModernLanguages.additional(), 1..4)
                .prop_map(|additional| What::Secondary { subject: Subject::ModernLanguages, additional }),
        ];
        let day = |offset: u64| AcademicYear::starting(2026).first_day() + chrono::Days::new(offset);
        let when = prop_oneof![
            Just(When::Any),
            proptest::sample::subsequence(Term::ALL, 1..3).prop_map(When::of_terms),
            (0..150_u64, 0..150_u64).prop_map(move |(from, length)| When::Between(day(from), day(from + length))),
        ];
        let routes = proptest::sample::subsequence(Route::ALL, 0..=3);
        (what, when, 1..999_i32, 0..999_i32, routes, "[a-z]{0,20}").prop_map(
            |(what, when, places, itp_places, routes, note)| Offer {
                setting: Setting::Mainstream,
                year: AcademicYear::starting(2026),
                what,
                when,
                places,
                itp_places,
                routes,
                note,
            },
        )
    }

    proptest! {
        /// What a school offers, asked again, is what it offers; and every answer to the questions is good.
        #[test]
        fn an_offer_comes_back_from_its_answers(offer in offers()) {
            let years = vec![AcademicYear::starting(2026), AcademicYear::starting(2027)];
            let known = Known { register: Register { has_unit: true, ..Register::default() }, years, ..Known::default() };
            let answers = answers_of(&offer);
            let known = known.with(&answers);
            prop_assert_eq!(offer_of(&known, &answers), Some(offer));
            let journey: Journey<Known> = Journey::new("add-placement", steps());
            prop_assert!(journey.next(&known, &answers).is_none());
        }
    }
}
