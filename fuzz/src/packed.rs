//! Compressed input: whatever it says, it unpacks no further than it may.

use std::io::{Cursor, Read, Write};

#[path = "../../src/bin/gainsay/unpack.rs"]
#[allow(dead_code)]
mod unpack;

use unpack::{Bomb, Limits};

use crate::bytes::Bytes;

pub(crate) fn check(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let how = bytes.byte();
    let limits = Limits { ratio: u64::from(bytes.byte()), bytes: u64::from(bytes.byte()) << 8 };
    let input = bytes.rest();
    unpacks(input.to_vec(), limits);
    let packed = if how.is_multiple_of(2) { gzip(input) } else { zstandard(input) };
    let whole = Limits::default();
    assert_eq!(read(packed.clone(), whole).expect("it was packed whole"), input);
    let cut = usize::from(how) % packed.len();
    let rest = read(packed[..cut].to_vec(), whole);
    assert!(cut < 4 || rest.is_err() || rest.is_ok_and(|unpacked| input.starts_with(&unpacked)));
    if limits.bytes < input.len() as u64 {
        let error = read(packed, limits).expect_err("it is larger than it may be");
        assert!(matches!(Bomb::of(&error), Some(Bomb::Bytes(_))), "{error}");
    }
}

fn unpacks(input: Vec<u8>, limits: Limits) {
    let packed = input.starts_with(&[0x1f, 0x8b]) || input.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]);
    let length = input.len();
    if let Ok(unpacked) = read(input, limits) {
        assert!(if packed { unpacked.len() as u64 <= limits.bytes } else { unpacked.len() == length });
    }
}

fn read(input: Vec<u8>, limits: Limits) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::new();
    unpack::unpacked(Cursor::new(input), limits)?.read_to_end(&mut out)?;
    Ok(out)
}

fn gzip(input: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(input).expect("memory does not fail");
    writer.finish().expect("memory does not fail")
}

fn zstandard(input: &[u8]) -> Vec<u8> {
    zstd::encode_all(input, 1).expect("memory does not fail")
}
