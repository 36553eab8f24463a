//! Outputs that are written whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};

use crate::failure::UserError;
use crate::nameless::{Nameless, folder};

/// Width of tables where standard output is no terminal.
const DEFAULT_WIDTH: u16 = 120;

/// How wide a table may be.
pub(crate) fn width() -> u16 {
    Table::new().width().unwrap_or(DEFAULT_WIDTH)
}

/// An empty table with a rule under its head, as wide as the terminal.
pub(crate) fn table() -> Table {
    let mut table = Table::new();
    table.load_style(RULED).set_content_arrangement(ContentArrangement::Dynamic).set_width(width());
    table
}

const RULED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Something that is written from its beginning to its end.
pub(crate) struct Output {
    /// The name that messages and the finished file bear.
    path: PathBuf,
    to: To,
}

enum To {
    Stdout(BufWriter<io::Stdout>),
    /// A device or pipe, which is written as it is.
    Stream(BufWriter<File>),
    /// A file that appears under its name only when it is finished.
    Whole(BufWriter<Nameless>),
    /// The same, but it grows under the known name [`partial`], so that a later run can go on with it.
    Growing(BufWriter<File>),
}

const BUFFER: usize = 1 << 16;

/// The name under which a file grows that a later run can go on with.
pub(crate) fn partial(path: &Path) -> PathBuf {
    beside(path, ".partial")
}

/// The path with more at its end.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The file behind a link; any other path as it is, whether there is a file or not yet.
fn followed(path: &Path) -> PathBuf {
    path.canonicalize().ok().filter(|_| path.is_symlink()).unwrap_or_else(|| path.to_owned())
}

/// The file behind links, if a later run could go on with it.
pub(crate) fn growable(path: &Path) -> Result<PathBuf, UserError> {
    refuse_folder(path)?;
    if path == Path::new("-") || path.metadata().is_ok_and(|m| !m.is_file()) {
        let name = if path == Path::new("-") { "standard output".into() } else { path.display().to_string() };
        return Err(UserError::new(format_args!("{name}: `--resume` goes on with a file, and this is none"))
            .hint("name a file with `-o FILE`"));
    }
    Ok(followed(path))
}

const NO_FOLDER: &str = "does the folder exist, and may you write there?";

impl Output {
    /// Opens an output before the long work, so that a bad path fails at once.
    pub(crate) fn open(path: &Path) -> Result<Self, UserError> {
        let buffered = |file| BufWriter::with_capacity(BUFFER, file);
        if path == Path::new("-") {
            let to = To::Stdout(BufWriter::with_capacity(BUFFER, io::stdout()));
            return Ok(Self { path: "standard output".into(), to });
        }
        refuse_folder(path)?;
        // Renaming a file over `/dev/null`, a pipe or a link would put the file in its place.
        if path.metadata().is_ok_and(|m| !m.is_file()) {
            let file = File::options().write(true).open(path).map_err(|e| UserError::io(path, "write", &e))?;
            return Ok(Self { path: path.to_owned(), to: To::Stream(buffered(file)) });
        }
        let path = followed(path);
        let file = Nameless::create(folder(&path))
            .map_err(|e| UserError::io(&path, "write", &e.kind().into()).hint(NO_FOLDER))?;
        Ok(Self { path, to: To::Whole(BufWriter::with_capacity(BUFFER, file)) })
    }

    /// Opens a file that grows under the name [`partial`], of which the first `length` bytes are kept.
    pub(crate) fn growing(path: &Path, length: u64) -> Result<Self, UserError> {
        let path = growable(path)?;
        let partial = partial(&path);
        let opened = File::options().write(true).create(true).truncate(false).open(&partial).and_then(|mut file| {
            file.set_len(length)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        });
        let file = opened.map_err(|e| UserError::io(&partial, "write", &e).hint(NO_FOLDER))?;
        Ok(Self { path, to: To::Growing(BufWriter::with_capacity(BUFFER, file)) })
    }

    /// Writes all of `bytes`.
    pub(crate) fn write_all(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let written = match &mut self.to {
            To::Stdout(out) => out.write_all(bytes),
            To::Stream(file) | To::Growing(file) => file.write_all(bytes),
            To::Whole(file) => file.write_all(bytes),
        };
        written.map_err(|e| cannot_write(&self.path, e))
    }

    /// Brings a growing file to the disk, and tells its length in bytes.
    pub(crate) fn secure(&mut self) -> anyhow::Result<u64> {
        let To::Growing(file) = &mut self.to else { return Ok(0) };
        let length = file.flush().and_then(|()| file.get_ref().sync_data()).and_then(|()| file.stream_position());
        length.map_err(|e| cannot_write(&self.path, e))
    }

    /// Makes the output final.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        let Self { path, to } = self;
        let finished = match to {
            To::Stdout(mut out) => out.flush(),
            To::Stream(mut file) => file.flush(),
            To::Whole(file) => {
                file.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| file.name(&path))
            }
            To::Growing(mut file) => file
                .flush()
                .and_then(|()| file.get_ref().sync_all())
                .and_then(|()| std::fs::rename(partial(&path), &path)),
        };
        finished.map_err(|e| cannot_write(&path, e))
    }

    /// Writes all of `bytes` and makes the output final.
    pub(crate) fn write_whole(mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.write_all(bytes)?;
        self.finish()
    }
}

fn refuse_folder(path: &Path) -> Result<(), UserError> {
    if path.is_dir() {
        return Err(UserError::new(format_args!("{}: cannot write: it is a folder", path.display()))
            .hint("give the name of a file"));
    }
    Ok(())
}

/// A reader that stops early is no failure, so its error is passed on as it is.
fn cannot_write(path: &Path, error: io::Error) -> anyhow::Error {
    if error.kind() == io::ErrorKind::BrokenPipe { error.into() } else { UserError::io(path, "write", &error).into() }
}
