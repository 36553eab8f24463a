//! The sections of a report as people read them.

use super::grid::Grid;
use super::{Report, Section, amount};
use crate::aggregate::{By, Count, Difference, Share, Speaker, Summary, SummaryRow};

/// What stands instead of a number that too few articles support.
const TOO_FEW: &str = "too few";

/// Rows of a long section that a table shows.
const SHOWN: usize = 30;

impl Report {
    /// The chosen sections, then what all of them share.
    pub(super) fn grids(&self) -> Vec<Grid> {
        let grid = |section: &Section| match section {
            Section::Shares => self.shares(),
            Section::Denials => self.denials(),
            Section::Accusers => self.accusers(),
            Section::Pairs => self.pairs(),
            Section::Stories => self.stories(),
        };
        self.sections.iter().map(grid).map(Grid::legible).collect()
    }

    fn is_grouped(&self) -> bool {
        self.summary.by != By::All
    }

    /// The head of the column of groups, if there is one.
    fn group_head(&self) -> Option<String> {
        let head = match self.summary.by {
            By::All => return None,
            By::Source => "outlet",
            By::Day => "day",
            By::Week => "week",
            By::Month => "month",
            By::Quarter => "quarter",
            By::Year => "year",
            By::Field => "group",
        };
        Some(head.to_owned())
    }

    fn names(&self, group: &str, actor: &str) -> Vec<String> {
        self.is_grouped().then(|| group.to_owned()).into_iter().chain([actor.to_owned()]).collect()
    }

    fn heads(&self, more: &[&str]) -> Vec<String> {
        self.group_head().into_iter().chain(["actor".to_owned()]).chain(more.iter().map(|h| (*h).to_owned())).collect()
    }

    fn shares(&self) -> Grid {
        let s = &self.summary;
        let labels = s.task.labels();
        let compares = s.rows.iter().any(|r| r.rest.is_some());
        let denies = s.rows.iter().any(|r| r.denial.is_some());
        let mut heads = self.heads(&["articles", "sentences"]);
        heads.extend(labels.iter().map(|l| format!("{l} %")));
        if compares {
            heads.push("to the rest".to_owned());
        }
        if denies {
            heads.push("denial printed %".to_owned());
        }
        let row = |r: &SummaryRow| {
            let mut cells = self.names(&r.group, &r.actor);
            cells.extend([r.n_articles.to_string(), amount(r.n_sentences, 1)]);
            match &r.shares {
                Some(shares) => cells.extend(shares.iter().map(percent)),
                None => cells.extend(labels.iter().map(|_| TOO_FEW.to_owned())),
            }
            if compares {
                cells.push(r.rest.as_ref().map_or_else(|| "–".to_owned(), difference));
            }
            if denies {
                cells.push(r.denial.filter(|d| d.n_accusing > 0).map_or_else(
                    || "–".to_owned(),
                    |d| format!("{} of {}", self.coverage(d.share, d.n_accusing), d.n_accusing),
                ));
            }
            cells
        };
        let mut notes = vec![format!(
            "{} articles, {} judgements of {}. Shares of the sentences that mention the actor, {}; 95 % intervals from {} draws of articles{}.",
            s.n_articles,
            s.n_judgements,
            s.task.name(),
            estimated(s),
            s.resamples,
            if s.knows_errors { " and of the classifier's errors" } else { "" }
        )];
        if s.rows.iter().any(|r| r.shares.is_none()) {
            notes.push(format!("{TOO_FEW}: fewer than {} articles.", s.min_articles));
        }
        if s.count == Count::Independent {
            notes.push("Of text that several outlets printed, each counts its part: half a sentence where two did. Articles count as printed.".to_owned());
        }
        if compares {
            notes.push(format!(
                "To the rest: difference in points of {} to the others that have enough articles; * where it is found at a false discovery rate of 5 %.",
                labels[s.focus()]
            ));
        }
        if denies {
            notes.push(
                "Denial printed: of the articles that accuse the actor, those that also print a denial.".to_owned(),
            );
        }
        Grid {
            title: "Shares",
            n_names: heads.len().min(1 + usize::from(self.is_grouped())),
            heads,
            rows: s.rows.iter().map(row).collect(),
            notes,
        }
    }

    /// A share of accusing articles, if there are enough.
    fn coverage(&self, share: Option<Share>, n: usize) -> String {
        share.filter(|_| n >= self.summary.min_articles).map_or_else(|| TOO_FEW.to_owned(), |s| percent(&s))
    }

    fn denials(&self) -> Grid {
        let s = &self.summary;
        let accused = s.rows.iter().filter_map(|r| Some((r, r.denial.filter(|d| d.n_accusing > 0)?)));
        let rows = accused.map(|(r, d)| {
            let mut cells = self.names(&r.group, &r.actor);
            cells.extend([
                d.n_accusing.to_string(),
                d.n_denied.to_string(),
                self.coverage(d.share, d.n_accusing),
                d.median_distance.map_or_else(|| "–".to_owned(), |m| amount(m, 1)),
                d.n_in_headline.to_string(),
                if d.n_denied == 0 && d.n_accusing >= s.min_articles { "never".to_owned() } else { String::new() },
            ]);
            cells
        });
        Grid {
            title: "Denials",
            heads: self.heads(&[
                "articles accusing",
                "with denial",
                "%",
                "sentences apart",
                "in the headline",
                "reply",
            ]),
            n_names: 1 + usize::from(self.is_grouped()),
            rows: rows.collect(),
            notes: vec![format!(
                "Of the articles that accuse the actor, those that also print a denial, counted by label, with Wilson's 95 % interval; the median number of sentences between an accusation and its nearest denial. never: accused in {} articles or more, and no denial.",
                s.min_articles
            )],
        }
    }

    fn accusers(&self) -> Grid {
        let s = &self.summary;
        let heads =
            self.group_head().into_iter().chain(["speaker", "actor", "articles", "sentences"].map(str::to_owned));
        let rows = s.accusations.iter().take(SHOWN).map(|a| {
            let mut cells: Vec<String> = self.is_grouped().then(|| a.group.clone()).into_iter().collect();
            cells.extend([speaker(&a.speaker).to_owned(), a.actor.clone()]);
            cells.extend([a.n_articles.to_string(), amount(a.n_sentences, 1)]);
            cells
        });
        let label = &s.task.labels()[s.focus()];
        Grid {
            title: "Who accuses whom",
            heads: heads.collect(),
            n_names: 2 + usize::from(self.is_grouped()),
            rows: rows.collect(),
            notes: vec![format!(
                "The {} most frequent of {} pairs of speaker and actor; sentences with the label {label}, uncorrected.",
                s.accusations.len().min(SHOWN),
                s.accusations.len()
            )],
        }
    }

    fn pairs(&self) -> Grid {
        let s = &self.summary;
        let mut pairs: Vec<_> = s.pairings.iter().collect();
        pairs.sort_by(|a, b| a.difference.p.total_cmp(&b.difference.p));
        let found = pairs.iter().filter(|p| p.difference.is_found()).count();
        let rows = pairs.iter().take(found.max(SHOWN)).map(|p| {
            vec![p.actor.clone(), p.a.clone(), p.b.clone(), difference(&p.difference), format!("{:.3}", p.difference.q)]
        });
        Grid {
            title: "Pairs",
            heads: ["actor", "one", "other", "difference", "q"].map(str::to_owned).into(),
            n_names: 3,
            rows: rows.collect(),
            notes: vec![format!(
                "Difference in the share {} in points, the surest first; {found} of {} are found at a false discovery rate of 5 %.",
                s.task.labels()[s.focus()],
                pairs.len()
            )],
        }
    }

    fn stories(&self) -> Grid {
        let s = &self.summary;
        let told = s.stories.iter().filter(|c| c.difference.is_some() || c.actor.is_empty());
        let rows = told.map(|c| {
            let actor = if c.actor.is_empty() { "all" } else { &c.actor };
            let shown = c.difference.as_ref().map_or_else(|| TOO_FEW.to_owned(), difference);
            vec![c.source.clone(), actor.to_owned(), c.n_stories.to_string(), shown]
        });
        Grid {
            title: "Same story",
            heads: ["outlet", "actor", "stories", "against the others"].map(str::to_owned).into(),
            n_names: 2,
            rows: rows.collect(),
            notes: vec![format!(
                "{} stories were reported by more than one outlet. Difference in points of the share {} to the mean of the other outlets in the same story, counted by label; the mean over stories.",
                s.n_stories,
                s.task.labels()[s.focus()]
            )],
        }
    }
}

pub(super) fn estimated(s: &Summary) -> String {
    use crate::quantify::Quantifier;
    match s.quantifier {
        Quantifier::Count => "counted by label".to_owned(),
        Quantifier::Prob => "estimated by mean probability".to_owned(),
        Quantifier::Adjusted => "corrected by the confusion matrix".to_owned(),
        Quantifier::Em => "corrected by maximum likelihood".to_owned(),
    }
}

/// How a speaker is called in text.
pub(super) fn speaker(speaker: &Speaker) -> &str {
    match speaker {
        Speaker::Outlet => "(the outlet)",
        Speaker::Actor(name) => name,
        Speaker::Unnamed => "(unnamed)",
    }
}

/// `31 (25–38)`.
fn percent(share: &Share) -> String {
    format!("{:.0} ({:.0}–{:.0})", 100.0 * share.value, 100.0 * share.low, 100.0 * share.high)
}

/// `+12 (+4 to +20) *`.
fn difference(d: &Difference) -> String {
    let points = |x: f64| format!("{:+.0}", 100.0 * x);
    let star = if d.is_found() { " *" } else { "" };
    format!("{} ({} to {}){star}", points(d.share.value), points(d.share.low), points(d.share.high))
}
