//! What a query asks for: filters and pages, each fault named.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::problem::{Fault, Place, Problem};
use crate::platform::request::Fields;
use crate::vocabulary::AcademicYear;

/// How many things stand on a page unless said, and at most. Source: product.md, rulings on the API.
pub const USUAL_SIZE: u64 = 100;
/// The most.
pub const LARGEST_SIZE: u64 = 1_000;

/// The parameter of cohorts.
pub const COHORT: &str = "filter[cohort]";
/// The parameter of delivery partners.
pub const PARTNER: &str = "filter[delivery_partner_id]";
/// The parameter of schools.
pub const URN: &str = "filter[urn]";
/// The parameter of the moment since which things changed.
pub const SINCE: &str = "filter[updated_since]";
/// The parameter of the thing before the page.
pub const AFTER: &str = "page[after]";
/// The parameter of a page's size.
pub const SIZE: &str = "page[size]";

/// A fault of a parameter.
pub fn fault(name: &str, detail: &str) -> Problem {
    Problem::bad(Fault::new(Place::Parameter, name, "not_valid", detail))
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The id of the thing before it.
    pub after: Option<String>,
    /// How many at most.
    pub size: u64,
}

/// The query, with no filter and no page that the address does not know.
#[derive(Debug)]
pub struct Asked<'a>(&'a Fields);

impl<'a> Asked<'a> {
    /// Reads it; other names than filters and pages are passed over.
    ///
    /// # Errors
    /// [`Problem`]: `filter` or `page` is not a map, or holds what is not known.
    pub fn of(fields: &'a Fields, filters: &[&str]) -> Result<Asked<'a>, Problem> {
        for (name, _) in fields.iter() {
            let group = ["filter", "page"]
                .into_iter()
                .find(|it| name.strip_prefix(it).is_some_and(|rest| rest.is_empty() || rest.starts_with('[')));
            let Some(group) = group else { continue };
            if !filters.contains(&name) && name != AFTER && name != SIZE {
                let mut known: Vec<&str> = filters.iter().copied().chain([AFTER, SIZE]).collect();
                known.retain(|it| it.starts_with(group));
                let shown: String = name.chars().take(60).collect();
                return Err(fault(&shown, &format!("Here “{group}” can only be {}", known.join(", "))));
            }
        }
        Ok(Asked(fields))
    }

    /// The value of a name that is given once at most.
    fn one(&self, name: &str) -> Result<Option<&'a str>, Problem> {
        let mut values = self.0.iter().filter(|(it, _)| *it == name).map(|(_, value)| value.trim());
        let first = values.next();
        if values.next().is_some() {
            return Err(fault(name, "Give this parameter once"));
        }
        Ok(first)
    }

    /// The pieces between commas of every value of a name; none when it is not given.
    pub fn list(&self, name: &str) -> Option<Vec<&'a str>> {
        let given: Vec<&str> = self.0.iter().filter(|(it, _)| *it == name).map(|(_, value)| value).collect();
        let pieces = given.iter().flat_map(|it| it.split(',')).map(str::trim).filter(|it| !it.is_empty());
        (!given.is_empty()).then(|| pieces.collect())
    }

    /// The cohorts of the filter; pieces that are no year are passed over. Source: acceptance ect 56.
    pub fn cohorts(&self) -> Option<Vec<AcademicYear>> {
        Some(self.list(COHORT)?.into_iter().filter_map(cohort).collect())
    }

    /// The one cohort that must be given. Source: acceptance ect 57.
    pub fn cohort(&self) -> Result<AcademicYear, Problem> {
        let given = self.one(COHORT)?.and_then(cohort);
        given.ok_or_else(|| fault(COHORT, "Give one cohort by the year in which it starts, such as 2026"))
    }

    /// The moment of the filter. A `+` that was not written as `%2B` is read as it was meant.
    pub fn since(&self) -> Result<Option<DateTime<Utc>>, Problem> {
        let Some(text) = self.one(SINCE)? else { return Ok(None) };
        let moment = DateTime::parse_from_rfc3339(&text.replace(' ', "+")).map(|it| it.to_utc()).ok();
        let day = || text.parse::<NaiveDate>().ok().map(|it| it.and_time(NaiveTime::MIN).and_utc());
        let years = moment.or_else(day).filter(|it| (1_900..2_200).contains(&chrono::Datelike::year(it)));
        let what = "Give a date or a date and time as in ISO 8601, such as 2026-11-02T09:00:00Z";
        years.map(Some).ok_or_else(|| fault(SINCE, what))
    }

    /// The part of the list.
    pub fn part(&self) -> Result<Part, Problem> {
        let size = match self.one(SIZE)? {
            None => Some(USUAL_SIZE),
            Some(text) => text.parse().ok().filter(|it| (1..=LARGEST_SIZE).contains(it)),
        };
        let size = size.ok_or_else(|| fault(SIZE, "Give a whole number from 1 to 1000"))?;
        let after = self.one(AFTER)?;
        if after.is_some_and(|it| it.is_empty() || it.len() > 26 || !it.bytes().all(|it| it.is_ascii_alphanumeric())) {
            return Err(no_such_page());
        }
        Ok(Part { after: after.map(str::to_owned), size })
    }
}

/// What follows `page[after]` is not there.
pub fn no_such_page() -> Problem {
    fault(AFTER, "Give what “next” of the page before holds")
}

/// A cohort by its year.
fn cohort(text: &str) -> Option<AcademicYear> {
    let is_year = text.len() == 4 && text.bytes().all(|it| it.is_ascii_digit());
    is_year.then(|| text.parse().ok().map(AcademicYear::starting)).flatten()
}

/// A part of a list, and what the next one comes after: `rows` may hold one more than the part.
pub fn part_of<T>(mut rows: Vec<T>, size: u64, id: impl Fn(&T) -> String) -> (Vec<T>, Option<String>) {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let has_more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| has_more).map(id);
    (rows, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str, then: impl Fn(&Asked<'_>) -> Result<String, Problem>) -> Result<String, u16> {
        let fields = Fields::parse(query.as_bytes());
        let asked = Asked::of(&fields, &[COHORT, SINCE]);
        asked.and_then(|it| then(&it)).map_err(|it| it.status().as_u16())
    }

    #[test]
    fn a_filter_is_a_map_of_what_is_known() {
        let none = |_: &Asked<'_>| Ok(String::new());
        for bad in ["filter=2026", "filter[]=1", "filter[coohort]=1", "page=2", "page[page]=2", "filter[cohort"] {
            assert_eq!(asked(bad, none), Err(400), "{bad}");
        }
        for good in ["", "filter[cohort]=2026&page[size]=1", "filters=1", "sort=name"] {
            assert_eq!(asked(good, none), Ok(String::new()), "{good}");
        }
    }

    #[test]
    fn bad_pieces_of_a_list_of_cohorts_are_passed_over() {
        let cohorts = |it: &Asked<'_>| Ok(format!("{:?}", it.cohorts().map(|it| it.len())));
        assert_eq!(asked("filter[cohort]=2025,x,,2026", cohorts), Ok("Some(2)".to_owned()));
        assert_eq!(asked("filter[cohort]=x", cohorts), Ok("Some(0)".to_owned()));
        assert_eq!(asked("", cohorts), Ok("None".to_owned()));
    }

    #[test]
    fn a_moment_is_read_as_it_was_meant() {
        let since = |it: &Asked<'_>| Ok(it.since()?.map_or_else(String::new, |it| it.to_rfc3339()));
        for good in ["2026-11-02T10:00:00%2B01:00", "2026-11-02T10:00:00+01:00", "2026-11-02T09:00:00Z"] {
            assert_eq!(asked(&format!("filter[updated_since]={good}"), since), Ok("2026-11-02T09:00:00+00:00".into()));
        }
        assert_eq!(asked("filter[updated_since]=2026-11-02", since), Ok("2026-11-02T00:00:00+00:00".into()));
        for bad in ["", "yesterday", "2026-13-01", "9999-01-01", "0000-01-01T00:00:00Z"] {
            assert_eq!(asked(&format!("filter[updated_since]={bad}"), since), Err(400), "{bad}");
        }
    }

    #[test]
    fn a_page_has_a_size_and_a_beginning() {
        let part = |it: &Asked<'_>| it.part().map(|it| format!("{} {:?}", it.size, it.after));
        assert_eq!(asked("", part), Ok("100 None".into()));
        assert_eq!(asked("page[size]=1000&page[after]=ab1", part), Ok("1000 Some(\"ab1\")".into()));
        for bad in ["page[size]=0", "page[size]=1001", "page[size]=x", "page[size]=1&page[size]=1", "page[after]=é"] {
            assert_eq!(asked(bad, part), Err(400), "{bad}");
        }
    }
}
