//! Who accuses whom.

use std::collections::BTreeMap;

use super::tally::{self, Entry, Names};

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

/// Who takes a side on whom, by group: the articles in which it happens, and what their sentences count for.
#[derive(Debug, Clone, Default)]
pub(super) struct Accusations(BTreeMap<Key, (usize, f64)>);

/// Group, speaker, actor.
type Key = (u32, tally::Speaker, u32);

impl Accusations {
    /// Adds the entries of a class, of articles none of which was added before. `weight` tells what an entry counts
    /// for, `group` where an article belongs; `ids` are the numbers that names have here.
    pub(super) fn add(
        &mut self,
        entries: &[Entry],
        class: usize,
        weight: impl Fn(usize) -> f64,
        group: impl Fn(u32) -> u32,
        ids: &[u32],
    ) {
        let told = |e: &Entry| usize::from(e.class) == class && e.voice != tally::Speaker::Untold;
        let mut found: Vec<(Key, u32, f64)> = entries
            .iter()
            .enumerate()
            .filter(|(_, e)| told(e))
            .map(|(i, e)| {
                let key = (group(e.article), e.voice.renumbered(|id| ids[id as usize]), ids[e.actor as usize]);
                (key, e.article, weight(i))
            })
            .collect();
        found.sort_by_key(|(key, article, _)| (*key, *article));
        for of_article in found.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (articles, sentences) = self.0.entry(of_article[0].0).or_default();
            *articles += 1;
            *sentences += of_article.iter().map(|(.., weight)| weight).sum::<f64>();
        }
    }

    /// The most articles first.
    pub(super) fn list(&self, groups: &Names, names: &Names) -> Vec<Accusation> {
        let mut out: Vec<Accusation> = self
            .0
            .iter()
            .map(|((group, voice, actor), (n_articles, n_sentences))| Accusation {
                group: groups.name(*group).to_owned(),
                speaker: match voice {
                    tally::Speaker::Outlet => Speaker::Outlet,
                    tally::Speaker::Actor(id) => Speaker::Actor(names.name(*id).to_owned()),
                    tally::Speaker::Unnamed | tally::Speaker::Untold => Speaker::Unnamed,
                },
                actor: names.name(*actor).to_owned(),
                n_articles: *n_articles,
                n_sentences: *n_sentences,
            })
            .collect();
        out.sort_by(|a, b| {
            let names = |x: &Accusation| (x.group.clone(), x.actor.clone(), x.speaker.clone());
            b.n_articles.cmp(&a.n_articles).then_with(|| names(a).cmp(&names(b)))
        });
        out
    }
}
