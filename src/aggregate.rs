//! Judgements counted per outlet and actor.

mod copies;
mod interval;
mod roll_up;

pub use interval::{Share, wilson};
pub use roll_up::RollUp;

use std::collections::{BTreeMap, BTreeSet};

use crate::actor::ActorKind;
use crate::judgement::Judgement;
use crate::label::Task;
use crate::token::word_key;
use crate::wire::ClusterId;
use copies::{Copies, Scope};

/// What a sentence counts for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Count {
    /// Every sentence that was printed counts 1.
    #[default]
    Printed,
    /// Sentences of one [`Judgement::cluster`] count 1 together per actor: 1/k for each of the k
    /// outlets that printed one.
    ///
    /// The rule is the same for all outlets. It needs no dates, which are often missing and, in
    /// days, too coarse to tell who was first; and the rows of the outlets add up to the
    /// row of all. Articles, and with them denial coverage, count as they were printed: to print a
    /// denial is the outlet's act, whoever worded it.
    Independent,
}

/// Counts of judgements per outlet × actor × article.
///
/// Tallies of parts of the input can be merged in any order and give the same [`Summary`].
/// 16 bytes and one count per label for every article × actor.
#[derive(Debug, Clone)]
pub struct Tally {
    task: Task,
    cells: BTreeMap<Key, Cell>,
    /// Those of the counted sentences that are copies; none if they do not matter.
    copies: Option<Copies>,
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
    /// An empty tally of one task's labels; every printed sentence counts.
    #[must_use]
    pub fn new(task: &Task) -> Self {
        Self::counting(task, Count::Printed)
    }

    /// An empty tally of one task's labels.
    #[must_use]
    pub fn counting(task: &Task, count: Count) -> Self {
        let copies = (count == Count::Independent).then(Copies::default);
        Self { task: task.clone(), cells: BTreeMap::new(), copies, articles: BTreeSet::new(), n_judgements: 0 }
    }

    fn count(&self) -> Count {
        if self.copies.is_some() { Count::Independent } else { Count::Printed }
    }

    /// Counts a judgement; one that lacks the task or abstains is left out.
    pub fn add(&mut self, judgement: &Judgement) {
        let class = judgement.verdicts.get(self.task.name()).and_then(|v| self.task.class(v.label.as_deref()?));
        let Some(class) = class else { return };
        let key = Key { source: judgement.source.clone().into_owned(), actor: judgement.actor.clone().into_owned() };
        self.take(key, judgement.kind, word_key(&judgement.article), class, judgement.cluster);
    }

    /// Counts a sentence of the article with that hash.
    fn take(&mut self, key: Key, kind: ActorKind, article: u64, class: usize, cluster: Option<ClusterId>) {
        if let (Some(copies), Some(cluster)) = (&mut self.copies, cluster) {
            let mut counts = vec![0; self.task.n_classes()];
            counts[class] = 1;
            copies.add(cluster, &key.actor, &key.source, article, &counts);
        }
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
    /// If the tasks differ, or what a sentence counts for.
    pub fn merge(&mut self, other: Self) {
        assert_eq!(self.task, other.task, "tallies of one task are merged");
        assert_eq!(self.count(), other.count(), "tallies of one count are merged");
        if let (Some(copies), Some(others)) = (&mut self.copies, other.copies) {
            copies.merge(others);
        }
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

    /// Whether any counted sentence is known to be a copy.
    #[must_use]
    pub fn has_copies(&self) -> bool {
        self.copies.as_ref().is_some_and(|c| !c.is_empty())
    }

    /// The shares per outlet and actor, outlets by name, actors by their number of articles.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let weighed = self.weighed(Scope::Source);
        let mut rows: Vec<SummaryRow> = weighed
            .iter()
            .map(|(key, articles)| self.row(&key.source, &key.actor, self.cells[key].kind, articles))
            .collect();
        rows.sort_by(|a, b| a.source.cmp(&b.source).then(b.n_articles.cmp(&a.n_articles)).then(a.actor.cmp(&b.actor)));
        self.summary_of(rows)
    }

    /// The shares per actor over all outlets, actors by their number of articles. The source of
    /// the rows is empty.
    #[must_use]
    pub fn summary_over_sources(&self) -> Summary {
        let mut actors: BTreeMap<&str, (ActorKind, Vec<Weighed>)> = BTreeMap::new();
        for (key, articles) in self.weighed(Scope::All) {
            let kind = self.cells[key].kind;
            let entry = actors.entry(&key.actor).or_insert((kind, Vec::new()));
            entry.0 = entry.0.min(kind);
            entry.1.extend(articles);
        }
        let mut rows: Vec<SummaryRow> =
            actors.iter().map(|(actor, (kind, articles))| self.row("", actor, *kind, articles)).collect();
        rows.sort_by(|a, b| b.n_articles.cmp(&a.n_articles).then(a.actor.cmp(&b.actor)));
        self.summary_of(rows)
    }

    fn summary_of(&self, rows: Vec<SummaryRow>) -> Summary {
        Summary {
            task: self.task.clone(),
            count: self.count(),
            rows,
            n_articles: self.articles.len(),
            n_judgements: self.n_judgements,
        }
    }

    /// The articles of every cell with what their sentences count for.
    fn weighed(&self, scope: Scope) -> BTreeMap<&Key, Vec<Weighed<'_>>> {
        let changes = self.copies.as_ref().map(|c| c.changes(scope)).unwrap_or_default();
        let weights = |key: &Key, article: u64, printed: &[u32]| match changes.get(&(&key.source, &key.actor, article))
        {
            None => printed.iter().map(|n| f64::from(*n)).collect(),
            Some(change) => {
                let copies = change.copied.iter().zip(&change.weight);
                printed.iter().zip(copies).map(|(n, (copied, weight))| f64::from(n - copied) + weight).collect()
            }
        };
        let mut out: BTreeMap<&Key, Vec<Weighed>> = BTreeMap::new();
        for (key, cell) in &self.cells {
            let articles = cell.articles.iter();
            let weighed = articles.map(|(a, printed)| Weighed { printed, weights: weights(key, *a, printed) });
            out.insert(key, weighed.collect());
        }
        out
    }

    fn row(&self, source: &str, actor: &str, kind: ActorKind, articles: &[Weighed]) -> SummaryRow {
        let totals: Vec<f64> = articles.iter().map(|a| a.weights.iter().sum()).collect();
        let shares = (0..self.task.n_classes()).map(|c| {
            let of: Vec<(f64, f64)> =
                articles.iter().zip(&totals).filter(|(_, n)| **n > 0.0).map(|(a, n)| (a.weights[c], *n)).collect();
            Share::of_clusters(&of)
        });
        let denial = self.task.class("accusing").zip(self.task.class("denying")).map(|(accusing, denying)| {
            let accused: Vec<_> = articles.iter().filter(|a| a.printed[accusing] > 0).collect();
            let n_denied = accused.iter().filter(|a| a.printed[denying] > 0).count();
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
            n_sentences: totals.iter().sum(),
            shares: shares.collect(),
            denial,
        }
    }
}

/// An article's sentences about an actor, per class.
#[derive(Debug)]
struct Weighed<'t> {
    printed: &'t [u32],
    weights: Vec<f64>,
}

/// The shares per outlet and actor.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The task whose labels are counted.
    pub task: Task,
    /// What a sentence counts for.
    pub count: Count,
    /// One per outlet × actor.
    pub rows: Vec<SummaryRow>,
    /// Articles with at least one judgement.
    pub n_articles: usize,
    /// Judgements in all, copies included.
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
    /// Sentences that mention it; a whole number unless copies count for parts.
    pub n_sentences: f64,
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
