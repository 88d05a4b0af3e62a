//! What the reader of TOML says, taken apart, and what to say instead.

use super::load::nearest;

/// A slip as serde words it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Slip<'m> {
    /// A key or a value that does not exist; `kind` is `field` or `variant`.
    Unknown { kind: &'m str, name: &'m str, known: Vec<&'m str> },
    /// A key that must be there.
    Missing(&'m str),
    /// Anything else, in its own words.
    Other(&'m str),
}

impl<'m> Slip<'m> {
    /// Reads "unknown field `x`, expected one of `a`, `b`" and the like.
    pub(super) fn of(message: &'m str) -> Self {
        let message = message.split(", in `").next().unwrap_or(message);
        let mut quoted = message.split('`').skip(1).step_by(2);
        let first = quoted.next().unwrap_or_default();
        for kind in ["field", "variant"] {
            if message.strip_prefix("unknown ").is_some_and(|rest| rest.starts_with(kind)) {
                return Self::Unknown { kind, name: first, known: quoted.collect() };
            }
        }
        if message.starts_with("missing field") { Self::Missing(first) } else { Self::Other(message) }
    }
}

/// The key of which such a message speaks, where it names one.
pub(super) fn key_of(message: &str) -> Option<&str> {
    message.rsplit_once(", in `")?.1.split('`').next()?.split('.').next()
}

/// What serde says, in the words of TOML.
pub(super) fn plainly(message: &str) -> String {
    let words = [("a sequence", "a list"), ("a map", "a table"), ("a string", "a text in quotes"), ("string ", "the text ")];
    words.iter().fold(message.to_owned(), |message, (rust, toml)| message.replace(rust, toml))
}

/// "did you mean …", or all that there is.
pub(super) fn listed(name: &str, known: &[&str]) -> Option<String> {
    match nearest(name, known.iter().copied()) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if known.is_empty() => Some("nothing is known here".to_owned()),
        None if known.len() == 1 => Some(format!("there is `{}`", known.concat())),
        None => Some(format!("there are {}", known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_serde_says_is_taken_apart() {
        let known = |message| match Slip::of(message) {
            Slip::Unknown { kind, name, known } => format!("{kind} {name} {known:?}"),
            other => format!("{other:?}"),
        };
        assert_eq!(known("unknown field `isuer`, expected one of `id`, `name`"), r#"field isuer ["id", "name"]"#);
        assert_eq!(known("unknown variant `plus-`, expected `plus`"), r#"variant plus- ["plus"]"#);
        assert_eq!(known("unknown field `a`, there are no fields"), "field a []");
        assert_eq!(known("missing field `id`"), r#"Missing("id")"#);
        assert_eq!(known("invalid type: integer `1`"), r#"Other("invalid type: integer `1`")"#);
    }

    #[test]
    fn the_nearest_name_or_all_of_them() {
        assert_eq!(listed("isuer", &["issuer", "id"]).as_deref(), Some("did you mean `issuer`?"));
        assert_eq!(listed("colour", &["id", "name"]).as_deref(), Some("there are `id`, `name`"));
    }
}
