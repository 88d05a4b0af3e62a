//! RSA signatures with keys of any size (RFC 8017, section 8): libraries that apps use take keys which ours refuse.

use aws_lc_rs::digest::{Algorithm, SHA256, SHA384, SHA512, digest};

/// Longest modulus, in bytes: verifying with anything longer takes too long to be asked for by a provider.
const LONGEST: usize = 2048;

/// Whether a signature is good. `alg` is one of `RS256` to `PS512`, salts being as long as the hash; `None` for another, and for
/// keys beyond every use.
pub(super) fn verify(message: &[u8], signature: &[u8], n: &[u8], e: &[u8], alg: &str) -> Option<bool> {
    let hash = match alg.get(2..)? {
        "256" => &SHA256,
        "384" => &SHA384,
        "512" => &SHA512,
        _ => return None,
    };
    let n = trimmed(n);
    let e = trimmed(e);
    if n.len() > LONGEST || e.len() > 8 {
        return None;
    }
    let Some(encoded) = recovered(signature, n, e) else { return Some(false) };
    match alg.get(..2)? {
        "RS" => Some(is_pkcs1(&encoded, message, hash)),
        "PS" => Some(is_pss(&encoded, message, hash, n)),
        _ => None,
    }
}

fn trimmed(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// `signature ^ e mod n`, as long as the modulus.
fn recovered(signature: &[u8], n: &[u8], e: &[u8]) -> Option<Vec<u8>> {
    if signature.len() != n.len() || n.is_empty() || e.is_empty() || signature >= n {
        return None;
    }
    let modulus = limbs(n);
    let base = padded(&limbs(signature), modulus.len());
    let mut power = padded(&[1], modulus.len());
    for bit in e.iter().flat_map(|byte| (0..8).rev().map(move |i| byte >> i & 1)) {
        power = product(&power, &power, &modulus);
        if bit == 1 {
            power = product(&power, &base, &modulus);
        }
    }
    let mut bytes: Vec<u8> = power.iter().flat_map(|limb| limb.to_le_bytes()).collect();
    bytes.resize(n.len().max(bytes.len()), 0);
    bytes.truncate(n.len());
    bytes.reverse();
    Some(bytes)
}

/// Little-endian limbs of a big-endian number.
fn limbs(bytes: &[u8]) -> Vec<u32> {
    bytes.rchunks(4).map(|chunk| chunk.iter().fold(0, |limb, byte| limb << 8 | u32::from(*byte))).collect()
}

fn padded(limbs: &[u32], length: usize) -> Vec<u32> {
    let mut out = limbs.to_vec();
    out.resize(length, 0);
    out
}

/// `a * b mod m`, bit by bit from the top; both factors are below `m` and as long.
fn product(a: &[u32], b: &[u32], m: &[u32]) -> Vec<u32> {
    let mut out = vec![0; m.len()];
    for bit in b.iter().rev().flat_map(|limb| (0..32).rev().map(move |i| limb >> i & 1)) {
        let carry = double(&mut out);
        reduce(&mut out, m, carry);
        if bit == 1 {
            let carry = add(&mut out, a);
            reduce(&mut out, m, carry);
        }
    }
    out
}

fn double(number: &mut [u32]) -> bool {
    let mut carry = 0;
    for limb in number {
        let top = *limb >> 31;
        *limb = *limb << 1 | carry;
        carry = top;
    }
    carry == 1
}

fn add(number: &mut [u32], more: &[u32]) -> bool {
    let mut carry = false;
    for (limb, other) in number.iter_mut().zip(more) {
        let (sum, first) = limb.overflowing_add(*other);
        let (sum, second) = sum.overflowing_add(u32::from(carry));
        *limb = sum;
        carry = first || second;
    }
    carry
}

/// Takes the modulus away once, if the number (with the carry above it) is not below it.
fn reduce(number: &mut [u32], m: &[u32], carry: bool) {
    if !carry && number.iter().rev().lt(m.iter().rev()) {
        return;
    }
    let mut borrow = false;
    for (limb, other) in number.iter_mut().zip(m) {
        let (rest, first) = limb.overflowing_sub(*other);
        let (rest, second) = rest.overflowing_sub(u32::from(borrow));
        *limb = rest;
        borrow = first || second;
    }
}

/// EMSA-PKCS1-v1_5 (section 9.2).
fn is_pkcs1(encoded: &[u8], message: &[u8], hash: &'static Algorithm) -> bool {
    let identifier: u8 = if *hash == SHA256 { 1 } else { 2 + u8::from(*hash == SHA512) };
    let length = u8::try_from(hash.output_len()).unwrap_or_default();
    let object = [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, identifier];
    let tail = |parameters: &[u8]| -> Vec<u8> {
        let inner = u8::try_from(object.len() + parameters.len()).unwrap_or_default();
        let whole = inner + 2 + length + 2;
        let digest = digest(hash, message);
        [&[0x30, whole, 0x30, inner], object.as_slice(), parameters, &[0x04, length], digest.as_ref()].concat()
    };
    // The parameters of the hash may be NULL or left out.
    [tail(&[5, 0]), tail(&[])].iter().any(|tail| {
        let Some(fill) = encoded.len().checked_sub(tail.len() + 3).filter(|fill| *fill >= 8) else { return false };
        encoded == [&[0, 1], vec![0xff; fill].as_slice(), &[0], tail.as_slice()].concat()
    })
}

/// EMSA-PSS (section 9.1.2), the salt as long as the hash, MGF1 with the same hash.
fn is_pss(encoded: &[u8], message: &[u8], hash: &'static Algorithm, n: &[u8]) -> bool {
    let hashed = hash.output_len();
    let bits = n.len() * 8 - n.first().map_or(0, |byte| byte.leading_zeros() as usize) - 1;
    let length = bits.div_ceil(8);
    // One byte more than the encoded message where the modulus begins with a byte of its own.
    let Some(skipped) = encoded.len().checked_sub(length) else { return false };
    let (before, encoded) = encoded.split_at(skipped);
    if before.iter().any(|byte| *byte != 0) || length < 2 * hashed + 2 || encoded.last() != Some(&0xbc) {
        return false;
    }
    let (masked, rest) = encoded.split_at(length - hashed - 1);
    let h = rest.get(..hashed).unwrap_or_default();
    let clear = 0xffu8.checked_shr(u32::try_from(8 * length - bits).unwrap_or(8)).unwrap_or(0);
    let mut block: Vec<u8> = masked.iter().zip(mask(h, masked.len(), hash)).map(|(a, b)| a ^ b).collect();
    if masked.first().is_none_or(|byte| byte & !clear != 0) {
        return false;
    }
    if let Some(first) = block.first_mut() {
        *first &= clear;
    }
    let (padding, salt) = block.split_at(block.len() - hashed);
    let Some((one, zeros)) = padding.split_last() else { return false };
    let inner = [&[0; 8], digest(hash, message).as_ref(), salt].concat();
    *one == 1 && zeros.iter().all(|byte| *byte == 0) && digest(hash, &inner).as_ref() == h
}

/// MGF1 (appendix B.2.1).
fn mask(seed: &[u8], length: usize, hash: &'static Algorithm) -> Vec<u8> {
    let mut out = Vec::with_capacity(length + hash.output_len());
    for counter in 0u32.. {
        if out.len() >= length {
            break;
        }
        out.extend_from_slice(digest(hash, &[seed, &counter.to_be_bytes()].concat()).as_ref());
    }
    out.truncate(length);
    out
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::rsa::{KeyPair, KeySize, PublicKeyComponents};
    use aws_lc_rs::signature::{
        KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512,
    };
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn agrees_with_a_library_where_that_can_do_it() {
        let key = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let public: PublicKeyComponents<Vec<u8>> = key.public_key().into();
        let (n, e) = ([vec![0], public.n].concat(), public.e);
        let sign = |encoding: &'static dyn aws_lc_rs::signature::RsaEncoding| {
            let mut signature = vec![0; key.public_modulus_len()];
            key.sign(encoding, &SystemRandom::new(), b"message", &mut signature).unwrap();
            signature
        };
        for (alg, signature) in [
            ("RS256", sign(&RSA_PKCS1_SHA256)),
            ("RS384", sign(&RSA_PKCS1_SHA384)),
            ("RS512", sign(&RSA_PKCS1_SHA512)),
            ("PS256", sign(&RSA_PSS_SHA256)),
            ("PS384", sign(&RSA_PSS_SHA384)),
            ("PS512", sign(&RSA_PSS_SHA512)),
        ] {
            assert_eq!(verify(b"message", &signature, &n, &e, alg), Some(true), "{alg}");
            assert_eq!(verify(b"another", &signature, &n, &e, alg), Some(false), "{alg}");
            let other = if alg == "RS256" { "PS256" } else { "RS256" };
            assert_eq!(verify(b"message", &signature, &n, &e, other), Some(false), "{alg} as {other}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(n in prop::collection::vec(any::<u8>(), 0..40), s in prop::collection::vec(any::<u8>(), 0..40), e in any::<u16>()) {
            for alg in ["RS256", "PS512", "RS", "", "HS256"] {
                let _ = verify(b"m", &s, &n, &e.to_be_bytes(), alg);
                let same: Vec<u8> = s.iter().copied().cycle().take(if s.is_empty() { 0 } else { trimmed(&n).len() }).collect();
                let _ = verify(b"m", &same, &n, &e.to_be_bytes(), alg);
            }
        }
    }
}
