//! The arrays behind the header, in the order in which they are written.

use bytes::Bytes;

use super::{CHECKSUM, ModelError};

/// Takes one array after the other.
pub(super) struct Arrays {
    rest: Bytes,
    /// Bytes of the file before the rest.
    taken: usize,
    /// Each array begins at a multiple of so many bytes from the first.
    alignment: usize,
}

impl Arrays {
    /// The arrays that begin at `start` of a file without its checksum.
    pub(super) fn new(body: &Bytes, start: usize, alignment: usize) -> Self {
        Self { rest: body.slice(start..), taken: start, alignment }
    }

    /// The next array, of `n` times `size` bytes, where it lies.
    pub(super) fn take(&mut self, n: usize, size: usize) -> Result<Bytes, ModelError> {
        let padded = |length: usize| length.checked_next_multiple_of(self.alignment).map(|padded| (length, padded));
        let (length, padded) = n
            .checked_mul(size)
            .and_then(padded)
            .ok_or_else(|| ModelError::BadHeader("array lengths overflow".to_owned()))?;
        if padded > self.rest.len() {
            return Err(self.wrong_length(padded));
        }
        self.taken += padded;
        Ok(self.rest.split_to(padded).slice(..length))
    }

    pub(super) fn longs(&mut self, n: usize) -> Result<Vec<u64>, ModelError> {
        Ok(self.take(n, 8)?.as_chunks().0.iter().map(|b| u64::from_le_bytes(*b)).collect())
    }

    pub(super) fn floats(&mut self, n: usize) -> Result<Vec<f32>, ModelError> {
        Ok(self.take(n, 4)?.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect())
    }

    /// Nothing may be left.
    pub(super) fn finish(&self) -> Result<(), ModelError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.wrong_length(0)) }
    }

    fn wrong_length(&self, next: usize) -> ModelError {
        let expected = self.taken.saturating_add(next).saturating_add(CHECKSUM);
        ModelError::WrongLength { expected, found: self.taken + self.rest.len() + CHECKSUM }
    }
}
