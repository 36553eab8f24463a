//! What the program prints, command by command. Numbers that change when the model is trained
//! anew are checked for what they must be; what does not depend on the model is a snapshot.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::program::{Folder, Run, gainsay};
use crate::{MODEL, SAMPLES, read, sample_articles};

/// `gainsay score samples/articles.jsonl`.
static JUDGEMENTS: LazyLock<String> = LazyLock::new(|| gainsay(&["score", SAMPLES]).done());

fn judgements() -> Vec<Value> {
    JUDGEMENTS.lines().map(|l| serde_json::from_str(l).expect("a judgement is JSON")).collect()
}

/// A folder that holds the samples.
pub(crate) fn with_samples() -> Folder {
    let folder = Folder::new();
    folder.write("articles.jsonl", read(SAMPLES));
    folder
}

/// The samples, one JSON object a line, each changed.
fn samples_changed(change: impl Fn(&mut serde_json::Map<String, Value>)) -> String {
    read(SAMPLES)
        .lines()
        .flat_map(|line| {
            let mut record = serde_json::from_str(line).expect("the samples are JSON Lines");
            change(&mut record);
            [Value::Object(record).to_string(), "\n".to_owned()]
        })
        .collect()
}

fn csv_rows(text: &str) -> (Vec<String>, Vec<BTreeMap<String, String>>) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows = reader.deserialize().collect::<Result<_, _>>().expect("every row has the fields of the header");
    (head, rows)
}

#[test]
fn help_is_a_contract() {
    insta::assert_snapshot!("help", gainsay(&["--help"]).done());
    for command in ["report", "score", "explain", "actors", "train", "evaluate", "words", "vectors"] {
        insta::assert_snapshot!(format!("help-{command}"), gainsay(&[command, "--help"]).done());
    }
    for command in ["train", "label"] {
        insta::assert_snapshot!(format!("help-lines-{command}"), gainsay(&["lines", command, "--help"]).done());
    }
}

/// What chooses the output is no matter of the input.
#[test]
fn options_stand_under_their_headings() {
    for command in ["report", "score", "actors"] {
        let help = gainsay(&[command, "--help"]).done();
        let input = help.split("\nInput:\n").nth(1).expect("a heading for the input");
        let input = input.split("\n\nOptions:\n").next().unwrap_or_default();
        assert!(input.contains("--input-format") && input.contains("--max-record"), "{input}");
        for option in ["--output", "--format <", "--model", "--threads"] {
            assert!(!input.contains(option), "{command}: {option} stands under `Input`");
        }
    }
}

#[test]
fn version_is_the_packages() {
    assert_eq!(gainsay(&["--version"]).done(), format!("gainsay {}\n", env!("CARGO_PKG_VERSION")));
}

/// Usage errors are the user's to put right: exit code 1, and nothing on standard output.
#[test]
fn wrong_usage_is_exit_code_1() {
    for args in [
        vec![],
        vec!["reprot"],
        vec!["report"],
        vec!["report", SAMPLES, "--format", "pdf"],
        vec!["report", SAMPLES, "--map", "outlet"],
        vec!["report", SAMPLES, "--map", "colour=red"],
        vec!["report", SAMPLES, "--threads", "0"],
        vec!["score", SAMPLES, "--max-record", "-1"],
        vec!["explain", "Iran denied it."],
        vec!["train", SAMPLES],
    ] {
        let Run { code, stdout, stderr } = gainsay(&args);
        assert_eq!((code, stdout.as_str()), (1, ""), "{args:?}");
        assert!(!stderr.is_empty(), "{args:?}");
    }
    let says = gainsay(&["report", SAMPLES, "--map", "colour=red"]).stderr;
    assert!(says.contains("no field `colour`") && says.contains("id, source, title, date, url, text"), "{says}");
}

// ---- report ----

/// A share with its interval: in 0..=1, and the interval around it.
fn check_share(share: &Value) -> f64 {
    let [value, low, high] = ["share", "low", "high"].map(|k| share[k].as_f64().unwrap_or_else(|| panic!("{share}")));
    assert!(0.0 <= low && low <= value && value <= high && high <= 1.0, "{share}");
    assert!(low < high, "an interval of no width claims certainty: {share}");
    value
}

/// Cells of any size, so that the samples fill them.
const FULL: [&str; 6] = ["report", SAMPLES, "--min-articles", "1", "--format", "json"];

#[test]
fn the_json_report_has_its_schema() {
    let report = gainsay(&FULL).json();
    let keys = |v: &Value| v.as_object().expect("an object").keys().cloned().collect::<BTreeSet<_>>();
    insta::assert_snapshot!(keys(&report).into_iter().collect::<Vec<_>>().join(" "), @"accusers articles by count errors_in_intervals estimate judgements labels min_articles provenance resamples rows schema seed stories task");
    let text = gainsay(&FULL).done();
    assert!(text.starts_with("{\n  \"schema\": \"gainsay/report/2\",\n  \"task\": \"stance\""), "{}", &text[..200]);
    assert_eq!(report["articles"], sample_articles().len());
    assert_eq!(report["judgements"], judgements().len());
    let rows = report["rows"].as_array().expect("rows");
    assert!(rows.len() > 20, "{} rows", rows.len());
    let mut seen = BTreeSet::new();
    let mut n_sentences = 0.0;
    for row in rows {
        insta::allow_duplicates! {
            insta::assert_snapshot!(keys(row).into_iter().collect::<Vec<_>>().join(" "), @"actor against_the_rest articles denial group kind labelled net sentences shares");
        }
        assert!(seen.insert((row["group"].to_string(), row["actor"].to_string())), "twice: {row}");
        for measure in ["shares", "labelled"] {
            assert_eq!(keys(&row[measure]), ["accusing", "denying", "neutral"].map(str::to_owned).into());
        }
        let sum: f64 = row["shares"].as_object().expect("an object").values().map(check_share).sum();
        assert!((sum - 1.0).abs() < 1e-5, "{row}");
        let (articles, sentences) = (row["articles"].as_f64(), row["sentences"].as_f64());
        assert!(articles > Some(0.0) && articles <= sentences, "{row}");
        n_sentences += sentences.unwrap_or_default();
        let denial = &row["denial"];
        let (accusing, denied) = (denial["articles_accusing"].as_f64(), denial["articles_with_denial"].as_f64());
        assert!(denied.is_some() && denied <= accusing && accusing <= articles, "{row}");
        assert_eq!(denial["share"].is_null(), accusing == Some(0.0), "{row}");
        if !denial["share"].is_null() {
            check_share(&denial["share"]);
        }
    }
    assert_eq!(report["judgements"].as_f64(), Some(n_sentences), "every judgement is in one cell");
    let provenance = &report["provenance"];
    assert_eq!(provenance["inputs"][0]["name"], "articles.jsonl");
    assert_eq!(provenance["model"].as_str().map(str::len), Some(64));
    assert_eq!(provenance["options"], serde_json::json!(["--min-articles", "1", "--format", "json"]));
}

#[test]
fn cells_with_few_articles_have_no_shares() {
    let report = gainsay(&["report", SAMPLES, "--format", "json"]).json();
    let rows = report["rows"].as_array().expect("rows");
    for row in rows {
        assert_eq!(row["shares"].is_null(), row["articles"].as_u64() < Some(10), "{row}");
        assert_eq!(row["net"].is_null(), row["shares"].is_null());
    }
    assert!(rows.iter().any(|r| r["shares"].is_null()) && rows.iter().any(|r| !r["shares"].is_null()));
    assert!(gainsay(&["report", SAMPLES]).done().contains("too few"));
}

#[test]
fn estimates_differ_and_counting_is_counting() {
    let with = |how: &str| gainsay(&[&FULL[..], &["--estimate", how]].concat()).json();
    let counted = with("count");
    for row in counted["rows"].as_array().expect("rows") {
        let sentences = row["sentences"].as_f64().expect("a number");
        for (label, n) in row["labelled"].as_object().expect("an object") {
            let share = row["shares"][label]["share"].as_f64().expect("a share");
            assert!((share - n.as_f64().expect("a number") / sentences).abs() < 1e-5, "{row}");
        }
    }
    let reports = ["prob", "adjusted", "em"].map(with);
    assert!(reports.iter().all(|r| r["rows"] != counted["rows"]));
    assert_eq!(reports[2]["errors_in_intervals"], true);
}

/// The same command gives the same bytes, whatever the threads.
#[test]
fn a_report_is_reproduced() {
    let all = ["--show", "shares", "--show", "pairs", "--show", "stories", "--show", "accusers", "--show", "denials"];
    let run = |threads: &str| gainsay(&[&FULL[..], &all, &["--threads", threads]].concat()).done();
    let one = run("1");
    assert_eq!(one, run("3"));
    let other_seed = gainsay(&[&FULL[..], &all, &["--seed", "2"]].concat()).json();
    let one: Value = serde_json::from_str(&one).expect("a document");
    let share = |report: &Value| report["rows"][0]["shares"]["accusing"].clone();
    assert_eq!(share(&one)["share"], share(&other_seed)["share"], "a seed moves intervals, not shares");
}

#[test]
fn what_is_counted_can_be_chosen() {
    let n = |args: &[&str]| gainsay(&[&FULL[..], args].concat()).json()["judgements"].as_u64().expect("a count");
    let all = n(&[]);
    let voices = ["own", "reported", "quoted"].map(|v| n(&["--voice", v]));
    assert!(voices.iter().all(|v| *v > 0) && voices.iter().sum::<u64>() == all, "{voices:?} {all}");
    assert_eq!(n(&["--voice", "own", "--voice", "quoted"]), voices[0] + voices[2]);
    assert_eq!(n(&["--part", "headline"]) + n(&["--part", "body"]), all);
    let dates: BTreeSet<String> = sample_articles().into_iter().filter_map(|a| a.date).collect();
    let (first, last) = (dates.first().expect("dates"), dates.last().expect("dates"));
    assert_eq!(n(&["--since", first, "--until", last]), all);
    let middle = dates.iter().nth(dates.len() / 2).expect("dates");
    assert!(n(&["--since", middle]) < all && n(&["--until", middle]) < all);
}

#[test]
fn rows_are_grouped_by_time_or_by_any_field() {
    let groups = |by: &str| {
        let report = gainsay(&[&FULL[..], &["--by", by]].concat()).json();
        let rows = report["rows"].as_array().expect("rows").iter();
        rows.map(|r| r["group"].as_str().expect("text").to_owned()).collect::<BTreeSet<_>>()
    };
    assert!(groups("month").iter().all(|g| g.len() == 7 && g.as_bytes()[4] == b'-'), "{:?}", groups("month"));
    assert!(groups("week").iter().all(|g| g.contains("-W")));
    assert!(groups("day").len() >= groups("week").len() && groups("week").len() >= groups("month").len());
    let folder = with_samples();
    let sections = read(SAMPLES).lines().enumerate().fold(String::new(), |out, (i, line)| {
        let mut article: Value = serde_json::from_str(line).expect("JSON");
        article["section"] = ["home", "world"][i % 2].into();
        out + &format!("{article}\n")
    });
    folder.write("sections.jsonl", sections);
    let json = ["--min-articles", "1", "--format", "json", "--by", "section"];
    let of = |input: &str| folder.run(&[&["report", input], &json[..]].concat()).json();
    let from_articles = of("sections.jsonl");
    let names: BTreeSet<_> =
        from_articles["rows"].as_array().expect("rows").iter().map(|r| r["group"].clone().to_string()).collect();
    assert_eq!(names, ["\"home\"", "\"world\""].map(str::to_owned).into());
    folder.run(&["score", "sections.jsonl", "--keep", "section", "-o", "judgements.jsonl"]).done();
    assert_eq!(of("judgements.jsonl")["rows"], from_articles["rows"]);
}

#[test]
fn the_csv_report_says_what_the_json_report_says() {
    let json = gainsay(&FULL).json();
    let (head, rows) = csv_rows(&gainsay(&["report", SAMPLES, "--min-articles", "1", "--format", "csv"]).done());
    insta::assert_snapshot!(head.join(","), @"section,group,actor,kind,other,measure,label,value,low,high,p,q,articles,sentences,unit");
    for expected in json["rows"].as_array().expect("rows") {
        let of_cell = |section: &str, measure: &str, label: &str| {
            rows.iter().find(|r| {
                (r["section"].as_str(), r["measure"].as_str(), r["label"].as_str()) == (section, measure, label)
                    && (Some(r["group"].as_str()), Some(r["actor"].as_str()))
                        == (expected["group"].as_str(), expected["actor"].as_str())
            })
        };
        for label in ["accusing", "denying", "neutral"] {
            let row = of_cell("shares", "share", label).expect("a share");
            assert_eq!(row["articles"], expected["articles"].to_string());
            assert_eq!(row["unit"], "share");
            for (column, key) in [("value", "share"), ("low", "low"), ("high", "high")] {
                let number: f64 = row[column].parse().expect("a number");
                let expected = expected["shares"][label][key].as_f64().expect("a number");
                assert!((number - expected).abs() < 1e-5, "{row:?}");
            }
        }
        let accusing = of_cell("denials", "accusing", "").map(|r| r["value"].clone());
        let expected = expected["denial"]["articles_accusing"].to_string();
        assert_eq!(accusing.unwrap_or_else(|| "0".to_owned()), expected);
    }
    assert!(rows.iter().any(|r| r["section"] == "provenance" && r["measure"] == "input sha256"));
}

/// The rows of a table for people: what stands between the head and the notes.
fn n_rows(report: &Value) -> usize {
    report["rows"].as_array().expect("rows").len()
}

#[test]
fn tables_for_people_have_their_columns_rows_and_notes() {
    let top = gainsay(&["report", SAMPLES, "--format", "json", "--top", "5"]).json();
    let markdown = gainsay(&["report", SAMPLES, "--format", "markdown"]).done();
    let rows: Vec<&str> = markdown.lines().filter(|l| l.starts_with('|')).collect();
    insta::assert_snapshot!(rows[..2].join("\n"), @r"
    | outlet | actor | articles | sentences | accusing % | denying % | neutral % | to the rest | denial printed % |
    |:---|:---|---:|---:|---:|---:|---:|---:|---:|
    ");
    assert_eq!(rows.len() - 2, n_rows(&top), "five actors per outlet by default");
    for row in &rows {
        assert_eq!(row.matches('|').count(), rows[0].matches('|').count(), "{row}");
    }
    assert!(markdown.contains("95 % intervals") && markdown.contains("Denial printed: "), "{markdown}");

    let table = gainsay(&["report", SAMPLES]).done();
    let head = table.lines().take_while(|l| !l.starts_with('─')).collect::<String>();
    assert!(["outlet", "actor", "articles", "accusing %", "denial"].iter().all(|c| head.contains(c)), "{head}");
    assert!(table.lines().all(|l| l.chars().count() <= 120 || !l.starts_with(' ')), "{table}");
    // Narrow columns break their names.
    for source in ["Harbour", "Northern", "Meridian", "Daily"] {
        assert_eq!(table.matches(source).count(), 1, "an outlet's name stands where it changes\n{table}");
    }
    assert!(!table.contains('\u{1b}'), "no colour where nobody looks");
}

#[test]
fn a_report_can_be_narrowed_down() {
    let all = gainsay(&["report", SAMPLES, "--format", "json"]).json();
    let rows = |args: &[&str]| {
        let report = gainsay(&[&["report", SAMPLES, "--format", "json"], args].concat()).json();
        assert_eq!(report["judgements"], all["judgements"], "narrowing does not change what was counted");
        report["rows"].as_array().expect("rows").clone()
    };
    let kept = |by: &dyn Fn(&Value) -> bool| {
        let rows = all["rows"].as_array().expect("rows").iter();
        rows.filter(|r| by(r)).cloned().collect::<Vec<_>>()
    };
    assert_eq!(
        rows(&["--actor", "China", "--actor", "Russia"]),
        kept(&|r| r["actor"] == "China" || r["actor"] == "Russia")
    );
    let top = rows(&["--top", "2"]);
    assert_eq!(top.len(), 8, "four outlets, two actors each");
    for pair in top.chunks(2) {
        assert_eq!(pair[0]["group"], pair[1]["group"]);
        assert!(pair[0]["articles"].as_u64() >= pair[1]["articles"].as_u64());
    }

    let together = rows(&["--by", "all"]);
    let sum = |rows: &[Value], actor: &str| {
        rows.iter().filter(|r| r["actor"] == actor).filter_map(|r| r["sentences"].as_f64()).sum::<f64>()
    };
    for actor in ["China", "Russia", "Adaeze Mbeki"] {
        assert_eq!(together.iter().filter(|r| r["actor"] == actor).count(), 1);
        assert!((sum(&together, actor) - sum(&kept(&|_| true), actor)).abs() < 1e-9, "{actor}");
    }
    assert!(together.iter().all(|r| r["group"] == ""));
}

#[test]
fn a_report_from_judgements_is_that_from_articles() {
    let folder = with_samples();
    folder.write("judgements.jsonl", &*JUDGEMENTS);
    for format in ["table", "markdown", "csv", "json"] {
        // They name their input, and nothing else differs.
        let from = |input: &str| {
            let report = folder.run(&["report", input, "--format", format]).done();
            let of_input = |l: &&str| !["articles.jsonl", "judgements.jsonl", "sha256"].iter().any(|n| l.contains(n));
            report.lines().filter(of_input).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(from("articles.jsonl"), from("judgements.jsonl"), "{format}");
    }
    let rows = |report: &Value| report["rows"].clone();
    let piped = ["report", "-", "--input-format", "judgements", "--format", "json"];
    let stdin = folder.run_with(&piped, &**JUDGEMENTS).json();
    assert_eq!(rows(&stdin), rows(&folder.run(&["report", "articles.jsonl", "--format", "json"]).json()));
    // Both at once: half of the articles, and the judgements of the other half.
    let articles = read(SAMPLES);
    let half = articles.lines().count() / 2;
    let ids: BTreeSet<String> = sample_articles().into_iter().skip(half).map(|a| a.id).collect();
    folder.write("a.jsonl", articles.lines().take(half).flat_map(|l| [l, "\n"]).collect::<String>());
    let rest = JUDGEMENTS.lines().filter(|l| {
        let judgement: Value = serde_json::from_str(l).expect("JSON");
        ids.contains(judgement["article"].as_str().expect("an id"))
    });
    folder.write("b.jsonl", rest.flat_map(|l| [l, "\n"]).collect::<String>());
    let both = folder.run(&["report", "a.jsonl", "b.jsonl", "--format", "json"]).json();
    assert_eq!(rows(&both), rows(&folder.run(&["report", "articles.jsonl", "--format", "json"]).json()));
}

// ---- score ----

#[test]
fn judgements_slice_their_articles() {
    let articles: BTreeMap<String, _> = sample_articles().into_iter().map(|a| (a.id.clone(), a)).collect();
    let mut seen = BTreeSet::new();
    let judgements = judgements();
    assert!(judgements.len() > 500, "{} judgements", judgements.len());
    for j in &judgements {
        let text = |k: &str| j[k].as_str().unwrap_or_else(|| panic!("{k}: {j}"));
        let at = |k: &str| j[k].as_u64().unwrap_or_else(|| panic!("{k}: {j}")) as usize;
        let article = &articles[text("article")];
        assert_eq!(text("source"), article.source);
        assert_eq!(j["date"].as_str(), article.date.as_deref());
        let part = match text("part") {
            "headline" => &article.title,
            "body" => &article.text,
            other => panic!("part {other}"),
        };
        assert_eq!(part.get(at("start")..at("end")), Some(text("sentence")), "{j}");
        assert_eq!(part.get(at("mention_start")..at("mention_end")), Some(text("mention")), "{j}");
        assert!(at("start") <= at("mention_start") && at("mention_end") <= at("end"), "{j}");
        assert!(
            seen.insert((text("article").to_owned(), text("part").to_owned(), at("start"), text("actor").to_owned())),
            "a sentence is judged twice for one actor: {j}"
        );
        for classifier in &MODEL.classifiers {
            let task = classifier.task();
            let verdict = &j[task.name()];
            let label = verdict["label"].as_str().expect("a label");
            assert!(task.class(label).is_some(), "{j}");
            let probabilities = verdict["probabilities"].as_object().expect("probabilities");
            assert!(probabilities.keys().eq(task.labels()), "{j}");
            let sum: f64 = probabilities.values().filter_map(Value::as_f64).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{j}");
        }
    }
}

#[test]
fn judgements_as_csv_are_those_as_jsonl() {
    let (head, rows) = csv_rows(&gainsay(&["score", SAMPLES, "--format", "csv"]).done());
    let fixed = "article,source,date,part,start,end,sentence,actor,kind,mention,mention_start,mention_end";
    let optional = ["denial_distance", "denial_place", "cluster", "found"];
    let voice = ["voice", "voice_name", "voice_manner", "voice_verb", "voice_tone"];
    let mut expected: Vec<String> = fixed.split(',').chain(optional).chain(voice).map(str::to_owned).collect();
    for task in MODEL.classifiers.iter().map(gainsay::Classifier::task) {
        expected.push(task.name().to_owned());
        expected.extend(task.labels().iter().map(|l| format!("{}_{l}", task.name())));
    }
    assert_eq!(head, expected);
    let judgements = judgements();
    assert_eq!(rows.len(), judgements.len());
    for (row, j) in rows.iter().zip(&judgements) {
        assert_eq!((row["cluster"].as_str(), j.get("cluster")), ("", None), "nobody looked for copies");
        for field in fixed.split(',').filter(|f| *f != "cluster") {
            let value = j[field].as_str().map_or_else(|| j[field].to_string(), str::to_owned);
            assert_eq!(row[field], value, "{field}");
        }
        assert_eq!(row["found"], j["found"].as_str().unwrap_or("name"));
        for (column, field) in voice.into_iter().zip(["kind", "name", "manner", "verb", "tone"]) {
            assert_eq!(row[column], j["voice"][field].as_str().unwrap_or_default(), "{column}");
        }
        for task in MODEL.classifiers.iter().map(gainsay::Classifier::task) {
            let verdict = &j[task.name()];
            assert_eq!(row[task.name()], verdict["label"].as_str().expect("a label"));
            for label in task.labels() {
                let p: f64 = row[&format!("{}_{label}", task.name())].parse().expect("a number");
                assert!((p - verdict["probabilities"][label].as_f64().expect("a number")).abs() < 1e-6);
            }
        }
    }
}

#[test]
fn outputs_go_where_they_are_sent() {
    let folder = with_samples();
    let stdin = folder.run_with(&["score", "-"], read(SAMPLES));
    assert_eq!(stdin.done(), *JUDGEMENTS);
    assert_eq!(folder.run(&["score", "articles.jsonl", "-o", "-"]).done(), *JUDGEMENTS);
    assert_eq!(folder.run(&["score", "articles.jsonl", "-o", "out.jsonl"]).done(), "");
    assert_eq!(folder.read("out.jsonl"), *JUDGEMENTS);
    folder.run(&["report", "articles.jsonl", "-o", "report.txt"]).done();
    assert_eq!(folder.read("report.txt"), folder.run(&["report", "articles.jsonl"]).done());
    assert_eq!(folder.names(), ["articles.jsonl", "out.jsonl", "report.txt"], "no temporary file stays behind");
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    // More than one portion of work, so that there is an order to lose.
    let folder = Folder::new();
    let many: String = (0..9)
        .map(|i| samples_changed(|r| r["id"] = json!(format!("{}-{i}", r["id"].as_str().expect("text")))))
        .collect();
    assert!(many.len() > 512 * 1024);
    folder.write("many.jsonl", many);
    for args in [
        ["score", "many.jsonl", "--format", "jsonl"],
        ["report", "many.jsonl", "--format", "json"],
        ["actors", "many.jsonl", "--format", "json"],
    ] {
        let on = |threads: &str| folder.run(&[&args[..], &["--threads", threads]].concat()).done();
        assert_eq!(on("1"), on("3"), "{args:?}");
    }
}

// ---- inputs ----

fn gzip(text: &str) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(text.as_bytes()).expect("memory does not fail");
    gz.finish().expect("memory does not fail")
}

#[test]
fn compressed_inputs_are_read_as_they_are() {
    let folder = Folder::new();
    let text = read(SAMPLES);
    let (head, tail) = text.split_at(text.find('\n').expect("several lines") + 1);
    folder.write("articles.jsonl.gz", gzip(&text));
    // `cat a.gz b.gz` is a gzip file too.
    folder.write("members.jsonl.gz", [gzip(head), gzip(tail)].concat());
    folder.write("articles.jsonl.zst", zstd::encode_all(text.as_bytes(), 1).expect("memory does not fail"));
    for file in folder.names() {
        assert!(folder.run(&["score", &file]).done() == *JUDGEMENTS, "{file}");
    }
    let stdin = std::fs::read(folder.path().join("articles.jsonl.gz")).expect("it was written");
    assert!(folder.run_with(&["score", "-"], stdin).done() == *JUDGEMENTS);
}

/// `report <(zcat news.gz)`: what was looked at beforehand must not be lost.
#[test]
#[cfg(target_os = "linux")]
fn a_pipe_with_a_name_is_read_whole() {
    let folder = with_samples();
    let from_pipe = folder.run_with(&["report", "/dev/stdin", "--format", "json"], read(SAMPLES));
    let from_file = folder.run(&["report", "articles.jsonl", "--format", "json"]);
    assert_eq!(from_pipe.json()["rows"], from_file.json()["rows"]);
    let from_pipe = folder.run_with(&["score", "/dev/stdin"], read(SAMPLES));
    assert_eq!(from_pipe.done(), *JUDGEMENTS);
}

#[test]
fn a_damaged_compressed_input_is_an_error() {
    let folder = Folder::new();
    let zst = zstd::encode_all(read(SAMPLES).as_bytes(), 1).expect("memory does not fail");
    folder.write("half.jsonl.zst", &zst[..zst.len() / 2]);
    let gz = gzip(&read(SAMPLES));
    folder.write("half.jsonl.gz", &gz[..gz.len() / 2]);
    for file in ["half.jsonl.gz", "half.jsonl.zst"] {
        let Run { code, stderr, .. } = folder.run(&["score", file, "-o", "out"]);
        assert_eq!(code, 1, "{stderr}");
        assert!(stderr.starts_with(&format!("error: {file}: cannot read")), "{stderr}");
    }
    assert_eq!(folder.names(), ["half.jsonl.gz", "half.jsonl.zst"]);
}

#[test]
fn tables_of_articles_are_read() {
    let folder = Folder::new();
    for (name, delimiter) in [("articles.csv", b','), ("articles.tsv", b'\t')] {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(["text", "id", "colour", "source", "date", "title"]).expect("memory does not fail");
        for a in sample_articles() {
            let date = a.date.unwrap_or_default();
            writer.write_record([&a.text, &a.id, "red", &a.source, &date, &a.title]).expect("memory does not fail");
        }
        folder.write(name, writer.into_inner().expect("memory does not fail"));
        assert!(folder.run(&["score", name]).done() == *JUDGEMENTS, "{name}");
    }
    let csv = folder.read("articles.csv");
    assert!(folder.run_with(&["score", "-", "--input-format", "csv"], csv).done() == *JUDGEMENTS);
}

#[test]
fn a_folder_of_texts_names_its_outlets() {
    let folder = Folder::new();
    for a in sample_articles() {
        folder.write(&format!("news/{}/{}.txt", a.source, a.id), format!("{}\n\n{}", a.title, a.text));
    }
    folder.write("news/notes.md", "not an article");
    let sorted = |lines: Vec<Value>| {
        let without_date = lines.into_iter().map(|mut l| {
            l.as_object_mut().expect("an object").remove("date");
            l.to_string()
        });
        without_date.collect::<BTreeSet<_>>()
    };
    assert_eq!(sorted(folder.run(&["score", "news"]).lines()), sorted(judgements()));
    // A name that is typed goes before the folder's.
    let named = folder.run(&["report", "news/Harbour Post", "--source", "Post", "--format", "json"]).json();
    assert!(named["rows"].as_array().expect("rows").iter().all(|r| r["group"] == "Post"), "{named:.200}");
}

#[test]
fn fields_can_have_other_names() {
    let folder = Folder::new();
    let renamed = samples_changed(|r| {
        for (from, to) in [("source", "outlet"), ("text", "body")] {
            let value = r.remove(from).expect("it is there");
            r.insert(to.to_owned(), value);
        }
    });
    folder.write("renamed.jsonl", renamed);
    let run = folder.run(&["score", "renamed.jsonl", "--map", "source=outlet", "--map", "text=body"]);
    assert!(run.done() == *JUDGEMENTS);
}

#[test]
fn a_source_can_be_given_to_those_that_name_none() {
    let folder = Folder::new();
    let lines = [
        json!({"text": "Iran denied the charge.", "source": "Post"}),
        json!({"text": "Iran denied the charge."}),
        json!({"text": "Iran denied the charge.", "source": null, "id": 7}),
    ];
    folder.write("a.jsonl", lines.map(|l| format!("{l}\n")).concat());
    let lines = folder.run(&["score", "a.jsonl", "--source", "Wire"]).lines();
    let of = |key: &str| lines.iter().map(|j| j[key].as_str().expect("text").to_owned()).collect::<Vec<_>>();
    assert_eq!(of("source"), ["Post", "Wire", "Wire"]);
    assert_eq!(of("article"), ["a.jsonl:1", "a.jsonl:2", "7"], "without an id, file and line are one");
}

#[test]
fn actors_of_a_file_are_added() {
    let folder = Folder::new();
    let line = json!({"source": "Post", "text": "The Dockers' League accused China of spying. NDL staff denied it."});
    folder.write("a.jsonl", format!("{line}\n"));
    folder.write(
        "actors.toml",
        "[[actor]]\nname = \"National Dockers' League\"\nkind = \"body\"\nnames = [\"Dockers' League\", \"NDL\"]\n",
    );
    let actors = |args: &[&str]| {
        let lines = folder.run(&[&["score", "a.jsonl"], args].concat()).lines();
        lines.iter().map(|j| j["actor"].as_str().expect("text").to_owned()).collect::<BTreeSet<_>>()
    };
    let known = actors(&["--actors", "actors.toml"]);
    assert_eq!(known, ["China", "National Dockers' League"].map(str::to_owned).into());
    assert!(!actors(&[]).contains("National Dockers' League"));
}

// ---- quiet ----

#[test]
fn quiet_is_quiet() {
    let folder = with_samples();
    folder.write("mixed.jsonl", format!("not JSON\n{}", read(SAMPLES)));
    for args in [
        &["report", "articles.jsonl"][..],
        &["score", "articles.jsonl"],
        &["score", "mixed.jsonl", "--on-error", "skip"],
        &["actors", "articles.jsonl"],
        &["words", "articles.jsonl", "--min-count", "1"],
    ] {
        let run = folder.run(&[&["--quiet"], args].concat());
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
        assert!(!run.stdout.is_empty(), "{args:?}");
    }
    let loud = folder.run(&["score", "mixed.jsonl", "--on-error", "skip"]);
    assert!(loud.stderr.contains("skipped: mixed.jsonl: line 1: not a JSON record"), "{}", loud.stderr);
    let error = folder.run(&["--quiet", "score", "mixed.jsonl"]);
    assert!(error.code == 1 && error.stderr.starts_with("error: "), "errors still appear: {}", error.stderr);
}

// ---- explain, actors ----

const ACCUSED: &str = "NATO accused China of arming Russia.";

#[test]
fn an_explanation_adds_up_to_the_last_bit() {
    for (text, actor) in [
        (ACCUSED, "China"),
        ("China denied the accusation.", "China"),
        ("“We have never sold arms to either side,” a spokesman for Norcom said on Friday.", "Norcom"),
    ] {
        let e = gainsay(&["explain", text, "--actor", actor, "--format", "json"]).json();
        assert_eq!(
            (e["text"].as_str(), e["actor"].as_str(), e["task"].as_str()),
            (Some(text), Some(actor), Some("stance"))
        );
        let features = e["features"].as_array().expect("features");
        assert!(features.len() > 5, "{e}");
        let mut probabilities = 0.0;
        for label in ["accusing", "denying", "neutral"] {
            let number = |v: &Value| v[label].as_f64().expect("a number");
            let sum = features.iter().fold(number(&e["start"]), |sum, f| sum + number(&f["adds"]));
            assert!(sum.to_bits() == number(&e["scores"]).to_bits(), "{label}: {sum} is not {}", e["scores"][label]);
            probabilities += number(&e["probabilities"]);
        }
        assert!((probabilities - 1.0).abs() < 1e-9);
        for f in features {
            assert!(!f["feature"].as_str().expect("words").is_empty() && f["family"].is_string(), "{f}");
        }
    }
}

#[test]
fn an_explanation_is_that_of_the_judgement() {
    let folder = Folder::new();
    folder.write("a.jsonl", format!("{}\n", json!({"source": "Post", "text": ACCUSED})));
    let judged = folder.run(&["score", "a.jsonl"]).lines();
    let judged = judged.iter().find(|j| j["actor"] == "China").expect("China is judged");
    let explained = gainsay(&["explain", ACCUSED, "--actor", "China", "--format", "json"]).json();
    assert_eq!(judged["stance"]["label"], explained["label"]);
    assert_eq!(judged["stance"]["probabilities"], explained["probabilities"]);
}

#[test]
fn clear_sentences_get_their_labels() {
    for (text, actor, label) in [
        (ACCUSED, "China", "accusing"),
        ("China denied the accusation.", "China", "denying"),
        ("The talks in Geneva were attended by Norway.", "Norway", "neutral"),
    ] {
        let table = gainsay(&["explain", text, "--actor", actor]).done();
        assert!(table.starts_with(&format!("{actor}: {label} ")), "{table}");
        for line in ["(start)", "score", "more features)"] {
            assert!(table.contains(line), "{line} is missing\n{table}");
        }
    }
}

#[test]
fn explain_reads_standard_input() {
    let folder = Folder::new();
    let from_stdin = folder.run_with(&["explain", "-", "--actor", "China"], format!("{ACCUSED}\n")).done();
    assert_eq!(from_stdin, folder.run(&["explain", ACCUSED, "--actor", "China"]).done());
}

#[test]
fn an_actor_is_known_by_its_canonical_name() {
    let by = |name: &str| gainsay(&["explain", "Beijing denied it.", "--actor", name, "--format", "json"]).json();
    assert_eq!(by("China")["scores"], by("Beijing")["scores"]);
}

#[test]
fn actors_are_counted_with_their_forms() {
    let actors = gainsay(&["actors", SAMPLES, "--format", "json"]).json();
    let actors = actors.as_array().expect("a list");
    assert!(actors.len() > 20);
    for pair in actors.windows(2) {
        assert!(pair[0]["mentions"].as_u64() >= pair[1]["mentions"].as_u64(), "the most mentioned come first");
    }
    for actor in actors {
        let forms = actor["forms"].as_array().expect("forms");
        let sum: u64 = forms.iter().filter_map(|f| f["mentions"].as_u64()).sum();
        assert_eq!(Some(sum), actor["mentions"].as_u64(), "{actor}");
        assert!(actor["articles"].as_u64() <= actor["mentions"].as_u64(), "{actor}");
    }
    let forms_of = |name: &str| -> BTreeSet<String> {
        let actor = actors.iter().find(|a| a["actor"] == name).unwrap_or_else(|| panic!("{name} is missing"));
        let forms = actor["forms"].as_array().expect("forms").iter();
        forms.filter_map(|f| f["form"].as_str()).map(str::to_owned).collect()
    };
    assert!(forms_of("China").is_superset(&["China", "Chinese", "Beijing"].map(str::to_owned).into()));
    assert!(forms_of("United States").contains("U.S."));

    let often = gainsay(&["actors", SAMPLES, "--format", "json", "--min", "20"]).json();
    let expected: Vec<_> = actors.iter().filter(|a| a["mentions"].as_u64() >= Some(20)).cloned().collect();
    assert_eq!(often.as_array(), Some(&expected));
    let table = gainsay(&["actors", SAMPLES, "--min", "20"]).done();
    assert_eq!(table.lines().skip(2).filter(|l| !l.starts_with("  ")).count(), expected.len(), "{table}");
}

// ---- words ----

#[test]
fn words_are_counted_with_their_capitals() {
    let folder = Folder::new();
    folder
        .write("corpus.txt", "The ministry said China lied.\nYesterday the Ministry of Truth met China.\n".repeat(30));
    let table = folder.run(&["words", "corpus.txt", "--min-count", "20"]).done();
    assert!(table.lines().any(|l| l.starts_with("china\t")), "{table}");
    assert_eq!(folder.run(&["words", "corpus.txt", "--min-count", "1000"]).done().matches("china").count(), 0);
    folder.write("words.tsv", &table);
    assert!(gainsay::Casing::parse(&table).is_ok(), "the table is what `train --words` reads");
}

#[test]
fn vectors_of_words_used_alike_are_learned() {
    let folder = Folder::new();
    let text: String = ["denied", "rejected", "disputed"]
        .iter()
        .flat_map(|verb| ["claim", "charge", "report"].map(|noun| format!("The ministry {verb} the {noun} again.\n")))
        .collect();
    folder.write("corpus.txt", text.repeat(20));
    let table = folder.run(&["vectors", "corpus.txt", "--dim", "4"]).done();
    assert!(table.lines().any(|l| l.starts_with("denied\t")), "{table}");
    assert_eq!(gainsay::WordVectors::parse(&table).expect("what `train --vectors` reads").dim(), 4);
    assert_eq!(folder.run(&["vectors", "corpus.txt", "--dim", "4", "--max-words", "5"]).done().lines().count(), 5);
    let short = folder.run(&["vectors", "corpus.txt"]);
    assert_eq!(short.code, 1);
    assert!(short.stderr.contains("vectors of length 64 need at least 64"), "{}", short.stderr);
}

// ---- train, evaluate ----

const RECIPE: &str = "folds = 3\nc = [1.0, 10.0]\n";
const ACTORS: &str = "[[actor]]\nname = \"China\"\nkind = \"state\"\n[[actor]]\nname = \"Russia\"\nkind = \"state\"\n";

/// A folder with all that a small training run needs.
fn with_labelled() -> Folder {
    let folder = with_samples();
    folder.write("labelled.jsonl", read("tests/fixtures/labelled.jsonl"));
    folder.write("recipe.toml", RECIPE);
    folder.write("actors.toml", ACTORS);
    folder
}

const TRAIN: [&str; 5] = ["train", "--recipe", "recipe.toml", "--actors", "actors.toml"];

#[test]
fn training_twice_gives_the_same_file() {
    let folder = with_labelled();
    let labelled = folder.read("labelled.jsonl");
    let (head, tail) = labelled.split_at(labelled.find('\n').expect("several lines") + 1);
    folder.write("head.jsonl", head);
    folder.write("tail.jsonl", tail);
    let model = |inputs: &[&str], threads: &str| {
        let run = folder.run(&[&TRAIN[..], inputs, &["--threads", threads, "-o", "my.gsy"]].concat());
        assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
        assert!(run.stderr.contains("60 sentences, ") && run.stderr.contains("← chosen"), "{}", run.stderr);
        std::fs::read(folder.path().join("my.gsy")).expect("it was written")
    };
    let once = model(&["labelled.jsonl"], "1");
    assert!(once == model(&["labelled.jsonl"], "3"), "3 threads");
    assert!(once == model(&["head.jsonl", "tail.jsonl"], "2"), "the same sentences in two files");
    let read_back = gainsay::Model::from_bytes(&once).expect("the library reads it");
    assert_eq!(read_back.card.n_examples, 60);
    assert_eq!(read_back.card.training_sha256.len(), 64);
    assert_eq!(read_back.card.date, None, "the program takes no date by itself");
    let quiet = folder.run(&[&TRAIN[..], &["labelled.jsonl", "--quiet", "-o", "my.gsy"]].concat());
    assert_eq!((quiet.code, quiet.stderr.as_str()), (0, ""));
}

#[test]
fn a_model_is_evaluated_on_labelled_sentences() {
    let folder = with_labelled();
    folder.run(&[&TRAIN[..], &["labelled.jsonl", "-o", "my.gsy"]].concat()).done();
    let args = ["evaluate", "labelled.jsonl", "--model", "my.gsy"];
    let e = folder.run(&[&args[..], &["--format", "json", "--predictions", "predictions.jsonl"]].concat()).json();
    let number = |v: &Value| v.as_f64().unwrap_or_else(|| panic!("{v} in {e}"));
    assert_eq!((e["task"].as_str(), &e["labels"]), (Some("stance"), &json!(["accusing", "denying", "neutral"])));
    for score in ["macro_f1", "accuracy", "ece"] {
        assert!((0.0..=1.0).contains(&number(&e[score])), "{score}: {e}");
    }
    assert!(number(&e["macro_f1"]) > 0.9, "the sentences that it was trained on: {e}");
    let (low, high) = (number(&e["macro_f1_interval"]["low"]), number(&e["macro_f1_interval"]["high"]));
    assert!(low <= number(&e["macro_f1"]) && number(&e["macro_f1"]) <= high, "{e}");
    let confusion: u64 = e["confusion"]
        .as_array()
        .expect("rows")
        .iter()
        .flat_map(|r| r.as_array().expect("a row"))
        .filter_map(Value::as_u64)
        .sum();
    assert_eq!(e["n"], confusion);

    let predictions: Vec<Value> =
        folder.read("predictions.jsonl").lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert_eq!(e["n"], predictions.len());
    let right = predictions.iter().filter(|p| p["gold"] == p["predicted"]).count();
    assert!((right as f64 / predictions.len() as f64 - number(&e["accuracy"])).abs() < 1e-6);
    for p in &predictions {
        let sum: f64 = p["probabilities"].as_object().expect("an object").values().map(number).sum();
        assert!(p["id"].is_string() && p["actor"].is_string() && (sum - 1.0).abs() < 1e-9, "{p}");
    }
    let table = folder.run(&args).done();
    assert!(table.contains("→ denying") && table.contains("macro-F1"), "{table}");
}

#[test]
fn a_task_of_ones_own_goes_through_all_commands() {
    let folder = with_labelled();
    folder.run(&[&TRAIN[..], &["labelled.jsonl", "--task", "tone", "-o", "tone.gsy"]].concat()).done();
    let with = |args: &[&str]| folder.run(&[args, &["--model", "tone.gsy", "--task", "tone"]].concat());
    let report = with(&["report", "articles.jsonl", "--format", "json", "--min-articles", "1"]).json();
    assert_eq!(report["task"], "tone");
    for row in report["rows"].as_array().expect("rows") {
        let shares: Vec<f64> = row["shares"].as_object().expect("an object").values().map(check_share).collect();
        assert!(shares.len() == 2 && (shares.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{row}");
        assert!(row["denial"].is_null(), "only a stance has denials: {row}");
    }
    assert!(!with(&["report", "articles.jsonl"]).done().to_lowercase().contains("denial"));
    let e = with(&["explain", ACCUSED, "--actor", "China", "--format", "json"]).json();
    assert!(["cold", "warm"].contains(&e["label"].as_str().expect("a label")), "{e}");
    assert_eq!(with(&["evaluate", "labelled.jsonl", "--format", "json"]).json()["n"], 60);
    let lines = folder.run(&["score", "articles.jsonl", "--model", "tone.gsy"]).lines();
    assert!(!lines.is_empty() && lines.iter().all(|j| j["tone"]["label"].is_string() && j["stance"].is_null()));
}

/// The fixture with a domain for two of three sentences.
fn with_domains() -> Folder {
    let folder = with_labelled();
    let lines = folder.read("labelled.jsonl");
    let lines = lines.lines().zip([Some("war"), Some("trade"), None].into_iter().cycle()).map(|(line, domain)| {
        let mut record: Value = serde_json::from_str(line).expect("JSON");
        if let Some(domain) = domain {
            record["domain"] = json!(domain);
        }
        format!("{record}\n")
    });
    folder.write("domains.jsonl", lines.collect::<String>());
    folder
}

/// The rows of the table in `text` under the heads `heads`, cell by cell.
fn rows_under(text: &str, heads: &[&str]) -> Vec<Vec<String>> {
    let cells = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let mut lines = text.lines().skip_while(|l| cells(l) != heads);
    assert!(lines.next().is_some(), "no table of {heads:?} in\n{text}");
    lines.skip(1).map(cells).take_while(|row| row.len() == heads.len()).collect()
}

#[test]
fn training_tells_the_scores_of_each_domain() {
    let folder = with_domains();
    let heads = ["domain", "pairs", "macro-F1", "accuracy"];
    let args = ["domains.jsonl", "--task", "stance", "--task", "tone", "-o", "my.gsy"];
    let said = folder.run(&[&TRAIN[..], &args].concat()).stderr;
    let (stance, tone) = said.split_once("\ntone: ").expect("two tasks");
    for (task, n) in [(stance, 78), (tone, 60)] {
        let rows = rows_under(task, &heads);
        assert_eq!(rows.iter().map(|r| r[0].as_str()).collect::<Vec<_>>(), ["-", "trade", "war"], "{task}");
        assert_eq!(rows.iter().map(|r| r[1].parse::<i32>().expect("a number")).sum::<i32>(), n, "{task}");
        let number = |text: &str| text.parse::<f64>().expect("a number");
        let right: f64 = rows.iter().map(|r| number(&r[1]) * number(&r[3])).sum();
        let overall = task.split("accuracy ").nth(1).and_then(|t| t.split(',').next()).map(number);
        assert!((right / f64::from(n) - overall.expect("the whole task's")).abs() < 2e-3, "{task}");
    }
    let none = folder.run(&[&TRAIN[..], &["labelled.jsonl", "-o", "my.gsy"]].concat()).stderr;
    assert!(none.contains("accuracy") && !none.contains("domain"), "one domain is no comparison: {none}");
}

#[test]
fn a_learning_curve_is_told_and_changes_no_model() {
    let folder = with_labelled();
    folder.run(&[&TRAIN[..], &["labelled.jsonl", "-o", "plain.gsy"]].concat()).done();
    let run = folder.run(&[&TRAIN[..], &["labelled.jsonl", "--learning-curve", "-o", "my.gsy"]].concat());
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    let bytes = |name: &str| std::fs::read(folder.path().join(name)).expect("it was written");
    assert!(bytes("plain.gsy") == bytes("my.gsy"));
    let rows = rows_under(&run.stderr, &["groups", "pairs", "macro-F1", "log-loss"]);
    assert_eq!(rows.iter().map(|r| r[0].as_str()).collect::<Vec<_>>(), ["1/8", "1/4", "1/2", "all"], "{}", run.stderr);
    assert_eq!(rows[3][1], "52", "two of three folds of 78 pairs");
    let chosen = run.stderr.lines().find(|l| l.contains("← chosen")).expect("a penalty is chosen");
    assert!(chosen.contains(&format!("log-loss {}  macro-F1 {}", rows[3][3], rows[3][2])), "{}", run.stderr);
}

#[test]
fn suspects_are_the_pairs_that_cross_validation_doubts() {
    let folder = with_labelled();
    let args = ["labelled.jsonl", "--task", "stance", "--task", "tone", "--suspects", "suspects.jsonl", "-o", "my.gsy"];
    folder.run(&[&TRAIN[..], &args].concat()).done();
    let text = folder.read("suspects.jsonl");
    assert!(text.starts_with("{\"id\":") && text.ends_with("}\n"), "{text}");
    let suspects: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    let examples: BTreeMap<String, Value> = read("tests/fixtures/labelled.jsonl")
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).expect("JSON"))
        .map(|e| (e["id"].as_str().expect("an id").to_owned(), e))
        .collect();
    let probability = |s: &Value| s["probability"].as_f64().expect("a number");
    assert!(suspects.windows(2).all(|w| probability(&w[0]) <= probability(&w[1])), "{text}");
    for (task, n_pairs) in [("stance", 78), ("tone", 60)] {
        let n = suspects.iter().filter(|s| s["task"] == task).count();
        assert!(n > 0 && n <= n_pairs / 10, "{n} for {task}");
    }
    for s in &suspects {
        let example = &examples[s["id"].as_str().expect("an id")];
        assert_eq!(s["text"], example["text"]);
        let actor = example["actors"].as_array().expect("actors").iter().find(|a| a["name"] == s["actor"]);
        assert_eq!(s["label"], actor.expect("it is marked")[s["task"].as_str().expect("a task")], "{s}");
        assert!(s["suggested"].is_string() && s["suggested"] != s["label"] && probability(s) < 0.5, "{s}");
    }
    // A run that fails leaves no such file; a bad path fails before the work.
    let failed =
        folder.run(&[&TRAIN[..], &["labelled.jsonl", "--task", "mood", "--suspects", "no", "-o", "no.gsy"]].concat());
    assert!(failed.code == 1 && !folder.names().iter().any(|n| n.starts_with("no") || n.starts_with('.')));
    let bad = folder.run(&[&TRAIN[..], &["gone.jsonl", "--suspects", "gone/s.jsonl", "-o", "no.gsy"]].concat());
    assert!(bad.code == 1 && bad.stderr.contains("gone/s.jsonl: cannot write"), "{}", bad.stderr);
}

#[test]
fn the_solver_is_the_recipes_unless_it_is_typed() {
    let folder = with_labelled();
    folder.write("linfa.toml", format!("{RECIPE}solver = \"linfa\"\n"));
    folder.write("balanced.toml", format!("{RECIPE}class-weight = \"balanced\"\n"));
    let train = |recipe: &str, args: &[&str]| {
        let with = ["train", "labelled.jsonl", "--recipe", recipe, "--actors", "actors.toml", "-o", "my.gsy"];
        folder.run(&[&with[..], args].concat())
    };
    let bytes = |recipe: &str, args: &[&str]| {
        train(recipe, args).done();
        std::fs::read(folder.path().join("my.gsy")).expect("it was written")
    };
    let solver =
        |bytes: &[u8]| gainsay::Model::from_bytes(bytes).expect("it can be read").card.recipe["solver"].clone();
    let (sparse, linfa) = (bytes("recipe.toml", &[]), bytes("linfa.toml", &[]));
    assert_eq!((solver(&sparse), solver(&linfa)), (json!("sparse"), json!("linfa")));
    assert!(sparse == bytes("linfa.toml", &["--solver", "sparse"]), "the command line overrides the recipe");
    assert!(linfa == bytes("recipe.toml", &["--solver", "linfa"]), "the command line overrides the recipe");

    assert_eq!(train("balanced.toml", &["--solver", "sparse"]).code, 0);
    let balanced = train("balanced.toml", &["--solver", "linfa"]);
    let says = "error: `class-weight` is `balanced`; it must be `none` with the solver `linfa`, which has no weights";
    assert!(balanced.code == 1 && balanced.stderr.starts_with(says), "{}", balanced.stderr);

    // Twenty times the pairs, each with a word of its own: more than a dense matrix may hold.
    let labelled = folder.read("labelled.jsonl");
    let many =
        (0..20).flat_map(|i| labelled.lines().map(move |l| l.replace(".\"", &format!(", word{i} wrote.\"")) + "\n"));
    folder.write("labelled.jsonl", many.collect::<String>());
    let wide = train("recipe.toml", &["--solver", "linfa"]);
    assert!(wide.code == 1 && wide.stderr.starts_with("error: 1560 pairs × "), "{}", wide.stderr);
    assert!(
        wide.stderr.contains("at most 2000000 values\nhint: raise `min-df` or leave out families"),
        "{}",
        wide.stderr
    );
}

#[test]
fn the_sample_recipe_is_a_recipe() {
    let recipe = gainsay::Recipe::parse(&read("training/recipe.toml")).expect("it can be read");
    assert!(linfa::ParamGuard::check(recipe).is_ok());
}
