//! The summary as a table for the terminal.

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};

use super::Report;

/// A rule under the head and nothing else.
const RULED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

impl Report {
    /// A table at most `width` columns wide, an outlet's name only where it changes.
    #[must_use]
    pub fn table(&self, width: u16) -> String {
        let mut table = Table::new();
        table.load_style(RULED).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        table.set_header(self.heads());
        let n_names = 1 + usize::from(self.by_source());
        let mut last_source = "";
        for row in &self.summary.rows {
            let mut cells = self.cells(row);
            if self.by_source() && row.source == last_source {
                cells[0].clear();
            }
            last_source = &row.source;
            table.add_row(cells.into_iter().enumerate().map(|(i, text)| {
                let align = if i < n_names { CellAlignment::Left } else { CellAlignment::Right };
                Cell::new(text).set_alignment(align)
            }));
        }
        let mut out = table.trim_fmt();
        out.push('\n');
        for note in self.notes() {
            out.push_str(&note);
            out.push('\n');
        }
        out
    }
}
