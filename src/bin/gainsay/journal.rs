//! Runs that can be interrupted: a journal beside the output tells how much of it belongs to how much of the input.
//!
//! The output grows as `OUT.partial`. `OUT.journal` has a line that says of which run it is, then one at each start
//! and one per half second. A line is written when what it tells of has reached the disk, so whatever ends a run, the last whole
//! line is true, and all that was written after it is cut off and done again.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::args::{ArticleArgs, Global, OnError};
use crate::failure::UserError;
use crate::output::{Output, beside, growable, partial};
use crate::run::{Course, Done};

/// How much work may be lost.
const BETWEEN_ENTRIES: Duration = Duration::from_millis(500);

/// All that decides what a run writes, by the name under which its user knows it.
pub(crate) type Settings = BTreeMap<String, String>;

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    journal: String,
    settings: Settings,
}

const FORMAT: &str = "gainsay/journal/1";

/// Any other line.
#[derive(Default, Clone, Serialize, Deserialize)]
struct Entry {
    #[serde(flatten)]
    done: Done,
    /// Length of the output in bytes.
    output: u64,
    /// Where bad records went, and the length of that in bytes.
    rejects: Option<(PathBuf, u64)>,
    /// Whether nothing is left but to give the files their names.
    whole: bool,
}

/// The journal of the run at hand.
pub(crate) struct Journal {
    file: File,
    path: PathBuf,
    rejects: Option<PathBuf>,
    written: Instant,
}

/// A run that notes how far it has come.
pub(crate) struct Noted {
    pub(crate) journal: Journal,
    pub(crate) output: Output,
    pub(crate) course: Course,
}

impl Journal {
    /// Goes on with the run that was to write `output`, or begins it; none if it had all written, and only the names
    /// were missing.
    pub(crate) fn open(
        output: &Path,
        settings: Settings,
        args: &ArticleArgs,
        global: &Global,
    ) -> Result<Option<Noted>, UserError> {
        let output = growable(output)?;
        let rejects = args.rejects.as_deref().map(growable).transpose()?;
        let partials: Vec<PathBuf> =
            [Some(&output), rejects.as_ref()].into_iter().flatten().map(|p| partial(p)).collect();
        let path = beside(&output, ".journal");
        let mut file = locked(&path, &output)?;
        let found = Found::read(&mut file, &path)?;
        let Some(Found { head, last, length }) = found else {
            if let Some(foreign) = partials.iter().find(|p| p.exists()) {
                // An empty journal beside it would make it look like ours.
                let _ = std::fs::remove_file(&path);
                return Err(unknown(foreign));
            }
            let mut journal = Self { file, path, rejects, written: Instant::now() };
            journal.append(&Head { journal: FORMAT.to_owned(), settings })?;
            return journal.going(&output, &Entry::default(), args, global).map(Some);
        };
        let afresh = || {
            let files: Vec<_> = partials.iter().chain([&path]).map(|p| format!("`{}`", p.display())).collect();
            format!("repeat the command as it was, or delete {} to start afresh", files.join(", "))
        };
        let differences = differences(&head.settings, &settings, &last, rejects.as_deref(), args);
        if !differences.is_empty() {
            let message =
                format!("{}: the interrupted run is another one: {}", output.display(), differences.join("; "));
            return Err(UserError::new(message).hint(afresh()));
        }
        if last.whole {
            let told = last.rejects.as_ref().map(|(path, _)| path);
            for name in [Some(&output), told].into_iter().flatten().filter(|name| partial(name).exists()) {
                std::fs::rename(partial(name), name).map_err(|e| UserError::io(name, "write", &e))?;
            }
            remove(&path)?;
            return Ok(None);
        }
        let lengths = [last.output, last.rejects.as_ref().map_or(0, |(_, length)| *length)];
        for (partial, told) in partials.iter().zip(lengths) {
            let there = partial.metadata().map_or(0, |m| m.len());
            if there < told {
                let message = format_args!("{}: {there} bytes, where the journal tells of {told}", partial.display());
                return Err(UserError::new(message).hint(afresh()));
            }
        }
        file.set_len(length).map_err(|e| UserError::io(&path, "write", &e))?;
        if !global.quiet && last.done.portions > 0 {
            eprintln!("{}: going on after {} articles", output.display(), last.done.articles);
        }
        Self { file, path, rejects, written: Instant::now() }.going(&output, &last, args, global).map(Some)
    }

    fn going(mut self, output: &Path, last: &Entry, args: &ArticleArgs, global: &Global) -> Result<Noted, UserError> {
        let told = last.rejects.as_ref().filter(|(path, _)| Some(path) == self.rejects.as_ref());
        if let (None, Some(path)) = (told, &self.rejects)
            && partial(path).exists()
        {
            return Err(unknown(&partial(path)));
        }
        let length = told.map_or(0, |(_, length)| *length);
        // The journal tells of files before they are there, so that none is taken for somebody else's.
        self.append(&Entry { rejects: self.rejects.clone().map(|path| (path, length)), ..last.clone() })?;
        let output = Output::growing(output, last.output)?;
        let rejects = self.rejects.as_deref().map(|path| Output::growing(path, length)).transpose()?;
        let course = Course::from(last.done, rejects, args, global);
        Ok(Noted { journal: self, output, course })
    }

    /// Notes where the run stands, if it is time to.
    pub(crate) fn note(&mut self, course: &mut Course, output: &mut Output) -> anyhow::Result<()> {
        if self.written.elapsed() >= BETWEEN_ENTRIES {
            self.enter(course, output, false)?;
            self.written = Instant::now();
        }
        Ok(())
    }

    /// Gives the files their names.
    pub(crate) fn finish(mut self, mut course: Course, mut output: Output) -> anyhow::Result<()> {
        self.enter(&mut course, &mut output, true)?;
        course.finish()?;
        output.finish()?;
        Ok(remove(&self.path)?)
    }

    fn enter(&mut self, course: &mut Course, output: &mut Output, whole: bool) -> anyhow::Result<()> {
        let rejected = course.rejects.as_mut().map_or(Ok(0), Output::secure)?;
        let rejects = self.rejects.clone().map(|path| (path, rejected));
        let entry = Entry { done: course.done, output: output.secure()?, rejects, whole };
        Ok(self.append(&entry)?)
    }

    /// Brings a line to the disk.
    fn append(&mut self, line: &impl Serialize) -> Result<(), UserError> {
        let mut bytes = serde_json::to_vec(line).map_err(|e| UserError::io(&self.path, "write", &e.into()))?;
        bytes.push(b'\n');
        let written = self.file.write_all(&bytes).and_then(|()| self.file.sync_data());
        written.map_err(|e| UserError::io(&self.path, "write", &e))
    }
}

/// A file that stands where ours would grow.
fn unknown(path: &Path) -> UserError {
    UserError::new(format_args!("{}: a file that no journal tells of", path.display())).hint("move or delete it")
}

/// The journal's file, which this run alone may write.
fn locked(path: &Path, output: &Path) -> Result<File, UserError> {
    let file = File::options().read(true).append(true).create(true).open(path);
    let file =
        file.map_err(|e| UserError::io(output, "write", &e).hint("does the folder exist, and may you write there?"))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            Err(UserError::new(format_args!("{}: another run is writing it", output.display()))
                .hint("wait for its end, or name another output"))
        }
        // Not every file system has locks.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(file),
    }
}

fn remove(path: &Path) -> Result<(), UserError> {
    std::fs::remove_file(path).map_err(|e| UserError::io(path, "delete", &e))
}

/// What an earlier run has left.
struct Found {
    head: Head,
    last: Entry,
    /// Length of the whole lines in bytes.
    length: u64,
}

impl Found {
    /// Reads a journal to its last whole line; none if it is empty.
    fn read(file: &mut File, path: &Path) -> Result<Option<Self>, UserError> {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|e: io::Error| UserError::io(path, "read", &e))?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let mut lines = bytes.split_inclusive(|b| *b == b'\n').filter(|line| line.ends_with(b"\n"));
        let first = lines.next().unwrap_or_default();
        let head = serde_json::from_slice::<Head>(first).ok().filter(|h| h.journal == FORMAT).ok_or_else(|| {
            UserError::new(format_args!("{}: not the journal of a run", path.display())).hint("move or delete it")
        })?;
        let mut found = Self { head, last: Entry::default(), length: first.len() as u64 };
        for line in lines {
            let Ok(entry) = serde_json::from_slice(line) else { break };
            found.last = entry;
            found.length += line.len() as u64;
        }
        Ok(Some(found))
    }
}

/// What is not as it was, for the user to read. What becomes of bad records may change while there were none.
fn differences(was: &Settings, is: &Settings, last: &Entry, rejects: Option<&Path>, args: &ArticleArgs) -> Vec<String> {
    let mut out = Vec::new();
    let names: std::collections::BTreeSet<_> = was.keys().chain(is.keys()).collect();
    for name in names {
        let [was, is] = [was, is].map(|settings| settings.get(name).map_or("not there", String::as_str));
        if was != is {
            out.push(format!("{name} was {was}, is {is}"));
        }
    }
    if last.done.skipped > 0 {
        if args.on_error() == OnError::Fail {
            out.push("`--on-error` was skip, is fail".to_owned());
        }
        let told = |path: Option<&Path>| path.map_or_else(|| "not there".into(), |p| p.display().to_string());
        let was = last.rejects.as_ref().map(|(path, _)| path.as_path());
        if was != rejects {
            out.push(format!("`--rejects` was {}, is {}", told(was), told(rejects)));
        }
    }
    out.truncate(3);
    out
}
