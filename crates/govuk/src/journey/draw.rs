//! Steps as the inputs of their page.

use askama::Template;

use super::{Answers, Ask, Choice, Row, Step};
use crate::Problems;
use crate::components::{
    self, Checkboxes, ChoiceItem, Content, DateInput, DatePart, FileUpload, Html, Input, Label, Legend, Radios,
    SummaryList, SummaryRow, Textarea,
};
use crate::fields::DateParts;
use crate::fields::date::Part;
use crate::search::{Search, Sought};

impl<F> Step<F> {
    /// The question as the page's heading, with its hint, its problem and its inputs, which hold
    /// `answer`. The page adds the form around it and the button.
    ///
    /// `seen` comes from [`super::Journey::seen`]. Nothing for a step whose page has a template of
    /// its own.
    pub fn draw(&self, facts: &F, seen: &Answers, answer: &str, problems: &Problems) -> Content {
        let question = (self.question)(facts, seen);
        let problem = problems.iter().next().map(|problem| problem.text.as_str());
        let choices = self.choices(facts, seen).unwrap_or_default();
        match self.ask {
            Ask::Text { autocomplete } => {
                let input = self.input(question, problem).value(answer);
                input.autocomplete(autocomplete).into()
            }
            Ask::Number { digits } => {
                let input = Input::whole_number(self.slug, Label::heading(question), digits);
                self.hinted(input, Input::hint).error(problem).value(answer).into()
            }
            Ask::Search { address, noun } => {
                let key_name = format!("{}-key", self.slug);
                let search = Search::new(self.input(question, problem), key_name, address);
                search.noun(noun).sought(Sought::from(answer)).into()
            }
            Ask::TextArea { most } => self.text_area(question, problem, most).value(answer).into(),
            Ask::Radios(_) => {
                let radios = Radios::new(self.slug, Legend::heading(question)).error(problem);
                self.hinted(radios, Radios::hint).items(items(choices)).value(answer).into()
            }
            Ask::Checkboxes(_) => {
                let boxes = Checkboxes::new(self.slug, Legend::heading(question)).error(problem);
                let boxes = self.hinted(boxes, Checkboxes::hint).items(items(choices));
                boxes.values(self.keys(answer)).into()
            }
            Ask::Date => self.date(question, problem, &DateParts::from(answer)).into(),
            Ask::File { accept } => {
                let file = FileUpload::new(self.slug, Label::heading(question)).error(problem);
                self.hinted(file, FileUpload::hint).attribute("accept", accept).into()
            }
            Ask::Page(_) => Content::default(),
        }
    }

    fn input(&self, question: String, problem: Option<&str>) -> Input {
        self.hinted(Input::new(self.slug, Label::heading(question)), Input::hint).error(problem)
    }

    fn text_area(&self, question: String, problem: Option<&str>, most: usize) -> Textarea {
        let hint = format!("{} You can enter up to {most} characters.", self.hint.unwrap_or_default());
        Textarea::new(self.slug, Label::heading(question)).hint(hint.trim()).error(problem)
    }

    fn date(&self, question: String, problem: Option<&str>, typed: &DateParts) -> DateInput {
        let inputs = [(Part::Day, &typed.day), (Part::Month, &typed.month), (Part::Year, &typed.year)];
        let parts = inputs.map(|(part, typed_part)| {
            let wrong = problem.is_some() && part == typed.at_fault();
            DatePart::new(part.suffix()).value(typed_part.as_str()).error(wrong)
        });
        let date = DateInput::new(self.slug, Legend::heading(question)).parts(parts).error(problem);
        self.hinted(date, DateInput::hint)
    }

    /// With the step's hint, if it has one.
    fn hinted<T>(&self, component: T, hint: fn(T, &'static str) -> T) -> T {
        match self.hint {
            Some(words) => hint(component, words),
            None => component,
        }
    }
}

/// The choices, with the name of each group before its first.
fn items(choices: Vec<Choice>) -> Vec<ChoiceItem> {
    let mut items = Vec::with_capacity(choices.len());
    let mut group = None;
    for choice in choices {
        if choice.group != group {
            items.extend(choice.group.as_deref().map(ChoiceItem::divider));
            group.clone_from(&choice.group);
        }
        let item = components::Choice::new(choice.key, choice.label);
        items.push(match choice.hint {
            Some(hint) => item.hint(hint).into(),
            None => item.into(),
        });
    }
    items
}

/// Several answers to one question, one below the other.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<ul class="govuk-list">{% for line in lines %}<li>{{ line }}</li>{% endfor %}</ul>"#
)]
struct Lines<'a> {
    lines: &'a [String],
}

impl From<Row> for SummaryRow {
    fn from(row: Row) -> SummaryRow {
        let value: Content = match &row.answers[..] {
            [] => "Not given".into(),
            [one] => one.into(),
            lines => Html::of(&Lines { lines }).into(),
        };
        SummaryRow::new(row.called, value).change(row.change, row.suffix)
    }
}

/// "Check your answers".
impl From<Vec<Row>> for SummaryList {
    fn from(rows: Vec<Row>) -> SummaryList {
        SummaryList::new().rows(rows.into_iter().map(SummaryRow::from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields;

    const ASKS: fn() -> Vec<(Ask<()>, &'static str)> = || {
        let choices =
            |(): &(), _: &Answers| vec![Choice::new("a", "First <one>"), Choice::new("b", "Second").hint("Help")];
        vec![
            (Ask::Text { autocomplete: "name" }, "typed <before>"),
            (Ask::TextArea { most: 200 }, "typed <before>"),
            (Ask::Radios(choices), "b"),
            (Ask::Checkboxes(choices), "a,b"),
            (Ask::Date, "1//2027"),
            (Ask::Number { digits: 2 }, "many"),
            (Ask::Search { address: "/schools/suggest", noun: "school" }, "100001\tOak"),
            (Ask::File { accept: ".csv" }, ""),
        ]
    };

    fn step(ask: Ask<()>) -> Step<()> {
        Step::new("it", "It", |(), _| "What <is> it?".into(), ask, |(), _| Err("Enter it".into())).hint("Hint of it")
    }

    #[test]
    fn each_page_has_one_heading_its_hint_and_its_problem_where_the_summary_leads() {
        for (ask, answer) in ASKS() {
            let step = step(ask);
            let problems = step.judge(&(), &Answers::new(), answer);
            let html = step.draw(&(), &Answers::new(), answer, &problems).to_string();
            assert_eq!(html.matches("<h1").count(), 1, "{html}");
            assert!(html.contains("What &#60;is&#62; it?") && html.contains("Hint of it"), "{html}");
            assert!(html.contains("Error:</span> Enter it"), "{html}");
            for problem in &problems {
                assert!(html.contains(&format!(r#" id="{}""#, problem.field)), "{html}");
            }
        }
    }

    #[test]
    fn what_was_answered_before_is_shown_again() {
        for (ask, answer) in ASKS() {
            let html = step(ask).draw(&(), &Answers::new(), answer, &Problems::default()).to_string();
            let shown: &[&str] = match answer {
                "typed <before>" => &["typed &#60;before&#62;"],
                "b" => &[r#"value="b" checked"#],
                "a,b" => &[r#"value="a" checked"#, r#"value="b" checked"#],
                "1//2027" => &[r#"value="1""#, r#"value="2027""#],
                "many" => &[r#"value="many""#],
                "100001\tOak" => &[r#"value="Oak""#, r#"data-chosen="100001""#],
                _ => &[r#"type="file""#],
            };
            for part in shown {
                assert!(html.contains(part), "{part} in {html}");
            }
            assert!(!html.contains("govuk-error-message"), "{html}");
        }
    }

    #[test]
    fn a_group_is_named_once_before_its_choices() {
        let choices = |(): &(), _: &Answers| {
            let choice = |key: &str, group: &str| Choice::new(key, key).under(group);
            vec![choice("a", "First group"), choice("b", "First group"), choice("c", "Second group")]
        };
        let html = step(Ask::Radios(choices)).draw(&(), &Answers::new(), "b", &Problems::default()).to_string();
        let order = ["First group", "value=\"a\"", "value=\"b\" checked", "Second group", "value=\"c\""];
        let places: Vec<_> = order.iter().map(|part| html.find(part).unwrap()).collect();
        assert!(places.is_sorted(), "{html}");
        assert_eq!(html.matches("First group").count(), 1, "{html}");
    }

    #[test]
    fn only_the_part_of_the_date_that_is_wrong_is_marked() {
        let date = Step::new(
            "it",
            "It",
            |(), _| "When?".into(),
            Ask::<()>::Date,
            |(), it| {
                let called = fields::Called::new("when", "It");
                DateParts::from(it).read(called).map(drop)
            },
        );
        let problems = date.judge(&(), &Answers::new(), "1/13/2027");
        let html = date.draw(&(), &Answers::new(), "1/13/2027", &problems).to_string();
        assert_eq!(html.matches("govuk-input--error").count(), 1, "{html}");
        assert!(problems.on("it-month").is_some());
    }

    #[test]
    fn a_row_says_what_its_link_changes() {
        let row = |answers: &[&str]| Row {
            called: "Year groups",
            answers: answers.iter().map(|it| (*it).to_owned()).collect(),
            change: "/add/years".to_owned(),
            suffix: "year groups".to_owned(),
        };
        let html = SummaryList::from(vec![row(&["<1>", "2"]), row(&[])]).to_string();
        assert!(html.contains("<li>&#60;1&#62;</li><li>2</li>"), "{html}");
        assert!(html.contains("Not given"), "{html}");
        assert!(html.contains(r#"Change<span class="govuk-visually-hidden"> year groups</span>"#), "{html}");
    }
}
