//! The articles of one cell, as far as shares need them.

use std::collections::BTreeMap;

use super::copies::Weighed;
use super::tally::{Names, Tally};
use super::urn::Sums;
use crate::quantify::Quantifier;

/// What the shares of a cell are estimated from.
#[derive(Debug)]
pub(super) struct Measured<'t> {
    /// What its sentences count for, by class.
    pub(super) counts: Vec<f64>,
    pub(super) sample: Sample<'t>,
}

/// The articles of one group on one actor.
#[derive(Debug)]
pub(super) enum Sample<'t> {
    /// What each adds up to, with the number of articles that add up to the same.
    Sums(Vec<(Sums, u64)>),
    /// Article by article their pairs, for a likelihood.
    Pairs(Vec<Vec<SamplePair<'t>>>),
}

/// A judgement as far as shares need it.
#[derive(Debug, Clone, Copy)]
pub(super) struct SamplePair<'t> {
    pub(super) class: usize,
    pub(super) weight: f64,
    pub(super) probabilities: &'t [f32],
}

impl<'t> Sample<'t> {
    /// Of articles, for that estimator.
    pub(super) fn of(articles: Vec<Vec<SamplePair<'t>>>, quantifier: Quantifier) -> Self {
        match quantifier {
            Quantifier::Em => Self::Pairs(articles),
            Quantifier::Prob => Self::Sums(articles.iter().map(|pairs| (probable(pairs), 1)).collect()),
            Quantifier::Count | Quantifier::Adjusted => {
                Self::Sums(articles.iter().map(|pairs| (labelled(pairs), 1)).collect())
            }
        }
    }
}

fn labelled(pairs: &[SamplePair]) -> Sums {
    let mut sums = Sums::NONE;
    for pair in pairs {
        sums.weight += pair.weight;
        sums.classes[pair.class] += pair.weight;
    }
    sums
}

fn probable(pairs: &[SamplePair]) -> Sums {
    let mut sums = Sums::NONE;
    for pair in pairs {
        sums.weight += pair.weight;
        let probabilities = pair.probabilities.iter().map(|p| f64::from(*p));
        sums.classes.iter_mut().zip(probabilities).for_each(|(sum, p)| *sum += pair.weight * p);
    }
    sums
}

impl Tally {
    /// The entries by the names of group and actor; those of a cell in the order of article and place.
    pub(super) fn gathered(&self, groups: &[u32], names: &Names) -> Vec<Vec<u32>> {
        let mut order: Vec<u32> = (0..self.entries.len() as u32).collect();
        let key = |i: &u32| {
            let entry = &self.entries[*i as usize];
            (names.name(groups[entry.article as usize]), self.names.name(entry.actor))
        };
        order.sort_by_cached_key(|i| {
            let entry = &self.entries[*i as usize];
            (key(i), self.identity(entry.article), entry.sentence, entry.mention_start, entry.class, entry.cluster)
        });
        order.chunk_by(|a, b| key(a) == key(b)).map(<[u32]>::to_vec).collect()
    }

    /// Of the entries of a cell.
    pub(super) fn measured(&self, entries: &[u32], weighed: &[Weighed], quantifier: Quantifier) -> Measured<'_> {
        let mut counts = vec![0.0; self.task.n_classes()];
        let mut articles: BTreeMap<(&str, u64), Vec<SamplePair>> = BTreeMap::new();
        for i in entries.iter().map(|i| *i as usize) {
            let (class, weight) = (usize::from(self.entries[i].class), weighed[i].weight);
            counts[class] += weight;
            let pair = SamplePair { class, weight, probabilities: self.probabilities(i) };
            articles.entry(self.identity(weighed[i].article)).or_default().push(pair);
        }
        Measured { counts, sample: Sample::of(articles.into_values().collect(), quantifier) }
    }
}
