//! A picture that an app reads its key from: inline SVG, since a key is no address of its own.

use std::fmt::Write as _;

use data_encoding::BASE32_NOPAD;
use qrcodegen::{QrCode, QrCodeEcc};

/// The key as text, in groups of four, for who types it.
pub fn spelled(key: &[u8]) -> String {
    let text = BASE32_NOPAD.encode(key);
    let groups: Vec<&str> = text.as_bytes().chunks(4).filter_map(|it| std::str::from_utf8(it).ok()).collect();
    groups.join(" ")
}

/// The address that apps read: who signs in where, and the key.
pub fn address(email: &str, issuer: &str, key: &[u8]) -> String {
    let safe = |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    let (issuer, email, secret) = (safe(issuer), safe(email), BASE32_NOPAD.encode(key));
    format!("otpauth://totp/{issuer}:{email}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30")
}

/// The path of the dark squares, and the side of the picture with the border that readers need.
///
/// Nothing when the address is too long for any such picture; the key can be typed.
pub fn squares(address: &str) -> Option<(String, i32)> {
    const BORDER: i32 = 4;
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            // Writing into a String cannot fail.
            let _ = write!(path, "M{},{}h1v1h-1z", x + BORDER, y + BORDER);
        }
    }
    Some((path, code.size() + 2 * BORDER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_given_as_apps_read_it() {
        let key = b"12345678901234567890";
        assert_eq!(spelled(key), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let address = address("jo@oak.example", "Manage: partnerships", key);
        assert_eq!(
            address,
            "otpauth://totp/Manage%3A%20partnerships:jo%40oak%2Eexample?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Manage%3A%20partnerships&algorithm=SHA1&digits=6&period=30"
        );
        let (path, side) = squares(&address).unwrap();
        // The corner of the first finder pattern stands within the border.
        assert!(path.starts_with("M4,4h1v1h-1zM5,4"), "{}", &path[..40]);
        assert!((29..120).contains(&side));
        assert_eq!(squares(&"x".repeat(5_000)), None);
    }
}
