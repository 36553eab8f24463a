//! Options that say what probabilities and figures mean: class mixes, abstention, swapped actors,
//! sentences that the model knows, labels that stand off from their text.

use serde_json::{Value, json};

use crate::package;
use crate::program::Folder;

const ARTICLE: &str = r#"{"id": "1", "source": "Post", "text": "NATO accused China of arming Russia. China denied it. Nothing came of it in Iran."}"#;

fn probabilities(line: &Value) -> [f64; 3] {
    ["accusing", "denying", "neutral"].map(|l| line["stance"]["probabilities"][l].as_f64().expect("a number"))
}

fn judged(folder: &Folder, options: &[&str]) -> Vec<Value> {
    folder.run(&[&["score", "a.jsonl"], options].concat()).lines()
}

fn with_article() -> Folder {
    let folder = Folder::new();
    folder.write("a.jsonl", ARTICLE);
    folder
}

#[test]
fn a_prior_reweights_probabilities_and_keeps_labels() {
    let folder = with_article();
    let (before, natural) = (judged(&folder, &[]), judged(&folder, &["--prior", "natural"]));
    let mine = judged(&folder, &["--prior", "26,3,171"]);
    assert!(before.len() >= 4);
    for ((b, n), m) in before.iter().zip(&natural).zip(&mine) {
        assert_eq!(b["stance"]["label"], n["stance"]["label"]);
        assert_eq!(b["sentiment"], n["sentiment"]);
        let (b, n) = (probabilities(b), probabilities(n));
        assert!((n.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        // Denials are rarest in running news, against the training pairs.
        assert!(n[1] / n[2] < b[1] / b[2] && n[1] / n[0] < b[1] / b[0]);
        // 26 : 3 : 171 is 13 % : 1.5 % : 85.5 %.
        assert!(probabilities(m).iter().zip(n).all(|(m, n)| (m - n).abs() < 1e-12));
    }
}

#[test]
fn a_bad_prior_is_refused_with_the_labels() {
    for bad in ["often", "0.5,0.5", "0,0.5,0.5", "1,nan,1"] {
        let run = with_article().run(&["score", "a.jsonl", "--prior", bad]);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{bad}");
        assert!(run.stderr.contains("is no class mix") && run.stderr.contains("accusing, denying, neutral"), "{bad}");
    }
}

#[test]
fn unsure_pairs_stay_without_a_label() {
    let folder = with_article();
    let (all, sure) = (judged(&folder, &[]), judged(&folder, &["--abstain", "0.8"]));
    for (a, s) in all.iter().zip(&sure) {
        let top = probabilities(a).into_iter().fold(0.0, f64::max);
        assert_eq!(s["stance"]["label"], if top < 0.8 { Value::Null } else { a["stance"]["label"].clone() });
        assert_eq!(a["stance"]["probabilities"], s["stance"]["probabilities"]);
    }
    assert!(judged(&folder, &["--abstain", "1"]).iter().all(|j| j["stance"]["label"].is_null()));
    assert_eq!(folder.run(&["score", "a.jsonl", "--abstain", "1.5"]).code, 1);
}

#[test]
fn sentences_that_the_model_was_trained_on_are_counted() {
    let corpus = std::fs::read_to_string(package("training/labelled/business.jsonl")).expect("part of the project");
    let known: Vec<&str> = corpus.lines().take(20).collect();
    let new = r#"{"text": "Port Selby told the Halvorsen board that its cranes were idle.", "actors": [{"name": "Port Selby", "stance": "neutral"}]}"#;
    let folder = Folder::new();
    folder.write("known.jsonl", format!("{}\n{new}\n", known.join("\n")));
    folder.write("new.jsonl", new);
    let run = folder.run(&["evaluate", "known.jsonl", "--format", "json"]);
    assert!(run.stderr.starts_with("warning: 20 of 21 sentences"), "{}", run.stderr);
    assert_eq!(run.json()["near_duplicates_of_training"], 20);
    let run = folder.run(&["evaluate", "new.jsonl", "--format", "json"]);
    assert_eq!(run.stderr, "");
    assert_eq!(run.json()["near_duplicates_of_training"], 0);
}

#[test]
fn labels_hardly_depend_on_who_is_named() {
    let folder = Folder::new();
    let labelled = std::fs::read_to_string(package("tests/fixtures/labelled.jsonl")).expect("a fixture");
    folder.write("labelled.jsonl", labelled);
    let swap = folder.run(&["evaluate", "labelled.jsonl", "--swap", "--format", "json"]).json()["swap"].clone();
    let [swapped, flipped] = ["swapped", "flipped"].map(|k| swap[k].as_u64().expect("a count"));
    assert!(swapped >= 240 && flipped * 25 <= swapped, "{swap}");
    let table = folder.run(&["evaluate", "labelled.jsonl", "--swap"]).done();
    assert!(table.contains(&format!("actors swapped: {flipped} of {swapped} labels change")), "{table}");
}

#[test]
fn labels_are_joined_with_articles_that_lie_elsewhere() {
    let folder = Folder::new();
    let labels = r#"{"article": "a7", "span": [9, 26], "actors": [{"name": "Iran", "stance": "denying"}]}"#;
    folder.write("labels.jsonl", labels);
    let text = "Ça suit:\nIran \n denied all. The end.";
    folder.write("articles.jsonl", json!({"id": "a7", "text": text}).to_string());
    folder.write("folder/a7.json", json!({"ID": "a7", "content_original": text}).to_string());
    for articles in ["articles.jsonl", "folder"] {
        let args = ["evaluate", "labels.jsonl", "--articles", articles, "--format", "json", "--predictions", "p.jsonl"];
        assert_eq!(folder.run(&args).json()["n"], 1, "{articles}");
        assert!(folder.read("p.jsonl").contains(r#""actor":"Iran","gold":"denying""#));
    }
    let run = folder.run(&["evaluate", "labels.jsonl"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("labels.jsonl: line 1: the label belongs to article `a7`"), "{}", run.stderr);
    assert!(run.stderr.contains("hint: name the articles with `--articles"), "{}", run.stderr);
}
