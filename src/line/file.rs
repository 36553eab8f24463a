//! The file of a [`LineModel`].
//!
//! ```text
//! bytes   what
//! 0..8    magic "GAINSAYL"
//! 8..12   format version, u32
//! 12..16  number of labels, u32
//! 16..24  number of n-grams, u64
//! 24..32  number of places of the table, u64
//! …       labels, each a length (u32) and UTF-8; intercept (f32 per label but the first);
//!         the table's tags (u32); per place idf and weights (the upper half of an f32 per label), which are used
//!         where they lie
//! last 8  checksum of all before it, rapidhash v3, u64
//! ```
//!
//! All numbers are little-endian. Format 2 has whole f32s there. Format 1 has no table: behind the intercept come keys
//! (u64, ascending), then per key idf and weights (f32 per label).

use bytes::Bytes;
use rapidhash::v3::rapidhash_v3;

use super::{Cell, LineModel, TagTable, cells, value_of};

const MAGIC: &[u8; 8] = b"GAINSAYL";
const FORMAT: u32 = 3;
const CHECKSUM: usize = 8;
const INFINITE: LineModelError = LineModelError::Damaged("a weight is not finite");
const OVERFLOW: LineModelError = LineModelError::Damaged("a length overflows");

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
        let bytes = self.take(n.checked_mul(N).ok_or(OVERFLOW)?)?;
        Ok(bytes.as_chunks::<N>().0.iter().map(|b| read(*b)).collect())
    }
}

impl LineModel {
    /// The model as bytes; equal models give equal bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(512 + self.table.n_places() * 4 + self.values.len());
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&FORMAT.to_le_bytes());
        out.extend_from_slice(&(self.labels.len() as u32).to_le_bytes());
        out.extend_from_slice(&(self.n_grams as u64).to_le_bytes());
        out.extend_from_slice(&(self.table.n_places() as u64).to_le_bytes());
        for label in &self.labels {
            out.extend_from_slice(&(label.len() as u32).to_le_bytes());
            out.extend_from_slice(label.as_bytes());
        }
        self.intercept.iter().for_each(|v| out.extend_from_slice(&v.to_le_bytes()));
        self.table.tags().for_each(|tag| out.extend_from_slice(&tag.to_le_bytes()));
        out.extend_from_slice(&self.values);
        let checksum = rapidhash_v3(&out);
        out.extend_from_slice(&checksum.to_le_bytes());
        out
    }

    /// Reads a model, whose largest part stays where it is; every length is held against the file before
    /// anything is allocated.
    ///
    /// # Errors
    ///
    /// If the bytes are not a whole, undamaged model of a known format.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, LineModelError> {
        let bytes = Bytes::from(bytes);
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
        let n_grams = reader.numbers(1, u64::from_le_bytes)?[0];
        let n_places = if format == 1 { 0 } else { reader.numbers(1, u64::from_le_bytes)?[0] };
        if !(2..=16).contains(&n_labels) {
            return Err(LineModelError::Damaged("the number of labels is out of range"));
        }
        let size = |n: u64, size: usize| usize::try_from(n).ok().and_then(|n| n.checked_mul(size)).ok_or(OVERFLOW);
        let mut labels = Vec::with_capacity(n_labels);
        for _ in 0..n_labels {
            let length = reader.numbers(1, u32::from_le_bytes)?[0] as usize;
            let label = std::str::from_utf8(reader.take(length)?);
            labels.push(label.map_err(|_| LineModelError::Damaged("a label is not UTF-8"))?.to_owned());
        }
        let intercept = reader.numbers(n_labels - 1, f32::from_le_bytes)?;
        if format == 1 {
            let keys = reader.take(size(n_grams, 8)?)?;
            let values = reader.take(size(n_grams, 4 * n_labels)?)?;
            return Self::from_keys(labels, intercept, keys.as_chunks().0, values.as_chunks().0, reader.0.is_empty());
        }
        let table = TagTable::from_tags(reader.take(size(n_places, 4)?)?.as_chunks().0);
        let table = table.ok_or(LineModelError::Damaged("its table is none"))?;
        let width = if format == 2 { 4 } else { size_of::<Cell>() };
        let values = reader.take(size(n_places, width * n_labels)?)?;
        if !reader.0.is_empty() {
            return Err(LineModelError::Damaged("it is too long"));
        }
        // Without a branch, as there are millions.
        let finite = |finite: bool, v: &Cell| finite & value_of(*v).is_finite();
        let values = if format == 2 {
            cells(values.as_chunks().0.iter().map(|v| f32::from_le_bytes(*v)))
        } else {
            values.as_chunks().0.iter().fold(true, finite).then(|| bytes.slice_ref(values))
        };
        let values = values.filter(|_| intercept.iter().all(|v| v.is_finite())).ok_or(INFINITE)?;
        Ok(Self { labels, intercept, n_grams: n_grams as usize, table, values })
    }

    /// The model of a file of format 1, which ends behind its values or is none.
    fn from_keys(
        labels: Vec<String>,
        intercept: Vec<f32>,
        keys: &[[u8; 8]],
        values: &[[u8; 4]],
        ends: bool,
    ) -> Result<Self, LineModelError> {
        if !ends {
            return Err(LineModelError::Damaged("it is too long"));
        }
        let n_labels = labels.len();
        let mut table = TagTable::for_keys(keys.len());
        let mut placed = vec![0.0; table.n_places() * n_labels];
        for (key, values) in keys.iter().zip(values.chunks_exact(n_labels)) {
            let crowded = LineModelError::Damaged("its n-grams are no hashes");
            let place = table.insert(u64::from_le_bytes(*key)).ok_or(crowded)?;
            let into = &mut placed[place * n_labels..][..n_labels];
            into.iter_mut().zip(values).for_each(|(into, value)| *into = f32::from_le_bytes(*value));
        }
        if !intercept.iter().all(|v| v.is_finite()) {
            return Err(INFINITE);
        }
        let values = cells(placed.into_iter()).ok_or(INFINITE)?;
        Ok(Self { labels, intercept, n_grams: keys.len(), table, values })
    }
}
