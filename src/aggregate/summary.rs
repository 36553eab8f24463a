//! What is published: one row per group and actor, and what is compared.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::accuser::Accusation;
use super::bootstrap::Resampled;
use super::cell::{Cell, Cells};
use super::comparison::{Difference, Pairing, control};
use super::copies::Count;
use super::denial::DenialCoverage;
use super::interval::{Share, expanded};
use super::sample::Measured;
use super::selection::By;
use super::story::{StoryContrast, StoryOptions};
use super::tally::{Names, Tally};
use crate::actor::ActorKind;
use crate::label::Task;
use crate::quantify::{Correction, Draws, Quantifier};
use crate::token::word_key;

/// How judgements become numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Counting {
    /// What rows are grouped by, beside actors.
    pub by: By,
    /// What a sentence counts for.
    pub count: Count,
    /// How shares are estimated.
    pub correction: Correction,
    /// Cells with fewer articles get no shares.
    pub min_articles: usize,
    /// Draws of articles; at least 100.
    pub resamples: usize,
    /// Drives the draws.
    pub seed: u64,
    /// Whether every pair of groups is compared, actor by actor.
    pub pairings: bool,
    /// When articles are on the same event; none if that does not matter.
    pub stories: Option<StoryOptions>,
}

impl Counting {
    /// Cells with fewer articles get no shares unless somebody asks for them.
    pub const MIN_ARTICLES: usize = 10;

    /// Rows per outlet, every printed sentence, 1,000 draws.
    #[must_use]
    pub fn new(correction: Correction) -> Self {
        Self {
            by: By::Source,
            count: Count::Printed,
            correction,
            min_articles: Self::MIN_ARTICLES,
            resamples: 1000,
            seed: 1,
            pairings: false,
            stories: None,
        }
    }

    /// Whether rows follow from how many sentences of each article carry each label.
    pub(super) fn needs_labels_alone(&self) -> bool {
        self.count == Count::Printed && matches!(self.correction.quantifier(), Quantifier::Count | Quantifier::Adjusted)
    }
}

/// The numbers of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The task whose labels are counted.
    pub task: Task,
    /// What the rows are grouped by.
    pub by: By,
    /// What a sentence counts for.
    pub count: Count,
    /// How shares are estimated.
    pub quantifier: Quantifier,
    /// Whether intervals tell of the classifier's errors.
    pub knows_errors: bool,
    /// Cells with fewer articles have no shares.
    pub min_articles: usize,
    /// Draws behind the intervals.
    pub resamples: usize,
    /// What drives them.
    pub seed: u64,
    /// One per group × actor: groups by name, actors by their number of articles.
    pub rows: Vec<SummaryRow>,
    /// Who accuses whom, the most articles first.
    pub accusations: Vec<Accusation>,
    /// Every pair of groups on every actor that both have shares for.
    pub pairings: Vec<Pairing>,
    /// Stories that more than one outlet reported.
    pub n_stories: usize,
    /// How outlets differ within them.
    pub stories: Vec<StoryContrast>,
    /// Articles with at least one judgement.
    pub n_articles: usize,
    /// Judgements in all, copies included.
    pub n_judgements: usize,
}

/// One group on one actor.
#[derive(Debug, Clone, PartialEq)]
pub struct SummaryRow {
    /// The outlet, period or value; empty if all are counted together.
    pub group: String,
    /// The actor.
    pub actor: String,
    /// What sort of actor it is.
    pub kind: ActorKind,
    /// Articles that mention it.
    pub n_articles: usize,
    /// Sentences that mention it; a whole number unless copies count for parts.
    pub n_sentences: f64,
    /// Of these, what carries each label.
    pub counts: Vec<f64>,
    /// Share of the sentences per class; none if there are too few articles.
    pub shares: Option<Vec<Share>>,
    /// How much more the actor is defended than accused, −1 to 1: [`Summary::net`].
    pub net: Option<Share>,
    /// The share of [`Summary::focus`] less that of the other groups together.
    pub rest: Option<Difference>,
    /// How often the denial is printed; only for stance.
    pub denial: Option<DenialCoverage>,
}

impl Summary {
    /// The class whose shares are compared: `accusing`, `negative`, or the first label.
    #[must_use]
    pub fn focus(&self) -> usize {
        focus(&self.task)
    }

    /// The classes that a net share takes from each other, the favourable one first; none if the task has no such pair.
    #[must_use]
    pub fn net(&self) -> Option<(usize, usize)> {
        net(&self.task)
    }
}

pub(super) fn focus(task: &Task) -> usize {
    ["accusing", "negative"].iter().find_map(|l| task.class(l)).unwrap_or(0)
}

fn net(task: &Task) -> Option<(usize, usize)> {
    let pair = |for_it, against| Some((task.class(for_it)?, task.class(against)?));
    pair("denying", "accusing").or_else(|| pair("positive", "negative"))
}

/// The group of articles without a date, where rows are grouped by period.
pub(crate) const NO_DATE: &str = "no date";

impl Tally {
    /// The numbers. The same judgements in any order give the same.
    ///
    /// The draws take a few milliseconds for each cell with enough articles, on all threads.
    ///
    /// # Panics
    ///
    /// If the correction is of another number of classes.
    #[must_use]
    pub fn summary(&self, counting: &Counting) -> Summary {
        let class = focus(&self.task);
        let mut cells = Cells::new(&self.task, counting.by);
        let summary = if counting.needs_labels_alone() {
            cells.add(self, class, |_| 1.0);
            cells.summary(counting)
        } else {
            let (groups, names) = self.groups(counting.by);
            let weighed = self.weighed(counting.count, &groups);
            cells.add(self, class, |i| weighed[i].weight);
            let gathered = self.gathered(&groups, &names);
            let quantifier = counting.correction.quantifier();
            cells.estimated(counting, |i, _| self.measured(&gathered[i], &weighed, quantifier))
        };
        let (n_stories, mut stories) = counting.stories.as_ref().map_or_else(
            || (0, Vec::new()),
            |options| self.story_contrasts(options, class, counting.resamples, counting.seed),
        );
        control(&mut stories.iter_mut().filter_map(|s| s.difference.as_mut()).collect::<Vec<_>>());
        Summary { n_stories, stories, ..summary }
    }

    /// The group of each article.
    pub(super) fn groups(&self, by: By) -> (Vec<u32>, Names) {
        let mut names = Names::default();
        let groups = self.articles.iter().map(|article| {
            let name = match by {
                By::Source => self.names.name(article.source).to_owned(),
                By::All => String::new(),
                By::Field => article.field.map(|f| self.names.name(f).to_owned()).unwrap_or_default(),
                By::Day | By::Week | By::Month | By::Quarter | By::Year => {
                    article.date.as_ref().and_then(|d| by.period(d)).unwrap_or_else(|| NO_DATE.to_owned())
                }
            };
            names.id(&name)
        });
        (groups.collect(), names)
    }
}

impl Cells {
    /// The numbers, if they need no more than labels.
    pub(super) fn summary(&self, counting: &Counting) -> Summary {
        self.estimated(counting, |_, cell| cell.measured(self.task.n_classes()))
    }

    /// The numbers, but for stories; `measured` tells of the cells of [`Cells::list`], by number, what
    /// they are estimated from.
    fn estimated<'s>(&self, counting: &Counting, measured: impl Fn(usize, &Cell) -> Measured<'s> + Sync) -> Summary {
        let k = self.task.n_classes();
        assert_eq!(counting.correction.n_classes(), k, "a correction of the tally's task");
        let cells = self.list();
        let draws = Draws::new(&counting.correction, counting.resamples.max(100), counting.seed);
        let (mut rows, estimates): (Vec<SummaryRow>, Vec<Option<Resampled>>) = cells
            .par_iter()
            .enumerate()
            .map(|(i, cell)| {
                let Measured { counts, sample } = measured(i, cell);
                let seed = counting.seed ^ word_key(cell.group) ^ word_key(cell.actor).rotate_left(1);
                let enough = cell.n_articles() >= counting.min_articles.max(1);
                let estimate = enough.then(|| Resampled::of(sample, &counting.correction, &draws, seed));
                let row = row(&self.task, cell, counts, estimate.as_ref());
                (row, estimate.map(|e| e.narrowed(focus(&self.task))))
            })
            .unzip();
        let mut pairings = compare(&mut rows, &estimates, counting.pairings);
        control(&mut rows.iter_mut().filter_map(|r| r.rest.as_mut()).collect::<Vec<_>>());
        control(&mut pairings.iter_mut().map(|p| &mut p.difference).collect::<Vec<_>>());
        rows.sort_by(|a, b| a.group.cmp(&b.group).then(b.n_articles.cmp(&a.n_articles)).then(a.actor.cmp(&b.actor)));
        Summary {
            task: self.task.clone(),
            by: counting.by,
            count: counting.count,
            quantifier: counting.correction.quantifier(),
            knows_errors: counting.correction.knows_errors(),
            min_articles: counting.min_articles,
            resamples: draws.len(),
            seed: counting.seed,
            rows,
            accusations: self.accusations(),
            pairings,
            n_stories: 0,
            stories: Vec::new(),
            n_articles: self.n_articles(),
            n_judgements: self.n_judgements(),
        }
    }
}

fn row(task: &Task, cell: &Cell, counts: Vec<f64>, estimate: Option<&Resampled>) -> SummaryRow {
    let k = task.n_classes();
    let net = estimate.zip(net(task)).map(|(estimate, (plus, minus))| {
        let mut coefficients = vec![0.0; k];
        (coefficients[plus], coefficients[minus]) = (1.0, -1.0);
        let value = estimate.shares()[plus] - estimate.shares()[minus];
        expanded(value, estimate.contrast(&coefficients), estimate.n_articles())
    });
    let sides = task.class("accusing").zip(task.class("denying"));
    SummaryRow {
        group: cell.group.to_owned(),
        actor: cell.actor.to_owned(),
        kind: cell.kind(),
        n_articles: cell.n_articles(),
        n_sentences: counts.iter().sum(),
        counts,
        shares: estimate.map(|e| (0..k).map(|c| e.share(c)).collect()),
        net,
        rest: None,
        denial: sides.map(|(accusing, denying)| cell.denial(accusing, denying)),
    }
}

/// Compares each row with the other groups on the same actor, and on demand each pair of them;
/// `estimates` are of the class that is compared alone.
///
/// The others together are the mean of their shares, weighted by sentences.
fn compare(rows: &mut [SummaryRow], estimates: &[Option<Resampled>], pairings: bool) -> Vec<Pairing> {
    let mut actors: BTreeMap<String, Vec<(usize, &Resampled)>> = BTreeMap::new();
    for (i, estimate) in estimates.iter().enumerate() {
        if let Some(estimate) = estimate {
            actors.entry(rows[i].actor.clone()).or_default().push((i, estimate));
        }
    }
    let mut out = Vec::new();
    let value = |estimate: &Resampled| estimate.shares()[0];
    for (actor, cells) in actors.iter().filter(|(_, cells)| cells.len() > 1) {
        let weight = |i: usize| rows[i].n_sentences;
        let total: f64 = cells.iter().map(|(i, _)| weight(*i)).sum();
        let sum: f64 = cells.iter().map(|(i, e)| weight(*i) * value(e)).sum();
        let replicates: Vec<Vec<f64>> = cells.iter().map(|(_, estimate)| estimate.contrast(&[1.0])).collect();
        let mut sums = vec![0.0; replicates[0].len()];
        for ((i, _), draws) in cells.iter().zip(&replicates) {
            sums.iter_mut().zip(draws).for_each(|(sum, d)| *sum += weight(*i) * d);
        }
        let differences: Vec<(usize, Difference)> = cells
            .iter()
            .zip(&replicates)
            .map(|((i, estimate), draws)| {
                let w = weight(*i);
                let less_rest = |own: f64, sum: f64| own - (sum - w * own) / (total - w);
                let draws = draws.iter().zip(&sums).map(|(own, sum)| less_rest(*own, *sum)).collect();
                (*i, Difference::of(less_rest(value(estimate), sum), draws, estimate.n_articles()))
            })
            .collect();
        if pairings {
            for (n, (i, a)) in cells.iter().enumerate() {
                out.extend(cells[n + 1..].iter().map(|(j, b)| Pairing {
                    actor: actor.clone(),
                    a: rows[*i].group.clone(),
                    b: rows[*j].group.clone(),
                    difference: Difference::between(a, b, &[1.0]),
                }));
            }
        }
        for (i, difference) in differences {
            rows[i].rest = Some(difference);
        }
    }
    out
}
