//! How often an accusation is printed with its denial.

use std::collections::BTreeMap;

use super::interval::Share;
use super::tally::Entry;
use crate::pairing::Place;

/// Of the articles that accuse an actor, those that also print its denial. Counted by label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DenialCoverage {
    /// Articles with at least one accusing sentence.
    pub n_accusing: usize,
    /// Those among them with at least one denying sentence.
    pub n_denied: usize,
    /// Their share; none if no article accuses.
    pub share: Option<Share>,
    /// Sentences between an accusation and its nearest denial, the median over the articles that
    /// print one; none if no article does.
    pub median_distance: Option<f64>,
    /// Articles whose nearest denial stands in the headline.
    pub n_in_headline: usize,
}

/// What one article prints about an actor.
#[derive(Debug, Clone, Copy, Default)]
struct Printed {
    accuses: bool,
    denies: bool,
    nearest: Option<(u32, Place)>,
}

impl DenialCoverage {
    /// Of the entries of one actor; `accusing` and `denying` are the classes.
    pub(super) fn of<'t>(entries: impl Iterator<Item = &'t Entry>, accusing: usize, denying: usize) -> Self {
        let mut articles: BTreeMap<u32, Printed> = BTreeMap::new();
        for entry in entries {
            let printed = articles.entry(entry.article).or_default();
            printed.denies |= usize::from(entry.class) == denying;
            if usize::from(entry.class) == accusing {
                printed.accuses = true;
                let denial = entry.denial.map(|(distance, place)| (distance.unsigned_abs(), place));
                printed.nearest = [printed.nearest, denial].into_iter().flatten().min();
            }
        }
        let accused: Vec<&Printed> = articles.values().filter(|a| a.accuses).collect();
        // Its own denial, or that of somebody who is counted with it.
        let n_denied = accused.iter().filter(|a| a.denies || a.nearest.is_some()).count();
        let mut distances: Vec<u32> = accused.iter().filter_map(|a| Some(a.nearest?.0)).collect();
        distances.sort_unstable();
        let middle = |i: usize| distances.get(i).map(|d| f64::from(*d));
        let median = middle(distances.len() / 2)
            .map(|upper| upper.midpoint(middle(distances.len().saturating_sub(1) / 2).unwrap_or(upper)));
        Self {
            n_accusing: accused.len(),
            n_denied,
            share: (!accused.is_empty()).then(|| Share::of_count(n_denied as f64, accused.len() as f64)),
            median_distance: median,
            n_in_headline: accused.iter().filter(|a| a.nearest.is_some_and(|(_, p)| p == Place::Headline)).count(),
        }
    }
}
