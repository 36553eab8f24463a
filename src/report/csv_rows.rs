//! The summary as CSV, one row per outlet and actor.

use super::{Report, amount};

impl Report {
    /// Shares as fractions of 1, each with `_low` and `_high` for its 95 % interval.
    ///
    /// # Panics
    ///
    /// Never: writing to memory does not fail.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let labels = self.summary.task.labels();
        let mut head: Vec<String> = ["source", "actor", "kind", "articles", "sentences"].map(str::to_owned).into();
        head.extend(labels.iter().flat_map(|l| [l.clone(), format!("{l}_low"), format!("{l}_high")]));
        if self.has_denials() {
            head.extend(
                [
                    "articles_accusing",
                    "articles_accusing_with_denial",
                    "denial_share",
                    "denial_share_low",
                    "denial_share_high",
                ]
                .map(str::to_owned),
            );
        }
        writer.write_record(&head).expect("memory does not fail");
        for row in &self.summary.rows {
            let kind =
                serde_json::to_value(row.kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
            let mut cells = vec![
                row.source.clone(),
                row.actor.clone(),
                kind,
                row.n_articles.to_string(),
                amount(row.n_sentences, 4),
            ];
            cells.extend(row.shares.iter().flat_map(|s| [s.value, s.low, s.high]).map(|v| format!("{v:.4}")));
            if let Some(d) = &row.denial {
                cells.extend([d.n_accusing.to_string(), d.n_denied.to_string()]);
                let share = d.share.map(|s| [s.value, s.low, s.high].map(|v| format!("{v:.4}"))).unwrap_or_default();
                cells.extend(share);
            }
            writer.write_record(&cells).expect("memory does not fail");
        }
        String::from_utf8(writer.into_inner().expect("memory does not fail")).expect("all fields are text")
    }
}
