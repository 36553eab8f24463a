//! The report as tables for the terminal.

use std::fmt::Write;

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

use super::Report;
use super::grid::Grid;
use crate::legible::legible;

/// A rule under the head and nothing else.
const RULED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

impl Report {
    /// Tables at most `width` columns wide, a group's name only where it changes.
    #[must_use]
    pub fn table(&self, width: u16) -> String {
        let grids = self.grids();
        let mut out = String::new();
        for grid in &grids {
            if grids.len() > 1 {
                let _ = writeln!(out, "{}\n", grid.title.to_uppercase());
            }
            out.push_str(&ruled(grid, width));
            for note in &grid.notes {
                let _ = writeln!(out, "{note}");
            }
            if grids.len() > 1 {
                out.push('\n');
            }
        }
        for line in self.provenance.lines() {
            let _ = writeln!(out, "{}", legible(&line));
        }
        out
    }
}

fn ruled(grid: &Grid, width: u16) -> String {
    let mut table = Table::new();
    table.load_style(RULED).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    table.set_header(grid.heads.clone());
    let mut last = "";
    for row in &grid.rows {
        let repeats = grid.n_names > 1 && row[0] == last;
        last = &row[0];
        table.add_row(row.iter().enumerate().map(|(i, text)| {
            let align = if i < grid.n_names { CellAlignment::Left } else { CellAlignment::Right };
            Cell::new(if repeats && i == 0 { "" } else { text }).set_alignment(align)
        }));
    }
    format!("{}\n", table.trim_fmt())
}
