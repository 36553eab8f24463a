//! How often an accusation is printed with its denial.

use std::collections::BTreeMap;

use super::interval::Share;
use super::profile::Profile;
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

impl DenialCoverage {
    /// Of the articles of a cell, alike ones together; `accusing` and `denying` are the classes.
    pub(super) fn of(articles: &[(&Profile, u64)], accusing: usize, denying: usize) -> Self {
        let number = |of: &dyn Fn(&Profile) -> bool| {
            let accused = articles.iter().filter(|(profile, _)| profile.counts[accusing] > 0 && of(profile));
            accused.map(|(_, n)| *n).sum::<u64>() as usize
        };
        let n_accusing = number(&|_| true);
        // Its own denial, or that of somebody who is counted with it.
        let n_denied = number(&|article| article.counts[denying] > 0 || article.nearest.is_some());
        let mut distances: BTreeMap<u32, u64> = BTreeMap::new();
        for (profile, n) in articles {
            if let Some((distance, _)) = profile.nearest {
                *distances.entry(distance).or_default() += n;
            }
        }
        Self {
            n_accusing,
            n_denied,
            share: (n_accusing > 0).then(|| Share::of_count(n_denied as f64, n_accusing as f64)),
            median_distance: median(&distances),
            n_in_headline: number(&|article| article.nearest.is_some_and(|(_, place)| place == Place::Headline)),
        }
    }
}

/// The median of values, each with how often it occurs.
fn median(histogram: &BTreeMap<u32, u64>) -> Option<f64> {
    let n: u64 = histogram.values().sum();
    let at = |place: u64| {
        let mut left = place;
        let found = histogram.iter().find(|(_, n)| {
            let here = left < **n;
            left = left.saturating_sub(**n);
            here
        });
        found.map(|(value, _)| f64::from(*value))
    };
    at(n / 2).map(|upper| upper.midpoint(at(n.saturating_sub(1) / 2).unwrap_or(upper)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference: `statistics.median` of Python.
    #[test]
    fn the_median_of_a_histogram_is_that_of_its_values() {
        for (values, expected) in [
            (&[][..], None),
            (&[4][..], Some(4.0)),
            (&[1, 1, 5, 7][..], Some(3.0)),
            (&[0, 2, 2, 2, 9][..], Some(2.0)),
            (&[1, 1, 1, 8, 8, 8][..], Some(4.5)),
        ] {
            let mut histogram = BTreeMap::new();
            for value in values {
                *histogram.entry(*value).or_default() += 1;
            }
            assert_eq!(median(&histogram), expected, "{values:?}");
        }
    }
}
