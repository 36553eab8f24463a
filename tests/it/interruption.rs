//! Runs that are killed: nothing is half written, and `--resume` ends as if nothing had happened.

use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use fastrand::Rng;

use crate::program::Folder;
use crate::{SAMPLES, read};

/// The samples so many times, a bad record now and then, and articles without any actor.
fn many(n: usize) -> String {
    let samples = read(SAMPLES);
    let mut out = String::new();
    for i in 0..n {
        out.push_str(
            &samples.replace("\"id\": \"", &format!("\"id\": \"{i}-")).replace("\"id\":\"", &format!("\"id\":\"{i}-")),
        );
        out.push_str("{\"source\": \"Harbour Post\", \"text\": \"It rained all day.\"}\n");
        if i % 5 == 0 {
            out.extend(["no record, number ", &i.to_string(), "\n"]);
        }
    }
    out
}

fn start(folder: &Folder, args: &[&str]) -> Child {
    let mut command = folder.command(args);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program can be started")
}

/// The size of a file in bytes; 0 if there is none.
fn size(folder: &Folder, name: &str) -> u64 {
    fs::metadata(folder.path().join(name)).map_or(0, |m| m.len())
}

/// Kills a run as soon as `ripe`; says whether it was still running.
fn kill_when(folder: &Folder, args: &[&str], mut ripe: impl FnMut() -> bool) -> bool {
    let mut child = start(folder, args);
    while child.try_wait().expect("a child can be waited for").is_none() && !ripe() {
        std::thread::sleep(Duration::from_millis(1));
    }
    // It may be gone by now.
    let _ = child.kill();
    let status = child.wait().expect("a child can be waited for");
    assert!(status.success() || status.signal() == Some(9), "{status}");
    status.signal().is_some()
}

/// What was hit.
#[derive(Debug, Default)]
struct Kills {
    /// Runs that were killed.
    n: u32,
    /// Of these, with a part of the output written.
    in_the_middle: u32,
    /// Of these, when the output had grown beyond what the journal told of.
    beyond_the_journal: u32,
}

/// When a run is killed: after its output has grown by so many bytes at most, and then so many milliseconds.
struct Moments {
    growth: u64,
    delay: u64,
    rng: Rng,
}

/// Kills runs of `score --resume` at drawn moments, at most `limit` times, then lets one end. Both outputs must be
/// those of a run that nobody disturbed.
fn killed(folder: &Folder, args: &[&str], limit: u32, moments: &mut Moments) -> Kills {
    let (output, rejects) = (folder.read("whole"), folder.read("whole.rejects"));
    let args = [args, &["-o", "out", "--rejects", "out.rejects", "--resume", "--quiet"]].concat();
    folder.write("out", "an earlier output\n");
    let mut kills = Kills::default();
    while kills.n < limit {
        let before = size(folder, "out.partial");
        let growth = moments.rng.u64(0..moments.growth);
        let delay = Duration::from_millis(moments.rng.u64(0..moments.delay));
        let mut grown = None;
        let was_running = kill_when(folder, &args, || {
            if grown.is_none() && size(folder, "out.partial") >= before + growth {
                grown = Some(Instant::now());
            }
            grown.is_some_and(|since: Instant| since.elapsed() >= delay)
        });
        if !was_running {
            break;
        }
        kills.n += 1;
        assert_eq!(folder.read("out"), "an earlier output\n", "half an output under its name");
        let partial = size(folder, "out.partial");
        kills.in_the_middle += u32::from(partial > 0 && partial < output.len() as u64);
        let journal = folder.read("out.journal");
        let told = journal.lines().filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok()).next_back();
        let told = told.and_then(|entry| entry["output"].as_u64()).unwrap_or(0);
        kills.beyond_the_journal += u32::from(partial > told);
    }
    folder.run(&args).done();
    assert!(folder.read("out") == output, "the output is another one after {kills:?}");
    assert!(folder.read("out.rejects") == rejects, "the rejects are others after {kills:?}");
    assert!(!folder.names().iter().any(|n| n.ends_with(".partial") || n.ends_with(".journal")), "{:?}", folder.names());
    kills
}

/// A folder with an input, and what a run that nobody disturbs makes of it.
fn undisturbed(n: usize, args: &[&str]) -> Folder {
    let folder = Folder::new();
    folder.write("many.jsonl", many(n));
    folder.run(&[args, &["-o", "whole", "--rejects", "whole.rejects"]].concat()).done();
    folder
}

#[test]
fn a_killed_run_goes_on() {
    let args = ["score", "many.jsonl"];
    let folder = undisturbed(30, &args);
    assert!(folder.read("whole.rejects").lines().count() == 6);
    let mut moments = Moments { growth: 2 << 20, delay: 60, rng: Rng::with_seed(7) };
    let kills = killed(&folder, &args, 4, &mut moments);
    assert!(kills.n >= 1 && kills.in_the_middle >= 1, "{kills:?}");
}

/// `cargo test --test it a_hundred_kills -- --ignored --nocapture`
#[test]
#[ignore = "takes minutes"]
#[expect(clippy::print_stdout, reason = "its figures are why it is run")]
fn a_hundred_kills() {
    for (seed, args) in [
        (1, &["score", "many.jsonl"][..]),
        (2, &["score", "many.jsonl", "--wire", "--format", "csv", "--threads", "1"]),
    ] {
        let folder = undisturbed(100, args);
        let mut moments = Moments { growth: 8 << 20, delay: 400, rng: Rng::with_seed(seed) };
        let (mut kills, mut n_runs) = (Kills::default(), 0);
        while kills.n < 100 {
            let more = killed(&folder, args, 100 - kills.n, &mut moments);
            kills.n += more.n;
            kills.in_the_middle += more.in_the_middle;
            kills.beyond_the_journal += more.beyond_the_journal;
            n_runs += 1;
        }
        println!("{args:?}: {n_runs} runs, {kills:?}: every output identical");
        assert!(kills.in_the_middle >= 80, "{kills:?}");
    }
}

/// Without `--resume`, whatever stood under the name stays.
#[test]
fn a_killed_run_leaves_the_old_output_or_none() {
    let folder = Folder::new();
    folder.write("many.jsonl", many(20));
    folder.write("old", "an earlier output\n");
    let mut rng = Rng::with_seed(3);
    for output in ["old", "new", "old", "new"] {
        let delay = Duration::from_millis(rng.u64(200..600));
        let began = Instant::now();
        assert!(kill_when(&folder, &["score", "many.jsonl", "--on-error", "skip", "-o", output], || began.elapsed()
            > delay));
        assert_eq!(folder.read("old"), "an earlier output\n");
        assert!(!folder.path().join("new").exists());
    }
}

const RESUME: [&str; 8] = ["score", "many.jsonl", "--on-error", "skip", "-o", "out", "--resume", "--quiet"];

/// A folder in which a run was killed after its journal's first entry.
fn interrupted() -> Folder {
    let folder = Folder::new();
    folder.write("many.jsonl", many(24));
    let ripe = || fs::read_to_string(folder.path().join("out.journal")).is_ok_and(|j| j.lines().count() > 2);
    assert!(kill_when(&folder, &RESUME, ripe), "the run is too short to be killed");
    assert_eq!(folder.names(), ["many.jsonl", "out.journal", "out.partial"]);
    folder
}

fn expected(folder: &Folder) -> String {
    folder.run(&["score", "many.jsonl", "--on-error", "skip", "-q"]).done()
}

/// Power may fail while both files are written.
#[test]
fn what_was_not_finished_is_cut_off() {
    let folder = interrupted();
    let append = |name: &str, more: &str| folder.write(name, folder.read(name) + more);
    append("out.partial", "half a line that the journal does not tell of");
    append("out.journal", "{\"portions\":99,\"art");
    folder.run(&RESUME).done();
    assert!(folder.read("out") == expected(&folder));
    assert_eq!(folder.names(), ["many.jsonl", "out"]);
}

/// The last moment: all is written, not all has its name.
#[test]
fn missing_names_are_given() {
    let folder = interrupted();
    let (journal, output) = (folder.read("out.journal"), expected(&folder));
    let last = serde_json::json!({
        "portions": 7, "articles": 7, "skipped": 0, "output": output.len(), "rejects": null, "whole": true,
    });
    folder.write("out.partial", &output);
    let head = journal.lines().next().expect("a journal has a head");
    for renamed in [false, true] {
        folder.write("out.journal", format!("{head}\n{last}\n"));
        assert_eq!(folder.path().join("out.partial").exists(), !renamed);
        folder.run(&RESUME).done();
        assert!(folder.read("out") == output);
        assert_eq!(folder.names(), ["many.jsonl", "out"]);
    }
}

/// A bad record stops a run; who then decides to skip need not begin anew.
#[test]
fn bad_records_may_be_skipped_from_then_on() {
    let folder = Folder::new();
    folder.write("a.jsonl", read(SAMPLES));
    folder.write("b.jsonl", format!("no record\n{}", read(SAMPLES)));
    let resume = ["score", "a.jsonl", "b.jsonl", "-o", "out", "--resume", "-q"];
    assert_eq!(folder.run(&resume).code, 1);
    folder.run(&[&resume[..], &["--rejects", "rejects"]].concat()).done();
    assert_eq!(folder.read("rejects"), "no record\n");
    let whole = folder.run(&["score", "a.jsonl", "b.jsonl", "--on-error", "skip", "-q"]).done();
    assert!(folder.read("out") == whole);
}

#[track_caller]
fn refused(folder: &Folder, args: &[&str], says: &str, hint: &str) {
    let before = folder.names();
    let run = folder.run(args);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{args:?}: {}", run.stderr);
    let (error, hinted) = run.stderr.split_once("hint: ").unwrap_or((&run.stderr, ""));
    assert!(error.starts_with("error: ") && error.contains(says) && hinted.contains(hint), "{args:?}: {}", run.stderr);
    assert_eq!(folder.names(), before, "{args:?}");
}

/// A mixture of two runs would be worse than none.
#[test]
fn another_run_is_refused() {
    let folder = interrupted();
    let afresh = "delete `out.partial`, `out.journal` to start afresh";
    let with = |more: &[&'static str]| [&RESUME[..], more].concat();
    refused(
        &folder,
        &with(&["--format", "csv"]),
        "out: the interrupted run is another one: `--format` was Jsonl, is Csv",
        afresh,
    );
    refused(&folder, &with(&["--keep", "title"]), "`--keep` was [], is [\"title\"]", afresh);
    folder.write("mine.toml", "[[actor]]\nname = \"Norcom\"\nkind = \"company\"\n");
    refused(&folder, &with(&["--actors", "mine.toml"]), "the content of `--actors` was not there, is ", afresh);
    folder.write("more.jsonl", read(SAMPLES));
    refused(&folder, &with(&["more.jsonl"]), "input 2 was not there, is `more.jsonl`", afresh);
    let journal = folder.read("out.journal");
    folder.write("out.journal", journal.replace("gainsay 0.", "gainsay 99."));
    refused(&folder, &RESUME, "the program was gainsay 99.", afresh);
    folder.write("out.journal", "notes of my own\n");
    refused(&folder, &RESUME, "out.journal: not the journal of a run", "move or delete");
    assert_eq!(folder.read("out.journal"), "notes of my own\n");
    folder.write("out.journal", &journal);
    let lock = File::open(folder.path().join("out.journal")).expect("it is there");
    lock.lock().expect("nobody else has it");
    refused(&folder, &RESUME, "out: another run is writing it", "wait for its end");
    drop(lock);
    let partial = fs::read(folder.path().join("out.partial")).expect("it is there");
    folder.write("out.partial", &partial[..100]);
    refused(&folder, &RESUME, "out.partial: 100 bytes, where the journal tells of ", afresh);
    fs::remove_file(folder.path().join("out.journal")).expect("it is there");
    refused(&folder, &RESUME, "out.partial: a file that no journal tells of", "move or delete it");
    assert_eq!(size(&folder, "out.partial"), 100);
    folder.write("out.journal", journal.lines().take(2).fold(String::new(), |all, line| all + line + "\n"));
    folder.write("rejects.partial", "somebody's\n");
    refused(&folder, &with(&["--rejects", "rejects"]), "rejects.partial: a file that no journal", "move or delete it");
    assert_eq!(folder.read("rejects.partial"), "somebody's\n");
    fs::remove_file(folder.path().join("out.journal")).expect("it is there");
    fs::remove_file(folder.path().join("out.partial")).expect("it is there");
    folder.run(&RESUME).done();
    assert!(folder.read("out") == expected(&folder));
}

#[test]
fn a_changed_input_is_refused() {
    let folder = interrupted();
    let changed = folder.read("many.jsonl") + "\n";
    folder.write("many.jsonl", changed);
    refused(&folder, &RESUME, "the interrupted run is another one: input 1 was `many.jsonl` of ", "start afresh");
}

#[test]
fn only_files_can_be_gone_on_with() {
    let folder = Folder::new();
    folder.write("articles.jsonl", read(SAMPLES));
    fs::create_dir(folder.path().join("folder")).expect("folders can be made");
    let says = "`--resume` goes on with a file, and this is none";
    refused(&folder, &["score", "articles.jsonl", "--resume"], &format!("standard output: {says}"), "-o FILE");
    refused(
        &folder,
        &["score", "articles.jsonl", "--resume", "-o", "/dev/null"],
        &format!("/dev/null: {says}"),
        "-o FILE",
    );
    refused(
        &folder,
        &["score", "articles.jsonl", "--resume", "-o", "folder"],
        "folder: cannot write: it is a folder",
        "name",
    );
    refused(&folder, &["score", "articles.jsonl", "--resume", "-o", "no/out"], "no/out: cannot write", "folder exist");
    refused(&folder, &["score", "-", "--resume", "-o", "out"], "<stdin>: `--resume` reads again", "to a file first");
    refused(
        &folder,
        &["score", "/dev/null", "--resume", "-o", "out"],
        "/dev/null: `--resume` reads again",
        "to a file first",
    );
}
