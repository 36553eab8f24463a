//! Which wordings are copies of which.

use std::cmp::Reverse;

use rayon::slice::ParallelSliceMut;

use super::{MIN_WORDS, WireIndex};
use crate::fingerprint::Fingerprint;

/// Of the wordings that share a hash, so many are looked at.
const MAX_IN_BUCKET: usize = 64;

/// Hashes that two fingerprints must share before the wordings themselves are compared.
const MIN_SHARED: usize = 2;

/// For each wording the one that leads its cluster, perhaps itself.
///
/// Leader clustering (Hartigan 1975, chapter 3) in an order that depends on nothing but the
/// wordings and the numbers of their reprints, so the result does too.
pub(super) fn leaders(index: &WireIndex, n_reprints: impl Fn(u32) -> u32 + Sync) -> Vec<u32> {
    let mut order: Vec<u32> = (0..index.wordings.len() as u32).collect();
    order.par_sort_unstable_by_key(|i| (Reverse(n_reprints(*i)), index.wordings[*i as usize].hash));
    let buckets = Buckets::new(index, &order);
    let mut leaders: Vec<u32> = (0..index.wordings.len() as u32).collect();
    let mut near = Vec::new();
    for (rank, i) in (0..).zip(&order) {
        buckets.before(rank, &fingerprint(index.words(*i as usize)), &mut near);
        let mut best = (0.0, *i);
        for leader in near.iter().map(|rank| order[*rank as usize]).filter(|l| leaders[*l as usize] == *l) {
            let likeness = likeness(index.words(*i as usize), index.words(leader as usize)).unwrap_or_default();
            // The candidates come by rank, so of equals the first stays.
            if likeness > best.0 {
                best = (likeness, leader);
            }
        }
        leaders[*i as usize] = best.1;
    }
    leaders
}

/// All hashes of all fingerprints with the ranks of their wordings, sorted.
struct Buckets(Vec<(u32, u32)>);

impl Buckets {
    fn new(index: &WireIndex, order: &[u32]) -> Self {
        let mut pairs = Vec::with_capacity(order.len() * Fingerprint::LENGTH);
        for (rank, i) in (0..).zip(order) {
            pairs.extend(fingerprint(index.words(*i as usize)).own().map(|hash| (hash, rank)));
        }
        pairs.par_sort_unstable();
        Self(pairs)
    }

    /// The ranks before `rank` whose fingerprints share enough hashes, ascending.
    fn before(&self, rank: u32, fingerprint: &Fingerprint, out: &mut Vec<u32>) {
        out.clear();
        for hash in fingerprint.own() {
            let start = self.0.partition_point(|(h, _)| *h < hash);
            let bucket = self.0[start..].iter().take(MAX_IN_BUCKET);
            out.extend(bucket.take_while(|(h, r)| *h == hash && *r < rank).map(|(_, r)| *r));
        }
        out.sort_unstable();
        let mut kept = 0;
        for at in 0..out.len() {
            let (first, this) = ((at + 1).saturating_sub(MIN_SHARED), out[at]);
            let enough = at + 1 >= MIN_SHARED && out[first] == this;
            if enough && (kept == 0 || out[kept - 1] != this) {
                out[kept] = this;
                kept += 1;
            }
        }
        out.truncate(kept);
    }
}

fn fingerprint(words: &[u32]) -> Fingerprint {
    let keys: Vec<u64> = words.iter().map(|w| u64::from(*w)).collect();
    Fingerprint::of_words(&keys)
}

/// How alike two wordings are, 0.8 to 1; none if they are no copies.
fn likeness(a: &[u32], b: &[u32]) -> Option<f64> {
    let n = a.len() + b.len();
    let enough = |common: usize| common >= MIN_WORDS && 5 * common >= 2 * n;
    if !enough(a.len().min(b.len())) {
        return None;
    }
    let common = common_words(a, b);
    enough(common).then(|| 2.0 * common as f64 / n as f64)
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
    fn a_copy_shares_eight_words_and_four_fifths() {
        let words: Vec<u32> = (0..20).collect();
        assert_eq!(likeness(&words, &words), Some(1.0));
        assert_eq!(likeness(&words, &words[4..]), Some(2.0 * 16.0 / 36.0));
        assert_eq!(likeness(&words, &words[7..]), None);
        assert_eq!(likeness(&words[..7], &words[..7]), None);
        let mut changed = words.clone();
        changed[3..7].fill(99);
        assert_eq!(likeness(&words, &changed), Some(0.8));
        changed[7] = 99;
        assert_eq!(likeness(&words, &changed), None);
    }
}
