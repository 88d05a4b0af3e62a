//! Node.js's `Buffer.from(text, 'base64')`.

/// Decodes leniently: both alphabets, padding or none, and every other character is passed over.
pub fn base64_decode(text: &str) -> Vec<u8> {
    let sextets = text.bytes().filter_map(|byte| {
        Some(match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        })
    });
    let (mut out, mut held, mut bits) = (Vec::new(), 0_u32, 0_u32);
    for sextet in sextets {
        held = (held << 6) | u32::from(sextet);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from((held >> bits) & 0xff).unwrap_or_default());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lenient_in_every_way() {
        for same in ["eyJhIjoxfQ==", "eyJhIjoxfQ", "eyJh IjoxfQ=", "e.yJhIjoxfQ\n"] {
            assert_eq!(base64_decode(same), b"{\"a\":1}", "{same:?}");
        }
        assert_eq!(base64_decode("-_+/"), base64_decode("+/-_"));
        assert_eq!(base64_decode("é"), b"");
        assert_eq!(base64_decode("e"), b"");
    }
}
