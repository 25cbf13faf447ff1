//! The typefaces of letters: Libertinus Serif and DejaVu Sans Mono, built in, free to embed.

use krilla::text::Font;
use ttf_parser::{Face, name_id};
use unicode_normalization::UnicodeNormalization;

/// One face: to draw with, and to measure by.
pub(super) struct Cut {
    pub(super) font: Font,
    face: Face<'static>,
}

/// The three faces.
pub(super) struct Fonts {
    pub(super) regular: Cut,
    pub(super) bold: Cut,
    pub(super) code: Cut,
}

impl Fonts {
    pub(super) fn load() -> Option<Fonts> {
        Some(Fonts {
            regular: Cut::named("Libertinus Serif Regular")?,
            bold: Cut::named("Libertinus Serif Bold")?,
            code: Cut::named("DejaVu Sans Mono Bold")?,
        })
    }
}

impl Cut {
    fn named(name: &str) -> Option<Cut> {
        typst_assets::fonts().find_map(|bytes| {
            let face = Face::parse(bytes, 0).ok()?;
            let is_it = face
                .names()
                .into_iter()
                .any(|it| it.name_id == name_id::FULL_NAME && it.to_string().is_some_and(|full| full == name));
            if is_it { Some(Cut { font: Font::new(bytes.into(), 0)?, face }) } else { None }
        })
    }

    /// The text with only what this face can draw: a letter that it lacks loses its marks, or is "?"; what
    /// has no shape of its own is left out.
    ///
    /// A glyph that is missing, or that maps to no letter, is forbidden in PDF/UA-1 (7.21.8).
    pub(super) fn drawable(&self, text: &str) -> String {
        let drawn: String = text.nfc().map(|letter| self.instead_of(letter)).collect();
        drawn.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn instead_of(&self, letter: char) -> String {
        if letter.is_whitespace() {
            return " ".to_owned();
        }
        if letter.is_control() || is_shapeless(letter) {
            return String::new();
        }
        if self.has(letter) {
            return letter.to_string();
        }
        let plain: String = std::iter::once(letter).nfkd().filter(|it| self.has(*it)).collect();
        if plain.is_empty() { "?".to_owned() } else { plain }
    }

    fn has(&self, letter: char) -> bool {
        let is_private = matches!(letter, '\u{e000}'..='\u{f8ff}');
        !is_private && self.face.glyph_index(letter).is_some_and(|it| it.0 != 0)
    }

    /// The width of the text in points, without kerning.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let advance =
            |letter| self.face.glyph_index(letter).and_then(|it| self.face.glyph_hor_advance(it)).unwrap_or(0);
        let units: f32 = text.chars().map(|letter| f32::from(advance(letter))).sum();
        units * size / f32::from(self.face.units_per_em())
    }
}

/// Letters that join, part or turn others, and are not to be seen.
fn is_shapeless(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}
