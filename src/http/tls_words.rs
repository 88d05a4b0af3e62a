//! TLS failures in words that an operator can act on.

use rustls::{CertificateError, Error};

/// What a TLS error means; the library's own name for it stays in parentheses.
pub(super) fn tls_words(error: &Error) -> String {
    let Error::InvalidCertificate(certificate) = error else { return error.to_string() };
    let meaning = match certificate {
        CertificateError::UnknownIssuer => {
            "no known authority stands behind its certificate (self-signed, a private authority, or an intermediate that is not sent)"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "its certificate is for another host name"
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "its certificate has expired",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "its certificate is not valid yet",
        CertificateError::Revoked => "its certificate was revoked",
        CertificateError::BadEncoding => "its certificate cannot be read",
        other if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            "its certificate is self-signed, made as an authority of its own"
        }
        _ => return format!("its certificate is not trusted: {error}"),
    };
    // The innermost name: Other(OtherError(CaUsedAsEndEntity)) is CaUsedAsEndEntity.
    let name = format!("{certificate:?}");
    let name = name.split([' ', '{']).next().unwrap_or_default().trim_end_matches(')');
    let name = name.rsplit('(').next().unwrap_or_default();
    format!("{meaning} ({name})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_to_look_at_and_keeps_the_name() {
        let words = tls_words(&Error::InvalidCertificate(CertificateError::UnknownIssuer));
        assert!(words.contains("self-signed") && words.ends_with("(UnknownIssuer)"), "{words}");
        let words = tls_words(&Error::InvalidCertificate(CertificateError::Expired));
        assert!(words.contains("has expired"), "{words}");
        let deep = CertificateError::Other(rustls::OtherError(std::sync::Arc::new(std::io::Error::other("x"))));
        assert!(!tls_words(&Error::InvalidCertificate(deep)).is_empty());
    }
}
