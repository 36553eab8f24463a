//! Copies of one sentence, counted as one.

use std::collections::{BTreeMap, BTreeSet};

use super::tally::Tally;
use crate::token::word_key;

/// What a sentence counts for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Count {
    /// Every sentence that was printed counts 1.
    #[default]
    Printed,
    /// Sentences of one [`Judgement::cluster`](crate::Judgement::cluster) count 1 together per
    /// actor: 1/k for each of the k outlets that printed one.
    ///
    /// The rule is the same for all outlets. It needs no dates, which are often missing and, in
    /// days, too coarse to tell who was first; and the rows of the outlets add up to the
    /// row of all. Articles, and with them denial coverage, count as they were printed: to print a
    /// denial is the outlet's act, whoever worded it.
    Independent,
}

impl Count {
    /// The name in options and outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Printed => "printed",
            Self::Independent => "independent",
        }
    }
}

/// How an entry is counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighed {
    /// The article that it is drawn with.
    pub(super) article: u32,
    pub(super) weight: f64,
}

impl Tally {
    /// How each entry is counted, in order; `groups` are the rows that the articles belong to.
    ///
    /// A cluster that k outlets printed about an actor counts 1/k for each of them, divided among
    /// the outlet's copies. Within a row they are all drawn with one article, so that copies do not pass for
    /// independent draws.
    pub(super) fn weighed(&self, count: Count, groups: &[u32]) -> Vec<Weighed> {
        let mut out: Vec<Weighed> = self.entries.iter().map(|e| Weighed { article: e.article, weight: 1.0 }).collect();
        if count == Count::Printed {
            return out;
        }
        let mut clusters: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (i, entry) in self.entries.iter().enumerate() {
            if let Some(cluster) = entry.cluster {
                clusters.entry((cluster, entry.actor)).or_default().push(i);
            }
        }
        for copies in clusters.values() {
            let article = |i: usize| self.entries[i].article;
            let source = |i: usize| self.articles[article(i) as usize].source;
            let sources: BTreeSet<u32> = copies.iter().map(|i| source(*i)).collect();
            for i in copies {
                let of_source = copies.iter().filter(|j| source(**j) == source(*i)).count();
                let row = groups[article(*i) as usize];
                let in_row = copies.iter().map(|j| article(*j)).filter(|a| groups[*a as usize] == row);
                let first = in_row.min_by_key(|a| self.identity(*a)).expect("at least its own");
                out[*i] = Weighed { article: first, weight: 1.0 / (of_source * sources.len()) as f64 };
            }
        }
        out
    }

    /// A number for each article; two have the same by a chance of 2⁻⁶⁴.
    pub(super) fn article_keys(&self) -> impl Iterator<Item = u64> {
        self.articles.iter().map(|a| word_key(self.names.name(a.source)).rotate_left(1) ^ a.id)
    }

    /// What identifies an article in any order of the input.
    pub(super) fn identity(&self, article: u32) -> (&str, u64) {
        let article = &self.articles[article as usize];
        (self.names.name(article.source), article.id)
    }
}
