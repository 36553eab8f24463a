//! The report as Markdown.

use std::fmt::Write;

use super::Report;
use crate::legible::legible;

impl Report {
    /// Pipe tables with their notes below.
    #[must_use]
    pub fn markdown(&self) -> String {
        let grids = self.grids();
        let mut out = String::new();
        for grid in &grids {
            if grids.len() > 1 {
                let _ = writeln!(out, "## {}\n", grid.title);
            }
            out.push_str(&line(&grid.heads));
            let rule = (0..grid.heads.len()).map(|i| if i < grid.n_names { ":---" } else { "---:" });
            let _ = writeln!(out, "|{}|", rule.collect::<Vec<_>>().join("|"));
            for row in &grid.rows {
                out.push_str(&line(row));
            }
            for note in &grid.notes {
                let _ = writeln!(out, "\n{note}");
            }
            if grids.len() > 1 {
                out.push('\n');
            }
        }
        for line in self.provenance.lines() {
            let _ = writeln!(out, "\n{}", escaped(&legible(&line)));
        }
        out
    }
}

fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|c| escaped(c)).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// Text that Markdown shows as it is.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace('*', "\\*").replace('\n', " ")
}
