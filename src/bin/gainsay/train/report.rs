//! What `gainsay train` tells of the tasks that it trained.

use std::fmt::Write;

use comfy_table::{Cell, CellAlignment};
use gainsay::{CurvePoint, Example, Task, TaskReport, Trained};
use serde::Serialize;

use crate::evaluate;

/// The scores of one task for people: by penalty, by label, by domain.
pub(super) fn summary(report: &TaskReport, task: &Task, examples: &[Example], seed: u64) -> String {
    let mut out = format!("\n{}: cross-validated by group\n", task.name());
    for (c, log_loss, macro_f1) in &report.path {
        let chosen = if c.total_cmp(&report.c).is_eq() { "  ← chosen" } else { "" };
        let _ = writeln!(out, "  C {c:<6} log-loss {log_loss:.4}  macro-F1 {macro_f1:.4}{chosen}");
    }
    out.push_str(&evaluate::table(&report.cross_validation));
    let domains = report.by_domain(task, examples, seed);
    if domains.len() > 1 {
        let rows = domains.iter().map(|(domain, e)| {
            [
                domain.unwrap_or("-").to_owned(),
                e.n.to_string(),
                format!("{:.3}", e.macro_f1),
                format!("{:.3}", e.accuracy),
            ]
        });
        let _ = write!(out, "\n{}", table(["domain", "pairs", "macro-F1", "accuracy"], rows));
    }
    out
}

/// The learning curve for people.
pub(super) fn curve(task: &Task, points: &[CurvePoint]) -> String {
    let rows = points.iter().map(|p| {
        [
            if p.one_in == 1 { "all".to_owned() } else { format!("1/{}", p.one_in) },
            p.pairs.to_string(),
            format!("{:.4}", p.macro_f1),
            format!("{:.4}", p.log_loss),
        ]
    });
    format!(
        "\n{}: cross-validated with so many of the training groups\n{}",
        task.name(),
        table(["groups", "pairs", "macro-F1", "log-loss"], rows)
    )
}

/// Rows under heads; all but the first column are numbers.
fn table<const N: usize>(heads: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let mut table = crate::output::table();
    table.set_header(heads);
    for row in rows {
        let cells = row.into_iter().enumerate();
        table.add_row(cells.map(|(i, text)| {
            Cell::new(text).set_alignment(if i == 0 { CellAlignment::Left } else { CellAlignment::Right })
        }));
    }
    format!("{}\n", table.trim_fmt())
}

/// A line of the file of suspects.
#[derive(Serialize)]
struct SuspectLine<'t> {
    id: &'t str,
    text: &'t str,
    actor: &'t str,
    task: &'t str,
    label: &'t str,
    suggested: &'t str,
    /// Out-of-fold probability of `label`.
    probability: f64,
}

/// The cross-validated predictions of all tasks as JSON Lines, in input order.
pub(super) fn predictions(trained: &Trained, tasks: &[Task], examples: &[Example]) -> String {
    let mut out = String::new();
    for (report, task) in trained.reports.iter().zip(tasks) {
        for ((example, actor), prediction) in report.pairs.iter().zip(&report.predictions) {
            let example = &examples[*example];
            let mut line = evaluate::prediction(task, example, *actor, prediction);
            line["task"] = task.name().into();
            line["domain"] = example.domain.clone().into();
            let _ = writeln!(out, "{line}");
        }
    }
    out
}

/// The suspects of all tasks as JSON Lines, the least probable label first.
pub(super) fn suspects(trained: &Trained, tasks: &[Task], examples: &[Example]) -> String {
    let mut lines = Vec::new();
    for (report, task) in trained.reports.iter().zip(tasks) {
        for suspect in report.suspects() {
            let (example, actor) = report.pairs[suspect.position];
            let example = &examples[example];
            lines.push(SuspectLine {
                id: &example.id,
                text: &example.text,
                actor: &example.actors[actor].name,
                task: task.name(),
                label: &task.labels()[report.predictions[suspect.position].gold],
                suggested: &task.labels()[suspect.suggested],
                probability: suspect.probability,
            });
        }
    }
    lines.sort_by(|a, b| a.probability.total_cmp(&b.probability));
    lines.iter().fold(String::new(), |mut out, line| {
        out.push_str(&serde_json::to_string(line).expect("strings and a finite number"));
        out.push('\n');
        out
    })
}
