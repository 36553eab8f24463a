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
        let n_buckets = (keys.len() / 2).next_power_of_two().max(2);
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
    #[inline]
    pub(super) fn get(&self, key: u64) -> Option<&Feature> {
        if !self.filter.may_hold(key) {
            return None;
        }
        let bucket = (key >> self.bucket_shift) as usize;
        let (start, end) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
        self.features[start..end].iter().find(|f| f.key == key)
    }
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
        assert!((0..40).all(|i| table.get(i).is_some_and(|f| u64::from(f.id) == i)));
        assert!(table.get(40).is_none());
    }
}
