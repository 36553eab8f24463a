//! Judgements, kept small until they are counted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::selection::Selection;
use crate::actor::{Actor, ActorKind, IsoDate};
use crate::judgement::Judgement;
use crate::label::Task;
use crate::pairing::Place;
use crate::sentence::Part;
use crate::token::{TokenKind, tokens, word_key};
use crate::voice::{Voice, VoiceKind};
use crate::wire::ClusterId;

/// The judgements of one task, without their texts.
///
/// Tallies of parts of the input can be merged in any order and give the same summaries. About 60
/// bytes and 4 for each label a judgement, and 60 an article.
#[derive(Debug, Clone)]
pub struct Tally {
    pub(super) task: Task,
    selection: Selection,
    pub(super) names: Names,
    pub(super) articles: Vec<Printed>,
    by_article: HashMap<(u32, u64), u32>,
    pub(super) entries: Vec<Entry>,
    /// A probability per class of each entry.
    pub(super) probabilities: Vec<f32>,
}

/// An article.
#[derive(Debug, Clone)]
pub(super) struct Printed {
    pub(super) source: u32,
    /// Hash of its id.
    pub(super) id: u64,
    pub(super) date: Option<IsoDate>,
    /// Value of the field that is grouped by.
    pub(super) field: Option<u32>,
    /// Hashes of its actors and of the words beside them near the top.
    pub(super) terms: BTreeSet<u32>,
}

impl Printed {
    /// Days since 1970.
    pub(super) fn day(&self) -> Option<i32> {
        let date: jiff::civil::Date = self.date.as_ref()?.as_str().parse().ok()?;
        Some(date.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days())
    }
}

/// A sentence of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Sentence {
    pub(super) in_body: bool,
    pub(super) start: u32,
}

/// Bytes of a body whose words tell what it is about.
const TOP: usize = 2000;

/// A judgement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) article: u32,
    pub(super) actor: u32,
    pub(super) kind: ActorKind,
    pub(super) class: u8,
    pub(super) sentence: Sentence,
    pub(super) mention_start: u32,
    pub(super) cluster: Option<ClusterId>,
    pub(super) voice: Speaker,
    pub(super) denial: Option<(i32, Place)>,
}

/// Who speaks in an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Speaker {
    /// The judgement does not tell.
    Untold,
    Outlet,
    Actor(u32),
    Unnamed,
}

impl Speaker {
    /// The same, where names have other numbers.
    pub(super) fn renumbered(self, number: impl FnOnce(u32) -> u32) -> Self {
        if let Self::Actor(id) = self { Self::Actor(number(id)) } else { self }
    }
}

impl Tally {
    /// An empty tally of one task's labels that takes all judgements.
    #[must_use]
    pub fn new(task: &Task) -> Self {
        Self::of(task, Selection::default())
    }

    /// An empty tally that takes the judgements of the selection.
    #[must_use]
    pub fn of(task: &Task, selection: Selection) -> Self {
        Self {
            task: task.clone(),
            selection,
            names: Names::default(),
            articles: Vec::new(),
            by_article: HashMap::new(),
            entries: Vec::new(),
            probabilities: Vec::new(),
        }
    }

    /// The task whose labels are counted.
    #[must_use]
    pub fn task(&self) -> &Task {
        &self.task
    }

    /// Takes a judgement; one that lacks the task, abstains or is not in the selection is left out.
    pub fn add(&mut self, judgement: &Judgement) {
        let Some(verdict) = judgement.verdicts.get(self.task.name()) else { return };
        let Some(class) = verdict.label.as_deref().and_then(|l| self.task.class(l)) else { return };
        let date = judgement.date.as_deref().and_then(IsoDate::parse);
        if !self.selection.takes(judgement, date.as_ref()) {
            return;
        }
        let source = self.names.id(&judgement.source);
        let field = self.selection.field.as_deref().and_then(|f| judgement.fields.get(f));
        let field = field.map(|value| self.names.id(value));
        let terms = if self.selection.stories { terms(judgement) } else { BTreeSet::new() };
        let article = self.article(Printed { source, id: word_key(&judgement.article), date, field, terms });
        let speaker = match judgement.voice.as_ref() {
            None => Speaker::Untold,
            Some(Voice { kind: VoiceKind::Outlet, .. }) => Speaker::Outlet,
            Some(Voice { kind: VoiceKind::Actor, name: Some(name), .. }) => Speaker::Actor(self.names.id(name)),
            Some(_) => Speaker::Unnamed,
        };
        self.entries.push(Entry {
            article,
            actor: self.names.id(&judgement.actor),
            kind: judgement.kind,
            class: class as u8,
            sentence: Sentence { in_body: judgement.part == Part::Body, start: judgement.start as u32 },
            mention_start: judgement.mention_start as u32,
            cluster: judgement.cluster,
            voice: speaker,
            denial: judgement.denial.map(|d| (d.distance as i32, d.place)),
        });
        let labels = self.task.labels();
        self.probabilities
            .extend(labels.iter().map(|l| verdict.probabilities.get(l.as_str()).copied().unwrap_or(0.0) as f32));
    }

    fn article(&mut self, printed: Printed) -> u32 {
        let next = self.articles.len() as u32;
        let at = *self.by_article.entry((printed.source, printed.id)).or_insert(next);
        if at == next {
            self.articles.push(printed);
        } else {
            self.articles[at as usize].terms.extend(printed.terms);
        }
        at
    }

    /// Adds the judgements of another tally of the same task.
    ///
    /// # Panics
    ///
    /// If the tasks differ.
    pub fn merge(&mut self, other: Self) {
        assert_eq!(self.task, other.task, "tallies of one task are merged");
        let names = self.names.adopt(&other.names);
        let renumbered = |id: u32| names[id as usize];
        let articles: Vec<u32> = other
            .articles
            .into_iter()
            .map(|a| self.article(Printed { source: renumbered(a.source), field: a.field.map(renumbered), ..a }))
            .collect();
        self.entries.extend(other.entries.into_iter().map(|e| Entry {
            article: articles[e.article as usize],
            actor: renumbered(e.actor),
            voice: e.voice.renumbered(renumbered),
            ..e
        }));
        self.probabilities.extend(other.probabilities);
    }

    /// Takes out all articles but that of the last judgement, which may go on. O(judgements).
    pub(super) fn take_read(&mut self) -> Self {
        let empty = Self::of(&self.task, self.selection.clone());
        let mut read = std::mem::replace(self, empty);
        let Some(last) = read.entries.last().map(|e| e.article) else { return read };
        let printed = read.articles.swap_remove(last as usize);
        read.by_article.remove(&(printed.source, printed.id));
        // The hindmost article took its place.
        let hindmost = read.articles.len() as u32;
        if let Some(article) = read.articles.get(last as usize) {
            read.by_article.insert((article.source, article.id), last);
        }
        let mut own = |id: u32| self.names.id(read.names.name(id));
        let printed = Printed { source: own(printed.source), field: printed.field.map(&mut own), ..printed };
        let article = self.article(printed);
        let k = self.task.n_classes();
        let mut n_read = 0;
        for i in 0..read.entries.len() {
            let entry = read.entries[i];
            let probabilities = i * k..(i + 1) * k;
            if entry.article == last {
                let mut own = |id: u32| self.names.id(read.names.name(id));
                let (actor, voice) = (own(entry.actor), entry.voice.renumbered(own));
                self.entries.push(Entry { article, actor, voice, ..entry });
                self.probabilities.extend_from_slice(&read.probabilities[probabilities]);
            } else {
                let article = if entry.article == hindmost { last } else { entry.article };
                read.entries[n_read] = Entry { article, ..entry };
                read.probabilities.copy_within(probabilities, n_read * k);
                n_read += 1;
            }
        }
        read.entries.truncate(n_read);
        read.probabilities.truncate(n_read * k);
        read
    }

    /// The number of judgements.
    #[must_use]
    pub fn n_judgements(&self) -> usize {
        self.entries.len()
    }

    /// The number of articles with at least one judgement.
    #[must_use]
    pub fn n_articles(&self) -> usize {
        self.articles.len()
    }

    /// The actors that it counts, each once, by name. O(judgements).
    #[must_use]
    pub fn actors(&self) -> BTreeSet<&str> {
        self.entries.iter().map(|e| self.names.name(e.actor)).collect()
    }

    /// Whether any judgement is known to be of a copy.
    #[must_use]
    pub fn has_copies(&self) -> bool {
        self.entries.iter().any(|e| e.cluster.is_some())
    }

    /// The same judgements counted for whom an actor belongs to; `tops` are those of
    /// [`Lexicon::tops`](crate::Lexicon::tops). Actors and speakers that it does not hold stand
    /// for themselves.
    ///
    /// A sentence counts once for the top, however many of its people and offices it mentions:
    /// any label beats `neutral`, because what a sentence does to a part it does to the whole;
    /// among others the more probable label wins, then the earlier mention. (*Xi said Beijing never
    /// spied* denies for China, though it is neutral toward Xi.)
    #[must_use]
    pub fn rolled_up(mut self, tops: &BTreeMap<&str, &Actor>) -> Self {
        let above: Vec<Option<(u32, ActorKind)>> = (0..self.names.list.len())
            .map(|id| tops.get(self.names.list[id].as_str()).map(|top| (self.names.id(&top.name), top.kind)))
            .collect();
        for entry in &mut self.entries {
            if let Some((top, kind)) = above[entry.actor as usize] {
                (entry.actor, entry.kind) = (top, kind);
            }
            if let Speaker::Actor(speaker) = &mut entry.voice
                && let Some((top, _)) = above[*speaker as usize]
            {
                *speaker = top;
            }
        }
        self.once_a_sentence();
        self
    }

    /// Keeps of the entries of one sentence and actor the one that counts.
    fn once_a_sentence(&mut self) {
        let k = self.task.n_classes();
        let takes_side: Vec<bool> = self.task.labels().iter().map(|l| l != "neutral").collect();
        let mut best: HashMap<(u32, Sentence, u32), u32> = HashMap::new();
        let beats = |a: u32, b: u32| {
            let rank = |i: u32| {
                let entry = &self.entries[i as usize];
                let class = usize::from(entry.class);
                let probability = self.probabilities[i as usize * k + class];
                (takes_side[class], probability, std::cmp::Reverse((entry.mention_start, class)))
            };
            rank(a).partial_cmp(&rank(b)).is_some_and(std::cmp::Ordering::is_gt)
        };
        for (entry, i) in self.entries.iter().zip(0..) {
            let held = best.entry((entry.article, entry.sentence, entry.actor)).or_insert(i);
            if beats(i, *held) {
                *held = i;
            }
        }
        let mut kept: Vec<u32> = best.into_values().collect();
        kept.sort_unstable();
        self.probabilities = kept.iter().flat_map(|i| &self.probabilities[*i as usize * k..][..k]).copied().collect();
        self.entries = kept.iter().map(|i| self.entries[*i as usize]).collect();
    }

    pub(super) fn probabilities(&self, entry: usize) -> &[f32] {
        let k = self.task.n_classes();
        &self.probabilities[entry * k..][..k]
    }
}

/// The actor, and near the top the words of the sentence that may tell an event.
fn terms(judgement: &Judgement) -> BTreeSet<u32> {
    let actor = word_key(&judgement.actor) as u32;
    let near_top = judgement.part == Part::Headline || judgement.start < TOP;
    let words = near_top.then(|| tokens(&judgement.sentence)).into_iter().flatten();
    let telling = words.filter(|t| t.kind == TokenKind::Word && t.span.end - t.span.start > 3);
    telling.map(|t| t.key as u32).chain([actor]).collect()
}

/// Names as numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    list: Vec<String>,
    ids: HashMap<String, u32>,
}

impl Names {
    pub(super) fn id(&mut self, name: &str) -> u32 {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = self.list.len() as u32;
        self.list.push(name.to_owned());
        self.ids.insert(name.to_owned(), id);
        id
    }

    /// The numbers here of another's names, by their numbers there.
    pub(super) fn adopt(&mut self, other: &Self) -> Vec<u32> {
        other.list.iter().map(|name| self.id(name)).collect()
    }

    pub(super) fn name(&self, id: u32) -> &str {
        &self.list[id as usize]
    }
}
