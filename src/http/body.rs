//! Reading a body: bounded in size and in time, content coding undone.

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// Longest body that is kept, bytes, before and after decoding. No document of a provider comes near it.
pub(super) const LIMIT: usize = 1024 * 1024;

/// A body as it was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) bytes: Vec<u8>,
    pub(super) truncated: bool,
    /// The content coding was announced and is broken.
    pub(super) fault: Option<String>,
}

/// Undoes the content coding. `cut`: the coded body was cut at the limit already.
pub(super) fn decode(bytes: Vec<u8>, coding: Option<&str>, cut: bool) -> Decoded {
    let coding = coding.unwrap_or_default().trim().to_ascii_lowercase();
    let read = match coding.as_str() {
        "gzip" | "x-gzip" => limited(MultiGzDecoder::new(bytes.as_slice())),
        // Some servers send the bare stream where RFC 9110 wants zlib's wrapping.
        "deflate" => match limited(ZlibDecoder::new(bytes.as_slice())) {
            (out, Some(_)) if out.is_empty() => limited(DeflateDecoder::new(bytes.as_slice())),
            read => read,
        },
        _ => return Decoded { bytes, truncated: cut, fault: None },
    };
    match read {
        (out, None) => trimmed(out, cut, None),
        // A cut stream cannot end well; what came out of it counts.
        (out, Some(_)) if cut => trimmed(out, true, None),
        (out, Some(error)) => trimmed(out, cut, Some(format!("the body is no valid {coding}: {error}"))),
    }
}

fn limited(reader: impl Read) -> (Vec<u8>, Option<std::io::Error>) {
    let mut out = Vec::new();
    let error = reader.take(LIMIT as u64 + 1).read_to_end(&mut out).err();
    (out, error)
}

fn trimmed(mut bytes: Vec<u8>, cut: bool, fault: Option<String>) -> Decoded {
    let truncated = cut || bytes.len() > LIMIT;
    bytes.truncate(LIMIT);
    Decoded { bytes, truncated, fault }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut coder = GzEncoder::new(Vec::new(), Compression::fast());
        coder.write_all(bytes).unwrap();
        coder.finish().unwrap()
    }

    #[test]
    fn undoes_gzip_and_both_kinds_of_deflate() {
        assert_eq!(decode(gzip(b"{}"), Some("gzip"), false).bytes, b"{}");
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(b"{}").unwrap();
        assert_eq!(decode(zlib.finish().unwrap(), Some("deflate"), false).bytes, b"{}");
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
        raw.write_all(b"{}").unwrap();
        assert_eq!(decode(raw.finish().unwrap(), Some("Deflate"), false).bytes, b"{}");
        assert_eq!(decode(b"{}".to_vec(), None, false).bytes, b"{}");
    }

    #[test]
    fn a_bomb_is_cut_at_the_limit() {
        let bomb = gzip(&vec![0; LIMIT + 10]);
        assert!(bomb.len() < 100_000);
        let decoded = decode(bomb, Some("gzip"), false);
        assert_eq!((decoded.bytes.len(), decoded.truncated, decoded.fault), (LIMIT, true, None));
    }

    #[test]
    fn a_broken_coding_is_a_fault() {
        let decoded = decode(b"{}".to_vec(), Some("gzip"), false);
        assert!(decoded.fault.unwrap().contains("no valid gzip"));
    }
}
