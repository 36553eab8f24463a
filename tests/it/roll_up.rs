//! Judgements counted for whom an actor belongs to.

use gainsay::{By, Judgement, Lexicon, Tally, Task};
use serde_json::json;

pub(crate) const ACTORS: &str = r#"
[[actor]]
name = "Velmora"
kind = "state"

[[actor]]
name = "Ministry of Salt"
kind = "institution"
of = "Velmora"

[[actor]]
name = "Ada Brekstad"
kind = "person"
surname = "Brekstad"
of = "Ministry of Salt"

[[actor]]
name = "Salt Party"
kind = "party"
of = "Velmora"
"#;

/// A line of judgement: article, offset of the sentence, actor, offset of the mention, label, its probability.
fn line(article: &str, start: usize, actor: &str, mention: usize, label: &str, probability: f64) -> String {
    let mut probabilities = json!({"accusing": 0.0, "denying": 0.0, "neutral": 0.0});
    probabilities[label] = json!(probability);
    json!({
        "article": article, "source": "Harbour Post", "part": "body", "start": start, "end": start + 50,
        "sentence": "…", "actor": actor, "kind": "name", "mention": actor, "mention_start": mention,
        "mention_end": mention + 5, "stance": {"label": label, "probabilities": probabilities}
    })
    .to_string()
}

/// Per actor: articles, sentences, and the number of sentences of each label.
fn counted(lines: &[String], n_parts: usize) -> Vec<(String, usize, usize, Vec<usize>)> {
    let lexicon = Lexicon::parse(ACTORS).expect("good actors");
    let tops = lexicon.tops();
    let labels = ["accusing", "denying", "neutral"].map(str::to_owned);
    let task = Task::new("stance", labels).expect("a good task");
    let mut whole = Tally::new(&task);
    for part in 0..n_parts {
        let mut tally = Tally::new(&task);
        for (i, line) in lines.iter().enumerate().filter(|(i, _)| i % n_parts == part) {
            tally.add(&Judgement::parse(i as u64, line).expect("a judgement"));
        }
        whole.merge(tally);
    }
    let rows = whole.rolled_up(&tops).summary(&crate::plain_counting(By::Source)).rows;
    let whole = |x: f64| (0..100).find(|n| (*n as f64 - x).abs() < 0.5).expect("a small count");
    let n = |row: &gainsay::SummaryRow, c: usize| whole(row.counts[c]);
    rows.iter()
        .map(|r| (r.actor.clone(), r.n_articles, whole(r.n_sentences), (0..3).map(|c| n(r, c)).collect()))
        .collect()
}

#[test]
fn a_sentence_counts_once_for_the_state() {
    let lines = [
        // Any label beats neutral, however sure.
        line("a", 0, "Ada Brekstad", 3, "neutral", 0.99),
        line("a", 0, "Velmora", 20, "denying", 0.5),
        // Of two that take sides the more probable one counts.
        line("a", 60, "Ministry of Salt", 63, "accusing", 0.9),
        line("a", 60, "Velmora", 90, "denying", 0.6),
        // Another article, another sentence.
        line("b", 0, "Ada Brekstad", 3, "neutral", 0.8),
        // A party acts for itself, and so does whom the lexicon does not know.
        line("b", 0, "Salt Party", 9, "accusing", 0.8),
        line("b", 0, "Norcom", 30, "neutral", 0.8),
    ];
    let expected = [
        ("Velmora".to_owned(), 2, 3, vec![1, 1, 1]),
        ("Norcom".to_owned(), 1, 1, vec![0, 0, 1]),
        ("Salt Party".to_owned(), 1, 1, vec![1, 0, 0]),
    ];
    for n_parts in [1, 2, 3] {
        assert_eq!(counted(&lines, n_parts), expected, "in {n_parts} parts");
    }
}

#[cfg(feature = "cli")]
#[test]
fn articles_and_judgements_roll_up_to_the_same_report() {
    use serde_json::Value;

    use crate::{SAMPLES, program::Folder, read};
    let folder = Folder::new();
    folder.write("articles.jsonl", read(SAMPLES));
    folder.write("judgements.jsonl", folder.run(&["score", "articles.jsonl"]).done());
    let report = |input: &str, more: &[&str]| {
        folder.run(&[&["report", input, "--format", "json", "--by", "all"], more].concat()).json()
    };
    let rolled = report("articles.jsonl", &["--roll-up"]);
    assert_eq!(rolled["rows"], report("judgements.jsonl", &["--roll-up"])["rows"]);
    let sentences = |report: &Value, actor: &str| {
        let rows = report["rows"].as_array().expect("rows");
        rows.iter().find(|r| r["actor"] == actor).map_or(0.0, |r| r["sentences"].as_f64().expect("a count"))
    };
    let plain = report("articles.jsonl", &[]);
    assert!(sentences(&plain, "United States") > 0.0 && sentences(&plain, "Xi Jinping") < 0.5);
    assert!(sentences(&rolled, "United States") >= sentences(&plain, "United States"));
    let parts = read("training/actors.toml");
    let lexicon = Lexicon::parse(&parts).expect("a good file");
    for (part, top) in lexicon.tops() {
        assert!(sentences(&rolled, part) < 0.5, "{part} is counted for {}", top.name);
    }
}

#[cfg(feature = "cli")]
#[test]
fn the_program_checks_an_actor_file() {
    use crate::{package, program::Folder};
    let folder = Folder::new();
    let good = package("training/actors.toml");
    let clean = folder.run(&["actors", "--check", good.to_str().expect("UTF-8")]);
    assert_eq!((clean.code, clean.stdout.as_str(), clean.stderr.as_str()), (0, "", ""));
    folder.write(
        "bad.toml",
        "[[actor]]\nname = \"A\"\nkind = \"state\"\nof = \"B\"\n\n[[actor]]\nname = \"C\"\nkind = \"moon\"\n",
    );
    let bad = folder.run(&["actors", "--check", "bad.toml"]);
    assert_eq!(bad.code, 1);
    let lines: Vec<&str> = bad.stdout.lines().collect();
    assert!(lines[0].starts_with("bad.toml: line 4: actor `A` is said to be of `B`"), "{lines:?}");
    assert!(lines[1].starts_with("bad.toml: line 8: unknown variant `moon`"), "{lines:?}");
    assert_eq!(lines.len(), 2);
    assert!(bad.stderr.contains("2 problem(s)") && bad.stderr.contains("hint:"), "{}", bad.stderr);
    assert_eq!(folder.run(&["actors", "--check", "none.toml"]).code, 1);
}
