//! `gainsay explain`

use std::io::Read;

use comfy_table::{Cell, CellAlignment};
use gainsay::{
    Contribution, Example, Explanation, Model, Pair, Pipeline, Span, Task, TokenizedSentence, Voice, VoiceKind,
};
use serde_json::json;

use crate::args::{ExplainArgs, TableOrJson};
use crate::failure::{UserError, quiet};
use crate::output::{self, Output};
use crate::run;

/// A sentence is shorter.
const MAX_TEXT_BYTES: u64 = 16 * 1024;

pub(crate) fn run(args: &ExplainArgs) -> anyhow::Result<()> {
    let model = run::model(&args.model)?;
    let classifier = run::classifier(&model, &args.task)?;
    let text = if args.text == "-" {
        let mut text = String::new();
        std::io::stdin()
            .take(MAX_TEXT_BYTES + 1)
            .read_to_string(&mut text)
            .map_err(|e| UserError::new(format_args!("<stdin>: cannot read: {e}")))?;
        text
    } else {
        args.text.clone()
    };
    if text.len() as u64 > MAX_TEXT_BYTES {
        return Err(UserError::new(format_args!("the text is longer than {MAX_TEXT_BYTES} bytes"))
            .hint("give one sentence; `gainsay score` takes articles")
            .into());
    }
    let text = text.trim();
    let mentions = mentions(&model, text, &args.actor)?;
    let sentence = TokenizedSentence::new(text, model.vectorizer.casing());
    let pair = Pair { sentence: &sentence, mentions: &mentions };
    let explanation = classifier.explain(&mut model.vectorizer.extractor(), &pair);
    let voice = Pipeline::new(&model).voice(text, &mentions);
    let name = &args.actor;
    let out = match args.format {
        TableOrJson::Json => format!("{:#}\n", as_json(text, name, classifier.task(), &explanation, &voice)),
        TableOrJson::Table => as_table(name, classifier.task(), &explanation, args.top) + &as_line(&voice),
    };
    let out = if args.format == TableOrJson::Table { quiet(&out) } else { out };
    Output::open("-".as_ref())?.write_whole(out.as_bytes())
}

/// Where the text mentions the actor: the words as typed, else any form of a known actor.
fn mentions(model: &Model, text: &str, actor: &str) -> Result<Vec<Span>, UserError> {
    if let Some(example) = Example::marking(text, actor) {
        return Ok(example.mentions(0));
    }
    let found = Pipeline::new(model).mentions(text, actor);
    if found.is_empty() { Err(unknown_actor(model, text, actor)) } else { Ok(found) }
}

fn unknown_actor(model: &Model, text: &str, actor: &str) -> UserError {
    let article = gainsay::Article { text: text.to_owned(), ..gainsay::Article::default() };
    let found: Vec<String> =
        Pipeline::new(model).actors(&article).into_iter().flat_map(|(_, _, forms)| forms).collect();
    let error = UserError::new(format_args!("the actor `{actor}` does not stand in the text"));
    if found.is_empty() { error } else { error.hint(format!("it mentions {}", found.join(", "))) }
}

fn as_json(text: &str, actor: &str, task: &Task, e: &Explanation, voice: &Voice) -> serde_json::Value {
    let by_label = |values: &[f64]| -> serde_json::Map<String, serde_json::Value> {
        task.labels().iter().cloned().zip(values.iter().map(|v| json!(v))).collect()
    };
    let features: Vec<_> = e
        .contributions
        .iter()
        .map(|c| json!({"family": c.family, "feature": c.feature, "adds": by_label(&c.values)}))
        .collect();
    json!({
        "text": text,
        "actor": actor,
        "task": task.name(),
        "label": task.labels()[e.verdict.class],
        "voice": voice,
        "probabilities": by_label(e.verdict.probabilities.values()),
        "scores": by_label(&e.scores),
        "rule": by_label(&e.rule),
        "start": by_label(&e.intercept),
        "features": features,
    })
}

/// The features that tell the label from the best of the others, and the sum of the rest.
fn as_table(actor: &str, task: &Task, e: &Explanation, top: usize) -> String {
    let class = e.verdict.class;
    let rival = (0..task.n_classes())
        .filter(|c| *c != class)
        .max_by(|a, b| e.scores[*a].total_cmp(&e.scores[*b]))
        .expect("a task has two labels");
    let weight = |c: &Contribution| c.values[class] - c.values[rival];
    let mut order: Vec<&Contribution> = e.contributions.iter().collect();
    order.sort_by(|a, b| weight(b).abs().total_cmp(&weight(a).abs()));
    let (shown, rest) = order.split_at(top.min(order.len()));
    let mut table = output::table();
    table.set_header(["feature", "family"].map(str::to_owned).into_iter().chain(task.labels().iter().cloned()));
    let mut row = |name: &str, family: &str, values: &[f64]| {
        let numbers = values.iter().map(|v| Cell::new(format!("{v:+.3}")).set_alignment(CellAlignment::Right));
        table.add_row([Cell::new(name), Cell::new(family)].into_iter().chain(numbers));
    };
    row("(start)", "", &e.intercept);
    for c in shown {
        let family = json!(c.family);
        row(&c.feature, family.as_str().unwrap_or_default(), &c.values);
    }
    if !rest.is_empty() {
        let sums: Vec<f64> = (0..task.n_classes()).map(|k| rest.iter().map(|c| c.values[k]).sum()).collect();
        row(&format!("({} more features)", rest.len()), "", &sums);
    }
    row("score", "", &e.scores);
    row("(rule for the label)", "", &e.rule);
    let probabilities: Vec<String> = task
        .labels()
        .iter()
        .zip(e.verdict.probabilities.values())
        .map(|(l, p)| format!("{l} {:.1} %", 100.0 * p))
        .collect();
    format!(
        "{actor}: {}   ({})\n\n{}\n\nThe score of a label is the sum of its column; the probabilities are\nthe softmax of the scores; the label is the largest score plus rule.\n",
        task.labels()[class],
        probabilities.join(", "),
        table.trim_fmt()
    )
}

/// The voice in words: `voice: NATO, reported (“accused”, accusing)`.
fn as_line(voice: &Voice) -> String {
    let who = match (voice.kind, &voice.name) {
        (VoiceKind::Outlet, _) => "the outlet",
        (VoiceKind::Unnamed, None) => "somebody unnamed",
        (_, name) => name.as_deref().unwrap_or_default(),
    };
    let unnamed = if voice.kind == VoiceKind::Unnamed && voice.name.is_some() { " (unnamed)" } else { "" };
    let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let verb = match (&voice.verb, voice.tone) {
        (Some(verb), Some(tone)) => format!(" (“{verb}”, {})", word(json!(tone))),
        _ => String::new(),
    };
    format!("\nvoice: {who}{unnamed}, {}{verb}\n", word(json!(voice.manner)))
}
