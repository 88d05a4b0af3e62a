//! Faults of the published keys.

use super::family;

family! {
    /// The published keys.
    JwksFault {
        Empty "jwks-empty" "The key set is empty." "OIDC Core 1.0 §10.1.1";
        KeysObject "jwks-keys-object" "`keys` is an object instead of a list." "RFC 7517 §5.1";
        KeysMissing "jwks-keys-missing" "The key set has no `keys`." "RFC 7517 §5.1";
        Html "jwks-html" "The key set is an HTML page." "RFC 7517 §5";
        NotFound "jwks-not-found" "The key set's address answers 404." "OIDC Discovery 1.0 §3";
        ServerError "jwks-server-error" "The key set's address answers 500." "OIDC Discovery 1.0 §3";
        Stalls "jwks-stalls" "The key set begins and never ends." "OIDC Discovery 1.0 §3";
        VanishAfterLogin "jwks-keys-vanish-after-login" "From the first login on the set has the signing key only." "OIDC Core 1.0 §10.1.1";
        DuplicateMember "jwks-duplicate-member" "The key set has `keys` twice; the first list is empty." "RFC 7517 §5";
        SigningKeyMissing "jwks-signing-key-missing" "The key that signs is not in the set." "OIDC Core 1.0 §10.1";
        KidMissing "jwks-kid-missing" "The signing key has no `kid`, though the set has several keys." "OIDC Core 1.0 §10.1";
        KidNumber "jwks-kid-number" "The signing key's `kid` is a number." "RFC 7517 §4.5";
        DuplicateKidWrongFirst "jwks-duplicate-kid-wrong-first" "Two keys have the signing key's `kid`; the wrong one comes first." "RFC 7517 §4.5";
        DuplicateKidWrongLast "jwks-duplicate-kid-wrong-last" "Two keys have the signing key's `kid`; the wrong one comes last." "RFC 7517 §4.5";
        KidAcrossFamilies "jwks-kid-across-families" "A key of another type has the signing key's `kid`." "RFC 7517 §4.5";
        WeakNeighbourFirst "jwks-weak-neighbour-first" "An RSA key of 1024 bits stands before the signing key." "RFC 7518 §3.3";
        WeakNeighbourLast "jwks-weak-neighbour-last" "An RSA key of 1024 bits stands after the signing key." "RFC 7518 §3.3";
        WeakEncryptionNeighbourFirst "jwks-weak-encryption-neighbour-first" "An RSA key of 1024 bits for encryption stands before the signing key." "RFC 7518 §4.3";
        P521Neighbour "jwks-p521-neighbour" "A P-521 key is in the set." "RFC 7518 §6.2.1.1";
        Secp256k1NeighbourFirst "jwks-secp256k1-neighbour-first" "A secp256k1 key stands before the signing key." "RFC 8812 §3.1";
        Ed448Neighbour "jwks-ed448-neighbour" "An Ed448 key is in the set." "RFC 8037 §2";
        X25519Neighbour "jwks-x25519-neighbour" "An X25519 key is in the set." "RFC 8037 §2";
        UnknownTypeNeighbour "jwks-unknown-type-neighbour" "A key of an unknown type is in the set." "RFC 7517 §5";
        UntypedNeighbour "jwks-untyped-neighbour" "A key without `kty` is in the set." "RFC 7517 §4.1";
        EncryptionNeighbourFirst "jwks-encryption-neighbour-first" "An RSA key for encryption stands before the signing key." "OIDC Core 1.0 §10.1";
        PrivateMember "jwks-private-member" "The signing key is published with its private exponent." "RFC 7517 §9.2";
        PrivateNeighbour "jwks-private-neighbour" "Another RSA key is published with its private exponent." "RFC 7517 §9.2";
        SymmetricKey "jwks-symmetric-key" "A symmetric key is in the set." "OIDC Discovery 1.0 §3";
        UseEncryption "jwks-use-encryption" "The signing key says `use: enc`." "RFC 7517 §4.2";
        UseMissingBesideEncryption "jwks-use-missing-beside-encryption-key" "The signing key has no `use`, though a key for encryption is in the set." "OIDC Discovery 1.0 §3";
        UseList "jwks-use-list" "The signing key's `use` is a list." "RFC 7517 §4.2";
        UseMissing "jwks-use-missing" "The signing key has no `use`." "RFC 7517 §4.2";
        AlgMismatch "jwks-alg-mismatch" "The signing key's `alg` is RS512, which the tokens do not use." "RFC 7517 §4.4";
        AlgMissing "jwks-alg-missing" "The keys have no `alg`." "RFC 7517 §4.4";
        ModulusMissing "jwks-modulus-missing" "The signing key lacks its main number, `n` or `x`." "RFC 7518 §6.3.1.1";
        ModulusPadded "jwks-modulus-padded" "The signing key's `n` begins with a zero octet." "RFC 7518 §6.3.1.1";
        ModulusStandardBase64 "jwks-modulus-standard-base64" "The signing key's `n` is encoded with `+`, `/` and padding." "RFC 7518 §6.3.1.1";
        ExponentNumber "jwks-exponent-number" "The signing key's `e` is a number." "RFC 7518 §6.3.1.2";
        RetiredKeyFirst "jwks-retired-key-first" "A retired key of the same type stands before the signing key." "OIDC Core 1.0 §10.1.1";
        ByteOrderMark "jwks-byte-order-mark" "The key set begins with a byte order mark." "RFC 8259 §8.1";
        CachedForDays "jwks-cached-for-days" "The key set may be kept for thirty days." "OIDC Core 1.0 §10.1.1";
        CertificateChainBroken "jwks-certificate-broken" "The signing key has an `x5c` that is no certificate." "RFC 7517 §4.7";
        ContentTypeHtml "jwks-content-type-html" "The key set is labelled text/html." "RFC 7517 §8.5.2";
    }
}
