//! The style sheets, scripts, icons and fonts of every page, held in the program itself.
//!
//! Each is served at an address that holds a hash of its content, so a browser may keep it for
//! ever. `build.rs` makes the table.

/// One file in the forms a browser may ask for.
#[derive(Debug)]
pub struct Asset {
    /// What our code calls it: `govuk.css`.
    pub name: &'static str,
    /// What it is called in its address: `govuk-0f3ab1c29d5e7788.css`.
    pub hashed_name: &'static str,
    /// The value of the `Content-Type` header.
    pub content_type: &'static str,
    /// The file as it is.
    pub bytes: &'static [u8],
    /// Compressed by Brotli; `None` for fonts and pictures, which are compressed already.
    pub br: Option<&'static [u8]>,
    /// Compressed by gzip; `None` as for `br`.
    pub gzip: Option<&'static [u8]>,
}

impl Asset {
    /// The smallest form that the browser takes, with the value of the `Content-Encoding` header
    /// when there is to be one.
    ///
    /// `accept_encoding` is the request's header; an encoding given `q=0` is refused by the browser.
    pub fn encoded(&self, accept_encoding: &str) -> (Option<&'static str>, &'static [u8]) {
        [("br", self.br), ("gzip", self.gzip)]
            .into_iter()
            .find_map(|(encoding, packed)| {
                let bytes = packed.filter(|_| takes(accept_encoding, encoding))?;
                Some((Some(encoding), bytes))
            })
            .unwrap_or((None, self.bytes))
    }
}

/// Every asset, in the order in which they were made.
pub const ALL: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The asset at an address, given with or without its leading `/assets/`.
pub fn get(path: &str) -> Option<&'static Asset> {
    let hashed_name = path.strip_prefix("/assets/").unwrap_or(path);
    ALL.iter().find(|asset| asset.hashed_name == hashed_name)
}

/// The address of an asset: `url("app.css")` is `/assets/app-….css`.
///
/// A name that is not in [`ALL`] gives an address where nothing is found; the tests of the pages
/// follow every address.
pub fn url(name: &str) -> String {
    let asset = ALL.iter().find(|asset| asset.name == name);
    format!("/assets/{}", asset.map_or(name, |asset| asset.hashed_name))
}

fn takes(accept_encoding: &str, encoding: &str) -> bool {
    accept_encoding.split(',').any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let refused =
            parts.filter_map(|part| part.strip_prefix("q=")).any(|weight| weight.trim().parse() == Ok(0.0_f32));
        named && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str) -> &'static str {
        let asset = get(&url(name)).unwrap();
        std::str::from_utf8(asset.bytes).unwrap()
    }

    #[test]
    fn an_address_finds_its_asset_and_no_other_does() {
        for asset in ALL {
            assert_eq!(get(&url(asset.name)).unwrap().name, asset.name);
            assert_eq!(get(asset.hashed_name).unwrap().name, asset.name);
        }
        assert!(get("app.css").is_none());
        assert!(get("/assets/../Cargo.toml").is_none());
    }

    #[test]
    fn what_the_layout_names_is_there() {
        let names = "govuk.css govuk-brand.css app.css govuk.js suggest.js app.js icon.svg \
                     favicon.ico favicon.svg govuk-icon-mask.svg govuk-icon-180.png manifest.json";
        for name in names.split_whitespace() {
            assert!(ALL.iter().any(|asset| asset.name == name), "{name}");
        }
    }

    #[test]
    fn every_address_inside_an_asset_is_there() {
        for asset in ALL.iter().filter(|asset| !asset.content_type.starts_with("image/png")) {
            let text = String::from_utf8_lossy(asset.bytes);
            for address in text.split("/assets/").skip(1) {
                let end = address.find(|it: char| !(it.is_ascii_alphanumeric() || "-._".contains(it)));
                let address = &address[..end.unwrap_or(address.len())];
                assert!(get(address).is_some(), "{} names {address}", asset.name);
            }
            assert!(!text.contains("sourceMappingURL"), "{}", asset.name);
        }
    }

    #[test]
    fn the_neutral_brand_has_neither_typeface_nor_crest() {
        for left in ["GDS Transport", "@font-face", "govuk-crest", "url("] {
            assert!(!text("govuk.css").contains(left), "{left}");
        }
        assert!(text("govuk-brand.css").contains("@font-face"));
        assert!(text("govuk.css").contains(".govuk-label{font-family:arial,sans-serif"));
    }

    #[test]
    fn the_browser_gets_the_smallest_form_it_takes() {
        let css = get(&url("govuk.css")).unwrap();
        assert_eq!(css.encoded("gzip, deflate, br").0, Some("br"));
        assert_eq!(css.encoded("gzip;q=0.5, br;q=0").0, Some("gzip"));
        assert_eq!(css.encoded("br; q=0.0, GZIP").0, Some("gzip"));
        assert_eq!(css.encoded("").0, None);
        assert_eq!(css.encoded("identity").1.len(), css.bytes.len());
        assert_eq!(get(&url("govuk-icon-180.png")).unwrap().encoded("br").0, None);
    }

    /// The whole page is allowed 100 kB; this leaves half of it to the page itself.
    #[test]
    fn styles_and_scripts_stay_under_half_of_the_page_weight() {
        let names = ["govuk.css", "app.css", "govuk.js", "suggest.js", "app.js"];
        let weight: usize = names.iter().map(|name| get(&url(name)).unwrap().gzip.unwrap().len()).sum();
        assert!(weight < 50_000, "{weight} bytes");
    }
}
