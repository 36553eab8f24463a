//! How often the intervals of a report hold the truth, by simulation.
//!
//! ```sh
//! cargo run --release --example coverage
//! ```
//!
//! Cells of articles are made up: each article has a class mix of its own around that of its
//! outlet, and one to a few sentences. What the classifier says of a sentence is drawn from how the default
//! model judged held-out pairs of its true class. In each run the model's knowledge of its errors
//! is drawn anew as well, from as many pairs as it was measured on.

use std::borrow::Cow;
use std::collections::BTreeMap;

use gainsay::{
    ActorKind, By, Correction, Counting, HeldOut, HeldOutPair, Judgement, Model, NamedVerdict, Outcome, Part,
    Quantifier, Tally, Task,
};

const MODEL: &[u8] = include_bytes!("../models/default.gsy");

/// Runs of each kind of cell.
const N_RUNS: usize = 600;

/// Class mixes of outlets: nobody accused, running news, a villain.
const MIXES: [[f64; 3]; 3] = [[0.04, 0.01, 0.95], [0.13, 0.03, 0.84], [0.40, 0.15, 0.45]];

/// Articles a cell.
const SIZES: [usize; 4] = [10, 20, 50, 200];

/// The smaller, the more articles of one outlet differ.
const CONCENTRATION: f64 = 4.0;

#[allow(clippy::print_stdout)]
fn main() {
    let model = Model::from_bytes(MODEL).expect("the default model can be read");
    let classifier = model.classifier("stance").expect("the default model has it");
    let truth = classifier.held_out().expect("the default model knows its errors");
    println!(
        "{:<9} {:>8} {:<22} {:>22} {:>22}",
        "estimate", "articles", "mix", "held the truth, %", "mean width, points"
    );
    for quantifier in Quantifier::ALL {
        for mix in MIXES {
            for n_articles in SIZES {
                let (held, width) = coverage(classifier.task(), truth, quantifier, mix, n_articles);
                let three = |x: [f64; 3]| x.map(|x| format!("{:.1}", 100.0 * x)).join(" ");
                let mix = mix.map(|m| format!("{m:.2}")).join(" ");
                println!("{quantifier:<9} {n_articles:>8} {mix:<22} {:>22} {:>22}", three(held), three(width));
            }
        }
    }
}

/// Per class, how often the interval held the share, and how wide it was.
fn coverage(task: &Task, truth: &HeldOut, how: Quantifier, mix: [f64; 3], n_articles: usize) -> ([f64; 3], [f64; 3]) {
    let mut rng = fastrand::Rng::with_seed(n_articles as u64);
    let (mut held, mut width) = ([0.0; 3], [0.0; 3]);
    for _ in 0..N_RUNS {
        let known = remeasured(truth, &mut rng);
        let correction = Correction::new(how, &known.mix, Some(&known)).expect("it fits");
        let mut tally = Tally::new(task);
        for article in 0..n_articles {
            let own = dirichlet(mix, &mut rng);
            for sentence in 0..=rng.usize(..5) {
                let outcome = judged(truth, drawn(own.iter().copied(), &mut rng), &mut rng);
                tally.add(&judgement(task, article, sentence, outcome));
            }
        }
        let counting = Counting { by: By::All, ..Counting::new(correction) };
        let summary = tally.summary(&counting);
        for (class, share) in summary.rows[0].shares.iter().flatten().enumerate() {
            held[class] += f64::from(u8::from(share.low <= mix[class] && mix[class] <= share.high)) / N_RUNS as f64;
            width[class] += (share.high - share.low) / N_RUNS as f64;
        }
    }
    (held, width)
}

/// What another set of as many held-out pairs would tell.
fn remeasured(truth: &HeldOut, rng: &mut fastrand::Rng) -> HeldOut {
    let mut pairs = Vec::new();
    for class in 0..3 {
        let n: u32 = truth.outcomes.iter().map(|o| o.truth[class]).sum();
        for _ in 0..n {
            let outcome = judged(truth, class, rng);
            let (label, probabilities) = (outcome.label, outcome.probabilities.as_slice());
            pairs.push(HeldOutPair { truth: class, label, probabilities, group: "" });
        }
    }
    let identity = (0..9).map(|i| f64::from(u8::from(i % 4 == 0))).collect();
    HeldOut { design_effect: 1.0, ..HeldOut::of(&pairs, identity, vec![0.0; 3]) }
}

/// What the classifier says of a pair of that class.
fn judged<'h>(truth: &'h HeldOut, class: usize, rng: &mut fastrand::Rng) -> &'h Outcome {
    let total: f64 = truth.outcomes.iter().map(|o| f64::from(o.truth[class])).sum();
    &truth.outcomes[drawn(truth.outcomes.iter().map(|o| f64::from(o.truth[class]) / total), rng)]
}

fn drawn(mix: impl Iterator<Item = f64>, rng: &mut fastrand::Rng) -> usize {
    let mut at = rng.f64();
    let mut last = 0;
    for (class, share) in mix.enumerate() {
        if share > 0.0 {
            last = class;
        }
        at -= share;
        if at < 0.0 {
            return class;
        }
    }
    last
}

/// A mix around `mean` (Marsaglia & Tsang 2000 for the gamma values).
fn dirichlet(mean: [f64; 3], rng: &mut fastrand::Rng) -> [f64; 3] {
    let raw = mean.map(|m| gamma(CONCENTRATION * m, rng));
    let sum: f64 = raw.iter().sum();
    raw.map(|x| if sum > 0.0 { x / sum } else { 1.0 / 3.0 })
}

fn gamma(shape: f64, rng: &mut fastrand::Rng) -> f64 {
    if shape < 1.0 {
        return gamma(shape + 1.0, rng) * (1.0 - rng.f64()).powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    loop {
        let z = (-2.0 * (1.0 - rng.f64()).ln()).sqrt() * (std::f64::consts::TAU * rng.f64()).cos();
        let v = (1.0 + z / (9.0 * d).sqrt()).powi(3);
        if v > 0.0 && (1.0 - rng.f64()).ln() < 0.5 * z * z + d - d * v + d * v.ln() {
            return d * v;
        }
    }
}

fn judgement<'o>(task: &Task, article: usize, sentence: usize, outcome: &Outcome) -> Judgement<'o> {
    let labels = task.labels();
    let verdict = NamedVerdict {
        label: Some(labels[outcome.label].clone().into()),
        probabilities: labels.iter().map(|l| l.clone().into()).zip(outcome.probabilities.iter().copied()).collect(),
    };
    Judgement {
        article: Cow::Owned(article.to_string()),
        source: Cow::Borrowed("Harbour Post"),
        date: None,
        part: Part::Body,
        start: sentence,
        end: sentence + 1,
        sentence: Cow::Borrowed(""),
        actor: Cow::Borrowed("Norcom"),
        kind: ActorKind::Company,
        mention: Cow::Borrowed("Norcom"),
        mention_start: 0,
        mention_end: 6,
        denial: None,
        found: gainsay::MentionKind::default(),
        cluster: None,
        voice: None,
        fields: Cow::Owned(BTreeMap::new()),
        verdicts: BTreeMap::from([(task.name().to_owned().into(), verdict)]),
    }
}
