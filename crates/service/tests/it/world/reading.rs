//! What stories read from a page.

use super::Page;

impl Page {
    /// The first heading.
    pub fn h1(&self) -> String {
        self.between("<h1", "</h1>")
    }

    /// The title of the browser's window.
    pub fn title(&self) -> String {
        self.between("<title", "</title>")
    }

    /// The words between two marks that stand together only once.
    pub fn between_marks(&self, from: &str, to: &str) -> String {
        let rest = self.html.split_once(from).map_or("", |(_, rest)| rest);
        text(rest.split(to).next().unwrap_or_default())
    }

    fn between(&self, from: &str, to: &str) -> String {
        let rest = self.html.split_once(from).map_or("", |(_, rest)| rest);
        let rest = rest.split_once('>').map_or("", |(_, rest)| rest);
        text(rest.split(to).next().unwrap_or_default())
    }

    /// The words of the page, without its marks.
    pub fn text(&self) -> String {
        text(&self.html)
    }

    /// Whether the page says this.
    pub fn says(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// The sentences of the error summary.
    pub fn problems(&self) -> Vec<String> {
        let summary = self.html.split_once("govuk-error-summary__list").map_or("", |(_, rest)| rest);
        let summary = summary.split("</ul>").next().unwrap_or_default();
        summary.split("<li").skip(1).map(|it| text(it.split_once('>').map_or("", |(_, rest)| rest))).collect()
    }

    /// The value of the first hidden field of this name; empty where there is none.
    pub fn hidden(&self, name: &str) -> &str {
        let start = format!("name=\"{name}\" value=\"");
        self.html.split_once(&start).and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default()
    }

    /// The addresses of links and forms whose address starts so, each once, in order; without the mark of the
    /// organisation for which a form was drawn.
    pub fn links(&self, start: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for part in self.html.split(['"', '\'']) {
            let link = part.replace("&#38;", "&").replace("&amp;", "&");
            // The mark stands last.
            let link = link.split_once("acting=").map_or(&*link, |(before, _)| before.trim_end_matches(['?', '&']));
            let link = link.to_owned();
            if link.starts_with(start) && !found.contains(&link) {
                found.push(link);
            }
        }
        found
    }
}

/// The text of a piece of HTML: marks become spaces, runs of white space one.
fn text(html: &str) -> String {
    let mut words = String::new();
    let mut is_mark = false;
    for letter in html.chars() {
        match letter {
            '<' => is_mark = true,
            '>' if is_mark => {
                is_mark = false;
                words.push(' ');
            }
            _ if !is_mark => words.push(letter),
            _ => {}
        }
    }
    let words = words.replace("&#39;", "'").replace("&#34;", "\"").replace("&#60;", "<").replace("&#62;", ">");
    words.replace("&#38;", "&").replace("&nbsp;", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}
