//! What the login asks for beside user name and password.

use aws_lc_rs::hmac;

use super::encoding::now;

/// The key of the test user's authenticator app: the twenty bytes of RFC 6238, appendix B.
const TOTP_KEY: &[u8] = b"12345678901234567890";
/// The same in Base32, as an authenticator app takes it.
pub const TOTP_SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
/// A login page that is more than one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginPage {
    /// User name on one page, password on the next.
    TwoStep,
    /// A code after the password.
    Totp,
    /// A question after the password.
    StaySignedIn,
    /// A page that a script draws.
    Script,
}

impl LoginPage {
    /// All of them.
    pub const ALL: &[Self] = &[Self::TwoStep, Self::Totp, Self::StaySignedIn, Self::Script];

    /// Its name on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::TwoStep => "two-step",
            Self::Totp => "totp",
            Self::StaySignedIn => "stay-signed-in",
            Self::Script => "script",
        }
    }

    /// Whether something follows the password.
    pub(super) fn goes_on(self) -> bool {
        matches!(self, Self::Totp | Self::StaySignedIn)
    }
}

/// The period of a good code: this one or the one before. Each is good once, which the caller sees to.
pub(super) fn period_of(code: &str, seconds: u32) -> Option<i64> {
    let this = now() / i64::from(seconds.max(1));
    [this, this - 1].into_iter().find(|period| code_of(*period) == code)
}

fn code_of(period: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, TOTP_KEY);
    let tag = hmac::sign(&key, &period.to_be_bytes());
    let offset = usize::from(tag.as_ref()[19] & 15);
    let mut word = [0; 4];
    word.copy_from_slice(&tag.as_ref()[offset..offset + 4]);
    format!("{:06}", (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000)
}
