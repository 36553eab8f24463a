//! The summary as JSON.

use serde_json::{Map, Value, json};

use super::Report;
use crate::aggregate::{Count, Share};

/// Name and version of the document's shape; a change that breaks readers counts it up.
const SCHEMA: &str = "gainsay/report/1";

impl Report {
    /// `{"schema", "task", "count", "articles", "judgements", "rows": [{"source", "actor", "kind",
    /// "articles", "sentences", "shares": {label: {"share", "low", "high"}}, "denial": {…}}]}`;
    /// shares as fractions of 1 with their 95 % intervals.
    #[must_use]
    pub fn json(&self) -> Value {
        let rows: Vec<Value> = self
            .summary
            .rows
            .iter()
            .map(|row| {
                let shares: Map<String, Value> = self.summary.task.labels().iter().zip(&row.shares).map(|(l, s)| (l.clone(), share(s))).collect();
                let mut value = json!({"source": row.source, "actor": row.actor, "kind": row.kind, "articles": row.n_articles, "sentences": number(row.n_sentences), "shares": shares});
                if let Some(d) = &row.denial {
                    value["denial"] = json!({"articles_accusing": d.n_accusing, "articles_with_denial": d.n_denied, "share": d.share.as_ref().map(share)});
                }
                value
            })
            .collect();
        let count = match self.summary.count {
            Count::Printed => "printed",
            Count::Independent => "independent",
        };
        json!({"schema": SCHEMA, "task": self.summary.task.name(), "count": count, "articles": self.summary.n_articles, "judgements": self.summary.n_judgements, "rows": rows})
    }
}

fn share(s: &Share) -> Value {
    json!({"share": s.value, "low": s.low, "high": s.high})
}

/// A whole number without a point, any other to the sixth decimal.
fn number(n: f64) -> Value {
    let n = (n * 1e6).round() / 1e6;
    let whole = format!("{n}").parse::<u64>();
    whole.map_or_else(|_| json!(n), |whole| json!(whole))
}
