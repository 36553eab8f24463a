//! From when to when, and in what steps.

use std::collections::BTreeMap;

use super::selection::By;
use super::tally::{Sentence, Tally};
use crate::actor::IsoDate;
use crate::sentence::Part;
use crate::token::word_key;

/// Articles that a period has on the average, as a multiple of those that a share needs: an actor
/// is in a fraction of them.
const ROOM: usize = 10;

impl Tally {
    /// The first and the last day of its articles; none if no article is dated.
    #[must_use]
    pub fn days(&self) -> Option<(&IsoDate, &IsoDate)> {
        let dates = || self.articles.iter().filter_map(|a| a.date.as_ref());
        dates().min().zip(dates().max())
    }

    /// The finest steps of time that leave room for shares: at least ten times `min_articles`
    /// articles a period on the average; where there are not so many, the coarsest of at least two
    /// periods. None if all articles are of one day or have no date.
    #[must_use]
    pub fn trend(&self, min_articles: usize) -> Option<By> {
        let steps = [By::Day, By::Week, By::Month, By::Quarter, By::Year];
        let mut best = None;
        for by in steps {
            let mut n: BTreeMap<String, usize> = BTreeMap::new();
            for period in self.articles.iter().filter_map(|a| by.period(a.date.as_ref()?)) {
                *n.entry(period).or_default() += 1;
            }
            if n.len() < 2 {
                break;
            }
            best = Some(by);
            if n.values().sum::<usize>() >= ROOM * min_articles * n.len() {
                break;
            }
        }
        best
    }

    /// The class under which each sentence counts for an actor.
    pub(crate) fn counted(&self) -> Counted<'_> {
        let key = |e: &super::tally::Entry| {
            let (source, article) = self.identity(e.article);
            (source, article, e.sentence, self.names.name(e.actor))
        };
        Counted(self.entries.iter().map(|e| (key(e), usize::from(e.class))).collect())
    }
}

/// What a tally counts, to be asked sentence by sentence.
pub(crate) struct Counted<'t>(BTreeMap<(&'t str, u64, Sentence, &'t str), usize>);

impl Counted<'_> {
    /// The class of a sentence of that outlet and article for an actor, if it is counted.
    pub(crate) fn class(&self, source: &str, article: &str, part: Part, start: usize, actor: &str) -> Option<usize> {
        let sentence = Sentence { in_body: part == Part::Body, start: start as u32 };
        self.0.get(&(source, word_key(article), sentence, actor)).copied()
    }
}
