//! Where each line of a letter stands: down the page, on to the next.

use super::fonts::{Cut, Fonts};

/// Points of an A4 page.
pub(super) const PAGE: (f32, f32) = (595.28, 841.89);
/// 25 mm on each side.
pub(super) const LEFT: f32 = 71.0;
const WIDTH: f32 = PAGE.0 - 2.0 * LEFT;
const TOP: f32 = 57.0;
const BOTTOM: f32 = PAGE.1 - 71.0;
const INDENT: f32 = 16.0;
const PADDING: f32 = 12.0;

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Body,
    Strong,
    Title,
    Subtitle,
    Code,
}

impl Style {
    /// Size of the letters and distance of the lines, in points.
    pub(super) fn measures(self) -> (f32, f32) {
        match self {
            Style::Body | Style::Strong => (12.0, 16.0),
            Style::Title => (18.0, 23.0),
            Style::Subtitle => (14.0, 19.0),
            Style::Code => (20.0, 28.0),
        }
    }

    pub(super) fn cut(self, fonts: &Fonts) -> &Cut {
        match self {
            Style::Body => &fonts.regular,
            Style::Strong | Style::Title | Style::Subtitle => &fonts.bold,
            Style::Code => &fonts.code,
        }
    }
}

/// What a block is, for those who cannot see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Title,
    Subtitle,
    Paragraph,
    Bullet,
    Item,
    Link(String),
}

/// One line of one block.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) page: usize,
    pub(super) x: f32,
    pub(super) baseline: f32,
    pub(super) text: String,
    pub(super) style: Style,
    pub(super) block: usize,
}

/// A frame around something: left, top, right, bottom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) page: usize,
    pub(super) sides: [f32; 4],
}

/// A letter being laid out.
pub(super) struct Flow<'f> {
    fonts: &'f Fonts,
    pub(super) lines: Vec<Line>,
    pub(super) blocks: Vec<Kind>,
    pub(super) frames: Vec<Frame>,
    page: usize,
    /// The first page of each letter.
    starts: Vec<usize>,
    y: f32,
    inset: f32,
}

impl<'f> Flow<'f> {
    pub(super) fn new(fonts: &'f Fonts) -> Flow<'f> {
        Flow {
            fonts,
            lines: Vec::new(),
            blocks: Vec::new(),
            frames: Vec::new(),
            page: 0,
            starts: vec![0],
            y: TOP,
            inset: 0.0,
        }
    }

    pub(super) fn pages(&self) -> usize {
        self.page + 1
    }

    /// Begins the next letter, on a page of its own.
    pub(super) fn next_letter(&mut self) {
        self.page += 1;
        self.y = TOP;
        self.starts.push(self.page);
    }

    /// Which page of its letter a page is, and of how many.
    pub(super) fn place_of(&self, page: usize) -> (usize, usize) {
        let next = self.starts.partition_point(|start| *start <= page);
        let start = next.checked_sub(1).map_or(0, |letter| self.starts[letter]);
        let end = self.starts.get(next).copied().unwrap_or(self.pages());
        (page - start + 1, end - start)
    }

    /// The text of a block.
    pub(super) fn text_of(&self, block: usize) -> String {
        self.lines.iter().filter(|line| line.block == block).map(|line| line.text.as_str()).collect()
    }

    pub(super) fn space(&mut self, points: f32) {
        self.y += points;
    }

    /// Goes on no higher than here (of the first page of its letter).
    pub(super) fn down_to(&mut self, y: f32) {
        if self.starts.last() == Some(&self.page) {
            self.y = self.y.max(y);
        }
    }

    /// Starts a page unless this much room is left.
    pub(super) fn keep(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.page += 1;
            self.y = TOP;
        }
    }

    pub(super) fn write(&mut self, text: &str, style: Style, kind: Kind) {
        let text = style.cut(self.fonts).drawable(text);
        if text.is_empty() {
            return;
        }
        let (size, height) = style.measures();
        let width = WIDTH - 2.0 * self.inset;
        let block = self.blocks.len();
        self.blocks.push(kind);
        for line in wrap(&text, width, |part| style.cut(self.fonts).width(part, size)) {
            self.keep(height);
            self.lines.push(Line {
                page: self.page,
                x: LEFT + self.inset,
                baseline: self.y + size,
                text: line,
                style,
                block,
            });
            self.y += height;
        }
    }

    pub(super) fn item(&mut self, text: &str) {
        let height = Style::Body.measures().1;
        self.keep(height);
        self.write("•", Style::Body, Kind::Bullet);
        self.y -= height;
        self.inset += INDENT;
        self.write(text, Style::Body, Kind::Item);
        self.inset -= INDENT;
    }

    /// Draws a frame around what `inside` writes, all on one page.
    pub(super) fn boxed(&mut self, inside: impl Fn(&mut Flow<'f>)) {
        let mut trial = Flow::new(self.fonts);
        trial.inset = PADDING;
        inside(&mut trial);
        let height = trial.y - TOP + 2.0 * PADDING;
        self.keep(height);
        let (page, top) = (self.page, self.y);
        self.inset += PADDING;
        self.y += PADDING;
        inside(self);
        self.y += PADDING;
        self.inset -= PADDING;
        if self.page == page {
            self.frames.push(Frame { page, sides: [LEFT, top, LEFT + WIDTH, self.y] });
        }
    }
}

/// The text in lines no wider than `width`. A line keeps the space at which it was broken, so that a
/// reader aloud hears two words; a word that is too wide is broken between letters.
fn wrap(text: &str, width: f32, measure: impl Fn(&str) -> f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_inclusive(' ') {
        if !line.is_empty() && measure(&line) + measure(word.trim_end()) > width {
            lines.push(std::mem::take(&mut line));
        }
        if measure(word.trim_end()) <= width {
            line.push_str(word);
            continue;
        }
        for letter in word.chars() {
            if measure(&line) + measure(letter.encode_utf8(&mut [0; 4])) > width {
                lines.push(std::mem::take(&mut line));
            }
            line.push(letter);
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::wrap;

    fn wrapped(text: &str, width: u8) -> Vec<String> {
        wrap(text, f32::from(width), |part| part.chars().map(|_| 1.0).sum())
    }

    #[test]
    fn lines_break_at_spaces_and_long_words_between_letters() {
        assert_eq!(wrapped("one two three", 7), ["one two ", "three"]);
        assert_eq!(wrapped("one", 7), ["one"]);
        assert_eq!(wrapped("to Llanfairpwll now", 6), ["to ", "Llanfa", "irpwll", " now"]);
        assert_eq!(wrapped("ééééé", 2), ["éé", "éé", "é"]);
    }
}
