//! Where outputs go: whole under their names, and through what stands there if it is no file.

use std::fs;
use std::os::unix::fs::{FileTypeExt, symlink};
use std::process::Command;

use crate::SAMPLES;
use crate::cli::with_samples;
use crate::program::gainsay;

/// As `-o /dev/null` and `-o >(gzip > file)` need it: renaming would put a file in the place of the device.
#[test]
fn a_pipe_is_written_and_stays_a_pipe() {
    let folder = with_samples();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo is there").success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).expect("the pipe is read")
    });
    folder.run(&["score", "articles.jsonl", "-o", "pipe"]).done();
    assert_eq!(reader.join().expect("the reader ends"), gainsay(&["score", SAMPLES]).done());
    assert!(fs::symlink_metadata(&pipe).expect("the pipe is there").file_type().is_fifo());
    assert_eq!(folder.names(), ["articles.jsonl", "pipe"]);
}

#[test]
fn a_link_is_followed_and_stays_a_link() {
    let folder = with_samples();
    folder.write("dated/old.jsonl", "old\n");
    symlink("dated/old.jsonl", folder.path().join("latest.jsonl")).expect("links can be made");
    folder.run(&["score", "articles.jsonl", "-o", "latest.jsonl"]).done();
    assert_eq!(folder.read("dated/old.jsonl"), gainsay(&["score", SAMPLES]).done());
    assert!(folder.path().join("latest.jsonl").is_symlink());
    assert_eq!(fs::read_dir(folder.path().join("dated")).expect("the folder is there").count(), 1);
}
