//! Passkeys on disk. The file is as good as a password: nobody else may read it.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::Passkey;

/// What such a file calls itself.
const SCHEMA: &str = "oidc-compat/passkeys/v1";

/// A file of passkeys, written anew after every use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyFile(PathBuf);

/// Why passkeys cannot be read or kept.
#[derive(Debug, Error)]
#[error("the passkeys in {path}: {why}", path = path.display())]
pub struct PasskeyFileError {
    path: PathBuf,
    why: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    schema: String,
    passkeys: Vec<Value>,
}

impl PasskeyFile {
    /// The file at this place; it need not exist yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// What it holds; nothing when there is no such file.
    ///
    /// # Errors
    /// When it cannot be read, or is something else.
    pub fn read(&self) -> Result<Vec<Passkey>, PasskeyFileError> {
        let text = match fs::read_to_string(&self.0) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.error(error)),
        };
        let written: Written = serde_json::from_str(&text).map_err(|_| self.error("it is no file of passkeys"))?;
        if written.schema != SCHEMA {
            return Err(self.error(format!("it is of the kind {:?}; this program reads {SCHEMA:?}", written.schema)));
        }
        Ok(written.passkeys.into_iter().map(Passkey).collect())
    }

    /// Keeps what is on the authenticator now, if that is anything new.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep(&self, before: &[Passkey], now: &[Passkey]) -> Result<(), PasskeyFileError> {
        if before == now {
            return Ok(());
        }
        // One that a page took off the authenticator is kept nevertheless: it may be needed to log in again.
        let gone = before.iter().filter(|b| !now.iter().any(|n| n.id() == b.id()));
        let passkeys = gone.chain(now).map(|p| p.0.clone()).collect();
        let written = Written { schema: SCHEMA.to_owned(), passkeys };
        let text = serde_json::to_string_pretty(&written).map_err(|e| self.error(e))? + "\n";
        write_private(&self.0, text.as_bytes()).map_err(|e| self.error(e))
    }

    fn error(&self, why: impl ToString) -> PasskeyFileError {
        PasskeyFileError { path: self.0.clone(), why: why.to_string() }
    }
}

/// Writes a file that only its owner may read, whole or not at all.
///
/// # Errors
/// When that fails.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.part", uuid::Uuid::new_v4().simple()));
    let beside = PathBuf::from(beside);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let written = options.open(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let done = written.and_then(|()| fs::rename(&beside, path));
    if done.is_err() {
        let _ = fs::remove_file(&beside);
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn passkey(id: &str, count: u64) -> Passkey {
        Passkey(json!({"credentialId": id, "rpId": "localhost", "privateKey": "k", "signCount": count}))
    }

    fn place() -> (PathBuf, PasskeyFile) {
        let path = std::env::temp_dir().join(format!("oidc-compat-passkeys-{}", uuid::Uuid::new_v4()));
        (path.clone(), PasskeyFile::new(path))
    }

    #[test]
    fn counts_are_kept_and_nobody_else_reads() {
        let (path, file) = place();
        assert_eq!(file.read().unwrap(), []);
        file.keep(&[], &[passkey("a", 1)]).unwrap();
        file.keep(&[passkey("a", 1)], &[passkey("b", 1), passkey("a", 2)]).unwrap();
        assert_eq!(file.read().unwrap(), [passkey("b", 1), passkey("a", 2)]);
        file.keep(&[passkey("b", 1), passkey("a", 2)], &[passkey("a", 3)]).unwrap();
        assert_eq!(file.read().unwrap(), [passkey("b", 1), passkey("a", 3)]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        }
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn something_else_is_refused() {
        let (path, file) = place();
        fs::write(&path, "{\"schema\":\"oidc-compat/passkeys/v9\",\"passkeys\":[]}").unwrap();
        assert!(file.read().unwrap_err().to_string().contains("passkeys/v9"));
        fs::write(&path, "secret stuff").unwrap();
        let error = file.read().unwrap_err().to_string();
        assert!(error.ends_with("it is no file of passkeys") && !error.contains("stuff"), "{error}");
        fs::remove_file(path).unwrap();
    }
}
