//! `VALUE` for every app, or `ID=VALUE` for one.

/// A value that may be meant for one app only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyed {
    /// The app; absent: every app.
    pub app: Option<String>,
    /// The value.
    pub value: String,
}

impl Keyed {
    /// Reads `VALUE` or `ID=VALUE`, where the value is a URL: an `=` inside it comes after a `:` or `/`.
    pub fn url(text: &str) -> Self {
        match text.split_once('=') {
            Some((app, value)) if !app.contains([':', '/']) => {
                Self { app: Some(app.trim().to_owned()), value: value.trim().to_owned() }
            }
            _ => Self { app: None, value: text.trim().to_owned() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_equals_sign_inside_a_url_is_no_key() {
        assert_eq!(Keyed::url("cloudreve=https://c.example.com").app.as_deref(), Some("cloudreve"));
        assert_eq!(Keyed::url("https://c.example.com/?a=b").app, None);
    }
}
