//! Small files in the manner of the register.

use flate2::{Compression, write::GzEncoder};
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use std::path::PathBuf;
use tempfile::TempDir;

/// A folder that goes with the story.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    /// Writes a file, in place of one of the same name.
    pub fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

const WIDE: &str = "URN,EstablishmentName,EstablishmentStatus (code),TypeOfEstablishment (code),Postcode,Town,Locality,\
    Gender (code),Gender (name),Easting,Northing,OpenDate,OfstedRating (name),OfstedLastInsp";

/// A row of the wide layout.
pub fn row(urn: &str, name: &str, status: &str) -> String {
    format!("{urn},{name},{status},1,AB1 2CD,Town,,3,Mixed,1,2,01-09-1990,Good,18-04-2013")
}

/// The row of an open school, number 100000 and on.
pub fn school(number: u32) -> String {
    row(&(100_000 + number).to_string(), &format!("School {number}"), "1")
}

/// A file with Ofsted's columns.
pub fn wide(rows: &[String]) -> Vec<u8> {
    let lines = std::iter::once(WIDE).chain(rows.iter().map(String::as_str));
    let lines: Vec<&str> = lines.collect();
    (lines.join("\r\n") + "\r\n").into_bytes()
}

/// A file with its columns in another order and without those of Ofsted: URN, name, status.
pub fn narrow(rows: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut text =
        "EstablishmentStatus (code),\"Town\",URN,TypeOfEstablishment (code),EstablishmentName,Extra\r\n".to_owned();
    for (urn, name, status) in rows {
        let _ = write!(text, "\"0{status}\",\"Town\",{urn},\"01\",\"{name}\",x\r\n");
    }
    text.into_bytes()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zip(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap().into_inner()
}
