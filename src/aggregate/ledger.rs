//! Judgements that are counted while they pass, in memory that does not grow with them.

use std::collections::BTreeMap;

use super::cell::Cells;
use super::selection::Selection;
use super::summary::{Counting, Summary, focus};
use super::tally::Tally;
use crate::actor::Actor;
use crate::judgement::Judgement;
use crate::label::Task;

/// A tally for one summary, which closes articles once enough judgements have passed: it keeps how many
/// articles print alike, and forgets the rest.
///
/// Numbers are those of [`Tally::summary`] to the last bit. What is held grows with the cells of the
/// summary and the different ways in which articles fill them; of a closed article it keeps 8 bytes.
///
/// Articles are closed where the counting needs no more than labels: every printed sentence counts, the
/// estimate is `count` or `adjusted`, and no stories are wanted. Otherwise all judgements are kept. All of an
/// article must then stand together once more than [`Ledger::HELD`] judgements have come; up to that
/// number any order will do.
#[derive(Debug, Clone)]
pub struct Ledger<'m> {
    counting: Counting,
    tops: Option<BTreeMap<&'m str, &'m Actor>>,
    held: usize,
    /// Judgements at which articles are closed next.
    next: usize,
    open: Tally,
    cells: Cells,
    /// What tells each closed article from all others.
    closed: Vec<u64>,
    /// How many of these are known to be different.
    n_different: usize,
}

/// An article goes on after it was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an article comes up again after it was counted, so that it would pass for two articles")]
pub struct TornArticle;

impl TornArticle {
    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        "sort the input by article, so that all of one article stands together: `sort` does it to judgements, whose lines begin with the article"
    }
}

impl<'m> Ledger<'m> {
    /// Judgements that are held before articles are closed: some 200 MB.
    pub const HELD: usize = 2_000_000;

    /// An empty ledger of one task's labels, for that counting of the judgements of the selection.
    #[must_use]
    pub fn new(task: &Task, selection: Selection, counting: Counting) -> Self {
        Self {
            cells: Cells::new(task, counting.by),
            counting,
            tops: None,
            held: Self::HELD,
            next: Self::HELD,
            open: Tally::of(task, selection),
            closed: Vec::new(),
            n_different: 0,
        }
    }

    /// Counted for whom actors belong to, as [`Tally::rolled_up`] does.
    #[must_use]
    pub fn rolled_up(self, tops: BTreeMap<&'m str, &'m Actor>) -> Self {
        Self { tops: Some(tops), ..self }
    }

    /// With so many judgements held before articles are closed.
    #[must_use]
    pub fn holding(self, n_judgements: usize) -> Self {
        Self { held: n_judgements, next: n_judgements, ..self }
    }

    /// Takes a judgement, as [`Tally::add`] does.
    ///
    /// # Errors
    ///
    /// If an article is found to go on after it was closed.
    pub fn add(&mut self, judgement: &Judgement) -> Result<(), TornArticle> {
        self.open.add(judgement);
        self.close_if_due()
    }

    /// Adds the judgements that come next in the input.
    ///
    /// # Errors
    ///
    /// If an article is found to go on after it was closed.
    ///
    /// # Panics
    ///
    /// If the tasks differ.
    pub fn merge(&mut self, next: Tally) -> Result<(), TornArticle> {
        self.open.merge(next);
        self.close_if_due()
    }

    /// Whether any judgement that is held is known to be of a copy; where copies matter, all are held.
    #[must_use]
    pub fn has_copies(&self) -> bool {
        self.open.has_copies()
    }

    /// The numbers.
    ///
    /// # Errors
    ///
    /// If an article went on after it was closed.
    ///
    /// # Panics
    ///
    /// If the counting's correction is of another number of classes.
    pub fn summary(mut self) -> Result<Summary, TornArticle> {
        let open = std::mem::replace(&mut self.open, Tally::new(&self.cells.task));
        if self.closed.is_empty() {
            return Ok(self.counted(open).summary(&self.counting));
        }
        self.close(open);
        self.check()?;
        Ok(self.cells.summary(&self.counting))
    }

    fn close_if_due(&mut self) -> Result<(), TornArticle> {
        if self.open.n_judgements() < self.next || !self.closes() {
            return Ok(());
        }
        let read = self.open.take_read();
        self.close(read);
        // An article that is as long as all others would be looked at with every judgement.
        self.next = self.held.max(2 * self.open.n_judgements());
        // Whenever twice as many have come, so that the looking takes no more than the sorting of all.
        if self.closed.len() >= 2 * self.n_different { self.check() } else { Ok(()) }
    }

    fn closes(&self) -> bool {
        self.counting.needs_labels_alone() && self.counting.stories.is_none()
    }

    fn close(&mut self, tally: Tally) {
        self.closed.extend(tally.article_keys());
        let tally = self.counted(tally);
        self.cells.add(&tally, focus(tally.task()), |_| 1.0);
    }

    fn counted(&self, tally: Tally) -> Tally {
        match &self.tops {
            Some(tops) => tally.rolled_up(tops),
            None => tally,
        }
    }

    fn check(&mut self) -> Result<(), TornArticle> {
        self.closed.sort_unstable();
        self.n_different = self.closed.len();
        let torn = self.closed.windows(2).any(|two| two[0] == two[1]);
        if torn { Err(TornArticle) } else { Ok(()) }
    }
}
