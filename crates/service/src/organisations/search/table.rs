//! The light facts of every school, held in one text and one table.

use super::entry::{Entry, Hit, town_shown};
use super::lexicon::number;
use crate::organisations::rules::Status;
use crate::vocabulary::{Ukprn, Urn};
use std::collections::HashMap;

/// What many rows have in common is held once and known by a number.
#[derive(Debug, Default)]
struct Labels {
    texts: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u16>,
}

impl Labels {
    fn number(&mut self, text: &str) -> u16 {
        if let Some(known) = self.numbers.get(text) {
            return *known;
        }
        let new = u16::try_from(self.texts.len()).unwrap_or(u16::MAX);
        self.texts.push(text.into());
        self.numbers.insert(text.into(), new);
        new
    }

    fn text(&self, number: u16) -> &str {
        self.texts.get(usize::from(number)).map_or("", |text| text)
    }
}

#[derive(Debug)]
struct Row {
    /// Where its texts begin: key, name, town, locality, postcode, without anything between.
    start: u32,
    lengths: [u16; 5],
    authority: u16,
    authority_code: u16,
    district: u16,
    region: u16,
    type_code: i16,
    phase_code: i16,
    status: Status,
    urn: Option<Urn>,
    ukprn: Option<Ukprn>,
    place: Option<(u32, u32)>,
}

/// All rows, in the order in which a list shows them.
#[derive(Debug, Default)]
pub(super) struct Table {
    texts: String,
    rows: Vec<Row>,
    labels: Labels,
    /// What suggestions say of each row, ready to be sent, and where each row's part ends.
    json: Vec<u8>,
    json_ends: Vec<u32>,
}

impl Table {
    /// From entries in their final order.
    pub fn of<'a>(entries: impl Iterator<Item = &'a Entry>) -> Self {
        let mut table = Self::default();
        for entry in entries {
            table.push(entry);
        }
        table.labels.numbers = HashMap::new();
        table.texts.shrink_to_fit();
        table.json.shrink_to_fit();
        table
    }

    fn push(&mut self, entry: &Entry) {
        let start = number(self.texts.len());
        let texts = [&entry.key, &entry.name, &entry.town, &entry.locality, &entry.postcode];
        let lengths = texts.map(|text| {
            let short = clip(text);
            self.texts.push_str(short);
            u16::try_from(short.len()).unwrap_or(0)
        });
        let row = Row {
            start,
            lengths,
            authority: self.labels.number(&entry.authority),
            authority_code: self.labels.number(&entry.codes.authority),
            district: self.labels.number(&entry.codes.district),
            region: self.labels.number(&entry.codes.region),
            type_code: i16::try_from(entry.codes.kind).unwrap_or(0),
            phase_code: i16::try_from(entry.codes.phase).unwrap_or(0),
            status: entry.status,
            urn: entry.urn,
            ukprn: entry.ukprn,
            place: entry.place,
        };
        self.rows.push(row);
        if entry.is_offered() {
            write_json(entry, &mut self.json);
        }
        self.json_ends.push(number(self.json.len()));
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The facts of a row.
    pub fn hit(&self, row: u32) -> Hit<'_> {
        let it = &self.rows[row as usize];
        let mut end = it.start as usize;
        let [key, name, town, locality, postcode] = it.lengths.map(|length| {
            let start = end;
            end += usize::from(length);
            &self.texts[start..end]
        });
        Hit {
            key,
            name,
            town,
            locality,
            postcode,
            authority: self.labels.text(it.authority),
            authority_code: self.labels.text(it.authority_code),
            type_code: it.type_code.into(),
            phase_code: it.phase_code.into(),
            district_code: self.labels.text(it.district),
            region: self.labels.text(it.region),
            status: it.status,
            urn: it.urn,
            ukprn: it.ukprn,
            place: it.place,
        }
    }

    /// What suggestions say of a row: one JSON object; nothing where the row is not offered.
    pub fn json(&self, row: u32) -> &[u8] {
        let at = row as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.json_ends[before] as usize);
        &self.json[start..self.json_ends[at] as usize]
    }
}

/// No text of the register is nearly so long; one that is keeps its beginning.
fn clip(text: &str) -> &str {
    &text[..text.floor_char_boundary(1000)]
}

fn write_json(entry: &Entry, json: &mut Vec<u8>) {
    let known_by = if entry.provider_code.is_some() { "code" } else { "urn" };
    let pairs = [
        (known_by, entry.key.as_str()),
        ("name", &entry.name),
        ("town", town_shown([&entry.town, &entry.locality, &entry.authority])),
        ("postcode", &entry.postcode),
        ("status", entry.status.slug()),
    ];
    for (at, (name, value)) in pairs.into_iter().enumerate() {
        json.extend_from_slice(if at == 0 { b"{\"" } else { b",\"" });
        json.extend_from_slice(name.as_bytes());
        json.extend_from_slice(b"\":");
        // Text has no reason to fail; an empty text would still be a well-formed answer.
        let written = serde_json::to_string(value).unwrap_or_else(|_| "\"\"".to_owned());
        json.extend_from_slice(written.as_bytes());
    }
    json.push(b'}');
}
