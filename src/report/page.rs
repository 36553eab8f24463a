//! The report as one page that stands alone: charts, tables, and the sentences behind each number.
//!
//! Charts are drawn here, as SVG; the script of the page only chooses, sorts, filters and opens.
//! Without it the summary, the charts of the first actor and all tables can still be read.

mod markup;
mod palette;
mod bars;
mod dots;
mod trend;
mod heat_map;
mod matrix;
mod denial;
mod story;
mod listing;
mod findings;
mod excerpt;
mod layout;

use rayon::prelude::*;

use super::{Provenance, RowFilter};
use crate::actor::IsoDate;
use crate::aggregate::{By, Counting, NO_DATE, Speaker, Summary, SummaryRow, Tally};
use crate::citation::{Citation, Citations, Wanted};
use crate::model::Model;
use crate::pipeline::Pipeline;

/// Actors that can be chosen, unless the filter says otherwise.
const MOST_ACTORS: usize = 40;

/// Actors that are compared in one map or matrix.
const COMPARED: usize = 20;

/// A report as a page, or as a picture of its bars.
#[derive(Debug, Clone)]
pub struct Page {
    /// By outlet or other group.
    groups: Summary,
    /// All groups together.
    overall: Summary,
    /// By period, if there is more than one.
    trend: Option<Summary>,
    days: Option<(IsoDate, IsoDate)>,
    /// Those that are shown, the most mentioned first.
    actors: Vec<String>,
    /// How many have enough articles for a share.
    n_enough: usize,
    citations: Vec<Citation>,
    provenance: Provenance,
}

impl Page {
    /// The numbers of a tally as `counting` says, with the course over time in steps of `trend`.
    ///
    /// It shows the actors of the filter, else the 40 (or `top`) that most articles mention, as far
    /// as they have enough articles for a share. Each grouping takes what [`Tally::summary`] takes.
    #[must_use]
    pub fn new(tally: &Tally, counting: &Counting, trend: Option<By>, filter: &RowFilter) -> Self {
        let by = |by| Counting { by, pairings: false, stories: None, ..counting.clone() };
        let groups = tally.summary(counting);
        let overall = tally.summary(&by(By::All));
        let trend = trend.map(|step| {
            let mut summary = tally.summary(&by(step));
            summary.rows.retain(|row| row.group != NO_DATE);
            summary
        });
        let enough = |row: &&SummaryRow| row.shares.is_some();
        let wanted = |row: &&SummaryRow| {
            if filter.actors.is_empty() { row.shares.is_some() } else { filter.actors.contains(&row.actor) }
        };
        let actors = overall.rows.iter().filter(wanted).map(|row| row.actor.clone());
        Self {
            actors: actors.take(filter.top.unwrap_or(MOST_ACTORS)).collect(),
            n_enough: overall.rows.iter().filter(enough).count(),
            groups,
            overall,
            trend,
            days: tally.days().map(|(first, last)| (first.clone(), last.clone())),
            citations: Vec::new(),
            provenance: Provenance::default(),
        }
    }

    /// The page with the sentences behind its numbers, as far as they were kept; their weighty words
    /// are those of this model's classifier. A millisecond a citation, on all threads.
    #[must_use]
    pub fn citing(self, citations: &Citations, tally: &Tally, model: &Model) -> Self {
        let speakers = self.speakers();
        let by = self.trend.as_ref().map(|t| t.by);
        let pairs =
            self.groups.rows.iter().filter(|r| r.shares.is_some()).map(|r| (r.group.as_str(), r.actor.as_str()));
        let wanted = Wanted { actors: &self.actors, pairs: pairs.collect(), speakers: &speakers, by };
        let mut chosen = citations.wanted(&wanted, tally);
        let task = self.groups.task.name();
        chosen.par_iter_mut().for_each_init(
            || (Pipeline::new(model), model.vectorizer.extractor()),
            |(pipeline, extractor), citation| citation.weigh(model, task, pipeline, extractor),
        );
        Self { citations: chosen, ..self }
    }

    /// The page with where it comes from.
    #[must_use]
    pub fn with_provenance(self, provenance: Provenance) -> Self {
        Self { provenance, ..self }
    }

    /// The actors that it shows, the most mentioned first.
    #[must_use]
    pub fn actors(&self) -> &[String] {
        &self.actors
    }

    /// How many sentences it cites.
    #[must_use]
    pub fn n_citations(&self) -> usize {
        self.citations.len()
    }

    /// One HTML document that loads nothing. The same page always has the same bytes.
    #[must_use]
    pub fn html(&self) -> String {
        layout::document(self)
    }

    /// The bars of one actor as an SVG file; none if the page does not show the actor, or has no
    /// share of it.
    #[must_use]
    pub fn svg(&self, actor: &str) -> Option<String> {
        let actor = self.actors.iter().position(|a| a == actor)?;
        (bars::height(self, actor) > 0).then(|| layout::picture(self, actor))
    }

    /// The actors that maps and matrices compare.
    fn compared(&self) -> &[String] {
        &self.actors[..self.actors.len().min(COMPARED)]
    }

    /// The names of the groups, in order.
    fn group_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.groups.rows.iter().map(|r| r.group.as_str()).collect();
        names.dedup();
        names
    }

    /// Who speaks most in accusations of the compared actors.
    fn speakers(&self) -> Vec<Speaker> {
        let mut speakers: Vec<(usize, &Speaker)> = Vec::new();
        for a in self.overall.accusations.iter().filter(|a| self.compared().contains(&a.actor)) {
            match speakers.iter_mut().find(|(_, s)| **s == a.speaker) {
                Some((n, _)) => *n += a.n_articles,
                None => speakers.push((a.n_articles, &a.speaker)),
            }
        }
        speakers.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        speakers.into_iter().take(COMPARED).map(|(_, s)| s.clone()).collect()
    }

    /// The row of all groups together on an actor.
    fn whole(&self, actor: &str) -> Option<&SummaryRow> {
        self.overall.rows.iter().find(|r| r.actor == actor)
    }

    /// What a group is called.
    fn noun(&self) -> &'static str {
        if self.groups.by == By::Source { "outlet" } else { "group" }
    }

    /// The classes that a bar shows from its left end to its right, the favourable one last.
    fn order(&self) -> Vec<usize> {
        let task = &self.groups.task;
        let focus = self.groups.focus();
        let last = self.favourable();
        let middle = (0..task.n_classes()).filter(|c| *c != focus && Some(*c) != last);
        [focus].into_iter().chain(middle).chain(last).collect()
    }

    /// The class that stands against [`Summary::focus`], if there is one.
    fn favourable(&self) -> Option<usize> {
        self.groups.net().map(|(plus, _)| plus)
    }

    fn label(&self, class: usize) -> &str {
        &self.groups.task.labels()[class]
    }
}
