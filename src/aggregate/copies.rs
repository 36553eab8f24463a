//! Copies of one sentence, counted as one.

use std::collections::BTreeMap;

use crate::wire::ClusterId;

/// The judgements of sentences that outlets share: per cluster and actor, then per outlet and
/// article, the sentences per class.
#[derive(Debug, Clone, Default)]
pub(super) struct Copies(BTreeMap<(ClusterId, String), BTreeMap<String, Articles>>);

/// Sentences per class, by the hash of their article's id.
type Articles = BTreeMap<u64, Vec<u32>>;

/// Whose rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// A row per outlet.
    Source,
    /// All outlets in one.
    All,
}

/// What copies change in the counts of an article, per class.
#[derive(Debug, Clone)]
pub(super) struct Change {
    /// Sentences that are copies.
    pub(super) copied: Vec<u32>,
    /// What they count for instead.
    pub(super) weight: Vec<f64>,
}

impl Copies {
    pub(super) fn add(&mut self, cluster: ClusterId, actor: &str, source: &str, article: u64, counts: &[u32]) {
        let sources = self.0.entry((cluster, actor.to_owned())).or_default();
        let sums = sources.entry(source.to_owned()).or_default().entry(article).or_default();
        sums.resize(counts.len(), 0);
        sums.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn merge(&mut self, other: Self) {
        for ((cluster, actor), sources) in other.0 {
            for (source, articles) in sources {
                for (article, counts) in articles {
                    self.add(cluster, &actor, &source, article, &counts);
                }
            }
        }
    }

    /// The changes by outlet, actor and article.
    ///
    /// A cluster that k outlets printed about an actor counts 1/k for each of them, divided among
    /// the classes as the outlet's copies are. The part stands in one of the outlet's articles,
    /// and for all outlets together the parts stand in one article of all, so that copies do not
    /// pass for independent draws.
    pub(super) fn changes(&self, scope: Scope) -> BTreeMap<(&str, &str, u64), Change> {
        let mut out: BTreeMap<(&str, &str, u64), Change> = BTreeMap::new();
        for ((_, actor), sources) in &self.0 {
            let first = sources.first_key_value();
            for (source, articles) in sources {
                let stands_in = if scope == Scope::All { first } else { Some((source, articles)) };
                let (of, among) = stands_in.expect("an outlet is here for what it printed");
                let into = (of.as_str(), actor.as_str(), *among.keys().next().expect("in at least one article"));
                let n_copies: u32 = articles.values().flatten().sum();
                let part = 1.0 / (f64::from(n_copies) * sources.len() as f64);
                for (article, counts) in articles {
                    let none = || Change { copied: vec![0; counts.len()], weight: vec![0.0; counts.len()] };
                    let from = out.entry((source, actor, *article)).or_insert_with(none);
                    from.copied.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
                    let to = out.entry(into).or_insert_with(none);
                    to.weight.iter_mut().zip(counts).for_each(|(sum, n)| *sum += part * f64::from(*n));
                }
            }
        }
        out
    }
}
