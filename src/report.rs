//! A summary in the shapes that people and programs read.

mod csv_rows;
mod json;
mod markdown;
mod table;

use crate::aggregate::{Count, Share, Summary, SummaryRow};

/// What a report shows of a [`Summary`].
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    summary: Summary,
}

/// Which rows a report keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowFilter {
    /// Only these actors; all if empty.
    pub actors: Vec<String>,
    /// Of each outlet at most so many actors, those with the most articles.
    pub top: Option<usize>,
    /// Only cells with at least so many articles.
    pub min_articles: usize,
}

impl Report {
    /// A report of the rows that pass the filter.
    #[must_use]
    pub fn new(mut summary: Summary, filter: &RowFilter) -> Self {
        summary.rows.retain(|r| {
            (filter.actors.is_empty() || filter.actors.contains(&r.actor)) && r.n_articles >= filter.min_articles
        });
        if let Some(top) = filter.top {
            let mut kept: Vec<SummaryRow> = Vec::new();
            let mut in_source = 0;
            for row in summary.rows {
                in_source = if kept.last().is_some_and(|k| k.source == row.source) { in_source + 1 } else { 1 };
                if in_source <= top {
                    kept.push(row);
                }
            }
            summary.rows = kept;
        }
        Self { summary }
    }

    /// The rows.
    #[must_use]
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    fn by_source(&self) -> bool {
        self.summary.rows.iter().any(|r| !r.source.is_empty())
    }

    fn has_denials(&self) -> bool {
        self.summary.rows.iter().any(|r| r.denial.is_some())
    }

    /// The heads of the columns that people read.
    fn heads(&self) -> Vec<String> {
        let mut heads = Vec::new();
        if self.by_source() {
            heads.push("outlet".to_owned());
        }
        heads.extend(["actor", "articles", "sentences"].map(str::to_owned));
        heads.extend(self.summary.task.labels().iter().map(|l| format!("{l} %")));
        if self.has_denials() {
            heads.push("denial printed %".to_owned());
        }
        heads
    }

    /// The cells under [`Report::heads`].
    fn cells(&self, row: &SummaryRow) -> Vec<String> {
        let mut cells = Vec::new();
        if self.by_source() {
            cells.push(row.source.clone());
        }
        cells.extend([row.actor.clone(), row.n_articles.to_string(), amount(row.n_sentences, 1)]);
        cells.extend(row.shares.iter().map(percent));
        if let Some(denial) = &row.denial {
            cells.push(
                denial
                    .share
                    .as_ref()
                    .map_or_else(|| "–".to_owned(), |s| format!("{} of {}", percent(s), denial.n_accusing)),
            );
        }
        cells
    }

    /// What the numbers mean, for the foot of a table.
    fn notes(&self) -> Vec<String> {
        let task = &self.summary.task;
        let mut notes = vec![format!(
            "{} articles, {} judgements of {}. Shares of the sentences that mention the actor, with 95 % intervals that treat each article as one draw.",
            self.summary.n_articles,
            self.summary.n_judgements,
            task.name()
        )];
        if self.summary.count == Count::Independent {
            notes.push(
                "Of text that several outlets printed, each counts its part: half a sentence where two did. Articles count as printed.".to_owned(),
            );
        }
        if self.has_denials() {
            notes.push(
                "Denial printed: of the articles that accuse the actor, those that also print a denial.".to_owned(),
            );
        }
        notes
    }
}

/// A number with so many decimals, a whole one without.
fn amount(n: f64, decimals: usize) -> String {
    let text = format!("{n:.decimals$}");
    match text.split_once('.') {
        Some((whole, rest)) if rest.bytes().all(|b| b == b'0') => whole.to_owned(),
        _ => text,
    }
}

/// `31 (25–38)`.
fn percent(share: &Share) -> String {
    format!("{:.0} ({:.0}–{:.0})", 100.0 * share.value, 100.0 * share.low, 100.0 * share.high)
}
