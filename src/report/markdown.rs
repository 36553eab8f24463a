//! The summary as a Markdown table.

use std::fmt::Write;

use super::Report;

impl Report {
    /// A pipe table with its notes below.
    #[must_use]
    pub fn markdown(&self) -> String {
        let heads = self.heads();
        let n_names = 1 + usize::from(self.by_source());
        let mut out = line(&heads);
        let rule: Vec<String> =
            (0..heads.len()).map(|i| if i < n_names { ":---" } else { "---:" }.to_owned()).collect();
        let _ = writeln!(out, "|{}|", rule.join("|"));
        for row in &self.summary.rows {
            out.push_str(&line(&self.cells(row)));
        }
        for note in self.notes() {
            let _ = write!(out, "\n{note}\n");
        }
        out
    }
}

fn line(cells: &[String]) -> String {
    let escaped: Vec<String> = cells
        .iter()
        .map(|c| c.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace('\n', " "))
        .collect();
    format!("| {} |\n", escaped.join(" | "))
}
