//! Small fingerprints of sentences, by which near duplicates are found without keeping the text.

use std::collections::BTreeMap;

use crate::token::{KeyMap, TokenKind, tokens};

/// The smallest hashes of a sentence's word triples: a bottom-k sketch (Broder 1997). Two
/// sentences that share most triples share most of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint([u32; Fingerprint::LENGTH]);

/// A share of common triples (Jaccard) from which sentences count as near duplicates.
const NEAR: f64 = 0.6;

impl Fingerprint {
    /// Hashes in a fingerprint.
    pub const LENGTH: usize = 8;

    /// The fingerprint of a sentence: its words in small letters, signs left out. O(length).
    ///
    /// # Panics
    ///
    /// Never.
    #[must_use]
    pub fn of(sentence: &str) -> Self {
        let words: Vec<u64> =
            tokens(sentence).iter().filter(|t| !matches!(t.kind, TokenKind::Sign(_))).map(|t| t.key).collect();
        Self::of_words(&words)
    }

    /// The fingerprint of a sequence of word keys.
    pub(crate) fn of_words(words: &[u64]) -> Self {
        let n = words.len().clamp(1, 3);
        let mut hashes: Vec<u32> = words
            .windows(n)
            .map(|w| {
                (w.iter().fold(0u64, |h, k| (h.rotate_left(21) ^ k).wrapping_mul(0x9e37_79b9_7f4a_7c15)) >> 32) as u32
            })
            .collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes.resize(Self::LENGTH, u32::MAX);
        Self(hashes[..Self::LENGTH].try_into().expect("resized to the length"))
    }

    pub(crate) fn from_hashes(hashes: [u32; Self::LENGTH]) -> Self {
        Self(hashes)
    }

    pub(crate) fn hashes(&self) -> &[u32; Self::LENGTH] {
        &self.0
    }

    /// The hashes without the filling of a short sentence.
    pub(crate) fn own(&self) -> impl Iterator<Item = u32> {
        self.0.iter().copied().filter(|h| *h != u32::MAX)
    }

    /// An estimate of the share of word triples that two sentences have in common, 0 to 1.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f64 {
        let mut union: Vec<u32> = self.own().chain(other.own()).collect();
        union.sort_unstable();
        union.dedup();
        union.truncate(Self::LENGTH);
        let shared = union.iter().filter(|h| self.0.contains(h) && other.0.contains(h)).count();
        shared as f64 / union.len().max(1) as f64
    }
}

/// Fingerprints, searchable for near duplicates.
#[derive(Debug, Default)]
pub struct NearDuplicates {
    fingerprints: Vec<Fingerprint>,
    by_hash: KeyMap<Vec<u32>>,
}

impl NearDuplicates {
    /// Adds a fingerprint; its position is the number of those before it.
    pub fn add(&mut self, fingerprint: Fingerprint) {
        let position = self.fingerprints.len() as u32;
        for hash in fingerprint.own() {
            self.by_hash.entry(u64::from(hash)).or_default().push(position);
        }
        self.fingerprints.push(fingerprint);
    }

    /// The position of the most similar fingerprint, if it is near enough; of equals the first.
    #[must_use]
    pub fn find(&self, fingerprint: &Fingerprint) -> Option<usize> {
        let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
        for position in fingerprint.own().filter_map(|h| self.by_hash.get(&u64::from(h))).flatten() {
            *shared.entry(*position).or_default() += 1;
        }
        let similarity = |position: &u32| self.fingerprints[*position as usize].similarity(fingerprint);
        let best =
            shared.into_keys().map(|p| (similarity(&p), p)).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
        (best.0 >= NEAR).then_some(best.1 as usize)
    }
}

impl FromIterator<Fingerprint> for NearDuplicates {
    fn from_iter<I: IntoIterator<Item = Fingerprint>>(fingerprints: I) -> Self {
        let mut out = Self::default();
        fingerprints.into_iter().for_each(|f| out.add(f));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCE: &str =
        "The ministry in Ostia denied on Friday that its ships had rammed the ferry off the coast of Lima.";

    #[test]
    fn near_duplicates_are_found_and_others_not() {
        let index: NearDuplicates =
            ["Nothing of the sort was said in Lima.", SENTENCE].map(Fingerprint::of).into_iter().collect();
        let near = SENTENCE.replace("on Friday", "on Monday").replace('.', "!");
        assert_eq!(index.find(&Fingerprint::of(&near)), Some(1));
        let other = "The ministry in Ostia said on Friday that a ferry had sunk, and denied nothing.";
        assert_eq!(index.find(&Fingerprint::of(other)), None);
    }

    #[test]
    fn short_and_empty_sentences_do_no_harm() {
        let index: NearDuplicates = ["", "No.", "No comment."].map(Fingerprint::of).into_iter().collect();
        assert_eq!(index.find(&Fingerprint::of("No!")), Some(1));
        assert_eq!(index.find(&Fingerprint::of("")), None);
    }
}
