//! A summary in the shapes that people and programs read.

mod provenance;
mod grid;
mod sections;
mod table;
mod markdown;
mod csv;
mod json;
mod page;

pub use page::Page;
pub use provenance::{Input, Provenance};

use crate::aggregate::{Summary, SummaryRow};

/// A part of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// The shares per group and actor.
    Shares,
    /// How often an accusation is printed with its denial.
    Denials,
    /// Who accuses whom.
    Accusers,
    /// Pairs of groups, actor by actor.
    Pairs,
    /// Outlets on the same events.
    Stories,
}

impl Section {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Shares, Self::Denials, Self::Accusers, Self::Pairs, Self::Stories];
}

/// What a report shows of a [`Summary`], and where that comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    summary: Summary,
    provenance: Provenance,
    sections: Vec<Section>,
}

/// Which rows a report keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowFilter {
    /// Only these actors; all if empty.
    pub actors: Vec<String>,
    /// Of each group at most so many actors, those with the most articles; as many rows of every
    /// other section.
    pub top: Option<usize>,
}

impl Report {
    /// The shares of the rows that pass the filter.
    #[must_use]
    pub fn new(mut summary: Summary, filter: &RowFilter) -> Self {
        let wanted = |actor: &String| filter.actors.is_empty() || filter.actors.contains(actor);
        summary.rows.retain(|r| wanted(&r.actor));
        summary.accusations.retain(|a| wanted(&a.actor));
        summary.pairings.retain(|p| wanted(&p.actor));
        summary.stories.retain(|s| s.actor.is_empty() || wanted(&s.actor));
        if let Some(top) = filter.top {
            let mut kept: Vec<SummaryRow> = Vec::new();
            let mut in_group = 0;
            for row in summary.rows {
                in_group = if kept.last().is_some_and(|k| k.group == row.group) { in_group + 1 } else { 1 };
                if in_group <= top {
                    kept.push(row);
                }
            }
            summary.rows = kept;
        }
        Self { summary, provenance: Provenance::default(), sections: vec![Section::Shares] }
    }

    /// The report with these sections.
    #[must_use]
    pub fn with_sections(self, sections: &[Section]) -> Self {
        Self { sections: sections.to_vec(), ..self }
    }

    /// The report with where it comes from.
    #[must_use]
    pub fn with_provenance(self, provenance: Provenance) -> Self {
        Self { provenance, ..self }
    }

    /// The rows.
    #[must_use]
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Where the numbers come from.
    #[must_use]
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn shows(&self, section: Section) -> bool {
        self.sections.contains(&section)
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
