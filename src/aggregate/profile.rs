//! What an article prints about an actor, without the article.

use super::tally::Entry;
use super::urn::Sums;
use crate::actor::ActorKind;
use crate::pairing::Place;

/// What one article prints about one actor, as far as a row tells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Profile {
    /// A name may be found before a lexicon knows it; the smallest kind wins in any order.
    pub(super) kind: ActorKind,
    /// Sentences by class.
    pub(super) counts: Vec<u32>,
    /// Sentences from an accusation to its nearest denial, and where that stands.
    pub(super) nearest: Option<(u32, Place)>,
}

impl Profile {
    /// Of the entries of one article and actor, at least one.
    pub(super) fn of<'t>(
        entries: impl Iterator<Item = &'t Entry> + Clone,
        n_classes: usize,
        accusing: Option<usize>,
    ) -> Self {
        let kind = entries.clone().map(|e| e.kind).min().expect("it mentions the actor");
        let mut profile = Self { kind, counts: vec![0; n_classes], nearest: None };
        for entry in entries {
            let class = usize::from(entry.class);
            profile.counts[class] += 1;
            if Some(class) == accusing {
                let denial = entry.denial.map(|(distance, place)| (distance.unsigned_abs(), place));
                profile.nearest = [profile.nearest, denial].into_iter().flatten().min();
            }
        }
        profile
    }

    /// What it adds to shares that are counted.
    pub(super) fn sums(&self) -> Sums {
        let mut sums = Sums::NONE;
        sums.classes.iter_mut().zip(&self.counts).for_each(|(sum, n)| *sum = f64::from(*n));
        sums.weight = sums.classes.iter().sum();
        sums
    }
}
