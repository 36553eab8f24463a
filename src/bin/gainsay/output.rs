//! Outputs that are written whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use tempfile::NamedTempFile;

use crate::failure::UserError;

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

/// Standard output, a device or pipe that is written as it is, or a file that appears under its name only when it is
/// finished.
pub(crate) enum Output {
    Stdout(BufWriter<io::Stdout>),
    Stream { path: PathBuf, file: BufWriter<File> },
    File { path: PathBuf, file: BufWriter<NamedTempFile> },
}

impl Output {
    /// Opens an output before the long work, so that a bad path fails at once.
    pub(crate) fn open(path: &Path) -> Result<Self, UserError> {
        if path == Path::new("-") {
            return Ok(Self::Stdout(BufWriter::with_capacity(1 << 16, io::stdout())));
        }
        if path.is_dir() {
            return Err(UserError::new(format_args!("{}: cannot write: it is a folder", path.display()))
                .hint("give the name of a file"));
        }
        // Renaming a file over `/dev/null`, a pipe or a link would put the file in its place.
        if path.metadata().is_ok_and(|m| !m.is_file()) {
            let file = File::options().write(true).open(path).map_err(|e| UserError::io(path, "write", &e))?;
            return Ok(Self::Stream { path: path.to_owned(), file: BufWriter::with_capacity(1 << 16, file) });
        }
        let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".gainsay-");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder).map_err(|e| {
            UserError::io(path, "write", &e.kind().into()).hint("does the folder exist, and may you write there?")
        })?;
        Ok(Self::File { path: path.to_owned(), file: BufWriter::with_capacity(1 << 16, file) })
    }

    /// Makes the output final.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush()?,
            Self::Stream { path, mut file } => file.flush().map_err(|e| UserError::io(&path, "write", &e))?,
            Self::File { path, file } => {
                let file = file.into_inner().map_err(|e| UserError::io(&path, "write", e.error()))?;
                file.as_file().sync_all().map_err(|e| UserError::io(&path, "write", &e))?;
                file.persist(&path).map_err(|e| UserError::io(&path, "write", &e.error))?;
            }
        }
        Ok(())
    }

    /// Writes all of `bytes` and makes the output final.
    pub(crate) fn write_whole(mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.write_all(bytes)?;
        self.finish()
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Stream { file, .. } => file.write(bytes),
            Self::File { file, .. } => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Stream { file, .. } => file.flush(),
            Self::File { file, .. } => file.flush(),
        }
    }
}
