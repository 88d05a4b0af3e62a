//! The picture of the demo account: a square PNG, drawn here so that no file has to be carried along.

use std::io::Write as _;

use flate2::{Compression, Crc, write::ZlibEncoder};

/// Width and height in pixels; the apps refuse pictures that are not square.
const SIDE: u32 = 64;

/// A plain square of one colour as PNG; `wide` makes it twice as wide, for the fault that needs it.
pub(super) fn png(wide: bool) -> Vec<u8> {
    let width = if wide { SIDE * 2 } else { SIDE };
    let mut header = Vec::new();
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&SIDE.to_be_bytes());
    // Eight bits per channel, true colour, and the only compression, filter and interlace methods worth using.
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    let mut row = vec![0];
    for _ in 0..width {
        row.extend_from_slice(&[0x3b, 0x6e, 0xa5]);
    }
    let mut picture = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut picture, b"IHDR", &header);
    chunk(&mut picture, b"IDAT", &deflated(&row.repeat(SIDE as usize)));
    chunk(&mut picture, b"IEND", &[]);
    picture
}

fn deflated(pixels: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail; an empty picture would be the harmless consequence.
    encoder.write_all(pixels).and_then(|()| encoder.finish()).unwrap_or_default()
}

fn chunk(picture: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    let mut crc = Crc::new();
    crc.update(name);
    crc.update(data);
    picture.extend_from_slice(&u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
    picture.extend_from_slice(name);
    picture.extend_from_slice(data);
    picture.extend_from_slice(&crc.sum().to_be_bytes());
}
