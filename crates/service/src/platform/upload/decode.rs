//! Bytes to text.

use super::problem::{FileProblem, Kind};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::borrow::Cow;

/// The most that one upload may weigh, in bytes: 2 MiB.
pub const MAX_UPLOAD_BYTES: usize = 2 * 1024 * 1024;

/// More control characters than this are no slip of the hand.
const MAX_CONTROL_CHARACTERS: usize = 8;

/// The text of an upload: by its byte order mark, else strict UTF-8, else Windows-1252.
///
/// # Errors
/// `TooLarge`, and `NotCsv` for what is known to be another kind of file or holds NUL or many control characters.
pub(super) fn text_of(bytes: &[u8]) -> Result<Cow<'_, str>, FileProblem> {
    if bytes.len() > MAX_UPLOAD_BYTES {
        return Err(FileProblem::TooLarge);
    }
    if let Some(kind) = kind_of(bytes) {
        return Err(FileProblem::NotCsv(kind));
    }
    let text = decoded(bytes);
    if is_text(&text) { Ok(text) } else { Err(FileProblem::NotCsv(Kind::Unknown)) }
}

fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    UTF_8
        .decode_without_bom_handling_and_without_replacement(bytes)
        .unwrap_or_else(|| WINDOWS_1252.decode_without_bom_handling(bytes).0)
}

/// The kind of a file that is known by its first bytes, and is not text.
fn kind_of(bytes: &[u8]) -> Option<Kind> {
    const OLD_OFFICE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    if bytes.starts_with(OLD_OFFICE) {
        return Some(Kind::Spreadsheet);
    }
    if bytes.starts_with(b"%PDF-") {
        return Some(Kind::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(kind_of_zip(bytes));
    }
    None
}

/// Workbooks of today are zip folders that name their parts.
fn kind_of_zip(bytes: &[u8]) -> Kind {
    let names: [&[u8]; 3] = [b"[Content_Types].xml", b"xl/", b"application/vnd.oasis.opendocument.spreadsheet"];
    let beginning = &bytes[..bytes.len().min(4096)];
    let holds = |name: &[u8]| beginning.windows(name.len()).any(|part| part == name);
    if names.into_iter().any(holds) { Kind::Spreadsheet } else { Kind::Zip }
}

fn is_text(text: &str) -> bool {
    let mut controls = 0;
    for letter in text.chars().filter(|letter| letter.is_control()) {
        match letter {
            '\t' | '\n' | '\r' => {}
            '\0' => return false,
            _ => controls += 1,
        }
        if controls > MAX_CONTROL_CHARACTERS {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &Result<&str, FileProblem>) {
        assert_eq!(&text_of(bytes).as_deref().map_err(Clone::clone), expected);
    }

    #[test]
    fn text_is_read_as_it_was_written() {
        check("St Mary’s".as_bytes(), &Ok("St Mary’s"));
        check("\u{feff}URN".as_bytes(), &Ok("URN"));
        check(b"St Mary\x92s", &Ok("St Mary’s"));
        check(b"\xff\xfeU\0R\0N\0", &Ok("URN"));
        check(b"\xfe\xff\0U\0R\0N", &Ok("URN"));
        check(b"", &Ok(""));
    }

    #[test]
    fn other_files_are_known_for_what_they_are() {
        check(b"%PDF-1.7", &Err(FileProblem::NotCsv(Kind::Pdf)));
        check(b"PK\x03\x04....notes.txt", &Err(FileProblem::NotCsv(Kind::Zip)));
        check(b"PK\x03\x04....xl/workbook.xml", &Err(FileProblem::NotCsv(Kind::Spreadsheet)));
        check(
            b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
            &Err(FileProblem::NotCsv(Kind::Spreadsheet)),
        );
        check(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on", &Err(FileProblem::NotCsv(Kind::Spreadsheet)));
        check(b"1000\x0002", &Err(FileProblem::NotCsv(Kind::Unknown)));
    }

    #[test]
    fn a_stray_control_character_is_forgiven_and_many_are_not() {
        check(b"100001\x1a", &Ok("100001\x1a"));
        check(&[7; 9], &Err(FileProblem::NotCsv(Kind::Unknown)));
    }

    #[test]
    fn two_mebibytes_are_the_most() {
        assert!(text_of(&vec![b'1'; MAX_UPLOAD_BYTES]).is_ok());
        check(&vec![b'1'; MAX_UPLOAD_BYTES + 1], &Err(FileProblem::TooLarge));
    }
}
