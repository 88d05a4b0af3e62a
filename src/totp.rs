//! Time-based one-time passwords (RFC 6238), as authenticator apps make them. Pure: the caller says what time it is.

use aws_lc_rs::hmac;
use url::Url;

use crate::secret::Secret;

/// What an authenticator app keeps of one account.
#[derive(Clone, PartialEq, Eq)]
pub struct Totp {
    /// The key as it was given, for redaction.
    text: Secret,
    key: Vec<u8>,
    hash: Hash,
    digits: u32,
    period_s: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hash {
    Sha1,
    Sha256,
    Sha512,
}

impl std::fmt::Debug for Totp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Totp(redacted)")
    }
}

impl Totp {
    /// Reads a key in Base32 (spaces, hyphens and small letters do not matter), or a whole `otpauth://totp/…` address.
    ///
    /// # Errors
    /// With a sentence that does not repeat the secret.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if !text.to_ascii_lowercase().starts_with("otpauth:") {
            return Ok(Self { text: Secret::new(text), key: base32(text)?, hash: Hash::Sha1, digits: 6, period_s: 30 });
        }
        let url = Url::parse(text).map_err(|why| format!("the otpauth address is no URL: {why}"))?;
        match url.host_str() {
            Some("totp") => {}
            Some("hotp") => {
                return Err("the otpauth address is for codes that count (hotp), not for codes by time (totp)".to_owned());
            }
            _ => return Err("an otpauth address begins with otpauth://totp/".to_owned()),
        }
        let parameter = |name: &str| url.query_pairs().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.into_owned());
        let secret = parameter("secret").ok_or("the otpauth address has no parameter secret")?;
        let hash = match parameter("algorithm").unwrap_or_default().to_ascii_uppercase().replace('-', "").as_str() {
            "" | "SHA1" => Hash::Sha1,
            "SHA256" => Hash::Sha256,
            "SHA512" => Hash::Sha512,
            other => return Err(format!("the otpauth address names the algorithm {other:?}; there are SHA1, SHA256 and SHA512")),
        };
        let number = |name: &str, default: u64, allowed: std::ops::RangeInclusive<u64>| match parameter(name) {
            None => Ok(default),
            Some(text) => text.parse().ok().filter(|n| allowed.contains(n)).ok_or_else(|| {
                format!("the otpauth address has {name}={text}; it is from {} to {}", allowed.start(), allowed.end())
            }),
        };
        let digits = u32::try_from(number("digits", 6, 6..=9)?).unwrap_or(6);
        Ok(Self {
            text: Secret::new(secret.as_str()),
            key: base32(&secret)?,
            hash,
            digits,
            period_s: number("period", 30, 1..=300)?,
        })
    }

    /// The key as it was given: what must not be seen anywhere.
    pub fn secret(&self) -> &Secret {
        &self.text
    }

    /// The code at this time, seconds since 1970-01-01T00:00:00Z, with its leading zeros.
    pub fn code(&self, now_s: i64) -> String {
        let counter = u64::try_from(now_s).unwrap_or(0) / self.period_s;
        let algorithm = match self.hash {
            Hash::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Hash::Sha256 => hmac::HMAC_SHA256,
            Hash::Sha512 => hmac::HMAC_SHA512,
        };
        let tag = hmac::sign(&hmac::Key::new(algorithm, &self.key), &counter.to_be_bytes());
        let tag = tag.as_ref();
        // RFC 4226, section 5.3: the last four bits say where to read 31 bits.
        let offset = usize::from(tag.last().copied().unwrap_or(0) & 0x0f);
        let word = tag.get(offset..offset + 4).unwrap_or_default().iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
        let code = (word & 0x7fff_ffff) % 10_u32.pow(self.digits);
        format!("{code:0width$}", width = self.digits as usize)
    }

    /// The period of the code at this time: two logins in one need two codes, because a good provider takes each once.
    pub fn period(&self, now_s: i64) -> u64 {
        u64::try_from(now_s).unwrap_or(0) / self.period_s
    }

    /// Seconds until the next code.
    pub fn seconds_left(&self, now_s: i64) -> u64 {
        self.period_s - u64::try_from(now_s).unwrap_or(0) % self.period_s
    }
}

/// RFC 4648, section 6, as people copy it from a page.
fn base32(text: &str) -> Result<Vec<u8>, String> {
    let (mut out, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for (at, c) in text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '=')).enumerate() {
        let value = match c.to_ascii_uppercase() {
            c @ 'A'..='Z' => u32::from(c) - u32::from('A'),
            c @ '2'..='7' => u32::from(c) - u32::from('2') + 26,
            _ => {
                return Err(format!(
                    "the TOTP secret is no Base32: character {} is none of A to Z and 2 to 7. Give the key that the provider \
                     shows beside the QR code, not a six-digit code",
                    at + 1
                ));
            }
        };
        held = held << 5 | value;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits & 0xff) as u8);
            held &= (1 << bits) - 1;
        }
    }
    if out.is_empty() { Err("the TOTP secret is empty".to_owned()) } else { Ok(out) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B.
    #[test]
    fn codes_of_the_specification() {
        let uri = |key: &str, algorithm: &str| format!("otpauth://totp/x?secret={key}&algorithm={algorithm}&digits=8");
        let sha1 = Totp::parse(&uri("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "SHA1")).unwrap();
        let sha256 = Totp::parse(&uri("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA====", "SHA256")).unwrap();
        for (now, code1, code256) in
            [(59, "94287082", "46119246"), (1_111_111_109, "07081804", "68084774"), (20_000_000_000, "65353130", "77737706")]
        {
            assert_eq!((sha1.code(now).as_str(), sha256.code(now).as_str()), (code1, code256), "{now}");
        }
        let sha512 = Totp::parse(&uri(
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNA=",
            "SHA512",
        ));
        assert_eq!(sha512.unwrap().code(59), "90693936");
    }

    #[test]
    fn a_key_as_people_copy_it() {
        let plain = Totp::parse("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap();
        assert_eq!(plain.code(59), "287082");
        assert_eq!(Totp::parse(" gezd gnbv-gy3t qojq gezd gnbv gy3t qojq ").unwrap().key, plain.key);
        assert_eq!((plain.seconds_left(59), plain.seconds_left(60), plain.period(59), plain.period(60)), (1, 30, 1, 2));
    }

    #[test]
    fn what_is_wrong_is_said_without_the_secret() {
        for (given, said) in [
            ("", "empty"),
            ("SECRET-0189", "character 7"),
            ("otpauth://hotp/x?secret=GEZDGNBV", "hotp"),
            ("otpauth://totp/x?issuer=y", "no parameter secret"),
            ("otpauth://totp/x?secret=GEZDGNBV&digits=40", "digits=40"),
            ("otpauth://totp/x?secret=GEZDGNBV&period=0", "period=0"),
            ("otpauth://totp/x?secret=GEZDGNBV&algorithm=md5", "MD5"),
        ] {
            let why = Totp::parse(given).unwrap_err();
            assert!(why.contains(said) && !why.contains("GEZDGNBV"), "{given}: {why}");
        }
        assert_eq!(format!("{:?}", Totp::parse("GEZDGNBV").unwrap()), "Totp(redacted)");
    }
}
