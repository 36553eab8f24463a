//! Citations by the number that they stand behind, so many of each.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Citation;
use crate::actor::{Actor, IsoDate};
use crate::aggregate::{By, Selection, Speaker, Tally};
use crate::judgement::Judgement;
use crate::label::Task;

/// Of every outlet, actor and label the most certain sentences, and some of all outlets together, of
/// every speaker and of every day.
///
/// Collections of parts of the input can be merged in any order and hold the same citations. About a
/// kilobyte a citation.
#[derive(Debug, Clone)]
pub struct Citations {
    task: Task,
    selection: Selection,
    most: usize,
    /// Whom an actor counts for, where that is not itself.
    tops: Arc<BTreeMap<String, String>>,
    shelves: BTreeMap<Cell, Vec<Arc<Citation>>>,
}

/// Of sentences that take no side.
const MOST_NEUTRAL: usize = 1;

/// Of all groups together, as a multiple of those of one.
const MORE_OF_ALL: usize = 2;

/// Of a speaker about an actor.
const MOST_SPOKEN: usize = 3;

/// Of an actor and label on one day, and in one period.
const MOST_IN_TIME: usize = 2;

/// What a number is counted for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Cell {
    actor: String,
    class: usize,
    among: Among,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Among {
    All,
    Group(String),
    Speaker(Speaker),
    Day(IsoDate),
}

/// Whose citations are wanted.
#[derive(Debug, Clone)]
pub(crate) struct Wanted<'w> {
    /// Of these actors, all groups together.
    pub(crate) actors: &'w [String],
    /// Of these groups and actors.
    pub(crate) pairs: BTreeSet<(&'w str, &'w str)>,
    /// In the words of these speakers.
    pub(crate) speakers: &'w [Speaker],
    /// In every such period.
    pub(crate) by: Option<By>,
}

impl Citations {
    /// An empty collection of the selection's judgements, with at most so many of an outlet, actor and label.
    #[must_use]
    pub fn new(task: &Task, selection: Selection, most: usize) -> Self {
        Self { task: task.clone(), selection, most, tops: Arc::default(), shelves: BTreeMap::new() }
    }

    /// An empty collection that counts actors for whom they belong to, as [`Tally::rolled_up`] does.
    #[must_use]
    pub fn rolled_up(self, tops: &BTreeMap<&str, &Actor>) -> Self {
        let tops = tops.iter().map(|(name, top)| ((*name).to_owned(), top.name.clone())).collect();
        Self { tops: Arc::new(tops), ..self }
    }

    /// Takes a judgement, as [`Tally::add`] does. O(log citations).
    pub fn add(&mut self, judgement: &Judgement) {
        let Some(verdict) = judgement.verdicts.get(self.task.name()) else { return };
        let Some(label) = verdict.label.as_deref() else { return };
        let Some(class) = self.task.class(label) else { return };
        let date = judgement.date.as_deref().and_then(IsoDate::parse);
        if !self.selection.takes(judgement, date.as_ref()) {
            return;
        }
        let group = match self.selection.field.as_deref() {
            Some(field) => judgement.fields.get(field).map_or("", String::as_str),
            None => &judgement.source,
        };
        // The tally keeps as much of a probability.
        let probability = f64::from(verdict.probabilities.get(label).copied().unwrap_or(0.0) as f32);
        let top = |name: &str| self.tops.get(name).cloned().unwrap_or_else(|| name.to_owned());
        let citation = Arc::new(Citation::of(judgement, group, class, probability, top));
        let mut among = vec![Among::All, Among::Group(citation.group.clone())];
        if label != "neutral" {
            among.extend(citation.speaker.clone().map(Among::Speaker));
            among.extend(citation.date.clone().map(Among::Day));
        }
        for among in among {
            let cell = Cell { actor: citation.actor.clone(), class, among };
            let most = self.most_of(&cell);
            keep(self.shelves.entry(cell).or_default(), Arc::clone(&citation), most);
        }
    }

    fn most_of(&self, cell: &Cell) -> usize {
        let of_group =
            if self.task.labels()[cell.class] == "neutral" { MOST_NEUTRAL.min(self.most) } else { self.most };
        match cell.among {
            Among::All => of_group * MORE_OF_ALL,
            Among::Group(_) => of_group,
            Among::Speaker(_) => MOST_SPOKEN.min(self.most),
            Among::Day(_) => MOST_IN_TIME.min(self.most),
        }
    }

    /// Takes the citations of another collection of the same task, selection and size.
    pub fn merge(&mut self, other: Self) {
        for (cell, shelf) in other.shelves {
            let most = self.most_of(&cell);
            let own = self.shelves.entry(cell).or_default();
            for citation in shelf {
                keep(own, citation, most);
            }
        }
    }

    /// Those that are wanted and that the tally counts under their label; each once, the surest first.
    ///
    /// Where actors are rolled up, a sentence counts once for a state, so not every judgement does.
    pub(crate) fn wanted(&self, wanted: &Wanted, tally: &Tally) -> Vec<Citation> {
        let counted = tally.counted();
        let counts = |c: &Citation| counted.class(&c.source, &c.article, c.part, c.start, &c.actor) == Some(c.class);
        let actors: BTreeSet<&String> = wanted.actors.iter().collect();
        let speakers: BTreeSet<&Speaker> = wanted.speakers.iter().collect();
        let mut chosen: Vec<&Arc<Citation>> = Vec::new();
        let mut in_time: BTreeMap<(&str, usize, String), Vec<Arc<Citation>>> = BTreeMap::new();
        for (cell, shelf) in self.shelves.iter().filter(|(cell, _)| actors.contains(&cell.actor)) {
            match &cell.among {
                Among::All => chosen.extend(shelf),
                Among::Group(group) if wanted.pairs.contains(&(group.as_str(), cell.actor.as_str())) => {
                    chosen.extend(shelf);
                }
                Among::Speaker(speaker) if speakers.contains(speaker) => chosen.extend(shelf),
                Among::Day(day) => {
                    let Some(period) = wanted.by.and_then(|by| by.period(day)) else { continue };
                    let own = in_time.entry((&cell.actor, cell.class, period)).or_default();
                    for citation in shelf {
                        keep(own, Arc::clone(citation), MOST_IN_TIME);
                    }
                }
                Among::Group(_) | Among::Speaker(_) => {}
            }
        }
        chosen.extend(in_time.values().flatten());
        chosen.retain(|c| counts(c));
        chosen.sort_by(|a, b| a.rank(b));
        let mut seen = BTreeSet::new();
        chosen.retain(|c| seen.insert((c.place(), &c.actor)));
        chosen.into_iter().map(|c| Citation::clone(c)).collect()
    }
}

/// Puts a citation where it ranks, and lets the last one go if there are too many.
///
/// One sentence stands on a shelf once, by its surest judgement.
fn keep(shelf: &mut Vec<Arc<Citation>>, citation: Arc<Citation>, most: usize) {
    let at = shelf.partition_point(|held| held.rank(&citation).is_lt());
    if shelf[..at].iter().any(|held| held.place() == citation.place()) || at >= most {
        return;
    }
    shelf.insert(at, citation);
    let place = shelf[at].place();
    if let Some(same) = shelf[at + 1..].iter().position(|held| held.place() == place) {
        shelf.remove(at + 1 + same);
    }
    shelf.truncate(most);
}
