//! What a person can put right on the page they are on, in the page's own words.
//!
//! A problem's text is a whole sentence without its full stop, as the GOV.UK Design System asks:
//! "Enter …", "Select …", "… must be …".

use std::fmt;

use crate::components::{ErrorLink, ErrorSummary};

/// Everything that stands in the way of an answer, in the order in which it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

/// One thing to put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The `id` of the input where it is put right.
    pub field: String,
    /// The sentence that the summary and the field show.
    pub text: String,
}

impl Problems {
    /// A single problem.
    pub fn one(field: &str, text: impl fmt::Display) -> Problems {
        let mut problems = Problems::default();
        problems.add(field, text);
        problems
    }

    /// Notes one problem.
    pub fn add(&mut self, field: &str, text: impl fmt::Display) {
        self.0.push(Problem { field: field.to_owned(), text: text.to_string() });
    }

    /// Keeps a good value; notes the problem and goes on with a bad one.
    pub fn keep<T, E: fmt::Display>(&mut self, field: &str, value: Result<T, E>) -> Option<T> {
        value.map_err(|error| self.add(field, error)).ok()
    }

    /// The built value, or everything that stands in its way.
    ///
    /// `build` is asked only when nothing is wrong, so it may take every kept value for granted.
    ///
    /// # Errors
    /// The problems noted so far. None at all says that `build` gave nothing although nothing was
    /// wrong, which is a fault of the caller.
    pub fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, Problems> {
        if !self.0.is_empty() {
            return Err(self);
        }
        build().ok_or(self)
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The first problem of a field, which is the one shown beside it.
    pub fn on(&self, field: &str) -> Option<&str> {
        self.iter().find(|problem| problem.field == field).map(|problem| problem.text.as_str())
    }

    /// The box at the top of the page, where each problem leads to its input.
    pub fn summary(&self) -> ErrorSummary {
        let link = |problem: &Problem| ErrorLink::new(&problem.field, problem.text.as_str());
        ErrorSummary::new(self.iter().map(link))
    }

    /// All of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Adds the problems of another part of the same page.
impl Extend<Problem> for Problems {
    fn extend<I: IntoIterator<Item = Problem>>(&mut self, problems: I) {
        self.0.extend(problems);
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_keep_their_order_and_lead_to_their_field() {
        let mut problems = Problems::default();
        assert_eq!(problems.keep("name", Ok::<_, String>(1)), Some(1));
        assert_eq!(problems.keep("town", Err::<i32, _>("Enter a town")), None);
        problems.add("name", "Enter a name");
        problems.add("town", "Town must be 50 characters or less");

        let lines: Vec<_> = problems.iter().map(|it| (it.field.as_str(), it.text.as_str())).collect();
        assert_eq!(
            lines,
            [("town", "Enter a town"), ("name", "Enter a name"), ("town", "Town must be 50 characters or less"),]
        );
        assert_eq!(problems.on("town"), Some("Enter a town"));
        assert_eq!(problems.on("phone"), None);
        let summary = problems.summary().to_string();
        assert!(summary.contains(r##"<a href="#town">Enter a town</a>"##), "{summary}");
    }

    #[test]
    fn nothing_is_built_while_anything_is_wrong() {
        let problems = Problems::one("name", "Enter a name");
        let built = problems.clone().finish(|| -> Option<()> { panic!("built from a bad answer") });
        assert_eq!(built, Err(problems));
        assert_eq!(Problems::default().finish(|| Some(7)), Ok(7));
    }
}
