//! PHP's `base64_decode`, which never refuses anything.

/// `base64_decode` without its strict flag: what is not of the alphabet is skipped, padding included, and bits left over
/// at the end are dropped.
pub fn base64_decode(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut buffer, mut bits) = (0u32, 0u32);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        buffer = (buffer << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from((buffer >> bits) & 0xff).unwrap_or_default());
            buffer &= (1 << bits) - 1;
        }
    }
    out
}

/// php-jwt's `urlsafeB64Decode`: `-` and `_` are translated, the rest is up to [`base64_decode`].
pub fn urlsafe_base64_decode(text: &str) -> Vec<u8> {
    base64_decode(&text.replace('-', "+").replace('_', "/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skips_what_it_does_not_know_and_drops_what_is_left_over() {
        assert_eq!(base64_decode("aGk="), b"hi");
        assert_eq!(base64_decode("a G\nk"), b"hi");
        assert_eq!(base64_decode("aGl="), b"hi", "bits left over are dropped");
        assert_eq!(base64_decode("a"), b"");
        assert_eq!(urlsafe_base64_decode("-_-_"), [0xfb, 0xff, 0xbf]);
    }
}
