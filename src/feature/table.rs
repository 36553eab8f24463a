//! Feature keys to ids: keys grouped by their first bits, and a filter before them.
//!
//! Most n-grams of a text are no features. A bit array that fits a processor's second-level cache
//! turns most of these away; what passes costs one look into a bucket of a few neighbours.

/// A feature as it is looked up: its key, its id, and its weight before any pair is seen.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Feature {
    pub(super) key: u64,
    pub(super) id: u32,
    pub(super) idf: f32,
}

/// Finds a feature by its key, in O(1).
#[derive(Debug, Clone)]
pub(super) struct FeatureTable {
    /// The features by their keys' bucket.
    features: Vec<Feature>,
    /// Where each bucket begins, and where the last one ends.
    starts: Vec<u32>,
    /// How far a key is shifted to give its bucket.
    bucket_shift: u32,
    filter: Filter,
}

impl FeatureTable {
    /// A table of distinct keys with the idf of each; the id of a key is its position.
    pub(super) fn new(keys: &[u64], idf: &[f32]) -> Self {
        let n_buckets = (keys.len() / 8).next_power_of_two().max(2);
        let bucket_shift = 64 - n_buckets.ilog2();
        let bucket = |key: u64| (key >> bucket_shift) as usize;
        let mut starts = vec![0u32; n_buckets + 1];
        for key in keys {
            starts[bucket(*key) + 1] += 1;
        }
        for i in 0..n_buckets {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut features = vec![Feature::default(); keys.len()];
        for (id, (key, idf)) in (0..).zip(keys.iter().zip(idf)) {
            let at = &mut next[bucket(*key)];
            features[*at as usize] = Feature { key: *key, id, idf: *idf };
            *at += 1;
        }
        Self { features, starts, bucket_shift, filter: Filter::new(keys) }
    }

    /// The feature of that key.
    pub(super) fn get(&self, key: u64) -> Option<&Feature> {
        self.filter.may_hold(key).then(|| self.find(key))?
    }

    /// The feature of a key that passed the filter.
    fn find(&self, key: u64) -> Option<&Feature> {
        let bucket = (key >> self.bucket_shift) as usize;
        let (start, end) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
        self.features[start..end].iter().find(|f| f.key == key)
    }

    /// Fetches from memory what looking up these keys will need. All are asked for before any
    /// answer is waited for, which is several times faster than one after the other.
    fn fetch(&self, keys: &[u64]) {
        let first = |key: &u64| self.features.get(self.starts[(key >> self.bucket_shift) as usize] as usize);
        std::hint::black_box(keys.iter().fold(0, |sum, key| sum ^ first(key).map_or(0, |f| f.key)));
    }
}

/// Looks up the keys of pair after pair, and remembers what it found lately: the actors of a
/// sentence share most of their n-grams, and common ones return all the time.
#[derive(Debug)]
pub(super) struct Finder<'t> {
    table: &'t FeatureTable,
    /// One place for all keys that agree in their last bits; a default feature where there was none yet.
    recent: Vec<Feature>,
    /// Keys that are not among the recent ones and passed the filter.
    missed: Vec<u64>,
}

/// Recent features: 128 KiB.
const N_RECENT: usize = 1 << 13;

impl<'t> Finder<'t> {
    pub(super) fn new(table: &'t FeatureTable) -> Self {
        Self { table, recent: vec![Feature { id: u32::MAX, ..Feature::default() }; N_RECENT], missed: Vec::new() }
    }

    /// Readies itself for these keys: [`Finder::get`] then waits for no memory.
    pub(super) fn prepare(&mut self, keys: &[u64]) {
        self.missed.resize(keys.len(), 0);
        let mut n = 0;
        for key in keys {
            // Without a branch, which would be mispredicted often.
            self.missed[n] = *key;
            n += usize::from(self.recent[place(*key)].key != *key && self.table.filter.may_hold(*key));
        }
        self.table.fetch(&self.missed[..n]);
    }

    /// The feature of that key.
    pub(super) fn get(&mut self, key: u64) -> Option<Feature> {
        let recent = &mut self.recent[place(key)];
        if recent.key != key || recent.id == u32::MAX {
            *recent = *self.table.get(key)?;
        }
        Some(*recent)
    }
}

fn place(key: u64) -> usize {
    key as usize % N_RECENT
}

/// A Bloom filter whose two bits of a key stand in one word.
#[derive(Debug, Clone)]
struct Filter {
    words: Vec<u64>,
    mask: usize,
}

/// Bits per key: 1 key in 50 that is not held passes.
const FILTER_BITS: usize = 8;

impl Filter {
    fn new(keys: &[u64]) -> Self {
        let n_words = (keys.len() * FILTER_BITS / 64).next_power_of_two();
        let mut filter = Self { words: vec![0; n_words], mask: n_words - 1 };
        for key in keys {
            filter.words[*key as usize & filter.mask] |= Self::bits(*key);
        }
        filter
    }

    /// Bits of a key that choose neither its word nor, in tables of ordinary size, its bucket.
    fn bits(key: u64) -> u64 {
        1 << (key >> 26 & 63) | 1 << (key >> 32 & 63)
    }

    #[inline]
    fn may_hold(&self, key: u64) -> bool {
        let bits = Self::bits(key);
        self.words[key as usize & self.mask] & bits == bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_and_no_others() {
        for n in [0u64, 1, 2, 1000, 50_000] {
            let key = |i: u64| (i + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let keys: Vec<u64> = (0..n).map(key).collect();
            let table = FeatureTable::new(&keys, &vec![1.5; keys.len()]);
            assert!((0..n).all(|i| table.get(key(i)).is_some_and(|f| u64::from(f.id) == i && f.idf == 1.5)));
            assert!((n..2 * n + 10).all(|i| table.get(key(i)).is_none()));
        }
    }

    #[test]
    fn keys_that_share_a_bucket_are_told_apart() {
        let keys: Vec<u64> = (0..40).collect();
        let table = FeatureTable::new(&keys, &[1.0; 40]);
        let mut finder = Finder::new(&table);
        finder.prepare(&[0, 1, 40]);
        for key in [0, 0, 7, 40, 8192, 7] {
            assert_eq!(finder.get(key).map(|f| u64::from(f.id)), (key < 40).then_some(key));
        }
        assert!((0..40).all(|i| table.get(i).is_some_and(|f| u64::from(f.id) == i)));
        assert!(table.get(40).is_none());
    }
}
