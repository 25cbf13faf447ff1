//! What was answered so far, as the address holds it.

use govuk::Problems;
use govuk::fields::{Called, whole_number};
use store::Tx;

use crate::placements::rules::{Offer, What, years_offered};
use crate::placements::school::own::Register;
use crate::placements::words::{KeyStage, Phase, Subject, Word, YearGroup};
use crate::placements::year_shown::year_shown;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::request::Fields;
use crate::policy::Permit;
use crate::vocabulary::{AcademicYear, london_date};

/// The most placements of one kind that are added at a time.
const MOST: i64 = 99;

/// Answers so far.
pub(super) struct State {
    pub year: AcademicYear,
    pub phases: Vec<Phase>,
    pub items: Vec<Item>,
}

/// One kind of placement, and what was typed for its number.
#[derive(Clone)]
pub(super) struct Item {
    pub what: What,
    pub typed: String,
}

impl Item {
    /// `primary-year_3`: its word in the address.
    pub fn code(&self) -> String {
        format!("{}-{}", self.what.phase().code(), self.what.code())
    }

    /// The name and id of the input for its number.
    pub fn field(&self) -> String {
        format!("q-{}", self.code())
    }

    /// How many of it.
    ///
    /// # Errors
    /// The sentence to show. Source: acceptance A32: blank, not whole and too small each have their own.
    pub fn number(&self) -> Result<usize, String> {
        let title = self.what.title();
        let read = whole_number(&self.typed, Called::new("how many", "Number"), &(1..=MOST));
        read.map(|number| usize::try_from(number).unwrap_or(0)).map_err(|problem| {
            match problem.strip_prefix("Number") {
                Some(must) => format!("Number of placements for {title}{must}"),
                None => format!("Enter how many placements you offer for {title}"),
            }
        })
    }
}

/// Everything that a phase offers to choose from.
pub(super) fn offered(phase: Phase) -> Vec<What> {
    match phase {
        Phase::Primary => YearGroup::ALL.iter().copied().map(What::Primary).collect(),
        Phase::Send => KeyStage::ALL.iter().copied().map(What::Send).collect(),
        Phase::Secondary => {
            let plain = Subject::ALL.iter().copied().filter(|it| it.stands_alone() && it.additional().is_empty());
            let languages = Subject::ModernLanguages;
            let with = |additional: &Subject| What::Secondary { subject: languages, additional: vec![*additional] };
            let plain = plain.map(|subject| What::Secondary { subject, additional: Vec::new() });
            plain.chain(languages.additional().iter().map(with)).collect()
        }
    }
}

/// What is called in a question about a phase.
pub(super) fn called(phase: Phase) -> (&'static str, &'static str) {
    match phase {
        Phase::Primary => ("Which year groups can you offer placements in?", "Select a year group"),
        Phase::Secondary => ("Which subjects can you offer placements in?", "Select a subject"),
        Phase::Send => ("Which key stages can you offer SEND placements in?", "Select a key stage"),
    }
}

impl State {
    /// Of an address or a form.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where it names a year in which nothing can be offered: it is never swapped for another.
    pub async fn of(tx: &mut Tx, ctx: &Ctx, fields: &Fields) -> Result<State, Failure> {
        let shown = year_shown(tx, ctx, fields).await?;
        let years = years_offered(london_date(ctx.now));
        // Where none is named, the person may have looked last at one that is over.
        let year = match years.contains(&shown) {
            true => shown,
            false if fields.has("year") => return Err(Failure::NotFound),
            false => years[0],
        };
        let phases = Phase::of_all(fields.all("phase"));
        let mut items: Vec<Item> = Vec::new();
        for code in fields.all("item") {
            let Some((phase, rest)) = code.split_once('-') else { continue };
            let what = Phase::parse(phase).and_then(|phase| What::parse(phase, rest));
            let is_new = |what: &What| !items.iter().any(|it| it.what == *what);
            if let Some(what) = what.filter(is_new) {
                let typed = fields.text(&format!("q-{code}")).to_owned();
                items.push(Item { what, typed });
            }
        }
        Ok(State { year, phases, items })
    }

    /// The address of a page, with what was answered.
    pub fn address(&self, page: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.pairs() {
            query.append_pair(&name, &value);
        }
        format!("/placements/add-many{page}?{}", query.finish())
    }

    /// What was answered, as names and values.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = vec![("year".to_owned(), self.year.start_year().to_string())];
        pairs.extend(self.phases.iter().map(|it| ("phase".to_owned(), it.code().to_owned())));
        for item in &self.items {
            pairs.push(("item".to_owned(), item.code()));
            if !item.typed.is_empty() {
                pairs.push((item.field(), item.typed.clone()));
            }
        }
        pairs
    }

    /// How many of each, or what is wrong with which.
    pub fn numbers(&self) -> Result<Vec<(What, usize)>, Problems> {
        let mut problems = Problems::default();
        let mut numbers = Vec::new();
        for item in &self.items {
            if let Some(number) = problems.keep(&item.field(), item.number()) {
                numbers.push((item.what.clone(), number));
            }
        }
        problems.finish(|| Some(numbers))
    }

    /// A placement for each unit.
    pub async fn offers(&self, tx: &mut Tx, permit: &Permit, numbers: &[(What, usize)]) -> Result<Vec<Offer>, Failure> {
        let register = Register::of(tx, permit.on()).await?;
        let mut offers = Vec::new();
        for (what, number) in numbers {
            let setting = register.settings(what.phase())[0];
            let offer = Offer { setting, ..Offer::plain(what.clone(), self.year) };
            offers.extend(std::iter::repeat_n(offer, *number));
        }
        Ok(offers)
    }
}
