//! Feature keys to ids: a hash table of cache lines, and a filter before it.
//!
//! Most n-grams of a text are no features. A bit array that fits a processor's second-level cache
//! turns most of these away; what passes costs one cache line. Both are bytes, read where they lie:
//! a model file holds them as they are used, so that nothing is built when it is opened.

use bytes::Bytes;

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

    fn read(slot: &Slot) -> Self {
        let part = |at: usize| [slot[at], slot[at + 1], slot[at + 2], slot[at + 3]];
        Self { key: key_of(slot), id: u32::from_le_bytes(part(8)), idf: f32::from_le_bytes(part(12)) }
    }

    fn write(&self) -> Slot {
        let mut slot = [0; SLOT];
        slot[..8].copy_from_slice(&self.key.to_le_bytes());
        slot[8..12].copy_from_slice(&self.id.to_le_bytes());
        slot[12..].copy_from_slice(&self.idf.to_le_bytes());
        slot
    }
}

/// Bytes of a feature: key, id, idf, little-endian.
const SLOT: usize = 16;
type Slot = [u8; SLOT];

fn key_of(slot: &Slot) -> u64 {
    u64::from_le_bytes(*slot.first_chunk().expect("a slot is longer"))
}

/// As many features as a cache line holds.
type Line = [Slot; 4];

/// Features to a line, on average: of 1,000 lines 240 are full, and few features stand elsewhere.
const LOAD: (usize, usize) = (5, 2);

/// The most lines that are searched for a key. Hashes need a dozen; keys that somebody chose so that all
/// fall into one line are not to make the search long.
const MAX_SEARCHED: usize = 256;

/// Finds a feature by its key, in O(1).
#[derive(Debug, Clone)]
pub(crate) struct FeatureTable {
    /// A key stands in the line that its first bits choose; where that is full, in the next one with
    /// a place.
    lines: Bytes,
    filter: Filter,
    n_features: usize,
}

impl FeatureTable {
    /// Bytes of a line.
    pub(crate) const LINE: usize = size_of::<Line>();

    /// A table of distinct keys with the idf of each; the id of a key is its position. None if the
    /// keys are no hashes, but crowd into few lines.
    pub(crate) fn new(keys: &[u64], idf: &[f32]) -> Option<Self> {
        let n_lines = (keys.len() * LOAD.1).div_ceil(LOAD.0) + 1;
        let mut lines = vec![[Feature::NONE.write(); 4]; n_lines];
        let is_full = |line: &Line| Feature::read(&line[3]).id != Feature::NONE.id;
        for (id, (key, idf)) in (0..).zip(keys.iter().zip(idf)) {
            let home = home(*key, n_lines);
            let at = (home..home + MAX_SEARCHED).map(|at| at % n_lines).find(|at| !is_full(&lines[*at]))?;
            let free = lines[at].iter_mut().find(|slot| Feature::read(slot).id == Feature::NONE.id);
            *free.expect("the line is not full") = Feature { key: *key, id, idf: *idf }.write();
        }
        let lines = Bytes::from(lines.as_flattened().as_flattened().to_vec());
        Some(Self { lines, filter: Filter::new(keys), n_features: keys.len() })
    }

    /// The table whose [`lines`](Self::lines) and [`filter`](Self::filter) were written; none if they
    /// cannot be such a table's. Looks at the lengths only.
    pub(crate) fn from_bytes(lines: Bytes, filter: Bytes, n_features: usize) -> Option<Self> {
        let fits = lines.len().is_multiple_of(Self::LINE) && lines.len() / SLOT > n_features;
        let filter = Filter::from_bytes(filter)?;
        fits.then_some(Self { lines, filter, n_features })
    }

    /// Whether every id below the number of features occurs once, and no other, each with an idf
    /// above 0 and at most `max_idf`. In O(n).
    pub(crate) fn is_sound(&self, max_idf: f32) -> bool {
        let mut seen = vec![false; self.n_features];
        let mut n = 0;
        let good = self.features().all(|f| {
            n += 1;
            let first = seen.get_mut(f.id as usize).is_some_and(|seen| !std::mem::replace(seen, true));
            first && f.idf > 0.0 && f.idf <= max_idf
        });
        good && n == self.n_features
    }

    pub(crate) fn lines(&self) -> &[u8] {
        &self.lines
    }

    pub(crate) fn filter(&self) -> &[u8] {
        &self.filter.words
    }

    pub(super) fn n_features(&self) -> usize {
        self.n_features
    }

    /// All features, in no useful order.
    pub(super) fn features(&self) -> impl Iterator<Item = Feature> {
        let (slots, _) = self.lines.as_chunks();
        slots.iter().map(Feature::read).filter(|f| f.id != Feature::NONE.id)
    }

    fn all(&self) -> &[Line] {
        self.lines.as_chunks().0.as_chunks().0
    }

    /// The feature of that key.
    pub(super) fn get(&self, key: u64) -> Option<Feature> {
        if !self.filter.may_hold(key) {
            return None;
        }
        let lines = self.all();
        let (before, from_home) = lines.split_at(home(key, lines.len()));
        for line in from_home.iter().chain(before).take(MAX_SEARCHED) {
            let line = line.map(|slot| Feature::read(&slot));
            let found = line.into_iter().find(|f| f.has(key));
            if found.is_some() || line[3].id == Feature::NONE.id {
                return found;
            }
        }
        None
    }

    /// Fetches from memory what looking up these keys will need. All is asked for before any
    /// answer is waited for, which is several times faster than one after the other.
    fn fetch(&self, keys: &[u64]) {
        let lines = self.all();
        std::hint::black_box(keys.iter().fold(0, |sum, key| sum ^ key_of(&lines[home(*key, lines.len())][0])));
    }
}

/// The line that a key's first bits choose.
fn home(key: u64, n_lines: usize) -> usize {
    ((u128::from(key) * n_lines as u128) >> 64) as usize
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
        let filter = self.table.filter.look();
        let recent = &self.recent[..N_RECENT];
        let mut n = 0;
        for key in keys {
            // Without a branch, which would be mispredicted often.
            self.missed[n] = *key;
            n += usize::from((recent[place(*key)].key != *key) & filter.may_hold(*key));
        }
        self.table.fetch(&self.missed[..n]);
    }

    /// The feature of that key.
    pub(super) fn get(&mut self, key: u64) -> Option<Feature> {
        let recent = &mut self.recent[place(key)];
        if !recent.has(key) {
            *recent = self.table.get(key)?;
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
    /// Little-endian u64s.
    words: Bytes,
    mask: usize,
}

/// Bits per key, at least: of the keys that are not held, at most 1 in 10 passes.
const FILTER_BITS: usize = 5;

impl Filter {
    fn new(keys: &[u64]) -> Self {
        let n_words = (keys.len() * FILTER_BITS / 64).next_power_of_two();
        let mut words = vec![0u64; n_words];
        for key in keys {
            words[*key as usize & (n_words - 1)] |= Self::bits(*key);
        }
        let words: Vec<u8> = words.into_iter().flat_map(u64::to_le_bytes).collect();
        Self { words: words.into(), mask: n_words - 1 }
    }

    fn from_bytes(words: Bytes) -> Option<Self> {
        let (whole, rest) = words.as_chunks::<8>();
        let mask = whole.len().checked_sub(1)?;
        (rest.is_empty() && whole.len().is_power_of_two()).then_some(Self { words, mask })
    }

    /// Bits of a key that choose neither its word nor, in tables of ordinary size, its line.
    fn bits(key: u64) -> u64 {
        1 << (key >> 26 & 63) | 1 << (key >> 32 & 63)
    }

    fn may_hold(&self, key: u64) -> bool {
        self.look().may_hold(key)
    }

    /// The filter for many keys.
    fn look(&self) -> Look<'_> {
        Look { words: self.words.as_chunks().0, mask: self.mask }
    }
}

#[derive(Clone, Copy)]
struct Look<'f> {
    words: &'f [[u8; 8]],
    mask: usize,
}

impl Look<'_> {
    #[inline]
    fn may_hold(self, key: u64) -> bool {
        let bits = Filter::bits(key);
        u64::from_le_bytes(self.words[key as usize & self.mask]) & bits == bits
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
            let table = FeatureTable::new(&keys, &vec![1.5; keys.len()]).expect("spread keys");
            assert!((0..n).all(|i| {
                table.get(key(i)).is_some_and(|f| u64::from(f.id) == i && f.idf.to_bits() == 1.5f32.to_bits())
            }));
            assert!((n..2 * n + 10).all(|i| table.get(key(i)).is_none()));
        }
    }

    #[test]
    fn keys_that_share_a_line_are_told_apart() {
        let keys: Vec<u64> = (0..40).collect();
        let table = FeatureTable::new(&keys, &[1.0; 40]).expect("they fit ten lines");
        let mut finder = Finder::new(&table);
        finder.prepare(&[0, 1, 40]);
        for key in [0, 0, 7, 40, 8192, 7] {
            assert_eq!(finder.get(key).map(|f| u64::from(f.id)), (key < 40).then_some(key));
        }
        assert!((0..40).all(|i| table.get(i).is_some_and(|f| u64::from(f.id) == i)));
        assert!(table.get(40).is_none());
    }

    #[test]
    fn keys_that_crowd_are_refused() {
        let keys: Vec<u64> = (0..5000).collect();
        assert!(FeatureTable::new(&keys, &vec![1.0; 5000]).is_none());
    }

    #[test]
    fn only_a_tables_bytes_are_sound() {
        let keys: Vec<u64> = (1..100).map(|i: u64| i.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
        let table = FeatureTable::new(&keys, &[2.0; 99]).expect("spread keys");
        let read = |lines: &[u8], filter: &[u8], n| {
            FeatureTable::from_bytes(Bytes::copy_from_slice(lines), Bytes::copy_from_slice(filter), n)
        };
        let (lines, filter) = (table.lines(), table.filter());
        assert!(read(lines, filter, 99).is_some_and(|t| t.is_sound(2.0) && !t.is_sound(1.9)));
        assert!(read(lines, filter, 98).is_some_and(|t| !t.is_sound(2.0)));
        assert!(read(lines, filter, 100).is_some_and(|t| !t.is_sound(2.0)));
        assert!(read(&lines[..FeatureTable::LINE], filter, 4).is_none(), "as many features as places");
        assert!(read(&lines[1..], filter, 99).is_none() && read(lines, &filter[8..], 99).is_none());
        assert!(read(lines, &[], 99).is_none() && read(&[], filter, 0).is_none());
    }
}
