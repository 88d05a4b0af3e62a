//! Pins: a certificate that counts, told by its key.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// SHA-256 over the key of a certificate (its SubjectPublicKeyInfo), base64, as Chromium takes it; `None` when the DER is no
/// certificate.
///
/// Only leaf certificates may be pinned: the browser takes every chain in which a pinned key stands, but only for the leaf
/// does the other side prove that the key is its own.
pub fn pin(leaf: &[u8]) -> Option<String> {
    let (_, certificate) = x509_parser::parse_x509_certificate(leaf).ok()?;
    Some(STANDARD.encode(digest(&SHA256, certificate.public_key().raw)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_what_counts() {
        let key = rcgen::KeyPair::generate().unwrap();
        let of = |name: &str| {
            let certificate = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap().self_signed(&key).unwrap();
            pin(certificate.der()).unwrap()
        };
        assert_eq!(of("a.example"), of("b.example"));
        assert_eq!(of("a.example").len(), 44);
        assert_eq!(pin(b"no certificate"), None);
    }
}
