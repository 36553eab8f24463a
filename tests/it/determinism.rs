//! The same articles give the same bytes: on any number of threads, run after run, and for a report in any order.

use fastrand::Rng;
use serde_json::Value;

use crate::program::Folder;
use crate::{SAMPLES, read};

/// The samples several times under other ids, more than one thread's portion, and a bad record between.
fn articles() -> Vec<String> {
    let mut out = Vec::new();
    for i in 0..8 {
        for line in read(SAMPLES).lines() {
            let mut article: Value = serde_json::from_str(line).expect("the samples are JSON Lines");
            article["id"] = format!("{i}-{}", article["id"].as_str().expect("the samples have ids")).into();
            out.push(article.to_string());
        }
        out.push(format!("no record, number {i}"));
    }
    out
}

fn lines<'l>(lines: impl IntoIterator<Item = &'l String>) -> String {
    lines.into_iter().flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn threads_and_runs_change_no_byte() {
    let folder = Folder::new();
    folder.write("articles.jsonl", lines(&articles()));
    assert!(folder.read("articles.jsonl").len() > 512 * 1024, "one portion could not be mixed up");
    for args in [
        &["score", "--wire", "--coreference", "pronouns", "--prior", "natural"][..],
        &["report", "--format", "html", "--resamples", "100", "--count", "independent"],
        &["report", "--format", "json", "--resamples", "100", "--roll-up", "--by", "month"],
    ] {
        let run = |threads: &str| {
            let fixed = ["articles.jsonl", "--rejects", "rejects", "-q", "-o", "out", "--threads", threads];
            folder.run(&[args, &fixed].concat()).done();
            (folder.read("out"), folder.read("rejects"))
        };
        let first = run("1");
        assert_eq!(first.1.lines().count(), 8, "{args:?}");
        for threads in ["2", "7"] {
            assert!(run(threads) == first, "{args:?} on {threads} threads");
        }
    }
}

/// But for the names of the files that were read, which a report tells in the order of their reading.
#[test]
fn a_report_does_not_depend_on_the_order_of_articles_and_files() {
    let mut dealt: Vec<String> = articles().into_iter().filter(|line| line.starts_with('{')).collect();
    let folder = Folder::new();
    folder.write("whole.jsonl", lines(&dealt));
    Rng::with_seed(11).shuffle(&mut dealt);
    let (b, a) = dealt.split_at(dealt.len() / 3);
    folder.write("a.jsonl", lines(a));
    folder.write("b.jsonl", lines(b));
    let sections = ["shares", "denials", "accusers", "pairs", "stories"].map(|section| ["--show", section]).concat();
    let report = |inputs: &[&str], format: &[&str]| {
        let run = folder.run(&[&["report", "-q", "--resamples", "100"], inputs, format].concat()).done();
        let rows = run.lines().filter(|line| !line.contains("input sha256"));
        let read: Vec<&str> = rows.flat_map(|row| row.split([',', '<'])).filter(|p| !p.contains(".jsonl")).collect();
        (read.join("\n"), run.len())
    };
    for format in [&[&["--format", "csv"], &sections[..]].concat(), &["--format", "html", "--cite", "3"][..]] {
        let (one, length) = report(&["whole.jsonl"], format);
        assert!(one.len() * 20 > length * 19, "hardly anything is compared: {} of {length} bytes", one.len());
        assert!(one == report(&["b.jsonl", "a.jsonl"], format).0, "{format:?}");
        assert!(one == report(&["a.jsonl", "b.jsonl"], format).0, "{format:?}");
    }
}
