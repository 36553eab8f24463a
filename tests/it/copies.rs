//! Copies as the command finds, names and counts them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::program::Folder;

const SHARED: &str =
    "Norcom denied on Friday that its managers had paid a customs officer in Velmora to look away from the cargo.";
const OWN: &str =
    "Norcom accused the harbour office of spreading a story that nobody there had ever bothered to check.";

/// Articles of three outlets, two of which print the same sentence, one with another attribution.
fn articles() -> Vec<Value> {
    let article =
        |id: &str, source: &str, text: &str| json!({"id": id, "source": source, "date": "2026-03-06", "text": text});
    vec![
        article("1", "Harbour Post", &format!("{SHARED} {OWN}")),
        article("2", "Daily Beacon", &SHARED.replace("on Friday", "in a statement on Friday")),
        article("3", "The Meridian", "Norcom said that it would open an office in Velmora before the end of the year."),
    ]
}

const ACTORS: &str = "[[actor]]\nname = \"Norcom\"\nkind = \"company\"\n";

fn lines(articles: &[Value]) -> String {
    articles.iter().flat_map(|a| [a.to_string(), "\n".to_owned()]).collect()
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("articles.jsonl", lines(&articles()));
    folder.write("actors.toml", ACTORS);
    folder
}

fn score(folder: &Folder, args: &[&str]) -> Vec<Value> {
    folder.run(&[&["score", "--actors", "actors.toml"], args].concat()).lines()
}

/// What each sentence's judgements name as their cluster.
fn clusters(judgements: &[Value]) -> BTreeMap<String, BTreeSet<Option<String>>> {
    let mut out: BTreeMap<String, BTreeSet<Option<String>>> = BTreeMap::new();
    for j in judgements {
        let cluster = j.get("cluster").map(|c| c.as_str().expect("text").to_owned());
        out.entry(j["sentence"].to_string()).or_default().insert(cluster);
    }
    out
}

#[test]
fn score_names_the_cluster_of_each_copy() {
    let folder = folder();
    let plain = score(&folder, &["articles.jsonl"]);
    let wire = score(&folder, &["articles.jsonl", "--wire"]);
    assert!(plain.iter().all(|j| j.get("cluster").is_none()));
    let named: Vec<&Value> = wire.iter().filter(|j| j.get("cluster").is_some()).collect();
    let sources: BTreeSet<_> = named.iter().filter_map(|j| j["source"].as_str()).collect();
    assert_eq!(sources, ["Daily Beacon", "Harbour Post"].into());
    assert!(named.iter().all(|j| j["cluster"] == named[0]["cluster"] && j["sentence"] != OWN), "{named:?}");
    // Apart from the name nothing changes.
    let unnamed: Vec<Value> = wire
        .iter()
        .cloned()
        .map(|mut j| {
            j.as_object_mut().expect("an object").remove("cluster");
            j
        })
        .collect();
    assert_eq!(unnamed, plain);
    let csv = folder.run(&["score", "--actors", "actors.toml", "articles.jsonl", "--wire", "--format", "csv"]).done();
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let at = rows.headers().expect("a head").iter().position(|h| h == "cluster").expect("the column");
    let column: Vec<String> = rows.records().map(|r| r.expect("a row")[at].to_owned()).collect();
    let expected: Vec<&str> = wire.iter().map(|j| j["cluster"].as_str().unwrap_or_default()).collect();
    assert_eq!(column, expected);
}

#[test]
fn clusters_depend_neither_on_order_nor_on_files_nor_on_threads() {
    let folder = folder();
    let expected = clusters(&score(&folder, &["articles.jsonl", "--wire"]));
    let mut backwards = articles();
    backwards.reverse();
    folder.write("backwards.jsonl", lines(&backwards));
    folder.write("parts/a.jsonl", lines(&backwards[..1]));
    folder.write("parts/b.jsonl", lines(&backwards[1..]));
    for args in [
        &["backwards.jsonl"][..],
        &["parts"],
        &["articles.jsonl", "--threads", "1"],
        &["articles.jsonl", "--threads", "3"],
    ] {
        assert_eq!(clusters(&score(&folder, &[args, &["--wire"]].concat())), expected, "{args:?}");
    }
}

#[test]
fn independent_counts_are_those_of_the_judgements() {
    let folder = folder();
    let report = |args: &[&str]| {
        let common = ["report", "--actors", "actors.toml", "--format", "json"];
        folder.run(&[&common, args].concat()).json()
    };
    let sentences = |report: &Value| -> BTreeMap<String, f64> {
        let rows = report["rows"].as_array().expect("rows").iter().filter(|r| r["actor"] == "Norcom");
        rows.map(|r| (r["group"].as_str().expect("text").to_owned(), r["sentences"].as_f64().expect("a number")))
            .collect()
    };
    let printed = report(&["articles.jsonl"]);
    let independent = report(&["articles.jsonl", "--count", "independent"]);
    assert_eq!((&printed["count"], &independent["count"]), (&json!("printed"), &json!("independent")));
    let expect = |harbour, beacon, meridian| {
        [("Harbour Post", harbour), ("Daily Beacon", beacon), ("The Meridian", meridian)]
            .map(|(s, n)| (s.to_owned(), n))
            .into()
    };
    assert_eq!(sentences(&printed), expect(2.0, 1.0, 1.0));
    assert_eq!(sentences(&independent), expect(1.5, 0.5, 1.0));
    let all = report(&["articles.jsonl", "--count", "independent", "--by", "all"]);
    assert_eq!(sentences(&all), [(String::new(), 3.0)].into());

    folder.run(&["score", "--actors", "actors.toml", "articles.jsonl", "--wire", "-o", "judgements.jsonl"]).done();
    assert_eq!(report(&["judgements.jsonl", "--count", "independent"])["rows"], independent["rows"]);
    assert_eq!(report(&["judgements.jsonl"])["rows"], printed["rows"]);
    let table = folder.run(&["report", "judgements.jsonl", "--count", "independent"]).done();
    assert!(table.contains("1.5") && table.contains("each counts its part"), "{table}");
}

#[test]
fn judgements_that_name_no_cluster_are_pointed_out() {
    let folder = folder();
    folder.run(&["score", "articles.jsonl", "-o", "judgements.jsonl"]).done();
    let run = folder.run(&["report", "judgements.jsonl", "--count", "independent"]);
    assert!(run.code == 0 && run.stderr.contains("score --wire"), "{}", run.stderr);
    assert!(folder.run(&["report", "judgements.jsonl", "--count", "independent", "-q"]).stderr.is_empty());
}

#[test]
fn what_can_be_read_once_is_refused() {
    let folder = folder();
    for args in [&["score", "-", "--wire"][..], &["report", "-", "--count", "independent"]] {
        let run = folder.run_with(args, lines(&articles()));
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{args:?}");
        assert!(run.stderr.contains("standard input") && run.stderr.contains("hint: "), "{}", run.stderr);
    }
    // Judgements need no second reading.
    let judgements = folder.run(&["score", "articles.jsonl", "--wire"]).done();
    let run = folder.run_with(&["report", "-", "--count", "independent"], judgements);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn a_bad_record_is_told_once() {
    let folder = folder();
    folder.write("bad.jsonl", format!("{}not a record\n", lines(&articles())));
    let run = folder.run(&["score", "bad.jsonl", "--wire"]);
    assert!(run.code == 1 && run.stderr.contains("bad.jsonl: line 4"), "{}", run.stderr);
    let run = folder.run(&["score", "bad.jsonl", "--wire", "--rejects", "rejects.txt"]);
    assert_eq!((run.code, run.stderr.matches("line 4").count()), (0, 1), "{}", run.stderr);
    assert_eq!(folder.read("rejects.txt"), "not a record\n");
}
