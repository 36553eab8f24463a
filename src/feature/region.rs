//! Single words by where they stand around the target.
//!
//! Training sees them through word vectors, so that a word teaches its likes in the same region
//! (`train::smoothing`); a fitted model has a weight for each word and region.

use super::gram::{key, mix};
use super::view::{Item, View};
use super::{Family, Sink};

/// The regions overlap: a word near the target in its own clause stands in three.
const REGIONS: [&str; 6] =
    ["before", "behind", "shortly before", "shortly behind", "before, in the clause", "behind, in the clause"];

/// How many regions there are.
pub(crate) const N_REGIONS: usize = REGIONS.len();

/// The farthest from the target that is near.
const NEAR: usize = 5;

/// The key of a word in a region.
pub(crate) fn region_key(region: usize, word: u64) -> u64 {
    mix(key(Family::Region, region as u8), word)
}

/// Emits the features of [`Family::Region`].
pub(super) fn emit(view: &View, sink: &mut impl Sink) {
    let target = view.target;
    let clause = view.clause();
    let regions = [
        0..target,
        target + 1..view.len(),
        target.saturating_sub(NEAR)..target,
        target + 1..(target + 1 + NEAR).min(view.len()),
        clause.start..target,
        target + 1..clause.end,
    ];
    for (region, range) in regions.into_iter().enumerate() {
        for i in range.filter(|i| view.items[*i] == Item::Word) {
            let place = REGIONS[region];
            sink.emit(Family::Region, region_key(region, view.keys[i]), [i], || {
                format!("{} ({place})", view.describe(i))
            });
        }
    }
}
