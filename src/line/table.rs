//! N-gram keys to places: a hash table of nothing but tags, sixteen to a cache line.
//!
//! What is known of a key stands elsewhere, under its place: most n-grams of a new text are in no
//! table, and cost one line of a table that is a quarter of the size it would have with its values.

/// Finds the place of a key, in O(1). A key is known by 32 bits and its line: of the keys that are not
/// held, about 4 in 10⁹ are taken for one that is.
#[derive(Debug, Clone)]
pub(crate) struct TagTable {
    lines: Vec<Line>,
}

/// Tags of keys; 0 is a free place, and none stands before a tag.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Line([u32; PLACES]);

const PLACES: usize = 16;
/// Keys to a line on average: one line in 20 is full.
const LOAD: usize = 10;
/// The most lines that are searched, of which hashes need a handful.
const MAX_SEARCHED: usize = 256;

impl TagTable {
    /// A table for `n` keys.
    pub(crate) fn for_keys(n: usize) -> Self {
        Self { lines: vec![Line([0; PLACES]); n.div_ceil(LOAD).max(1)] }
    }

    /// The table of these tags; none unless they fill lines.
    pub(super) fn from_tags(tags: &[[u8; 4]]) -> Option<Self> {
        let (lines, rest) = tags.as_chunks::<PLACES>();
        let lines: Vec<_> = lines.iter().map(|line| Line(line.map(u32::from_le_bytes))).collect();
        (rest.is_empty() && !lines.is_empty()).then_some(Self { lines })
    }

    pub(super) fn tags(&self) -> impl Iterator<Item = u32> {
        self.lines.iter().flat_map(|line| line.0)
    }

    /// The number of places.
    pub(crate) fn n_places(&self) -> usize {
        self.lines.len() * PLACES
    }

    /// Puts in a key that the table does not hold, and returns its place; none if the table is full, or if
    /// keys are no hashes but crowd into few lines.
    pub(crate) fn insert(&mut self, key: u64) -> Option<usize> {
        let home = self.home(key);
        for at in (home..home + MAX_SEARCHED).map(|at| at % self.lines.len()) {
            if let Some(place) = self.lines[at].0.iter().position(|tag| *tag == 0) {
                self.lines[at].0[place] = tag(key);
                return Some(at * PLACES + place);
            }
        }
        None
    }

    /// Fetches from memory what looking up these keys will need: all is asked for before any answer is
    /// waited for.
    pub(crate) fn fetch(&self, keys: &[u64]) {
        std::hint::black_box(keys.iter().fold(0, |sum, key| sum ^ self.lines[self.home(*key)].0[0]));
    }

    /// The place of a key.
    #[inline]
    pub(crate) fn find(&self, key: u64) -> Option<usize> {
        let tag = tag(key);
        let mut at = self.home(key);
        for _ in 0..MAX_SEARCHED {
            let line = &self.lines[at].0;
            // All sixteen at once, without a branch.
            let same = line.iter().enumerate().fold(0u32, |same, (i, t)| same | u32::from(*t == tag) << i);
            if same != 0 {
                return Some(at * PLACES + same.trailing_zeros() as usize);
            }
            if line[PLACES - 1] == 0 {
                return None;
            }
            at = (at + 1) % self.lines.len();
        }
        None
    }

    /// The line that a key's first bits choose.
    fn home(&self, key: u64) -> usize {
        ((u128::from(key) * self.lines.len() as u128) >> 64) as usize
    }
}

/// What tells keys of one line apart: their low bits, which do not choose the line.
fn tag(key: u64) -> u32 {
    (key as u32).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_at_their_places_and_no_others() {
        let mut rng = fastrand::Rng::with_seed(3);
        for n in [0, 1, 2, 10, 11, 5000] {
            let mut keys: Vec<u64> = (0..n).map(|_| rng.u64(..)).collect();
            keys.extend([0, u64::MAX]);
            let mut table = TagTable::for_keys(keys.len());
            let places: Vec<usize> = keys.iter().map(|key| table.insert(*key).expect("there is room")).collect();
            let tags: Vec<[u8; 4]> = table.tags().map(u32::to_le_bytes).collect();
            assert_eq!(tags.len(), table.n_places());
            let again = TagTable::from_tags(&tags).expect("its own tags");
            assert!(places.iter().all(|place| *place < table.n_places()));
            assert!(keys.iter().zip(&places).all(|(key, place)| table.find(*key) == Some(*place)));
            assert!(keys.iter().zip(&places).all(|(key, place)| again.find(*key) == Some(*place)));
            assert!((0..1000).all(|_| table.find(rng.u64(..)).is_none()));
        }
    }

    #[test]
    fn tags_that_are_no_table_are_refused_or_searched_to_an_end() {
        assert!(TagTable::from_tags(&[]).is_none() && TagTable::from_tags(&[[1; 4]; 15]).is_none());
        let full = TagTable::from_tags(&[[1; 4]; 32]).expect("two lines");
        assert_eq!(full.find(7), None);
    }
}
