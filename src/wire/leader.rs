//! Which wordings are copies of which.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::{WireIndex, is_number};
use crate::fingerprint::Fingerprint;

/// Of the wordings that share a hash, so many are looked at.
const MAX_IN_BUCKET: usize = 64;

/// Hashes that two fingerprints must share before the wordings themselves are compared.
const MIN_SHARED: usize = 2;

/// Words that two wordings must have in common. In fewer, "Norcom did not respond to a request for
/// comment" would be a copy of what is said of any other company.
const MIN_COMMON: usize = 12;

/// A wording that is like one before it; both by their rank.
struct Copy {
    rank: u32,
    of: u32,
    likeness: f64,
}

/// For each wording the one that leads its cluster, perhaps itself.
///
/// Leader clustering (Hartigan 1975, chapter 3) in an order that depends on nothing but the
/// wordings and the numbers of their reprints, so the result does too.
pub(super) fn leaders(index: &WireIndex, n_reprints: impl Fn(u32) -> u32 + Sync) -> Vec<u32> {
    let mut order: Vec<u32> = (0..index.wordings.len() as u32).collect();
    order.par_sort_unstable_by_key(|i| (Reverse(n_reprints(*i)), index.wordings[*i as usize].hash));
    let buckets = Buckets::new(index, &order);
    let words = |rank: u32| index.words(order[rank as usize] as usize);
    let copies = |rank: u32| {
        let near = buckets.before(rank, &fingerprint(words(rank)));
        near.into_iter().filter_map(move |of| Some(Copy { rank, of, likeness: likeness(words(rank), words(of))? }))
    };
    let copies: Vec<Copy> = (0..order.len() as u32).into_par_iter().flat_map_iter(copies).collect();
    let mut leaders: Vec<u32> = (0..index.wordings.len() as u32).collect();
    for copies in copies.chunk_by(|a, b| a.rank == b.rank) {
        let leads = |copy: &&Copy| leaders[order[copy.of as usize] as usize] == order[copy.of as usize];
        let better = |a: &&Copy, b: &&Copy| a.likeness.total_cmp(&b.likeness).then(b.of.cmp(&a.of));
        if let Some(best) = copies.iter().filter(leads).max_by(better) {
            leaders[order[best.rank as usize] as usize] = order[best.of as usize];
        }
    }
    leaders
}

/// Hashes of fingerprints with the ranks of the wordings that have them, sorted; without the
/// hashes that one wording alone has.
struct Buckets {
    pairs: Vec<(u32, u32)>,
    /// Where the hashes with the same upper half begin: a shorter way than a search from the start.
    starts: Vec<usize>,
}

impl Buckets {
    fn new(index: &WireIndex, order: &[u32]) -> Self {
        let pairs = |(rank, i): (u32, &u32)| {
            let hashes: Vec<u32> = fingerprint(index.words(*i as usize)).own().collect();
            hashes.into_iter().map(move |hash| (hash, rank))
        };
        let mut all: Vec<(u32, u32)> = (0..).zip(order).flat_map(pairs).collect();
        all.par_sort_unstable();
        let shared = all.chunk_by(|a, b| a.0 == b.0).filter(|bucket| bucket.len() > 1);
        let pairs: Vec<(u32, u32)> = shared.flat_map(|b| &b[..b.len().min(MAX_IN_BUCKET)]).copied().collect();
        let starts = (0..=1 << 16).map(|upper| pairs.partition_point(|(hash, _)| hash >> 16 < upper)).collect();
        Self { pairs, starts }
    }

    /// The ranks of the wordings that have the hash.
    fn bucket(&self, hash: u32) -> impl Iterator<Item = u32> {
        let upper = (hash >> 16) as usize;
        let among = &self.pairs[self.starts[upper]..self.starts[upper + 1]];
        let from = among.partition_point(|(h, _)| *h < hash);
        among[from..].iter().take_while(move |(h, _)| *h == hash).map(|(_, rank)| *rank)
    }

    /// The ranks before `rank` whose fingerprints share enough hashes, ascending.
    fn before(&self, rank: u32, fingerprint: &Fingerprint) -> Vec<u32> {
        let buckets = fingerprint.own().map(|hash| self.bucket(hash));
        let mut ranks: Vec<u32> = buckets.flat_map(|b| b.take_while(|r| *r < rank)).collect();
        ranks.sort_unstable();
        ranks.chunk_by(|a, b| a == b).filter(|same| same.len() >= MIN_SHARED).map(|same| same[0]).collect()
    }
}

fn fingerprint(words: &[u32]) -> Fingerprint {
    let keys: Vec<u64> = words.iter().map(|w| u64::from(*w)).collect();
    Fingerprint::of_words(&keys)
}

/// How alike two wordings are, 0.8 to 1; none if they are no copies.
///
/// A number that is changed makes another statement: tomorrow's prices in today's words.
fn likeness(a: &[u32], b: &[u32]) -> Option<f64> {
    let n = a.len() + b.len();
    let enough = |common: usize| common >= MIN_COMMON && 5 * common >= 2 * n;
    if !enough(a.len().min(b.len())) {
        return None;
    }
    let common = common_words(a, b);
    let numbers_agree = contains(numbers(a), numbers(b)) || contains(numbers(b), numbers(a));
    (enough(common) && numbers_agree).then(|| 2.0 * common as f64 / n as f64)
}

fn numbers(words: &[u32]) -> impl Iterator<Item = u32> {
    words.iter().copied().filter(|w| is_number(*w))
}

/// Whether `all` has the items of `some` in their order.
fn contains(mut all: impl Iterator<Item = u32>, mut some: impl Iterator<Item = u32>) -> bool {
    some.all(|item| all.any(|other| other == item))
}

/// The length of the longest common subsequence of two sequences, the first of at most 64 words.
///
/// Bit-parallel (Hyyrö 2004): bit i of `row` is 0 where the subsequence grows at word i of `a`.
fn common_words(a: &[u32], b: &[u32]) -> usize {
    let mut row = u64::MAX;
    for word in b {
        let matches = a.iter().rev().fold(0, |bits, w| bits << 1 | u64::from(w == word));
        let grown = row & matches;
        row = row.wrapping_add(grown) | (row - grown);
    }
    let unused = 64 - a.len();
    (!row << unused).count_ones() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The textbook's table.
    fn slow(a: &[u32], b: &[u32]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for (i, x) in a.iter().enumerate() {
            for (j, y) in b.iter().enumerate() {
                table[i + 1][j + 1] = if x == y { table[i][j] + 1 } else { table[i][j + 1].max(table[i + 1][j]) };
            }
        }
        table[a.len()][b.len()]
    }

    #[test]
    fn common_words_are_the_textbooks() {
        let mut rng = fastrand::Rng::with_seed(7);
        for _ in 0..2000 {
            let [a, b] = [(); 2].map(|()| {
                let (n, words) = (rng.usize(1..=64), rng.u32(1..40));
                (0..n).map(|_| rng.u32(0..words)).collect::<Vec<_>>()
            });
            assert_eq!(common_words(&a, &b), slow(&a, &b), "{a:?} {b:?}");
        }
    }

    #[test]
    fn a_copy_shares_twelve_words_and_four_fifths() {
        let words: Vec<u32> = (0..20).map(|w| 2 * w).collect();
        assert_eq!(likeness(&words, &words), Some(1.0));
        assert_eq!(likeness(&words, &words[4..]), Some(2.0 * 16.0 / 36.0));
        assert_eq!(likeness(&words, &words[7..]), None);
        assert_eq!(likeness(&words[..12], &words[..13]), Some(0.96));
        assert_eq!(likeness(&words[..11], &words[..12]), None);
        let mut changed = words.clone();
        changed[3..7].fill(98);
        assert_eq!(likeness(&words, &changed), Some(0.8));
        changed[7] = 98;
        assert_eq!(likeness(&words, &changed), None);
    }

    #[test]
    fn a_number_may_be_added_but_not_changed() {
        let words: Vec<u32> = (0..20).map(|w| 2 * w).collect();
        let with = |numbers: &[u32]| [&words[..10], numbers, &words[10..]].concat();
        assert_eq!(likeness(&with(&[7]), &words), Some(40.0 / 41.0));
        assert_eq!(likeness(&with(&[7]), &with(&[7, 9])), Some(42.0 / 43.0));
        assert_eq!(likeness(&with(&[7]), &with(&[9])), None);
    }

    /// However many wordings share their words, few are looked at.
    #[test]
    fn a_bucket_is_bounded() {
        let mut index = WireIndex::default();
        for i in 0..1000u32 {
            // Five words of their own do not make copies of them.
            let own = (0..5).map(|w| 2 * (1000 + 5 * i + w));
            index.print(u64::from(i), 1, (0..12).map(|w| 2 * w).chain(own));
        }
        let order: Vec<u32> = (0..1000).collect();
        let buckets = Buckets::new(&index, &order);
        let sizes: Vec<usize> = buckets.pairs.chunk_by(|a, b| a.0 == b.0).map(<[_]>::len).collect();
        assert!(sizes.contains(&MAX_IN_BUCKET) && sizes.iter().all(|n| (2..=MAX_IN_BUCKET).contains(n)), "{sizes:?}");
        let last = buckets.before(999, &fingerprint(index.words(999)));
        assert!(!last.is_empty() && last.len() <= MAX_IN_BUCKET * Fingerprint::LENGTH, "{}", last.len());
        assert!(last.is_sorted_by(|a, b| a < b), "{last:?}");
    }
}
