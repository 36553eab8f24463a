//! Judgements counted per outlet and actor.

mod interval;
mod roll_up;

pub use interval::{Share, wilson};
pub use roll_up::RollUp;

use std::collections::{BTreeMap, BTreeSet};

use crate::actor::ActorKind;
use crate::judgement::Judgement;
use crate::label::Task;
use crate::token::word_key;

/// Counts of judgements per outlet × actor × article.
///
/// Tallies of parts of the input can be merged in any order and give the same [`Summary`].
/// 16 bytes and one count per label for every article × actor.
#[derive(Debug, Clone)]
pub struct Tally {
    task: Task,
    cells: BTreeMap<Key, Cell>,
    /// Hashes of source and article id.
    articles: BTreeSet<(u64, u64)>,
    n_judgements: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    source: String,
    actor: String,
}

#[derive(Debug, Clone)]
struct Cell {
    kind: ActorKind,
    /// Hash of the article's id → sentences per class.
    articles: BTreeMap<u64, Vec<u32>>,
}

impl Tally {
    /// An empty tally of one task's labels.
    #[must_use]
    pub fn new(task: &Task) -> Self {
        Self { task: task.clone(), cells: BTreeMap::new(), articles: BTreeSet::new(), n_judgements: 0 }
    }

    /// Counts a judgement; one that lacks the task or abstains is left out.
    pub fn add(&mut self, judgement: &Judgement) {
        let class = judgement.verdicts.get(self.task.name()).and_then(|v| self.task.class(v.label.as_deref()?));
        let Some(class) = class else { return };
        let key = Key { source: judgement.source.clone().into_owned(), actor: judgement.actor.clone().into_owned() };
        self.count(key, judgement.kind, word_key(&judgement.article), class);
    }

    /// Counts a sentence of the article with that hash.
    fn count(&mut self, key: Key, kind: ActorKind, article: u64, class: usize) {
        self.n_judgements += 1;
        self.articles.insert((word_key(&key.source), article));
        let cell = self.cells.entry(key).or_insert_with(|| Cell { kind, articles: BTreeMap::new() });
        // A name may be found before a lexicon knows it; the smallest kind wins in any order.
        cell.kind = cell.kind.min(kind);
        let counts = cell.articles.entry(article).or_insert_with(|| vec![0; self.task.n_classes()]);
        counts[class] += 1;
    }

    /// Adds the counts of another tally of the same task.
    ///
    /// # Panics
    ///
    /// If the tasks differ.
    pub fn merge(&mut self, other: Self) {
        assert_eq!(self.task, other.task, "tallies of one task are merged");
        self.n_judgements += other.n_judgements;
        self.articles.extend(other.articles);
        for (key, cell) in other.cells {
            let into = self.cells.entry(key).or_insert_with(|| Cell { kind: cell.kind, articles: BTreeMap::new() });
            into.kind = into.kind.min(cell.kind);
            for (article, counts) in cell.articles {
                let sums = into.articles.entry(article).or_insert_with(|| vec![0; counts.len()]);
                for (sum, n) in sums.iter_mut().zip(counts) {
                    *sum += n;
                }
            }
        }
    }

    /// The number of judgements counted.
    #[must_use]
    pub fn n_judgements(&self) -> u64 {
        self.n_judgements
    }

    /// The shares per outlet and actor, outlets by name, actors by their number of articles.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut rows: Vec<SummaryRow> = self
            .cells
            .iter()
            .map(|(key, cell)| self.row(&key.source, &key.actor, cell.kind, cell.articles.values()))
            .collect();
        rows.sort_by(|a, b| a.source.cmp(&b.source).then(b.n_articles.cmp(&a.n_articles)).then(a.actor.cmp(&b.actor)));
        Summary { task: self.task.clone(), rows, n_articles: self.articles.len(), n_judgements: self.n_judgements }
    }

    /// The shares per actor over all outlets, actors by their number of articles. The source of
    /// the rows is empty.
    #[must_use]
    pub fn summary_over_sources(&self) -> Summary {
        let mut actors: BTreeMap<&str, (ActorKind, Vec<&Vec<u32>>)> = BTreeMap::new();
        for (key, cell) in &self.cells {
            let entry = actors.entry(&key.actor).or_insert((cell.kind, Vec::new()));
            entry.0 = entry.0.min(cell.kind);
            entry.1.extend(cell.articles.values());
        }
        let mut rows: Vec<SummaryRow> = actors
            .iter()
            .map(|(actor, (kind, articles))| self.row("", actor, *kind, articles.iter().copied()))
            .collect();
        rows.sort_by(|a, b| b.n_articles.cmp(&a.n_articles).then(a.actor.cmp(&b.actor)));
        Summary { task: self.task.clone(), rows, n_articles: self.articles.len(), n_judgements: self.n_judgements }
    }

    fn row<'c>(
        &self,
        source: &str,
        actor: &str,
        kind: ActorKind,
        articles: impl Iterator<Item = &'c Vec<u32>>,
    ) -> SummaryRow {
        let articles: Vec<&Vec<u32>> = articles.collect();
        let totals: Vec<u32> = articles.iter().map(|a| a.iter().sum()).collect();
        let shares = (0..self.task.n_classes()).map(|c| {
            let of: Vec<(u32, u32)> = articles.iter().zip(&totals).map(|(a, n)| (a[c], *n)).collect();
            Share::of_clusters(&of)
        });
        let denial = self.task.class("accusing").zip(self.task.class("denying")).map(|(accusing, denying)| {
            let accused: Vec<_> = articles.iter().filter(|a| a[accusing] > 0).collect();
            let n_denied = accused.iter().filter(|a| a[denying] > 0).count();
            DenialCoverage {
                n_accusing: accused.len(),
                n_denied,
                share: (!accused.is_empty()).then(|| Share::of_count(n_denied as f64, accused.len() as f64)),
            }
        });
        SummaryRow {
            source: source.to_owned(),
            actor: actor.to_owned(),
            kind,
            n_articles: articles.len(),
            n_sentences: totals.iter().map(|n| *n as usize).sum(),
            shares: shares.collect(),
            denial,
        }
    }
}

/// The shares per outlet and actor.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The task whose labels are counted.
    pub task: Task,
    /// One per outlet × actor.
    pub rows: Vec<SummaryRow>,
    /// Articles with at least one judgement.
    pub n_articles: usize,
    /// Judgements counted in all.
    pub n_judgements: u64,
}

/// One outlet on one actor.
#[derive(Debug, Clone, PartialEq)]
pub struct SummaryRow {
    /// The outlet; empty for all outlets together.
    pub source: String,
    /// The actor.
    pub actor: String,
    /// What sort of actor it is.
    pub kind: ActorKind,
    /// Articles that mention it.
    pub n_articles: usize,
    /// Sentences that mention it.
    pub n_sentences: usize,
    /// Share of the sentences per class.
    pub shares: Vec<Share>,
    /// How often the denial is printed; only for stance.
    pub denial: Option<DenialCoverage>,
}

/// Of the articles that accuse an actor, those that also print its denial.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DenialCoverage {
    /// Articles with at least one accusing sentence.
    pub n_accusing: usize,
    /// Those among them with at least one denying sentence.
    pub n_denied: usize,
    /// Their share; none if no article accuses.
    pub share: Option<Share>,
}
