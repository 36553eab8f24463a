//! Bad input of every kind: exit code 1, a message that names the place and the remedy, and
//! nothing left behind.

use rapidhash::v3::rapidhash_v3;

use crate::program::{Folder, Run};
use crate::{package, read};

/// A run that must fail.
struct Case {
    args: &'static [&'static str],
    /// Files beside the good ones of [`folder`].
    files: Vec<(&'static str, Vec<u8>)>,
    /// What the message must hold, from its beginning.
    says: &'static str,
    /// What the hint must hold; none if there must be none.
    hint: Option<&'static str>,
}

fn case(args: &'static [&'static str], file: &'static str, bytes: impl Into<Vec<u8>>, says: &'static str) -> Case {
    Case { args, files: vec![(file, bytes.into())], says, hint: None }
}

impl Case {
    fn hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }
}

const GOOD: &str =
    "{\"id\": \"a\", \"source\": \"Post\", \"text\": \"NATO accused China of spying. China denied it.\"}\n";
const LABELLED: &str =
    "{\"text\": \"NATO accused China.\", \"actors\": [{\"name\": \"China\", \"stance\": \"accusing\"}]}\n";

/// A folder with good articles, good labelled sentences, and the outputs of an earlier run.
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("good.jsonl", GOOD);
    folder.write("labelled.jsonl", LABELLED);
    folder.write("out", "an earlier output\n");
    folder
}

fn check(cases: Vec<Case>) {
    assert!(!cases.is_empty());
    for Case { args, files, says, hint } in cases {
        let folder = folder();
        for (name, bytes) in &files {
            folder.write(name, bytes);
        }
        let before = folder.names();
        let Run { code, stdout, stderr } = folder.run(args);
        assert_eq!(code, 1, "{args:?}: {stderr}");
        assert_eq!(stdout, "", "{args:?}");
        let mut lines = stderr.lines();
        let error = lines.next().unwrap_or_default();
        assert!(error.starts_with(&format!("error: {says}")), "{args:?} says\n{stderr}instead of\n{says}");
        let hints: Vec<&str> = stderr.lines().filter_map(|l| l.strip_prefix("hint: ")).collect();
        match hint {
            Some(hint) => assert!(hints.len() == 1 && hints[0].contains(hint), "{args:?} hints\n{stderr}"),
            None => assert!(hints.is_empty(), "{args:?} hints\n{stderr}"),
        }
        assert_eq!(folder.names(), before, "{args:?} leaves something behind");
        assert_eq!(folder.read("out"), "an earlier output\n", "{args:?} touches an output that it did not finish");
        for (name, bytes) in &files {
            let now = std::fs::read(folder.path().join(name)).expect("inputs stay where they are");
            assert!(now == *bytes, "{args:?} touches {name}");
        }
    }
}

const SCORE: &[&str] = &["score", "bad.jsonl", "-o", "out"];
const REPORT: &[&str] = &["report", "good.jsonl", "bad.jsonl", "-o", "out"];

#[test]
fn bad_articles() {
    let after_good = |bad: &[u8]| [GOOD.as_bytes(), b"\n", bad, b"\n", GOOD.as_bytes()].concat();
    check(vec![
        case(SCORE, "bad.jsonl", after_good(b"not JSON"), "bad.jsonl: line 3: not a JSON record: ").hint("JSON object"),
        case(SCORE, "bad.jsonl", after_good(b"[1, 2]"), "bad.jsonl: line 3: not a JSON record: ").hint("JSON object"),
        case(SCORE, "bad.jsonl", after_good(b"{\"text\": {\"a\": 1}}"), "bad.jsonl: line 3: not a JSON record: ")
            .hint("JSON object"),
        case(SCORE, "bad.jsonl", after_good(&GOOD.as_bytes()[..60]), "bad.jsonl: line 3: not a JSON record: ")
            .hint("JSON object"),
        case(
            SCORE,
            "bad.jsonl",
            after_good(b"{\"outlet\": \"Post\", \"text\": \"Iran lied.\"}"),
            "bad.jsonl: line 3: field `source` is missing or empty; the record has `outlet`, `text`",
        )
        .hint("--map source=NAME"),
        case(
            REPORT,
            "bad.jsonl",
            b"{\"source\": \"Post\", \"text\": \"  \"}".to_vec(),
            "bad.jsonl: line 1: field `text` is missing or empty; the record has `source`, `text`",
        )
        .hint("--map text=NAME"),
        case(
            SCORE,
            "bad.jsonl",
            after_good(b"{\"source\": \"Post\", \"text\": \"Caf\xe9\"}"),
            "bad.jsonl: line 3: invalid UTF-8 at byte 31 of the line",
        )
        .hint("iconv"),
        case(SCORE, "bad.jsonl", b"".to_vec(), "bad.jsonl: the file is empty").hint("at least one record"),
        case(REPORT, "bad.jsonl", b"".to_vec(), "bad.jsonl: the file is empty").hint("at least one record"),
        case(
            &["score", "bad.jsonl", "-o", "out", "--max-record", "200"],
            "bad.jsonl",
            after_good(&[b'x'; 300]),
            "bad.jsonl: line 3: the line is longer than 200 bytes",
        )
        .hint("--max-record BYTES"),
        case(
            &["score", "bad.csv", "-o", "out"],
            "bad.csv",
            "source,text\nPost,Iran lied.\nPost\n",
            "bad.csv: line 3: not a CSV record: 1 fields where the header has 2",
        )
        .hint("quote fields"),
        case(
            &["score", "bad.csv", "-o", "out"],
            "bad.csv",
            "outlet,text\nPost,Iran lied.\n",
            "bad.csv: line 1: field `source` is missing or empty; the record has `outlet`, `text`",
        )
        .hint("--map source=NAME"),
        case(&["score", "bad.csv", "-o", "out"], "bad.csv", "", "bad.csv: the file is empty").hint("at least one"),
        case(&["score", "bad.txt", "-o", "out"], "bad.txt", " \n", "bad.txt: the file is empty").hint("at least one"),
        case(&["score", "bad.txt", "-o", "out"], "bad.txt", "Iran lied.", "bad.txt: no outlet").hint("--source NAME"),
        case(
            &["score", "bad.txt", "-o", "out", "--source", "Post"],
            "bad.txt",
            b"Caf\xe9".to_vec(),
            "bad.txt: invalid UTF-8 at byte 3",
        )
        .hint("iconv"),
        case(
            &["report", "bad.jsonl", "-o", "out", "--input-format", "judgements"],
            "bad.jsonl",
            GOOD,
            "bad.jsonl: line 1: not a judgement: missing field `article`",
        )
        .hint("`gainsay score`"),
    ]);
}

#[test]
fn bad_paths() {
    check(vec![
        case(&["score", "gone.jsonl", "-o", "out"], "x", "", "gone.jsonl: cannot read: ").hint("`-` reads standard"),
        case(&["score", "good.jsonl", "gone.jsonl", "-o", "out"], "x", "", "gone.jsonl: cannot read: ")
            .hint("check the path"),
        case(&["train", "gone.jsonl", "-o", "out"], "x", "", "gone.jsonl: cannot read: ").hint("check the path"),
        case(&["words", "gone.txt", "-o", "out"], "x", "", "gone.txt: cannot read: ").hint("check the path"),
        case(&["evaluate", "gone.jsonl"], "x", "", "gone.jsonl: cannot read: ").hint("check the path"),
        case(&["score", "empty", "-o", "out"], "empty/readme.md", "", "empty: the folder holds no articles")
            .hint(".jsonl, .csv, .tsv or .txt"),
        case(&["score", "good.jsonl", "-o", "no/such/out"], "x", "", "no/such/out: cannot write: ")
            .hint("does the folder exist"),
        case(&["report", "good.jsonl", "-o", "dir"], "dir/x", "", "dir: cannot write: it is a folder")
            .hint("name of a file"),
        case(&["train", "labelled.jsonl", "-o", "dir"], "dir/x", "", "dir: cannot write: it is a folder")
            .hint("name of a file"),
        case(
            &["score", "good.jsonl", "-o", "out", "--on-error", "skip", "--rejects", "no/such/rejects"],
            "x",
            "",
            "no/such/rejects: cannot write: ",
        )
        .hint("does the folder exist"),
    ]);
}

#[test]
fn bad_labelled_sentences() {
    const TRAIN: &[&str] = &["train", "labelled.jsonl", "bad.jsonl", "-o", "out"];
    let line = |actor: &str| format!("{LABELLED}{{\"text\": \"Zürich denies it.\", \"actors\": [{actor}]}}\n");
    let mut cases = Vec::new();
    for (args, bad) in [(TRAIN, "bad.jsonl"), (&["evaluate", "bad.jsonl"][..], "bad.jsonl")] {
        cases.extend([
            case(
                args,
                bad,
                line("{\"name\": \"Zürich\", \"stance\": \"angry\"}"),
                "bad.jsonl: line 2: unknown stance label `angry` for actor `Zürich`",
            )
            .hint("`accusing`, `denying`, `neutral`"),
            case(
                args,
                bad,
                line("{\"name\": \"Bern\", \"stance\": \"denying\"}"),
                "bad.jsonl: line 2: actor `Bern` does not stand in the text",
            )
            .hint("exactly as the text writes it"),
            case(
                args,
                bad,
                line("{\"name\": \"Zürich\", \"start\": 0, \"end\": 99, \"stance\": \"denying\"}"),
                "bad.jsonl: line 2: actor `Zürich`: offsets 0..99 do not slice the text of 18 bytes",
            )
            .hint("bytes of UTF-8"),
            case(
                args,
                bad,
                line("{\"name\": \"Zürich\", \"start\": 2, \"end\": 7, \"stance\": \"denying\"}"),
                "bad.jsonl: line 2: actor `Zürich`: offsets 2..7 do not slice",
            )
            .hint("bytes of UTF-8"),
            case(
                args,
                bad,
                "{\"text\": \"Iran lied.\"}\n",
                "bad.jsonl: line 1: not a JSON record: missing field `actors`",
            )
            .hint("JSON object"),
            case(
                args,
                bad,
                b"{\"text\": \"Caf\xe9\"}\n".to_vec(),
                "bad.jsonl: line 1: invalid UTF-8 at byte 13 of the line",
            )
            .hint("iconv"),
            case(args, bad, "", "bad.jsonl: the file is empty").hint("at least one record"),
        ]);
    }
    check(cases);
}

#[test]
fn tasks_that_are_not_there() {
    check(vec![
        case(&["report", "good.jsonl", "-o", "out", "--task", "mood"], "x", "", "the model has no task `mood`")
            .hint("`stance`"),
        case(&["train", "labelled.jsonl", "-o", "out", "--task", "mood"], "x", "", "no actor carries a `mood` label"),
        case(
            &["train", "labelled.jsonl", "-o", "out"],
            "x",
            "",
            "`accusing` of task `stance` occurs in 1 group(s), fewer than the 5 folds",
        ),
        case(
            &["report", "good.jsonl", "-o", "out", "--actor", "Atlantis"],
            "x",
            "",
            "no sentence mentions the actor `Atlantis`",
        )
        .hint("`gainsay actors`"),
        case(
            &["explain", "Iran denied it.", "--actor", "Iraq"],
            "x",
            "",
            "the actor `Iraq` does not stand in the text",
        )
        .hint("it mentions Iran"),
    ]);
}

#[test]
fn a_task_that_is_not_there_is_answered_with_those_that_are() {
    check(vec![
        case(
            &["explain", "Iran denied it.", "--actor", "Iran", "--task", "mood"],
            "x",
            "",
            "the model has no task `mood`",
        )
        .hint("`stance`"),
        case(&["evaluate", "labelled.jsonl", "--task", "mood"], "x", "", "the model has no task `mood`")
            .hint("`stance`"),
    ]);
}

#[test]
fn bad_models() {
    const WITH: &[&str] = &["report", "good.jsonl", "--model", "bad.gsy", "-o", "out"];
    let good = std::fs::read(package("models/default.gsy")).expect("the default model is there");
    let mut newer = good.clone();
    newer[8..12].copy_from_slice(&99u32.to_le_bytes());
    let body = newer.len() - 8;
    let checksum = rapidhash_v3(&newer[..body]).to_le_bytes();
    newer[body..].copy_from_slice(&checksum);
    let mut damaged = good.clone();
    damaged[good.len() / 2] ^= 1;
    check(vec![
        case(WITH, "bad.gsy", read("Cargo.toml"), "bad.gsy: not a gainsay model file").hint("leave `--model` out"),
        case(WITH, "bad.gsy", "", "bad.gsy: not a gainsay model file").hint("leave `--model` out"),
        case(WITH, "bad.gsy", &good[..14], "bad.gsy: ").hint("copy the file again"),
        case(WITH, "bad.gsy", &good[..good.len() - 100], "bad.gsy: ").hint("copy the file again"),
        case(WITH, "bad.gsy", damaged, "bad.gsy: the checksum does not match; the file is damaged")
            .hint("copy the file again"),
        case(WITH, "bad.gsy", newer, "bad.gsy: model format 99, but this program reads formats up to ")
            .hint("update gainsay"),
    ]);
}

#[test]
fn missing_knowledge_gets_a_hint() {
    check(vec![
        case(&["report", "good.jsonl", "--model", "gone.gsy", "-o", "out"], "x", "", "gone.gsy: cannot read: ")
            .hint("check the path"),
        case(&["score", "good.jsonl", "--actors", "gone.toml", "-o", "out"], "x", "", "gone.toml: cannot read: ")
            .hint("check the path"),
        case(&["train", "labelled.jsonl", "--recipe", "gone.toml", "-o", "out"], "x", "", "gone.toml: cannot read: ")
            .hint("check the path"),
    ]);
}

#[test]
fn missing_knowledge_is_named() {
    for args in [
        ["report", "good.jsonl", "--model", "gone", "-o", "out"],
        ["score", "good.jsonl", "--actors", "gone", "-o", "out"],
        ["train", "labelled.jsonl", "--recipe", "gone", "-o", "out"],
        ["train", "labelled.jsonl", "--actors", "gone", "-o", "out"],
        ["train", "labelled.jsonl", "--predicates", "gone", "-o", "out"],
        ["train", "labelled.jsonl", "--words", "gone", "-o", "out"],
    ] {
        let folder = folder();
        let before = folder.names();
        let run = folder.run(&args);
        assert_eq!(run.code, 1, "{args:?}: {}", run.stderr);
        assert!(run.stderr.starts_with("error: gone: cannot read: "), "{args:?}: {}", run.stderr);
        assert_eq!((folder.names(), folder.read("out")), (before, "an earlier output\n".to_owned()), "{args:?}");
    }
}

#[test]
fn bad_recipes() {
    const WITH: &[&str] = &["train", "labelled.jsonl", "--recipe", "bad.toml", "-o", "out"];
    let hint = "training/recipe.toml";
    check(vec![
        case(WITH, "bad.toml", "folds = 1", "`folds` is 1; it must be between 2 and 100").hint(hint),
        case(WITH, "bad.toml", "c = []", "`c` is []; it must be one or more positive numbers").hint(hint),
        case(WITH, "bad.toml", "c = [1.0, -2.0]", "`c` is [1.0, -2.0]; it must be one or more positive").hint(hint),
        case(WITH, "bad.toml", "c = [nan]", "`c` is [NaN]; it must be one or more positive numbers").hint(hint),
        case(WITH, "bad.toml", "tolerance = 0.0", "`tolerance` is 0; it must be above 0").hint(hint),
        case(WITH, "bad.toml", "families = []", "`families` is empty; it must be at least one family").hint(hint),
        case(WITH, "bad.toml", "min-df = 0", "`min-df` is 0; it must be at least 1").hint(hint),
        case(WITH, "bad.toml", "folds = ", "bad.toml: "),
        case(WITH, "bad.toml", "colour = 1", "bad.toml: "),
        case(WITH, "bad.toml", "families = [\"rhyme\"]", "bad.toml: "),
    ]);
}

#[test]
fn bad_actors() {
    const WITH: &[&str] = &["score", "good.jsonl", "--actors", "bad.toml", "-o", "out"];
    let two = "[[actor]]\nname = \"A Corp\"\nkind = \"company\"\nnames = [\"AC\"]\n[[actor]]\nname = \"B Corp\"\nkind = \"company\"\n";
    check(vec![
        case(WITH, "bad.toml", "[[actor]\n", "bad.toml: "),
        case(WITH, "bad.toml", "[[actor]]\nname = \"A Corp\"\nkind = \"planet\"\n", "bad.toml: "),
        case(WITH, "bad.toml", two.replace("B Corp", "A Corp"), "bad.toml: line 6: two actors are named `A Corp`"),
        case(
            WITH,
            "bad.toml",
            format!("{two}names = [\"AC\"]\n"),
            "bad.toml: line 4: `AC` of `A Corp` belongs to `B Corp` too",
        ),
        case(
            WITH,
            "bad.toml",
            format!("{two}of = \"C Corp\"\n"),
            "bad.toml: line 8: actor `B Corp` is said to be of `C Corp`",
        ),
        case(WITH, "bad.toml", format!("{two}names = [\"\"]\n"), "bad.toml: line 8: actor `B Corp` has the form ``"),
    ]);
}

// ---- going on ----

const BAD_LINES: [&[u8]; 4] =
    [b"not JSON", b"{\"text\": \"Iran lied.\"}", b"{\"source\": \"Post\", \"text\": \"Caf\xe9\"}", b"[\"x\", 1] "];

/// Good and bad lines in turn.
fn mixed() -> Vec<u8> {
    BAD_LINES.iter().flat_map(|bad| [GOOD.as_bytes(), bad, b"\n"].concat()).collect()
}

#[test]
fn skipping_goes_on_and_keeps_the_bad_lines() {
    for command in ["score", "report", "actors"] {
        let folder = folder();
        folder.write("mixed.jsonl", mixed());
        folder.write("only-good.jsonl", GOOD.repeat(BAD_LINES.len()));
        let before = folder.names();
        let run = folder.run(&[command, "mixed.jsonl", "--on-error", "skip", "--rejects", "rejects"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        // A report tells what it was made of.
        let told = |text: &str| {
            text.lines()
                .filter(|l| !l.contains("only-good") && !l.contains("mixed") && !l.contains("model "))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(told(&run.stdout), told(&folder.run(&[command, "only-good.jsonl"]).done()), "{command}");
        let rejects = std::fs::read(folder.path().join("rejects")).expect("it was asked for");
        assert_eq!(rejects, [BAD_LINES.join(&b'\n'), b"\n".to_vec()].concat(), "{command}");
        for line in [2, 4, 6, 8] {
            assert!(run.stderr.contains(&format!("skipped: mixed.jsonl: line {line}: ")), "{}", run.stderr);
        }
        assert!(run.stderr.ends_with("4 record(s) skipped\n"), "{}", run.stderr);
        let new: Vec<String> = folder.names().into_iter().filter(|n| !before.contains(n)).collect();
        assert_eq!(new, ["rejects"]);
    }
}

#[test]
fn bad_judgements_are_skipped_too() {
    let folder = folder();
    let judgements = folder.run(&["score", "good.jsonl"]).done();
    folder.write("judgements.jsonl", format!("{judgements}{{\"article\": 1}}\n{judgements}"));
    let args = ["report", "judgements.jsonl", "--format", "json", "--on-error", "skip", "--rejects", "rejects"];
    let report = folder.run(&args).json();
    assert_eq!(report["judgements"], 2 * judgements.lines().count());
    assert_eq!(folder.read("rejects"), "{\"article\": 1}\n");
    let stops = folder.run(&args[..4]);
    let line = judgements.lines().count() + 1;
    assert!(stops.code == 1 && stops.stderr.contains(&format!("judgements.jsonl: line {line}: ")), "{}", stops.stderr);
}

#[test]
fn a_long_line_is_skipped() {
    let folder = folder();
    folder.write("long.jsonl", format!("{GOOD}{}\n{GOOD}", "x".repeat(5000)));
    let run = folder.run(&["score", "long.jsonl", "--on-error", "skip", "--max-record", "1000"]);
    assert!(run.stderr.contains("line 2: the line is longer than 1000 bytes"), "{}", run.stderr);
    folder.write("twice.jsonl", GOOD.repeat(2));
    assert_eq!(run.done(), folder.run(&["score", "twice.jsonl"]).done());
}

/// A record as long as the limit is not over it, with or without a line feed behind.
#[test]
fn the_longest_record_is_taken() {
    let folder = folder();
    let line = GOOD.trim_end();
    folder.write("one.jsonl", GOOD);
    folder.write("unfinished.jsonl", line);
    for (limit, code) in [(line.len(), 0), (line.len() - 1, 1)] {
        for file in ["one.jsonl", "unfinished.jsonl"] {
            let run = folder.run(&["score", file, "--max-record", &limit.to_string()]);
            assert_eq!(run.code, code, "{file}, {limit} bytes: {}", run.stderr);
        }
    }
}

/// A quotation mark that nobody closes makes one record of the rest of the file.
#[test]
fn a_long_row_is_refused() {
    let row = format!("Post,\"{}\n", "x,y\n".repeat(1000));
    check(vec![
        case(
            &["score", "bad.csv", "-o", "out", "--max-record", "1000"],
            "bad.csv",
            format!("source,text\nPost,Iran lied.\n{row}"),
            "bad.csv: line 3: ",
        )
        .hint("--max-record BYTES"),
    ]);
}

#[test]
fn a_file_of_blank_lines_is_empty() {
    check(vec![case(SCORE, "bad.jsonl", "\n  \n\n", "bad.jsonl: the file is empty").hint("at least one record")]);
}

#[test]
fn without_skipping_no_rejects_are_left_behind() {
    let folder = folder();
    folder.write("mixed.jsonl", mixed());
    let before = folder.names();
    let run = folder.run(&["score", "mixed.jsonl", "-o", "out", "--on-error", "fail", "--rejects", "rejects"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.starts_with("error: mixed.jsonl: line 2: not a JSON record"), "{}", run.stderr);
    assert_eq!((folder.names(), folder.read("out")), (before, "an earlier output\n".to_owned()));
}

/// Whoever wants the rejected records wants to go on.
#[test]
fn rejects_are_reason_enough_to_skip() {
    let folder = folder();
    folder.write("mixed.jsonl", mixed());
    let args = ["score", "mixed.jsonl", "--rejects", "rejects"];
    let alone = folder.run(&args).done();
    let rejects = std::fs::read(folder.path().join("rejects")).expect("it was asked for");
    assert_eq!(alone, folder.run(&[&args[..], &["--on-error", "skip"]].concat()).done());
    assert!(rejects.starts_with(b"not JSON\n"));
}

/// A reader that has seen enough, as `head` does, is no failure.
#[test]
fn a_closed_pipe_is_success() {
    use std::io::Read;
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("gainsay"))
        .args(["score".as_ref(), package(crate::SAMPLES).as_os_str()])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program can be started");
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().expect("it is piped").read_to_string(&mut stderr).expect("UTF-8");
    assert_eq!((child.wait().expect("it ends").code(), stderr.as_str()), (Some(0), ""));
}

/// Both kinds of input are one stream, so the rejects of one do not displace those of the other.
#[test]
fn rejects_of_articles_and_judgements_are_kept_together() {
    let folder = folder();
    folder.write("articles.jsonl", "{\"source\": \"Post\", \"text\": \"Iran denied it.\"}\nbad article\n");
    let judgements = folder.run(&["score", "articles.jsonl", "--on-error", "skip"]).done();
    folder.write("judged.jsonl", format!("{judgements}bad judgement\n"));
    folder.run(&["report", "articles.jsonl", "judged.jsonl", "--rejects", "rejects"]).done();
    assert_eq!(folder.read("rejects"), "bad article\nbad judgement\n");
}
