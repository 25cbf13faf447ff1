//! Small files of other origin, read whole with the same rows and cells: providers, contacts.

use super::files;
use super::header::Header;
use super::import::refused;
use super::read::{Refusal, Unread};
use super::rows::{Rows, text_of};
use super::run::NotImported;
use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

/// A file read whole.
pub(in crate::organisations) struct Small {
    /// Its name, without folders.
    pub name: String,
    /// Line and the wanted cells, trimmed; an empty cell is none.
    pub rows: Vec<(u32, Vec<Option<String>>)>,
    /// Rows that are not as wide as the header.
    pub refusals: Vec<Refusal>,
}

/// Reads the columns `wanted` of a file; the first `required` of them must be there.
pub(in crate::organisations) fn read(path: &Path, wanted: &[&str], required: usize) -> Result<Small, NotImported> {
    let sources = files::find(&[path.to_owned()]).map_err(|why| NotImported::Refused(why.to_string()))?;
    let [source] = sources.as_slice() else {
        return Err(NotImported::Refused(format!("{} holds more than one file.", path.display())));
    };
    let mut small = Small { name: source.name.clone(), rows: Vec::new(), refusals: Vec::new() };
    let done = source.read(Arc::default(), |reader| -> Result<Option<String>, Unread> {
        let mut rows = Rows::new(reader);
        let Some(header) = rows.next_row()?.map(Header::of) else { return Err(Unread::NoRows) };
        if let Some(wrong) = header.wrong(wanted.iter().copied()) {
            return Ok(Some(wrong));
        }
        let places: Vec<Option<usize>> = wanted.iter().map(|name| header.place(name)).collect();
        if let Some(lacking) = places.iter().take(required).position(Option::is_none) {
            return Ok(Some(format!("the first row has no column “{}”", wanted[lacking])));
        }
        while let Some(row) = rows.next_row()? {
            let text = text_of(row.bytes);
            let given = match header.row(&text) {
                Ok(given) => given,
                Err(reason) => {
                    small.refusals.push(Refusal { line: row.line, reason, is_row: true });
                    continue;
                }
            };
            let cell = |place: &Option<usize>| place.map(|place| given[place].trim()).filter(|cell| !cell.is_empty());
            small.rows.push((row.line, places.iter().map(|place| cell(place).map(str::to_owned)).collect()));
        }
        match rows.cut_short(header.width) {
            Some(line) => Err(Unread::CutShort(line)),
            None if small.rows.is_empty() && small.refusals.is_empty() => Err(Unread::NoRows),
            None => Ok(None),
        }
    });
    match done.map_err(Unread::from).and_then(|done| done) {
        Ok(None) => Ok(small),
        Ok(Some(wrong)) => Err(refused(&small.name, &wrong)),
        Err(why) => Err(refused(&small.name, &why)),
    }
}

/// The first of the cells that hold something, as a reading rule takes it.
pub(in crate::organisations) fn as_cells(value: Option<&str>) -> [Cow<'_, str>; 1] {
    [Cow::Borrowed(value.unwrap_or_default())]
}
