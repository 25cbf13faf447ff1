//! Finding the files of an import and opening them, plain, .gz or .zip.

use chrono::NaiveDate;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use zip::ZipArchive;

const BUFFER_BYTES: usize = 128 * 1024;

/// One table of rows: a file, or one file within a .zip.
#[derive(Debug, Clone)]
pub struct Source {
    /// How messages call it.
    pub name: String,
    path: PathBuf,
    packing: Packing,
    /// Bytes that must be read, as they lie on the disk (within a .zip: unpacked).
    pub size_bytes: u64,
}

#[derive(Debug, Clone, Copy)]
enum Packing {
    Plain,
    Gzip,
    Zip(usize),
}

/// Why the files cannot be used; the sentence names the file.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(pub String);

/// The tables in files and folders, in the order given; within a folder by name.
///
/// # Errors
/// When one of the paths cannot be read, is of another type, or holds nothing to read.
pub fn find(paths: &[PathBuf]) -> Result<Vec<Source>, Unusable> {
    let mut sources = Vec::new();
    for path in paths {
        let kind =
            std::fs::metadata(path).map_err(|why| Unusable(format!("{} cannot be read: {why}.", path.display())))?;
        if kind.is_dir() {
            for inside in folder(path)? {
                add(&inside, &mut sources)?;
            }
        } else {
            add(path, &mut sources)?;
        }
    }
    if sources.is_empty() {
        return Err(Unusable("There is no .csv, .gz or .zip file to read.".to_owned()));
    }
    Ok(sources)
}

fn folder(path: &Path) -> Result<Vec<PathBuf>, Unusable> {
    let listed = || -> io::Result<Vec<PathBuf>> { std::fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect() };
    let mut inside = listed().map_err(|why| Unusable(format!("{} cannot be read: {why}.", path.display())))?;
    inside.retain(|it| it.is_file() && ["csv", "gz", "zip"].iter().any(|ending| has_ending(it, ending)));
    inside.sort();
    Ok(inside)
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case(ending))
}

fn add(path: &Path, sources: &mut Vec<Source>) -> Result<(), Unusable> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let unreadable = |why: &dyn std::fmt::Display| Unusable(format!("{name} cannot be read: {why}."));
    let mut file = File::open(path).map_err(|why| unreadable(&why))?;
    let size_bytes = file.metadata().map_err(|why| unreadable(&why))?.len();
    if size_bytes == 0 {
        return Err(Unusable(format!("{name} is empty.")));
    }
    let mut mark = Vec::new();
    file.by_ref().take(4).read_to_end(&mut mark).map_err(|why| unreadable(&why))?;
    let source = |name, packing, size_bytes| Source { name, path: path.to_owned(), packing, size_bytes };
    // What a file is stands in its first bytes; its name may say anything.
    if mark.starts_with(b"PK\x03\x04") || has_ending(path, "zip") {
        let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|why| unreadable(&why))?;
        for place in 0..archive.len() {
            let inside = archive.by_index(place).map_err(|why| unreadable(&why))?;
            if has_ending(Path::new(inside.name()), "csv") {
                sources.push(source(format!("{name}/{}", inside.name()), Packing::Zip(place), inside.size()));
            }
        }
    } else if mark.starts_with(&[0x1f, 0x8b]) || has_ending(path, "gz") {
        sources.push(source(name, Packing::Gzip, size_bytes));
    } else {
        sources.push(source(name, Packing::Plain, size_bytes));
    }
    Ok(())
}

impl Source {
    /// Opens the table at its first line and hands it on; `read_bytes` grows as it is read, towards `size_bytes`.
    ///
    /// # Errors
    /// When it cannot be opened, or is in UTF-16.
    pub fn read<T>(&self, read_bytes: Arc<AtomicU64>, work: impl FnOnce(&mut dyn BufRead) -> T) -> io::Result<T> {
        let file = File::open(&self.path)?;
        let mut archive;
        let unpacked: Box<dyn Read> = match self.packing {
            Packing::Plain => Box::new(Counted { inner: file, read_bytes }),
            Packing::Gzip => {
                let packed = BufReader::with_capacity(BUFFER_BYTES, Counted { inner: file, read_bytes });
                Box::new(MultiGzDecoder::new(packed))
            }
            Packing::Zip(place) => {
                archive = ZipArchive::new(BufReader::new(file)).map_err(io::Error::other)?;
                Box::new(Counted { inner: archive.by_index(place).map_err(io::Error::other)?, read_bytes })
            }
        };
        let mut reader = BufReader::with_capacity(BUFFER_BYTES, unpacked);
        match reader.fill_buf()? {
            [0xef, 0xbb, 0xbf, ..] => reader.consume(3),
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
                return Err(io::Error::other("it is in UTF-16; save it as CSV in UTF-8"));
            }
            _ => {}
        }
        Ok(work(&mut reader))
    }

    /// The date in its name, such as 20250422.
    pub fn date(&self) -> Option<NaiveDate> {
        date_of(&self.name)
    }
}

/// The date in the name of a file, such as 20250422.
pub fn date_of(name: &str) -> Option<NaiveDate> {
    let digits = name.split(|letter: char| !letter.is_ascii_digit());
    digits.filter(|run| run.len() == 8).find_map(|run| NaiveDate::parse_from_str(run, "%Y%m%d").ok())
}

struct Counted<R> {
    inner: R,
    read_bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.read_bytes.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
