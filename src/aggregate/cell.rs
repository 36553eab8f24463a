//! What articles print about actors: alike articles counted together, the articles themselves forgotten.

use std::collections::{BTreeMap, HashMap};

use super::accuser::{Accusation, Accusations};
use super::denial::DenialCoverage;
use super::profile::Profile;
use super::sample::{Measured, Sample};
use super::selection::By;
use super::tally::{Names, Tally};
use crate::actor::ActorKind;
use crate::label::Task;

/// The articles of one group on one actor.
#[derive(Debug)]
pub(super) struct Cell<'c> {
    pub(super) group: &'c str,
    pub(super) actor: &'c str,
    /// Each profile once, with the number of articles that have it.
    articles: Vec<(&'c Profile, u64)>,
}

impl Cell<'_> {
    pub(super) fn kind(&self) -> ActorKind {
        self.articles.iter().map(|(profile, _)| profile.kind).min().expect("a cell has articles")
    }

    pub(super) fn n_articles(&self) -> usize {
        self.articles.iter().map(|(_, n)| *n).sum::<u64>() as usize
    }

    pub(super) fn denial(&self, accusing: usize, denying: usize) -> DenialCoverage {
        DenialCoverage::of(&self.articles, accusing, denying)
    }

    /// For estimates that need no more than labels.
    pub(super) fn measured(&self, n_classes: usize) -> Measured<'static> {
        let of_class =
            |c: usize| self.articles.iter().map(|(profile, n)| u64::from(profile.counts[c]) * n).sum::<u64>();
        Measured {
            counts: (0..n_classes).map(|c| of_class(c) as f64).collect(),
            sample: Sample::Sums(self.articles.iter().map(|(profile, n)| (profile.sums(), *n)).collect()),
        }
    }
}

/// The cells of a report: per group and actor a histogram of articles by what they print.
///
/// About 60 bytes for each different profile of a cell, however many articles have it.
#[derive(Debug, Clone)]
pub(super) struct Cells {
    pub(super) task: Task,
    by: By,
    groups: Names,
    /// Of actors and speakers.
    names: Names,
    profiles: HashMap<Profile, u32>,
    /// Articles by group, actor and profile.
    alike: BTreeMap<(u32, u32, u32), u64>,
    accusations: Accusations,
    n_articles: usize,
    n_judgements: usize,
}

impl Cells {
    pub(super) fn new(task: &Task, by: By) -> Self {
        Self {
            task: task.clone(),
            by,
            groups: Names::default(),
            names: Names::default(),
            profiles: HashMap::new(),
            alike: BTreeMap::new(),
            accusations: Accusations::default(),
            n_articles: 0,
            n_judgements: 0,
        }
    }

    /// Adds the articles of a tally, none of which was added before; `focus` is the class whose speakers
    /// are counted, `weight` tells what an entry counts for there. O(n log n) for n judgements.
    pub(super) fn add(&mut self, tally: &Tally, focus: usize, weight: impl Fn(usize) -> f64) {
        let (groups, names) = tally.groups(self.by);
        let group_ids = self.groups.adopt(&names);
        let ids = self.names.adopt(&tally.names);
        let group = |article: u32| group_ids[groups[article as usize] as usize];
        let (k, accusing) = (self.task.n_classes(), self.task.class("accusing"));
        let entry = |i: &u32| &tally.entries[*i as usize];
        let mut order: Vec<u32> = (0..tally.entries.len() as u32).collect();
        // Judgements mostly stand by article already, which makes a stable sort quick.
        order.sort_by_key(|i| (entry(i).article, entry(i).actor));
        for of_article in
            order.chunk_by(|a, b| (entry(a).article, entry(a).actor) == (entry(b).article, entry(b).actor))
        {
            let first = entry(&of_article[0]);
            let next = self.profiles.len() as u32;
            let profile = Profile::of(of_article.iter().map(entry), k, accusing);
            let profile = *self.profiles.entry(profile).or_insert(next);
            let cell = (group(first.article), ids[first.actor as usize], profile);
            *self.alike.entry(cell).or_default() += 1;
        }
        self.accusations.add(&tally.entries, focus, weight, group, &ids);
        self.n_articles += tally.n_articles();
        self.n_judgements += tally.n_judgements();
    }

    pub(super) fn n_articles(&self) -> usize {
        self.n_articles
    }

    pub(super) fn n_judgements(&self) -> usize {
        self.n_judgements
    }

    /// The cells by the names of group and actor.
    pub(super) fn list(&self) -> Vec<Cell<'_>> {
        let mut profiles: Vec<(&Profile, u32)> = self.profiles.iter().map(|(profile, id)| (profile, *id)).collect();
        profiles.sort_unstable_by_key(|(_, id)| *id);
        let counted: Vec<_> = self.alike.iter().collect();
        let mut cells: Vec<Cell> = counted
            .chunk_by(|a, b| (a.0.0, a.0.1) == (b.0.0, b.0.1))
            .map(|cell| Cell {
                group: self.groups.name(cell[0].0.0),
                actor: self.names.name(cell[0].0.1),
                articles: cell.iter().map(|((.., profile), n)| (profiles[*profile as usize].0, **n)).collect(),
            })
            .collect();
        cells.sort_unstable_by_key(|cell| (cell.group, cell.actor));
        cells
    }

    /// Who takes a side on whom, the most articles first.
    pub(super) fn accusations(&self) -> Vec<Accusation> {
        self.accusations.list(&self.groups, &self.names)
    }
}
