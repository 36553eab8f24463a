//! The file of a [`LineModel`].
//!
//! ```text
//! bytes   what
//! 0..8    magic "GAINSAYL"
//! 8..12   format version, u32
//! 12..16  number of labels, u32
//! 16..24  number of n-grams, u64
//! …       labels, each a length (u32) and UTF-8; intercept (f32 per label but the first);
//!         keys (u64, ascending); per n-gram idf and weights (f32 per label)
//! last 8  checksum of all before it, rapidhash v3, u64
//! ```
//!
//! All numbers are little-endian.

use rapidhash::v3::rapidhash_v3;

use super::LineModel;

const MAGIC: &[u8; 8] = b"GAINSAYL";
const FORMAT: u32 = 1;
const CHECKSUM: usize = 8;

/// Why a file is not a model of lines.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LineModelError {
    /// The file does not begin like one.
    #[error("not a model that `gainsay lines train` wrote")]
    NotAModel,
    /// The file was written by a newer program.
    #[error("line model format {0}, but this program reads formats up to {FORMAT}")]
    TooNew(u32),
    /// The file is cut, or its bytes are not those that were written.
    #[error("the file is damaged: {0}")]
    Damaged(&'static str),
}

/// What is left to read.
struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn take(&mut self, n: usize) -> Result<&'b [u8], LineModelError> {
        let (head, tail) = self.0.split_at_checked(n).ok_or(LineModelError::Damaged("it is too short"))?;
        self.0 = tail;
        Ok(head)
    }

    /// `n` numbers of `N` bytes each.
    fn numbers<const N: usize, T>(&mut self, n: usize, read: fn([u8; N]) -> T) -> Result<Vec<T>, LineModelError> {
        let bytes = self.take(n.checked_mul(N).ok_or(LineModelError::Damaged("a length overflows"))?)?;
        Ok(bytes.as_chunks::<N>().0.iter().map(|b| read(*b)).collect())
    }
}

impl LineModel {
    /// The model as bytes; equal models give equal bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(64 + self.keys.len() * 8 + self.values.len() * 4);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&FORMAT.to_le_bytes());
        out.extend_from_slice(&(self.labels.len() as u32).to_le_bytes());
        out.extend_from_slice(&(self.keys.len() as u64).to_le_bytes());
        for label in &self.labels {
            out.extend_from_slice(&(label.len() as u32).to_le_bytes());
            out.extend_from_slice(label.as_bytes());
        }
        self.intercept.iter().for_each(|v| out.extend_from_slice(&v.to_le_bytes()));
        self.keys.iter().for_each(|v| out.extend_from_slice(&v.to_le_bytes()));
        self.values.iter().for_each(|v| out.extend_from_slice(&v.to_le_bytes()));
        let checksum = rapidhash_v3(&out);
        out.extend_from_slice(&checksum.to_le_bytes());
        out
    }

    /// Reads a model; every length is held against the file before anything is allocated.
    ///
    /// # Errors
    ///
    /// If the bytes are not a whole, undamaged model of a known format.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LineModelError> {
        let Some(rest) = bytes.strip_prefix(MAGIC) else { return Err(LineModelError::NotAModel) };
        let format = Reader(rest).numbers(1, u32::from_le_bytes)?[0];
        if format > FORMAT {
            return Err(LineModelError::TooNew(format));
        }
        let (body, checksum) = bytes.split_at(bytes.len().saturating_sub(CHECKSUM).max(MAGIC.len()));
        if checksum != rapidhash_v3(body).to_le_bytes() {
            return Err(LineModelError::Damaged("its checksum does not match"));
        }
        let mut reader = Reader(&body[MAGIC.len()..]);
        reader.take(4)?;
        let n_labels = reader.numbers(1, u32::from_le_bytes)?[0] as usize;
        let n_keys = usize::try_from(reader.numbers(1, u64::from_le_bytes)?[0])
            .map_err(|_| LineModelError::Damaged("a length overflows"))?;
        if !(2..=16).contains(&n_labels) {
            return Err(LineModelError::Damaged("the number of labels is out of range"));
        }
        let mut labels = Vec::with_capacity(n_labels);
        for _ in 0..n_labels {
            let length = reader.numbers(1, u32::from_le_bytes)?[0] as usize;
            let label = std::str::from_utf8(reader.take(length)?);
            labels.push(label.map_err(|_| LineModelError::Damaged("a label is not UTF-8"))?.to_owned());
        }
        let intercept = reader.numbers(n_labels - 1, f32::from_le_bytes)?;
        let keys = reader.numbers(n_keys, u64::from_le_bytes)?;
        let values = reader.numbers(
            n_keys.checked_mul(n_labels).ok_or(LineModelError::Damaged("a length overflows"))?,
            f32::from_le_bytes,
        )?;
        if !reader.0.is_empty() {
            return Err(LineModelError::Damaged("it is too long"));
        }
        if !keys.is_sorted_by(|a, b| a < b) {
            return Err(LineModelError::Damaged("its n-grams are not sorted"));
        }
        if !intercept.iter().chain(&values).all(|v| v.is_finite()) {
            return Err(LineModelError::Damaged("a weight is not finite"));
        }
        Ok(Self::new(labels, intercept, keys, values))
    }
}
