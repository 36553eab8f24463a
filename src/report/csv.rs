//! The report as tidy CSV: one number a row.

use super::sections::speaker;
use super::{Report, Section, amount};
use crate::aggregate::{Difference, Share};

const HEAD: [&str; 15] = [
    "section",
    "group",
    "actor",
    "kind",
    "other",
    "measure",
    "label",
    "value",
    "low",
    "high",
    "p",
    "q",
    "articles",
    "sentences",
    "unit",
];

/// A row; what does not apply stays empty.
#[derive(Default)]
struct Row<'r> {
    section: &'r str,
    group: &'r str,
    actor: &'r str,
    kind: &'r str,
    other: &'r str,
    measure: &'r str,
    label: &'r str,
    value: String,
    interval: Option<(f64, f64)>,
    tested: Option<(f64, f64)>,
    articles: Option<usize>,
    sentences: Option<f64>,
    unit: &'r str,
}

impl<'r> Row<'r> {
    fn share(self, share: &Share) -> Self {
        Self { value: format!("{:.6}", share.value), interval: Some((share.low, share.high)), unit: "share", ..self }
    }

    fn difference(self, d: &Difference) -> Self {
        Self {
            tested: Some((d.p, d.q)),
            unit: "difference of shares",
            ..self.share(&d.share).with_measure("difference")
        }
    }

    fn with_measure(self, measure: &'r str) -> Self {
        Self { measure, ..self }
    }

    fn cells(self) -> [String; HEAD.len()] {
        let pair =
            |p: Option<(f64, f64)>| p.map_or_else(Default::default, |(a, b)| (format!("{a:.6}"), format!("{b:.6}")));
        let ((low, high), (p, q)) = (pair(self.interval), pair(self.tested));
        [
            self.section.to_owned(),
            self.group.to_owned(),
            self.actor.to_owned(),
            self.kind.to_owned(),
            self.other.to_owned(),
            self.measure.to_owned(),
            self.label.to_owned(),
            self.value,
            low,
            high,
            p,
            q,
            self.articles.map(|n| n.to_string()).unwrap_or_default(),
            self.sentences.map(|n| amount(n, 4)).unwrap_or_default(),
            self.unit.to_owned(),
        ]
    }
}

impl Report {
    /// One number a row, with its unit and the articles and sentences behind it; shares as
    /// fractions of 1 with 95 % intervals, `p` and `q` of differences. The last rows say where it all comes from.
    ///
    /// # Panics
    ///
    /// Never: writing to memory does not fail.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(HEAD).expect("memory does not fail");
        let mut write = |row: Row| writer.write_record(row.cells()).expect("memory does not fail");
        if self.shows(Section::Shares) {
            self.write_shares(&mut write);
        }
        if self.shows(Section::Denials) {
            self.write_denials(&mut write);
        }
        if self.shows(Section::Accusers) {
            for a in &self.summary.accusations {
                write(Row {
                    section: "accusers",
                    group: &a.group,
                    actor: &a.actor,
                    other: speaker(&a.speaker),
                    measure: "sentences",
                    label: &self.summary.task.labels()[self.summary.focus()],
                    value: amount(a.n_sentences, 4),
                    articles: Some(a.n_articles),
                    sentences: Some(a.n_sentences),
                    unit: "sentences",
                    ..Row::default()
                });
            }
        }
        self.write_contrasts(&mut write);
        for (measure, value) in self.sources() {
            write(Row { section: "provenance", measure, value, unit: "text", ..Row::default() });
        }
        String::from_utf8(writer.into_inner().expect("memory does not fail")).expect("all fields are text")
    }

    fn write_shares(&self, write: &mut dyn FnMut(Row)) {
        let s = &self.summary;
        for r in &s.rows {
            let kind = kind(r.kind);
            let base = || Row {
                section: "shares",
                group: &r.group,
                actor: &r.actor,
                kind: &kind,
                measure: "share",
                articles: Some(r.n_articles),
                sentences: Some(r.n_sentences),
                ..Row::default()
            };
            for (i, label) in s.task.labels().iter().enumerate() {
                write(Row { measure: "labelled", label, value: amount(r.counts[i], 4), unit: "sentences", ..base() });
                if let Some(shares) = &r.shares {
                    write(Row { label, ..base().share(&shares[i]) });
                }
            }
            if let Some(net) = &r.net {
                write(base().share(net).with_measure("net"));
            }
            if let Some(rest) = &r.rest {
                write(Row { other: "the rest", label: &s.task.labels()[s.focus()], ..base().difference(rest) });
            }
        }
    }

    fn write_denials(&self, write: &mut dyn FnMut(Row)) {
        for r in &self.summary.rows {
            let Some(d) = r.denial.filter(|d| d.n_accusing > 0) else { continue };
            let kind = kind(r.kind);
            let base = || Row {
                section: "denials",
                group: &r.group,
                actor: &r.actor,
                kind: &kind,
                articles: Some(d.n_accusing),
                ..Row::default()
            };
            let counts =
                [("accusing", d.n_accusing), ("with denial", d.n_denied), ("denial in headline", d.n_in_headline)];
            for (measure, n) in counts {
                write(Row { measure, value: n.to_string(), unit: "articles", ..base() });
            }
            if let Some(share) = d.share.filter(|_| d.n_accusing >= self.summary.min_articles) {
                write(base().share(&share).with_measure("denial printed"));
            }
            if let Some(median) = d.median_distance {
                write(Row { measure: "median distance", value: amount(median, 1), unit: "sentences", ..base() });
            }
        }
    }

    fn write_contrasts(&self, write: &mut dyn FnMut(Row)) {
        let label = self.summary.task.labels()[self.summary.focus()].as_str();
        if self.shows(Section::Pairs) {
            for p in &self.summary.pairings {
                let row = Row { section: "pairs", group: &p.a, actor: &p.actor, other: &p.b, label, ..Row::default() };
                write(row.difference(&p.difference));
            }
        }
        if self.shows(Section::Stories) {
            for c in &self.summary.stories {
                let Some(difference) = &c.difference else { continue };
                let n = c.n_stories;
                let row = Row {
                    section: "stories",
                    group: &c.source,
                    actor: &c.actor,
                    other: "same story",
                    label,
                    ..Row::default()
                };
                write(Row { articles: Some(n), unit: "difference of shares, stories", ..row.difference(difference) });
            }
        }
    }

    /// Where the numbers come from, by name.
    fn sources(&self) -> Vec<(&'static str, String)> {
        let p = &self.provenance;
        if p.program.is_empty() {
            return Vec::new();
        }
        let mut out = vec![("program", p.program.clone()), ("model sha256", p.model.clone())];
        out.extend(p.actors.iter().map(|a| ("actors sha256", a.clone())));
        out.extend(p.inputs.iter().map(|i| ("input sha256", format!("{} {}", i.name, i.sha256))));
        out.push(("options", p.options.join(" ")));
        out.push(("seed", self.summary.seed.to_string()));
        out
    }
}

fn kind(kind: crate::actor::ActorKind) -> String {
    serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
