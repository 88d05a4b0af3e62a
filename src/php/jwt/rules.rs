//! What changed over the versions of user_oidc and of the php-jwt inside it.

/// Versions of user_oidc that treat tokens alike, by their first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Era {
    /// 7.4.0: php-jwt 6.11; every key of the set is parsed; any algorithm php-jwt knows.
    V7_4,
    /// 8.1.0: strict choice of the key, no EdDSA.
    V8_1,
    /// 8.2.0: php-jwt 7.0.1, EdDSA, key strength, times must be numbers.
    V8_2,
    /// 8.4.0: php-jwt 7.0.2 and later; only keys of the algorithm's type are parsed; RSA keys of 2048
    /// bits or more, EC keys as long as the algorithm says.
    V8_4,
}

/// How tokens are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Which versions.
    pub era: Era,
    /// `validate_jwk_strength` is on (8.2.0 and later).
    pub key_strength: bool,
}

impl Rules {
    /// Clock difference that is forgiven, seconds.
    pub const LEEWAY: i64 = 60;
    /// Shortest RSA modulus, bits: for the strength of keys, and for php-jwt itself since 8.4.0.
    pub const RSA_BITS: usize = 2048;

    /// The key type of an algorithm that the app lets pass.
    pub fn key_type(self, alg: &str) -> Option<&'static str> {
        match alg {
            "RS256" | "RS384" | "RS512" => Some("RSA"),
            "ES256" | "ES384" | "ES512" => Some("EC"),
            "EdDSA" if self.era >= Era::V8_2 => Some("OKP"),
            _ => None,
        }
    }

    /// The algorithms that the app lets pass, for people.
    pub fn algorithms(self) -> &'static str {
        match self.era {
            Era::V7_4 => "RS256, RS384, RS512, ES256, ES384, EdDSA or ES256K",
            Era::V8_1 => "RS256, RS384, RS512, ES256 or ES384",
            Era::V8_2 | Era::V8_4 => "RS256, RS384, RS512, ES256, ES384 or EdDSA",
        }
    }

    /// Whether php-jwt can verify this algorithm with a public key.
    pub fn verifies(alg: &str) -> bool {
        matches!(alg, "RS256" | "RS384" | "RS512" | "ES256" | "ES384" | "ES256K" | "EdDSA")
    }
}
