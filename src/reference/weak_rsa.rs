//! RSA-1024 signatures, for the faults that publish or use a key which is too short.
//!
//! The crypto library rightly refuses to sign with such a key, so the few lines of arithmetic stand here. The key is
//! printed in the source and worth nothing.

use aws_lc_rs::digest;
use serde_json::{Map, Value, json};

use super::encoding::from_base64url;

/// The key as a JWK, private members included.
const KEY: &str = include_str!("keys/rsa-1024.json");

/// `DigestInfo` of SHA-256 up to the digest itself (RFC 8017, section 9.2, note 1).
const SHA256_PREFIX: [u8; 19] =
    [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

const LIMBS: usize = 32;
const BYTES: usize = LIMBS * 4;

type Number = [u32; LIMBS];

/// The public half, under the name the caller wants to give it.
pub(super) fn public_jwk(kid: &str) -> Map<String, Value> {
    let mut jwk = Map::new();
    jwk.insert("kty".to_owned(), json!("RSA"));
    jwk.insert("use".to_owned(), json!("sig"));
    jwk.insert("alg".to_owned(), json!("RS256"));
    jwk.insert("kid".to_owned(), json!(kid));
    jwk.insert("n".to_owned(), json!(member("n")));
    jwk.insert("e".to_owned(), json!(member("e")));
    jwk
}

/// An RS256 signature with 1024 bits.
pub(super) fn sign(message: &[u8]) -> Vec<u8> {
    let digest = digest::digest(&digest::SHA256, message);
    let tail = SHA256_PREFIX.len() + digest.as_ref().len();
    let mut padded = vec![0xff_u8; BYTES];
    padded[0] = 0;
    padded[1] = 1;
    padded[BYTES - tail - 1] = 0;
    padded[BYTES - tail..BYTES - digest.as_ref().len()].copy_from_slice(&SHA256_PREFIX);
    padded[BYTES - digest.as_ref().len()..].copy_from_slice(digest.as_ref());
    let modulus = number(&from_base64url(&member("n")).unwrap_or_default());
    let exponent = number(&from_base64url(&member("d")).unwrap_or_default());
    bytes(&power(&number(&padded), &exponent, &modulus))
}

fn member(name: &str) -> String {
    let key: Value = serde_json::from_str(KEY).unwrap_or_default();
    key[name].as_str().unwrap_or_default().to_owned()
}

fn number(big_endian: &[u8]) -> Number {
    let mut limbs = [0; LIMBS];
    for (place, byte) in big_endian.iter().rev().take(BYTES).enumerate() {
        limbs[place / 4] |= u32::from(*byte) << (8 * (place % 4));
    }
    limbs
}

fn bytes(limbs: &Number) -> Vec<u8> {
    limbs.iter().rev().flat_map(|limb| limb.to_be_bytes()).collect()
}

fn bit(limbs: &Number, place: usize) -> bool {
    limbs[place / 32] >> (place % 32) & 1 == 1
}

/// `left - right`, and whether that went below zero.
fn subtract(left: &Number, right: &Number) -> (Number, bool) {
    let mut difference = [0; LIMBS];
    let mut borrow = false;
    for place in 0..LIMBS {
        let (once, under) = left[place].overflowing_sub(right[place]);
        let (twice, under_again) = once.overflowing_sub(u32::from(borrow));
        difference[place] = twice;
        borrow = under || under_again;
    }
    (difference, borrow)
}

/// `2 * value` modulo `modulus`, for a value below the modulus.
fn double(value: &Number, modulus: &Number) -> Number {
    let mut doubled = [0; LIMBS];
    let mut carry = 0;
    for place in 0..LIMBS {
        doubled[place] = value[place] << 1 | carry;
        carry = value[place] >> 31;
    }
    let (reduced, below) = subtract(&doubled, modulus);
    if carry == 1 || !below { reduced } else { doubled }
}

/// Montgomery product: `left * right / 2^1024` modulo `modulus`.
fn product(left: &Number, right: &Number, modulus: &Number, inverse: u32) -> Number {
    let mut sum = [0_u32; LIMBS + 2];
    for factor in left {
        let mut carry = 0_u64;
        for place in 0..LIMBS {
            let value = u64::from(sum[place]) + u64::from(*factor) * u64::from(right[place]) + carry;
            sum[place] = value as u32;
            carry = value >> 32;
        }
        let value = u64::from(sum[LIMBS]) + carry;
        sum[LIMBS] = value as u32;
        sum[LIMBS + 1] = (value >> 32) as u32;

        let times = sum[0].wrapping_mul(inverse);
        let mut carry = (u64::from(sum[0]) + u64::from(times) * u64::from(modulus[0])) >> 32;
        for place in 1..LIMBS {
            let value = u64::from(sum[place]) + u64::from(times) * u64::from(modulus[place]) + carry;
            sum[place - 1] = value as u32;
            carry = value >> 32;
        }
        let value = u64::from(sum[LIMBS]) + carry;
        sum[LIMBS - 1] = value as u32;
        sum[LIMBS] = sum[LIMBS + 1].wrapping_add((value >> 32) as u32);
    }
    let mut low = [0; LIMBS];
    low.copy_from_slice(&sum[..LIMBS]);
    let (reduced, below) = subtract(&low, modulus);
    if sum[LIMBS] != 0 || !below { reduced } else { low }
}

fn power(base: &Number, exponent: &Number, modulus: &Number) -> Number {
    // Newton's iteration for the inverse of the lowest limb, negated as Montgomery wants it.
    let mut inverse = 1_u32;
    for _ in 0..5 {
        inverse = inverse.wrapping_mul(2_u32.wrapping_sub(modulus[0].wrapping_mul(inverse)));
    }
    let inverse = inverse.wrapping_neg();
    let mut one = [0; LIMBS];
    one[0] = 1;
    let mut result = one;
    let mut factor = *base;
    for _ in 0..BYTES * 8 {
        result = double(&result, modulus);
        factor = double(&factor, modulus);
    }
    for place in 0..BYTES * 8 {
        if bit(exponent, place) {
            result = product(&result, &factor, modulus, inverse);
        }
        factor = product(&factor, &factor, modulus, inverse);
    }
    product(&result, &one, modulus, inverse)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, RsaPublicKeyComponents};

    use super::*;

    #[test]
    fn signature_is_valid() {
        let key = RsaPublicKeyComponents {
            n: from_base64url(&member("n")).expect("modulus"),
            e: from_base64url(&member("e")).expect("exponent"),
        };
        assert_eq!(key.n.len(), 128);
        key.verify(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, b"message", &sign(b"message")).expect("valid");
    }
}
