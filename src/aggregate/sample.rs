//! The articles of one cell, as far as shares need them.

use super::urn::Sums;
use crate::quantify::Quantifier;

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
