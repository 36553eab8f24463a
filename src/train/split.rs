//! Folds that keep groups together.

use std::collections::BTreeMap;

/// The fold of each item, `0..n_folds`: items of a group share a fold, and folds are about
/// equally large. Depends on the groups' names, sizes and the seed alone, not on their order.
///
/// # Panics
///
/// If `n_folds` is 0.
#[must_use]
pub fn grouped_folds(groups: &[&str], n_folds: usize, seed: u64) -> Vec<usize> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for group in groups {
        *sizes.entry(group).or_default() += 1;
    }
    let mut order: Vec<(&str, usize)> = sizes.into_iter().collect();
    fastrand::Rng::with_seed(seed).shuffle(&mut order);
    // The largest first, each into the emptiest fold.
    order.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let mut filled = vec![0; n_folds];
    let mut fold_of: BTreeMap<&str, usize> = BTreeMap::new();
    for (group, n) in order {
        let fold = (0..n_folds).min_by_key(|f| filled[*f]).expect("at least one fold");
        filled[fold] += n;
        fold_of.insert(group, fold);
    }
    groups.iter().map(|g| fold_of[g]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_stay_together_and_folds_are_even() {
        let groups: Vec<String> = (0..100).map(|i| format!("g{}", i / 3)).collect();
        let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
        let folds = grouped_folds(&groups, 5, 1);
        for (a, b) in groups.iter().zip(&folds) {
            for (c, d) in groups.iter().zip(&folds) {
                assert!(a != c || b == d);
            }
        }
        for f in 0..5 {
            assert!((18..=22).contains(&folds.iter().filter(|x| **x == f).count()));
        }
    }
}
