//! Who accuses whom.

use std::collections::{BTreeMap, BTreeSet};

use super::tally::{self, Tally};

/// Who accuses or denies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Speaker {
    /// The outlet itself.
    Outlet,
    /// Somebody with a name.
    Actor(String),
    /// Somebody unnamed.
    Unnamed,
}

/// How often a speaker takes a side on an actor.
#[derive(Debug, Clone, PartialEq)]
pub struct Accusation {
    /// The outlet or other group; empty if all are counted together.
    pub group: String,
    /// Who speaks.
    pub speaker: Speaker,
    /// About whom.
    pub actor: String,
    /// Articles in which it happens.
    pub n_articles: usize,
    /// What its sentences count for.
    pub n_sentences: f64,
}

impl Tally {
    /// The speakers of all sentences of a class by whom they speak about, `weights` being what
    /// each entry counts for and `groups` the row of each article; the most articles first.
    pub(super) fn accusations(
        &self,
        class: usize,
        weights: &[f64],
        groups: &[u32],
        name: impl Fn(u32) -> String,
    ) -> Vec<Accusation> {
        let mut cells: BTreeMap<(u32, tally::Speaker, u32), (BTreeSet<u32>, f64)> = BTreeMap::new();
        for (entry, weight) in self.entries.iter().zip(weights) {
            if usize::from(entry.class) == class && entry.voice != tally::Speaker::Untold {
                let key = (groups[entry.article as usize], entry.voice, entry.actor);
                let (articles, sentences) = cells.entry(key).or_default();
                articles.insert(entry.article);
                *sentences += weight;
            }
        }
        let mut out: Vec<Accusation> = cells
            .into_iter()
            .map(|((group, voice, actor), (articles, n_sentences))| Accusation {
                group: name(group),
                speaker: match voice {
                    tally::Speaker::Outlet => Speaker::Outlet,
                    tally::Speaker::Actor(id) => Speaker::Actor(self.names.name(id).to_owned()),
                    tally::Speaker::Unnamed | tally::Speaker::Untold => Speaker::Unnamed,
                },
                actor: self.names.name(actor).to_owned(),
                n_articles: articles.len(),
                n_sentences,
            })
            .collect();
        out.sort_by(|a, b| {
            let names = |x: &Accusation| (x.group.clone(), x.actor.clone(), x.speaker.clone());
            b.n_articles.cmp(&a.n_articles).then_with(|| names(a).cmp(&names(b)))
        });
        out
    }
}
