//! What the world does to a run: full disks, closed pipes, inputs that change under the reader's hands. Each has its
//! exit code, a message that names the file and the cause, and a remedy; nothing is left behind.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Output, Stdio};

use crate::program::Folder;
use crate::{SAMPLES, read};

const GOOD: &str = "{\"id\": \"a\", \"source\": \"Post\", \"text\": \"NATO accused China of spying.\"}\n";

/// A run that must fail so.
#[track_caller]
fn failed(run: &Output, what: &str, code: i32, says: &str, hint: &str) {
    let stderr = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(code), "{what}: {stderr}");
    let (error, hinted) = stderr.split_once("hint: ").unwrap_or((&stderr, ""));
    let error = error.lines().find(|l| l.starts_with("error: ")).unwrap_or_default();
    assert!(error.contains(says), "{what}: {stderr}\ndoes not say\n{says}");
    assert!(
        hinted.contains(hint) && (hint.is_empty() == hinted.is_empty()),
        "{what}: {stderr}\ndoes not hint at\n{hint}"
    );
}

fn output(command: &mut Command) -> Output {
    command.output().expect("the program can be started")
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_named() {
    let folder = Folder::new();
    folder.write("articles.jsonl", read(SAMPLES));
    folder.write("bad.jsonl", format!("{GOOD}no record\n"));
    folder.write("words.txt", "Iran denied it.\n");
    let names = folder.names();
    let full = || File::options().write(true).open("/dev/full").expect("Linux has it");
    for (args, name) in [
        (&["score", "articles.jsonl"][..], "standard output"),
        (&["score", "articles.jsonl", "--format", "csv"], "standard output"),
        (&["report", "articles.jsonl"], "standard output"),
        (&["actors", "articles.jsonl"], "standard output"),
        (&["explain", "Iran denied it.", "--actor", "Iran"], "standard output"),
        (&["score", "articles.jsonl", "-o", "/dev/full"], "/dev/full"),
        (&["report", "articles.jsonl", "--format", "html", "-o", "/dev/full"], "/dev/full"),
        (&["words", "words.txt", "-o", "/dev/full"], "/dev/full"),
        (&["score", "bad.jsonl", "-o", "out", "--rejects", "/dev/full"], "/dev/full"),
    ] {
        let run = output(folder.command(args).stdout(full()));
        failed(&run, &args.join(" "), 1, &format!("{name}: cannot write: No space left on device"), "make room");
        assert_eq!(folder.names(), names, "{args:?}");
    }
}

#[test]
fn a_closed_pipe_is_success() {
    let folder = Folder::new();
    folder.write("articles.jsonl", read(SAMPLES));
    for args in [
        &["score", "articles.jsonl"][..],
        &["score", "articles.jsonl", "-o", "/dev/stdout"],
        &["report", "articles.jsonl"],
    ] {
        let mut child = folder.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stdout.take());
        let run = child.wait_with_output().expect("it ends");
        assert_eq!((run.status.code(), run.stderr.as_slice()), (Some(0), &b""[..]), "{args:?}");
    }
}

/// Starts a run that stands still, because nobody reads what it writes; then something happens, and it goes on.
fn meanwhile(folder: &Folder, args: &[&str], happens: impl FnOnce()) -> Output {
    let mut child = folder.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    child.stdout.as_mut().expect("it is piped").read_exact(&mut [0]).expect("it writes something");
    happens();
    child.wait_with_output().expect("it ends")
}

/// More than a pipe holds of judgements, then more articles than are read ahead.
fn longer_than_read_ahead() -> String {
    let rain = "{\"source\": \"Harbour Post\", \"text\": \"It rained all day, and nobody said a word about it.\"}\n";
    read(SAMPLES) + &rain.repeat((4 << 20) / rain.len())
}

#[test]
fn an_input_that_is_cut_while_it_is_read_is_an_error() {
    let folder = Folder::new();
    let text = longer_than_read_ahead();
    folder.write("articles.jsonl", &text);
    // At the end of a line, where no record is damaged.
    let cut = text[..3 << 20].rfind('\n').expect("many lines") + 1;
    let run = meanwhile(&folder, &["score", "articles.jsonl", "--threads", "1", "--on-error", "skip"], || {
        let file = File::options().write(true).open(folder.path().join("articles.jsonl")).expect("it is there");
        file.set_len(cut as u64).expect("it can be cut");
    });
    let says =
        format!("articles.jsonl: cannot read: it became shorter while it was read, {cut} of {} bytes", text.len());
    failed(&run, "cut", 1, &says, "once it is whole");
}

#[test]
fn an_input_that_vanishes_is_an_error() {
    let folder = Folder::new();
    folder.write("articles.jsonl", longer_than_read_ahead());
    folder.write("more.jsonl", GOOD);
    let run = meanwhile(&folder, &["score", "articles.jsonl", "more.jsonl", "--threads", "1"], || {
        fs::remove_file(folder.path().join("more.jsonl")).expect("it is there");
    });
    failed(&run, "vanished", 1, "more.jsonl: cannot read: No such file", "check the path");
    // What is open stays whole under the reader, though its name is gone.
    folder.write("more.jsonl", GOOD);
    let run = meanwhile(&folder, &["score", "articles.jsonl", "more.jsonl", "--threads", "1"], || {
        fs::remove_file(folder.path().join("articles.jsonl")).expect("it is there");
    });
    assert!(run.status.success());
}

/// Skipping bad records must not turn a damaged file into a short one.
#[test]
fn a_compressed_input_that_is_cut_off_is_an_error() {
    let gzip = |text: &str| {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(text.as_bytes()).expect("memory does not fail");
        gz.finish().expect("memory does not fail")
    };
    let zstd = |text: &str| zstd::encode_all(text.as_bytes(), 1).expect("memory does not fail");
    let json = read(SAMPLES);
    let csv = (0..3000).fold("source,text\n".to_owned(), |csv, i| csv + &format!("Post,Iran denied report {i}.\n"));
    let labelled =
        "{\"text\": \"NATO accused China.\", \"actors\": [{\"name\": \"China\", \"stance\": \"accusing\"}]}\n";
    for (name, bytes) in [
        ("cut.jsonl.gz", gzip(&json)),
        ("cut.csv.gz", gzip(&csv)),
        ("cut.txt.gz", gzip(&json)),
        ("cut.jsonl.zst", zstd(&json)),
        ("cut.csv.zst", zstd(&csv)),
    ] {
        let folder = Folder::new();
        folder.write(name, &bytes[..bytes.len() / 2]);
        for command in ["score", "report", "actors"] {
            let run =
                output(&mut folder.command(&[command, name, "--source", "Post", "--on-error", "skip", "-o", "out"]));
            failed(&run, name, 1, &format!("{name}: cannot read: "), "once it is whole");
        }
        assert_eq!(folder.names(), [name]);
    }
    let folder = Folder::new();
    let bytes = gzip(&labelled.repeat(500));
    folder.write("cut.jsonl.gz", &bytes[..bytes.len() / 2]);
    let run = output(&mut folder.command(&["train", "cut.jsonl.gz", "-o", "out"]));
    failed(&run, "train", 1, "cut.jsonl.gz: cannot read: ", "once it is whole");
}

#[test]
fn a_folder_is_no_file() {
    let folder = Folder::new();
    folder.write("articles.jsonl", GOOD);
    fs::create_dir(folder.path().join("dir")).expect("folders can be made");
    for (args, says, hint) in [
        (&["score", "articles.jsonl", "-o", "dir"][..], "dir: cannot write: it is a folder", "name of a file"),
        (&["score", "articles.jsonl", "--rejects", "dir"], "dir: cannot write: it is a folder", "name of a file"),
        (&["score", "articles.jsonl", "--model", "dir"], "dir: cannot read: ", "check the path"),
        (&["score", "articles.jsonl", "--actors", "dir"], "dir: cannot read: ", "check the path"),
        (&["score", "dir"], "dir: the folder holds no articles", ".jsonl"),
        (&["train", "dir", "-o", "out"], "dir: cannot read: ", "name of a file"),
        (&["evaluate", "dir"], "dir: cannot read: ", "name of a file"),
    ] {
        failed(&output(&mut folder.command(args)), &args.join(" "), 1, says, hint);
    }
    assert_eq!(folder.names(), ["articles.jsonl", "dir"]);
}

const NOBODY: u32 = 65534;

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0)
}

/// Root may do everything, so the program runs as nobody there.
#[test]
#[cfg(target_os = "linux")]
fn what_is_not_allowed_is_named() {
    let folder = Folder::new();
    folder.write("articles.jsonl", GOOD);
    folder.write("secret.jsonl", GOOD);
    folder.mode(".", 0o555);
    folder.mode("articles.jsonl", 0o644);
    folder.mode("secret.jsonl", 0o000);
    for (args, says, hint) in [
        (&["score", "secret.jsonl"][..], "secret.jsonl: cannot read: Permission denied", "check the path"),
        (&["score", "articles.jsonl", "--model", "secret.jsonl"], "secret.jsonl: cannot read: ", "check the path"),
        (&["score", "articles.jsonl", "-o", "out"], "out: cannot write: permission denied", "may you write there?"),
        (
            &["score", "articles.jsonl", "-o", "out", "--resume"],
            "out: cannot write: Permission denied",
            "may you write",
        ),
    ] {
        let mut command = folder.command(args);
        if is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        match command.output() {
            Ok(run) => failed(&run, &args.join(" "), 1, says, hint),
            Err(e) => assert!(is_root(), "the program can be started: {e}"),
        }
    }
    folder.mode(".", 0o755);
    assert_eq!(folder.names(), ["articles.jsonl", "secret.jsonl"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_reading_error_is_named() {
    let folder = Folder::new();
    for command in ["score", "report"] {
        // Nothing lies at its beginning, which is an error of input and output.
        let run = output(&mut folder.command(&[command, "/proc/self/mem"]));
        failed(&run, command, 1, "/proc/self/mem: cannot read: Input/output error", "");
    }
}

/// What no input explains is exit code 2. The number of processes is limited for everybody but root.
#[test]
#[cfg(target_os = "linux")]
fn no_room_for_threads_is_an_unexpected_failure() {
    let folder = Folder::new();
    folder.write("articles.jsonl", GOOD);
    let mut shell = Command::new("sh");
    let limited = "ulimit -u 3 2>/dev/null || ulimit -p 3; exec \"$0\" score articles.jsonl --threads 64";
    shell.args(["-c", limited]).arg(assert_cmd::cargo::cargo_bin!("gainsay")).current_dir(folder.path());
    if is_root() {
        folder.mode(".", 0o755);
        shell.uid(NOBODY).gid(NOBODY);
    }
    let run = output(&mut shell);
    // Where nobody may not even start the program, there is nothing to see.
    if run.status.code() != Some(126) {
        failed(&run, "threads", 2, "64 threads cannot be started: ", "");
    }
}
