//! A picture: its kind and its size, read from its first bytes.

use crate::php;

/// Kinds of pictures told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// GIF.
    Gif,
}

/// What the first bytes of a picture say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// Its kind.
    pub kind: PictureKind,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Where the claim says the picture is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureSource<'c> {
    /// To be fetched from here.
    Url(&'c str),
    /// The claim holds it: these are its bytes.
    Inside(Vec<u8>),
    /// The claim holds text that this version does not take for a picture.
    Unknown,
}

impl Picture {
    /// Reads kind and size. `None`: no JPEG, PNG or GIF, or cut off before the size.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        png(bytes).or_else(|| gif(bytes)).or_else(|| jpeg(bytes))
    }

    /// As wide as high.
    pub fn is_square(&self) -> bool {
        self.width == self.height
    }
}

impl<'c> PictureSource<'c> {
    /// Reads the claim. `bare_base64`: base64 without a `data:` prefix counts too (user_oidc from 8.11).
    pub fn read(claim: &'c str, bare_base64: bool) -> Self {
        if php::url::is_web_address(claim) {
            return Self::Url(claim);
        }
        let prefixed = ["data:image/png;base64,", "data:image/jpeg;base64,"].iter().find_map(|prefix| claim.strip_prefix(prefix));
        match prefixed {
            Some(coded) => Self::Inside(php::base64_decode(coded)),
            None if bare_base64 => Self::Inside(php::base64_decode(claim)),
            None => Self::Unknown,
        }
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn png(bytes: &[u8]) -> Option<Picture> {
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    (rest.get(4..8)? == b"IHDR").then_some(())?;
    let (width, height) = (number(rest.get(8..12)?), number(rest.get(12..16)?));
    Some(Picture { kind: PictureKind::Png, width, height })
}

fn gif(bytes: &[u8]) -> Option<Picture> {
    let rest = bytes.strip_prefix(b"GIF87a").or_else(|| bytes.strip_prefix(b"GIF89a"))?;
    let little = |at: usize| Some(u32::from(*rest.get(at)?) | u32::from(*rest.get(at + 1)?) << 8);
    Some(Picture { kind: PictureKind::Gif, width: little(0)?, height: little(2)? })
}

/// Walks the segments of a JPEG up to the frame header.
fn jpeg(bytes: &[u8]) -> Option<Picture> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let marker = *rest.strip_prefix(b"\xff")?.first()?;
        match marker {
            // Fill bytes, and markers that stand alone.
            0xff => rest = rest.get(1..)?,
            0x01 | 0xd0..=0xd8 => rest = rest.get(2..)?,
            0xd9 | 0xda => return None,
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let (height, width) = (number(rest.get(5..7)?), number(rest.get(7..9)?));
                return Some(Picture { kind: PictureKind::Jpeg, width, height });
            }
            _ => {
                let length = usize::try_from(number(rest.get(2..4)?)).ok()?;
                rest = rest.get(2 + length.max(2)..)?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    #[test]
    fn kinds_and_sizes() {
        let PictureSource::Inside(png) = PictureSource::read(PNG, true) else { panic!("bytes") };
        assert_eq!(Picture::read(&png), Some(Picture { kind: PictureKind::Png, width: 1, height: 1 }));
        let jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc0\x00\x0b\x08\x00\x20\x00\x40\x01";
        let picture = Picture::read(jpeg).expect("a JPEG");
        assert_eq!(picture, Picture { kind: PictureKind::Jpeg, width: 64, height: 32 });
        assert!(!picture.is_square());
        let gif = Picture::read(b"GIF89a\x10\x00\x10\x00").expect("a GIF");
        assert_eq!((gif.kind, gif.is_square()), (PictureKind::Gif, true));
        assert_eq!(Picture::read(b"<svg/>"), None);
        assert_eq!(Picture::read(&png[..12]), None);
    }

    #[test]
    fn where_the_picture_is() {
        assert_eq!(PictureSource::read("https://op.example/a.png", false), PictureSource::Url("https://op.example/a.png"));
        assert!(matches!(PictureSource::read(&format!("data:image/png;base64,{PNG}"), false), PictureSource::Inside(_)));
        assert_eq!(PictureSource::read(PNG, false), PictureSource::Unknown);
        assert_eq!(PictureSource::read("data:image/svg+xml;base64,AAAA", false), PictureSource::Unknown);
        assert_eq!(PictureSource::read("", true), PictureSource::Inside(Vec::new()));
    }

    proptest! {
        #[test]
        fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..40), claim in ".{0,40}") {
            let _ = Picture::read(&bytes);
            let _ = Picture::read(&[b"\xff\xd8\xff".as_slice(), &bytes].concat());
            let _ = PictureSource::read(&claim, true);
        }
    }
}
