//! Fetches govuk-frontend once for each state of the lock file, adds our own few files, and writes
//! every file that a page can ask for, named by its content and compressed, for `src/assets.rs`.
//!
//! The fetched packages live in `target/frontend-HASH`, shared by every profile, so only the first
//! build after a change of the lock file needs the network.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io, process};

use data_encoding::HEXLOWER;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

/// Where somebody with packages of their own names the `node_modules` folder.
const PACKAGES: &str = "FRONTEND_NODE_MODULES";

/// Our own sources, relative to this folder.
const OWN: &[&str] = &["frontend/app.css", "frontend/app.js", "frontend/suggest.js", "frontend/icon.svg"];

/// What stops the build, as sentences for the person who started it.
type Stopped = Vec<String>;

fn main() {
    println!("cargo::rerun-if-env-changed={PACKAGES}");
    for file in ["frontend/package.json", "frontend/package-lock.json"].iter().chain(OWN) {
        println!("cargo::rerun-if-changed={file}");
    }
    if let Err(sentences) = packages().and_then(|packages| assets(&packages)) {
        for sentence in sentences {
            println!("cargo::error={sentence}");
        }
    }
}

/// The `node_modules` folder that the lock file describes, fetched when it is not there yet.
fn packages() -> Result<PathBuf, Stopped> {
    if let Some(folder) = env::var_os(PACKAGES).map(PathBuf::from) {
        let held = folder.join("govuk-frontend/dist").is_dir();
        let sentence = format!("{PACKAGES} is {}, which holds no govuk-frontend.", folder.display());
        return if held { Ok(folder) } else { Err(vec![sentence]) };
    }
    let lock = read(Path::new("frontend/package-lock.json"))?;
    let target = target_folder()?;
    let home = target.join(format!("frontend-{}", hash(&lock)));
    if !home.is_dir() {
        fetch(&target, &home)?;
    }
    Ok(home.join("node_modules"))
}

/// Fetches beside `home` and renames at the end: a build that is interrupted, or that runs beside
/// another, never leaves half a folder under the name that later builds trust.
fn fetch(target: &Path, home: &Path) -> Result<(), Stopped> {
    let partial = target.join(format!("frontend-partial-{}", process::id()));
    let _ = fs::remove_dir_all(&partial);
    fs::create_dir_all(&partial).map_err(|error| cannot("make", &partial, &error))?;
    for file in ["package.json", "package-lock.json"] {
        let from = Path::new("frontend").join(file);
        fs::copy(&from, partial.join(file)).map_err(|error| cannot("copy", &from, &error))?;
    }
    let fetched = npm_ci(&partial);
    if fetched.is_ok() && fs::rename(&partial, home).is_ok() {
        return Ok(());
    }
    let _ = fs::remove_dir_all(&partial);
    // A build of another profile may have been first: its folder is as good as ours.
    if home.is_dir() { Ok(()) } else { fetched.and(Err(vec![format!("cannot make {}", home.display())])) }
}

fn npm_ci(folder: &Path) -> Result<(), Stopped> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let run = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(folder)
        .output();
    match run {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let mut sentences = vec![
                "npm could not fetch the packages of crates/govuk/frontend/package-lock.json. \
                 The first build needs the network; later builds do not."
                    .to_owned(),
            ];
            sentences.extend(said.lines().filter(|line| !line.is_empty()).take(5).map(str::to_owned));
            Err(sentences)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(vec![
            "npm is not installed; the first build needs it, to fetch govuk-frontend.".to_owned(),
            "Install Node.js 20 or later: `sudo apt-get install nodejs npm` (Debian, Ubuntu), \
             `sudo dnf install nodejs` (Fedora), `brew install node` (macOS), \
             `winget install OpenJS.NodeJS.LTS` (Windows)."
                .to_owned(),
            format!("Or set {PACKAGES} to a node_modules folder that holds govuk-frontend."),
        ]),
        Err(error) => Err(vec![format!("cannot run npm: {error}")]),
    }
}

/// Cargo's target folder, which marks itself; `OUT_DIR` lies several folders within it.
fn target_folder() -> Result<PathBuf, Stopped> {
    let out = out_folder()?;
    let marked = out.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    marked
        .or_else(|| out.ancestors().nth(4))
        .map(Path::to_path_buf)
        .ok_or_else(|| vec![format!("no target folder above {}", out.display())])
}

fn out_folder() -> Result<PathBuf, Stopped> {
    env::var_os("OUT_DIR").map(PathBuf::from).ok_or_else(|| vec!["OUT_DIR is not set".to_owned()])
}

/// Makes every asset and the table of them.
fn assets(packages: &Path) -> Result<(), Stopped> {
    let dist = packages.join("govuk-frontend/dist/govuk");
    // For the tests that hold our components equal to the package's own examples.
    println!("cargo::rustc-env=GOVUK_FRONTEND_DIST={}", dist.display());
    let mut made = Made::default();
    for folder in ["assets/images", "assets/fonts"] {
        for path in files(&dist.join(folder))? {
            made.add(&name_of(&path), &read(&path)?)?;
        }
    }
    let manifest = text(&dist.join("assets/manifest.json"))?;
    made.add_text("manifest.json", &made.linked(&manifest, "images/"))?;

    let css = without_map(&text(&dist.join("govuk-frontend.min.css"))?);
    let branded = made.linked(&made.linked(&css, "/assets/fonts/"), "/assets/images/");
    made.add_text("govuk-brand.css", &branded)?;
    made.add_text("govuk.css", &neutral(&css)?)?;
    made.add_text("app.css", &text(Path::new("frontend/app.css"))?)?;
    made.add("icon.svg", &read(Path::new("frontend/icon.svg"))?)?;

    // Modules name each other relatively, so each needs the hashed name of what it imports.
    made.add_text("govuk.js", &without_map(&text(&dist.join("govuk-frontend.min.js"))?))?;
    made.add_text("suggest.js", &text(Path::new("frontend/suggest.js"))?)?;
    made.add_text("app.js", &made.linked(&text(Path::new("frontend/app.js"))?, "./"))?;
    made.write_table()
}

/// The style sheet without what only services on gov.uk may use: the typeface and the crest.
fn neutral(css: &str) -> Result<String, Stopped> {
    let mut css = css.to_owned();
    while let Some(start) = css.find("@font-face{") {
        let end = css[start..].find('}').map_or(css.len(), |end| start + end + 1);
        css.replace_range(start..end, "");
    }
    css = css.replace("GDS Transport,", "").replace("\"GDS Transport\",", "");
    while let Some(found) = css.find("govuk-crest.svg") {
        let start = css[..found].rfind(['{', ';']).map_or(0, |start| start + 1);
        let end = css[found..].find([';', '}']).map_or(css.len(), |end| found + end);
        let end = if css[end..].starts_with(';') { end + 1 } else { end };
        css.replace_range(start..end, "");
    }
    while let Some(start) = css.find("/*!") {
        let end = css[start..].find("*/").map_or(css.len(), |end| start + end + 2);
        css.replace_range(start..end, "");
    }
    // A later version of govuk-frontend that writes any of these otherwise stops the build here.
    match ["GDS Transport", "@font-face", "url("].iter().find(|left| css.contains(**left)) {
        Some(left) => Err(vec![format!("the neutral style sheet still holds {left}")]),
        None => Ok(css),
    }
}

/// What has been written to `OUT_DIR`, by the name that our code uses.
#[derive(Default)]
struct Made {
    hashed: BTreeMap<String, String>,
    table: String,
}

impl Made {
    fn add_text(&mut self, name: &str, content: &str) -> Result<(), Stopped> {
        self.add(name, content.as_bytes())
    }

    /// Writes the file and its compressed forms under a name made from its content.
    fn add(&mut self, name: &str, content: &[u8]) -> Result<(), Stopped> {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let hashed = format!("{stem}-{}.{extension}", hash(content));
        let content_type = content_type(extension)?;
        let packed = matches!(extension, "woff" | "woff2" | "png");
        let br = if packed { None } else { Some(brotli(content)?) };
        let gzip = if packed { None } else { Some(gzip(content)?) };
        let out = out_folder()?;
        let variant = |suffix: &str, bytes: &[u8]| -> Result<String, Stopped> {
            let path = out.join(format!("{hashed}{suffix}"));
            fs::write(&path, bytes).map_err(|error| cannot("write", &path, &error))?;
            Ok(format!("include_bytes!({:?})", path.display().to_string()))
        };
        let bytes = variant("", content)?;
        let optional = |suffix: &str, bytes: Option<Vec<u8>>| -> Result<String, Stopped> {
            bytes.map_or(Ok("None".to_owned()), |bytes| Ok(format!("Some({})", variant(suffix, &bytes)?)))
        };
        let (br, gzip) = (optional(".br", br)?, optional(".gz", gzip)?);
        let _ = writeln!(
            self.table,
            "    Asset {{ name: {name:?}, hashed_name: {hashed:?}, content_type: {content_type:?}, \
             bytes: {bytes}, br: {br}, gzip: {gzip} }},"
        );
        self.hashed.insert(name.to_owned(), hashed);
        Ok(())
    }

    /// The text with `prefix` and a name replaced by that file's address.
    fn linked(&self, text: &str, prefix: &str) -> String {
        self.hashed.iter().fold(text.to_owned(), |text, (name, hashed)| {
            text.replace(&format!("{prefix}{name}"), &format!("/assets/{hashed}"))
        })
    }

    fn write_table(&self) -> Result<(), Stopped> {
        let path = out_folder()?.join("assets.rs");
        let table = format!("&[\n{}]\n", self.table);
        fs::write(&path, table).map_err(|error| cannot("write", &path, &error))
    }
}

fn content_type(extension: &str) -> Result<&'static str, Stopped> {
    Ok(match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" => "application/manifest+json",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        other => {
            return Err(vec![format!("no content type is known for files named .{other}")]);
        }
    })
}

fn brotli(content: &[u8]) -> Result<Vec<u8>, Stopped> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &content[..], &mut packed, &parameters)
        .map_err(|error| vec![format!("cannot compress: {error}")])?;
    Ok(packed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>, Stopped> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(content).and_then(|()| encoder.finish());
    packed.map_err(|error| vec![format!("cannot compress: {error}")])
}

/// Drops the pointer to a source map that we do not serve.
fn without_map(text: &str) -> String {
    let end = text.rfind("//# sourceMappingURL=").or_else(|| text.rfind("/*# sourceMappingURL="));
    text[..end.unwrap_or(text.len())].trim_end().to_owned()
}

/// The first eight bytes of the SHA-256: enough to tell versions of one file apart.
fn hash(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes)[..8])
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Stopped> {
    let entries = fs::read_dir(folder).map_err(|error| cannot("read", folder, &error))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn text(path: &Path) -> Result<String, Stopped> {
    String::from_utf8(read(path)?).map_err(|_| vec![format!("{} is not UTF-8", path.display())])
}

fn read(path: &Path) -> Result<Vec<u8>, Stopped> {
    fs::read(path).map_err(|error| cannot("read", path, &error))
}

fn cannot(verb: &str, path: &Path, error: &io::Error) -> Stopped {
    vec![format!("cannot {verb} {}: {error}", path.display())]
}
