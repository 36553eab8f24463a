//! Judgements counted for whom an actor belongs to: *Xi* and *the Chinese embassy* for China.

use std::collections::BTreeMap;

use super::{Count, Key, Tally};
use crate::actor::{Actor, ActorKind};
use crate::judgement::Judgement;
use crate::label::Task;
use crate::sentence::Part;
use crate::token::word_key;
use crate::wire::ClusterId;

/// Collects judgements under the state or body that their actors belong to.
///
/// A sentence counts once for it, however many of its people and offices it mentions: any label
/// beats `neutral`, because what a sentence does to a part it does to the whole; among
/// others the more probable label wins, then the earlier mention. (*Xi said Beijing never spied*
/// denies for China, though it is neutral toward Xi.)
///
/// Parts may be merged in any order and give the same [`Tally`]. About 40 bytes for every sentence
/// and actor.
#[derive(Debug, Clone)]
pub struct RollUp<'l> {
    task: Task,
    count: Count,
    tops: &'l BTreeMap<&'l str, &'l Actor>,
    cells: BTreeMap<Key, Cell>,
}

#[derive(Debug, Clone)]
struct Cell {
    kind: ActorKind,
    sentences: BTreeMap<Place, Best>,
}

/// A sentence: hash of its article, whether it is the headline, and its offset.
type Place = (u64, bool, usize);

#[derive(Debug, Clone, Copy)]
struct Best {
    class: usize,
    takes_side: bool,
    probability: f64,
    mention_start: usize,
    cluster: Option<ClusterId>,
}

impl Best {
    fn beats(&self, other: &Self) -> bool {
        self.takes_side
            .cmp(&other.takes_side)
            .then(self.probability.total_cmp(&other.probability))
            .then(other.mention_start.cmp(&self.mention_start))
            .then(other.class.cmp(&self.class))
            .is_gt()
    }
}

impl<'l> RollUp<'l> {
    /// An empty collection of one task's labels; `tops` are those of
    /// [`Lexicon::tops`](crate::Lexicon::tops). Actors that it does not hold stand for themselves.
    #[must_use]
    pub fn new(task: &Task, count: Count, tops: &'l BTreeMap<&'l str, &'l Actor>) -> Self {
        Self { task: task.clone(), count, tops, cells: BTreeMap::new() }
    }

    /// Takes a judgement; one that lacks the task or abstains is left out.
    pub fn add(&mut self, judgement: &Judgement) {
        let Some(verdict) = judgement.verdicts.get(self.task.name()) else { return };
        let Some((label, class)) = verdict.label.as_deref().and_then(|l| Some((l, self.task.class(l)?))) else {
            return;
        };
        let (actor, kind) = match self.tops.get(&*judgement.actor) {
            Some(top) => (top.name.clone(), top.kind),
            None => (judgement.actor.clone().into_owned(), judgement.kind),
        };
        let best = Best {
            class,
            takes_side: label != "neutral",
            probability: verdict.probabilities.get(label).copied().unwrap_or(0.0),
            mention_start: judgement.mention_start,
            cluster: judgement.cluster,
        };
        let place = (word_key(&judgement.article), judgement.part == Part::Headline, judgement.start);
        let key = Key { source: judgement.source.clone().into_owned(), actor };
        let cell = self.cells.entry(key).or_insert_with(|| Cell { kind, sentences: BTreeMap::new() });
        cell.kind = cell.kind.min(kind);
        cell.take(place, best);
    }

    /// Adds the judgements of another collection of the same task.
    ///
    /// # Panics
    ///
    /// If the tasks differ.
    pub fn merge(&mut self, other: Self) {
        assert_eq!(self.task, other.task, "collections of one task are merged");
        for (key, cell) in other.cells {
            let into = self.cells.entry(key).or_insert_with(|| Cell { kind: cell.kind, sentences: BTreeMap::new() });
            into.kind = into.kind.min(cell.kind);
            for (place, best) in cell.sentences {
                into.take(place, best);
            }
        }
    }

    /// The counts, a sentence and actor each counting once.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::counting(&self.task, self.count);
        for (key, cell) in &self.cells {
            for ((article, _, _), best) in &cell.sentences {
                tally.take(key.clone(), cell.kind, *article, best.class, best.cluster);
            }
        }
        tally
    }
}

impl Cell {
    fn take(&mut self, place: Place, best: Best) {
        let held = self.sentences.entry(place).or_insert(best);
        if best.beats(held) {
            *held = best;
        }
    }
}
