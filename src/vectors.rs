//! Word vectors: words that are used alike lie near each other.
//!
//! They are learned from plain text without labels and serve training only: a model that was
//! fitted through them has one weight per word again.

mod learn;

pub use learn::{LearningError, VectorTrainer};

use std::fmt::Write;

use crate::token::{KeyMap, word_key};

/// A unit vector and a weight for each of many words.
#[derive(Debug, Clone, Default)]
pub struct WordVectors {
    dim: usize,
    /// The place of a word by its key.
    places: KeyMap<u32>,
    /// Per word, 0 to 1: the rarer the word, the heavier.
    weights: Vec<f32>,
    /// `dim` values per word.
    values: Vec<f32>,
}

/// A line of a vector table that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error(
    "line {line}: expected `word<TAB>weight<TAB>vector`, the weight above 0 and at most 1, all vectors of one length"
)]
pub struct VectorsError {
    line: usize,
}

/// A value is one printable sign: `O` is 0, `!` is −1, `}` is 1.
const ZERO: u8 = b'O';
const ONE: f32 = (b'}' - ZERO) as f32;

impl WordVectors {
    /// Reads a table as [`VectorTrainer::table`] writes it.
    ///
    /// # Errors
    ///
    /// If a line has other than three fields, or they are out of range.
    pub fn parse(table: &str) -> Result<Self, VectorsError> {
        let mut vectors = Self::default();
        for (i, line) in table.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
            vectors.parse_line(line).ok_or(VectorsError { line: i + 1 })?;
        }
        Ok(vectors)
    }

    fn parse_line(&mut self, line: &str) -> Option<()> {
        let (word, rest) = line.split_once('\t')?;
        let (weight, signs) = rest.split_once('\t')?;
        let weight = weight.parse().ok().filter(|w| *w > 0.0 && *w <= 1.0)?;
        let vector: Vec<f32> = signs.bytes().map(|b| (f32::from(b) - f32::from(ZERO)) / ONE).collect();
        if !vector.iter().all(|v| v.abs() <= 1.0) || vector.is_empty() || (self.dim != 0 && self.dim != vector.len()) {
            return None;
        }
        self.push(word, weight, vector);
        Some(())
    }

    /// Adds a word; its vector is scaled to norm 1.
    fn push(&mut self, word: &str, weight: f32, mut vector: Vec<f32>) {
        let norm = vector.iter().map(|v| v * v).sum::<f32>().sqrt();
        if norm > 0.0 && self.places.insert(word_key(word), self.weights.len() as u32).is_none() {
            self.dim = vector.len();
            for v in &mut vector {
                *v /= norm;
            }
            self.weights.push(weight);
            self.values.extend(vector);
        }
    }

    /// The length of a vector; 0 if there is none.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// The number of words.
    #[must_use]
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether there is no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// Keys in ascending order with the places of their words.
    pub(crate) fn keys(&self) -> Vec<(u64, u32)> {
        let mut keys: Vec<_> = self.places.iter().map(|(key, place)| (*key, *place)).collect();
        keys.sort_unstable();
        keys
    }

    /// The weight of the word in a place.
    pub(crate) fn weight(&self, place: u32) -> f32 {
        self.weights[place as usize]
    }

    /// The vector of the word in a place.
    pub(crate) fn vector(&self, place: u32) -> &[f32] {
        &self.values[place as usize * self.dim..][..self.dim]
    }
}

/// One line of a table.
fn write_line(out: &mut String, word: &str, weight: f32, vector: &[f32]) {
    let largest = vector.iter().fold(f32::MIN_POSITIVE, |m, v| m.max(v.abs()));
    let sign = |v: &f32| char::from(ZERO.saturating_add_signed((ONE * v / largest).round() as i8));
    let _ = writeln!(out, "{word}\t{weight:.3}\t{}", vector.iter().map(sign).collect::<String>());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_back_as_it_was_written() {
        let vector = [0.6f32, -0.8, 0.0];
        let mut line = String::new();
        write_line(&mut line, "denied", 0.75, &vector);
        let read = WordVectors::parse(&line).expect("its own line");
        let place = read.keys()[0].1;
        assert_eq!((read.len(), read.dim(), read.weight(place)), (1, 3, 0.75));
        for (got, want) in read.vector(place).iter().zip(vector) {
            assert!((got - want).abs() < 0.02, "{line}");
        }
    }

    #[test]
    fn bad_lines_are_named() {
        for bad in ["x", "x\t0.5", "x\t2\tOO!", "x\t0\tOO!", "x\t0.5\t", "x\t0.5\té", "# r\na\t1\t!!\nx\t1\t!!!"] {
            let error = WordVectors::parse(bad).expect_err(bad).to_string();
            assert!(error.starts_with(&format!("line {}:", bad.lines().count())), "{error}");
        }
    }
}
