//! Feature keys to ids: a hash table of cache lines, and a filter before it.
//!
//! Most n-grams of a text are no features. A bit array that fits a processor's second-level cache
//! turns most of these away; what passes costs one cache line.

/// A feature as it is looked up: its key, its id, and its weight before any pair is seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Feature {
    pub(super) key: u64,
    /// [`Feature::NONE`]'s id is that of no feature.
    pub(super) id: u32,
    pub(super) idf: f32,
}

impl Feature {
    const NONE: Self = Self { key: 0, id: u32::MAX, idf: 0.0 };

    fn has(&self, key: u64) -> bool {
        self.key == key && self.id != Self::NONE.id
    }
}

/// As many features as a cache line holds.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Line([Feature; 4]);

impl Line {
    fn is_full(&self) -> bool {
        self.0[3].id != Feature::NONE.id
    }
}

/// Finds a feature by its key, in O(1).
#[derive(Debug, Clone)]
pub(super) struct FeatureTable {
    /// Half full. A key stands in the line that its first bits choose; where that is full, in the
    /// next one with a place.
    lines: Vec<Line>,
    /// How far a key is shifted to give its line.
    shift: u32,
    filter: Filter,
}

impl FeatureTable {
    /// A table of distinct keys with the idf of each; the id of a key is its position.
    pub(super) fn new(keys: &[u64], idf: &[f32]) -> Self {
        let n_lines = (keys.len() / 2).next_power_of_two().max(2);
        let lines = vec![Line([Feature::NONE; 4]); n_lines];
        let mut table = Self { lines, shift: 64 - n_lines.ilog2(), filter: Filter::new(keys) };
        for (id, (key, idf)) in (0..).zip(keys.iter().zip(idf)) {
            let mut at = table.home(*key);
            while table.lines[at].is_full() {
                at = table.behind(at);
            }
            let free = table.lines[at].0.iter_mut().find(|f| f.id == Feature::NONE.id);
            *free.expect("the line is not full") = Feature { key: *key, id, idf: *idf };
        }
        table
    }

    fn home(&self, key: u64) -> usize {
        (key >> self.shift) as usize
    }

    fn behind(&self, line: usize) -> usize {
        (line + 1) % self.lines.len()
    }

    /// The feature of that key.
    pub(super) fn get(&self, key: u64) -> Option<&Feature> {
        if !self.filter.may_hold(key) {
            return None;
        }
        let mut at = self.home(key);
        loop {
            let line = &self.lines[at];
            let found = line.0.iter().find(|f| f.has(key));
            if found.is_some() || !line.is_full() {
                return found;
            }
            at = self.behind(at);
        }
    }

    /// Fetches from memory what looking up these keys will need. All is asked for before any
    /// answer is waited for, which is several times faster than one after the other.
    fn fetch(&self, keys: &[u64]) {
        std::hint::black_box(keys.iter().fold(0, |sum, key| sum ^ self.lines[self.home(*key)].0[0].key));
    }
}

/// Looks up the keys of pair after pair, and remembers what it found lately: the actors of a
/// sentence share most of their n-grams, and common ones return all the time.
#[derive(Debug)]
pub(super) struct Finder<'t> {
    table: &'t FeatureTable,
    /// One place for all keys that agree in their last bits.
    recent: Vec<Feature>,
    /// Keys that are not among the recent ones and passed the filter.
    missed: Vec<u64>,
}

/// Recent features: 128 KiB.
const N_RECENT: usize = 1 << 13;

impl<'t> Finder<'t> {
    pub(super) fn new(table: &'t FeatureTable) -> Self {
        Self { table, recent: vec![Feature::NONE; N_RECENT], missed: Vec::new() }
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
        if !recent.has(key) {
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

/// Bits per key, at least: of the keys that are not held, at most 1 in 10 passes.
const FILTER_BITS: usize = 5;

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
            assert!((0..n).all(|i| {
                table.get(key(i)).is_some_and(|f| u64::from(f.id) == i && f.idf.to_bits() == 1.5f32.to_bits())
            }));
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
