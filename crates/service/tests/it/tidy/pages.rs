//! What every page template has.

use super::none;
use super::source::{Source, sources};

/// The most and the fewest times that a mark is drawn, whichever branches are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Range {
    fewest: usize,
    most: usize,
}

impl Range {
    fn then(self, other: Range) -> Range {
        Range { fewest: self.fewest + other.fewest, most: self.most + other.most }
    }

    fn or(self, other: Range) -> Range {
        Range { fewest: self.fewest.min(other.fewest), most: self.most.max(other.most) }
    }
}

/// The heading of a page that asks one question is the question's label; that of a page that confirms, its panel's.
/// The browser tests see that the one heading is there.
#[test]
fn every_page_has_one_first_heading() {
    let mut faults = Vec::new();
    for page in pages() {
        let main = page.text.split_once("{% block main %}").map_or("", |(_, main)| main);
        let drawn = count(main, "<h1");
        let may_be_elsewhere = main.contains("{{ ");
        if drawn.most > 1 || (drawn.fewest == 0 && !may_be_elsewhere) {
            faults.push(format!("{}: from {} to {}", page.path, drawn.fewest, drawn.most));
        }
    }
    none("A page has exactly one h1", faults);
}

#[test]
fn every_page_is_drawn_from_a_struct_named_for_it() {
    let rust: Vec<Source> = sources(&["rs"]);
    let mut faults = Vec::new();
    for page in pages() {
        let short = page.path.trim_start_matches("crates/service/src/");
        let mention = format!("path = \"{short}\"");
        let named = rust.iter().find_map(|it| it.text.find(&mention).map(|at| struct_after(&it.text[at..])));
        match named {
            None => faults.push(format!("{}: no struct draws it", page.path)),
            Some(name) if !name.ends_with("Page") => faults.push(format!("{}: {name} is not a …Page", page.path)),
            Some(_) => {}
        }
    }
    none("A page template is drawn from a struct named …Page", faults);
}

#[test]
fn no_template_holds_a_script_or_a_style() {
    let mut faults = Vec::new();
    for template in sources(&["html"]) {
        let text = template.text.to_lowercase();
        let marks = ["<script>", "<style", " style=\"", " onclick=", " onsubmit=", " onchange=", "javascript:"];
        for mark in marks.iter().filter(|mark| text.contains(**mark)) {
            faults.push(format!("{}: {mark}", template.path));
        }
    }
    none("The content security policy refuses scripts and styles within a page", faults);
}

/// Every template that is a whole page.
fn pages() -> Vec<Source> {
    let templates = sources(&["html"]).into_iter();
    let pages = templates.filter(|it| it.path.starts_with("crates/service/src/") && it.text.contains("{% extends "));
    pages.collect()
}

fn struct_after(text: &str) -> &str {
    let rest = text.split_once("struct ").map_or("", |(_, rest)| rest);
    rest.split(|it: char| !it.is_alphanumeric()).next().unwrap_or_default()
}

/// On a telephone there is no room for columns.
#[test]
fn every_table_can_stand_row_by_row() {
    let mut faults = Vec::new();
    for source in sources(&["rs"]).iter().filter(|it| it.path.starts_with("crates/service/src/")) {
        let made = source.text.split("Table::new(").skip(1);
        let plain = made.filter(|rest| !rest.split(';').next().is_some_and(|it| it.contains(".stacked()"))).count();
        if plain > 0 {
            faults.push(format!("{}: {plain}", source.path));
        }
    }
    none("A table is .stacked()", faults);
}

/// How often a mark is drawn, counting each branch of `if` and `match` by itself.
fn count(template: &str, mark: &str) -> Range {
    let mut parts = template.split("{%");
    let first = parts.next().unwrap_or_default();
    // For each open `if` or `match`: what came before it, the branches that ended, whether all cases have one.
    let mut open: Vec<(Range, Vec<Range>, bool)> = Vec::new();
    let mut now = marks(first, mark);
    for part in parts {
        let (tag, text) = part.split_once("%}").unwrap_or((part, ""));
        let tag = tag.trim_matches(['-', '~', '+', ' ', '\n']);
        match tag.split_whitespace().next().unwrap_or_default() {
            "if" => open.push((std::mem::take(&mut now), Vec::new(), false)),
            "match" => open.push((std::mem::take(&mut now), Vec::new(), true)),
            "else" | "elif" | "when" => {
                if let Some((_, ended, is_whole)) = open.last_mut() {
                    let is_first_of_match =
                        *is_whole && ended.is_empty() && tag.starts_with("when") && now == Range::default();
                    if !is_first_of_match {
                        ended.push(now);
                    }
                    *is_whole |= tag == "else";
                    now = Range::default();
                }
            }
            "endif" | "endmatch" => {
                if let Some((before, mut ended, is_whole)) = open.pop() {
                    ended.push(now);
                    if !is_whole {
                        ended.push(Range::default());
                    }
                    now = before.then(ended.into_iter().reduce(Range::or).unwrap_or_default());
                }
            }
            _ => {}
        }
        now = now.then(marks(text, mark));
    }
    now
}

fn marks(text: &str, mark: &str) -> Range {
    let number = text.matches(mark).count();
    Range { fewest: number, most: number }
}

#[test]
fn branches_are_counted_by_themselves() {
    let cases = [
        ("<h1>a</h1>", (1, 1)),
        ("{% if a %}<h1>{% else %}<h1>{% endif %}", (1, 1)),
        ("{% if a %}<h1>{% endif %}", (0, 1)),
        ("{% if a %}<h1>{% elif b %}{% if c %}<h1>{% else %}<h1>{% endif %}{% else %}<h1>{% endif %}", (1, 1)),
        ("{% match a %}{% when B %}<h1>{% when C %}<h1>{% endmatch %}", (1, 1)),
        ("<h1>{% for a in b %}{% if a %}x{% endif %}{% endfor %}", (1, 1)),
        ("<h1>{% if a %}<h1>{% endif %}", (1, 2)),
    ];
    for (template, (fewest, most)) in cases {
        assert_eq!(count(template, "<h1"), Range { fewest, most }, "{template}");
    }
}
