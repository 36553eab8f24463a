//! Compressed input, unpacked no further than is sensible.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How far an input may unpack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// As a multiple of its size.
    pub(crate) ratio: u64,
    /// In bytes.
    pub(crate) bytes: u64,
}

impl Limits {
    /// News packs 3 to 20 times; the densest gzip can do is 1,032 times, Zstandard has no such bound.
    pub(crate) const RATIO: u64 = 200;
    /// No single file of news comes near.
    pub(crate) const BYTES: u64 = 1 << 40;
}

impl Default for Limits {
    fn default() -> Self {
        Self { ratio: Self::RATIO, bytes: Self::BYTES }
    }
}

/// Little is lost on so much, however densely it was packed.
const FREE_BYTES: u64 = 16 << 20;

const BUFFER: usize = 1 << 16;

/// An input that unpacks further than it may; inside an [`io::Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bomb {
    Ratio(u64),
    Bytes(u64),
}

impl Bomb {
    /// The bomb in an error, if it is one.
    pub(crate) fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }

    /// What to do about it.
    pub(crate) fn hint(self) -> &'static str {
        match self {
            Self::Ratio(_) => "if you trust it, unpack it first, or raise the limit where there is `--max-ratio N`",
            Self::Bytes(_) => {
                "if you trust it, unpack it first, or raise the limit where there is `--max-unpacked BYTES`"
            }
        }
    }
}

impl fmt::Display for Bomb {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Ratio(times) => write!(f, "it unpacks to more than {times} times its size"),
            Self::Bytes(bytes) => write!(f, "it unpacks to more than {bytes} bytes"),
        }
    }
}

impl std::error::Error for Bomb {}

/// What `raw` holds; unpacked if it begins like gzip or Zstandard.
pub(crate) fn unpacked(raw: impl Read + Send + 'static, limits: Limits) -> io::Result<Box<dyn BufRead + Send>> {
    let n_packed = Arc::new(AtomicU64::new(0));
    let mut raw = BufReader::with_capacity(BUFFER, Packed { inner: raw, n_read: Arc::clone(&n_packed) });
    let head = raw.fill_buf()?;
    let bounded = |inner| Bounded { inner, n_packed, n_unpacked: 0, limits };
    Ok(if head.starts_with(&[0x1f, 0x8b]) {
        let inner: Box<dyn Read + Send> = Box::new(flate2::bufread::MultiGzDecoder::new(raw));
        Box::new(BufReader::with_capacity(BUFFER, bounded(inner)))
    } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let inner: Box<dyn Read + Send> = Box::new(zstd::Decoder::with_buffer(raw)?);
        Box::new(BufReader::with_capacity(BUFFER, bounded(inner)))
    } else {
        Box::new(raw)
    })
}

/// Counts what is read.
struct Packed<R> {
    inner: R,
    n_read: Arc<AtomicU64>,
}

impl<R: Read> Read for Packed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.n_read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Fails where the limits are passed.
struct Bounded {
    inner: Box<dyn Read + Send>,
    n_packed: Arc<AtomicU64>,
    n_unpacked: u64,
    limits: Limits,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.n_unpacked += n as u64;
        let Limits { ratio, bytes } = self.limits;
        let bomb = |bomb| Err(io::Error::new(io::ErrorKind::InvalidData, bomb));
        if self.n_unpacked > bytes {
            return bomb(Bomb::Bytes(bytes));
        }
        let n_packed = self.n_packed.load(Ordering::Relaxed);
        if self.n_unpacked > FREE_BYTES && self.n_unpacked > ratio.saturating_mul(n_packed) {
            return bomb(Bomb::Ratio(ratio));
        }
        Ok(n)
    }
}
