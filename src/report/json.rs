//! The report as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::sections::speaker;
use super::{Provenance, Report, Section};
use crate::actor::ActorKind;
use crate::aggregate::{By, DenialCoverage, Difference, Share, Summary};

/// Name and version of the document's shape; a change that breaks readers counts it up.
const SCHEMA: &str = "gainsay/report/2";

/// The document; README.md says what each field means.
#[derive(Serialize)]
struct Document<'r> {
    schema: &'static str,
    task: &'r str,
    labels: &'r [String],
    by: &'static str,
    count: &'static str,
    estimate: &'static str,
    errors_in_intervals: bool,
    min_articles: usize,
    resamples: usize,
    seed: u64,
    articles: usize,
    judgements: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Vec<Row<'r>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accusers: Option<Vec<Accuser<'r>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pairs: Option<Vec<Pair<'r>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stories: Option<Stories<'r>>,
    provenance: &'r Provenance,
}

#[derive(Serialize)]
struct Row<'r> {
    group: &'r str,
    actor: &'r str,
    kind: ActorKind,
    articles: usize,
    sentences: f64,
    labelled: BTreeMap<&'r str, f64>,
    shares: Option<BTreeMap<&'r str, Interval>>,
    net: Option<Interval>,
    against_the_rest: Option<Contrast>,
    denial: Option<Coverage>,
}

#[derive(Serialize)]
struct Interval {
    share: f64,
    low: f64,
    high: f64,
}

#[derive(Serialize)]
struct Contrast {
    label: String,
    difference: f64,
    low: f64,
    high: f64,
    p: f64,
    q: f64,
}

#[derive(Serialize)]
struct Coverage {
    articles_accusing: usize,
    articles_with_denial: usize,
    share: Option<Interval>,
    median_distance: Option<f64>,
    articles_with_denial_in_headline: usize,
}

#[derive(Serialize)]
struct Accuser<'r> {
    group: &'r str,
    speaker: &'r str,
    actor: &'r str,
    articles: usize,
    sentences: f64,
}

#[derive(Serialize)]
struct Pair<'r> {
    actor: &'r str,
    one: &'r str,
    other: &'r str,
    #[serde(flatten)]
    contrast: Contrast,
}

#[derive(Serialize)]
struct Stories<'r> {
    shared: usize,
    outlets: Vec<OnStories<'r>>,
}

#[derive(Serialize)]
struct OnStories<'r> {
    source: &'r str,
    /// Empty for all actors together.
    actor: &'r str,
    stories: usize,
    against_the_others: Option<Contrast>,
}

impl Report {
    /// The chosen sections as one JSON document, keys in the order of README.md; shares as fractions
    /// of 1 with their 95 % intervals, `null` where there are too few articles.
    ///
    /// # Panics
    ///
    /// Never: the document is plain data.
    #[must_use]
    pub fn json(&self) -> String {
        let s = &self.summary;
        let document = Document {
            schema: SCHEMA,
            task: s.task.name(),
            labels: s.task.labels(),
            by: by(s.by),
            count: s.count.name(),
            estimate: s.quantifier.name(),
            errors_in_intervals: s.knows_errors,
            min_articles: s.min_articles,
            resamples: s.resamples,
            seed: s.seed,
            articles: s.n_articles,
            judgements: s.n_judgements,
            rows: self.wants(&[Section::Shares, Section::Denials]).then(|| rows(s)),
            accusers: self.wants(&[Section::Accusers]).then(|| accusers(s)),
            pairs: self.wants(&[Section::Pairs]).then(|| pairs(s)),
            stories: self.wants(&[Section::Stories]).then(|| stories(s)),
            provenance: &self.provenance,
        };
        serde_json::to_string_pretty(&document).expect("plain data") + "\n"
    }

    fn wants(&self, sections: &[Section]) -> bool {
        sections.iter().any(|s| self.shows(*s))
    }
}

fn by(by: By) -> &'static str {
    match by {
        By::Source => "source",
        By::All => "all",
        By::Day => "day",
        By::Week => "week",
        By::Month => "month",
        By::Quarter => "quarter",
        By::Year => "year",
        By::Field => "field",
    }
}

fn rows(s: &Summary) -> Vec<Row<'_>> {
    let labels = || s.task.labels().iter().map(String::as_str);
    s.rows
        .iter()
        .map(|r| Row {
            group: &r.group,
            actor: &r.actor,
            kind: r.kind,
            articles: r.n_articles,
            sentences: rounded(r.n_sentences),
            labelled: labels().zip(r.counts.iter().map(|n| rounded(*n))).collect(),
            shares: r.shares.as_ref().map(|shares| labels().zip(shares.iter().map(interval)).collect()),
            net: r.net.as_ref().map(interval),
            against_the_rest: r.rest.as_ref().map(|d| contrast(s, d)),
            denial: r.denial.as_ref().map(|d| denial(s, d)),
        })
        .collect()
}

fn denial(s: &Summary, d: &DenialCoverage) -> Coverage {
    Coverage {
        articles_accusing: d.n_accusing,
        articles_with_denial: d.n_denied,
        share: d.share.filter(|_| d.n_accusing >= s.min_articles).as_ref().map(interval),
        median_distance: d.median_distance,
        articles_with_denial_in_headline: d.n_in_headline,
    }
}

fn accusers(s: &Summary) -> Vec<Accuser<'_>> {
    s.accusations
        .iter()
        .map(|a| Accuser {
            group: &a.group,
            speaker: speaker(&a.speaker),
            actor: &a.actor,
            articles: a.n_articles,
            sentences: rounded(a.n_sentences),
        })
        .collect()
}

fn pairs(s: &Summary) -> Vec<Pair<'_>> {
    s.pairings
        .iter()
        .map(|p| Pair { actor: &p.actor, one: &p.a, other: &p.b, contrast: contrast(s, &p.difference) })
        .collect()
}

fn stories(s: &Summary) -> Stories<'_> {
    let outlets = s.stories.iter().map(|c| OnStories {
        source: &c.source,
        actor: &c.actor,
        stories: c.n_stories,
        against_the_others: c.difference.as_ref().map(|d| contrast(s, d)),
    });
    Stories { shared: s.n_stories, outlets: outlets.collect() }
}

fn interval(s: &Share) -> Interval {
    Interval { share: rounded(s.value), low: rounded(s.low), high: rounded(s.high) }
}

fn contrast(s: &Summary, d: &Difference) -> Contrast {
    Contrast {
        label: s.task.labels()[s.focus()].clone(),
        difference: rounded(d.share.value),
        low: rounded(d.share.low),
        high: rounded(d.share.high),
        p: d.p,
        q: d.q,
    }
}

/// To the sixth decimal: the rest is noise of the arithmetic.
fn rounded(n: f64) -> f64 {
    (n * 1e6).round() / 1e6
}
