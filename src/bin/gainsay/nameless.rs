//! A file that has no name before it is whole.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

/// A file in the folder where it is to appear.
///
/// On Linux it has no name at all, so that nothing of it stays behind, whatever ends the program. Elsewhere, and on
/// file systems without such files, it is called `.gainsay-` and some letters.
pub(crate) enum Nameless {
    #[cfg(target_os = "linux")]
    Unlinked(File),
    Hidden(NamedTempFile),
}

impl Nameless {
    pub(crate) fn create(folder: &Path) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Ok(file) = unlinked(folder) {
            return Ok(Self::Unlinked(file));
        }
        hidden(folder).map(Self::Hidden)
    }

    /// Brings the file to the disk and gives it its name, in place of what bears it.
    pub(crate) fn name(self, path: &Path) -> io::Result<()> {
        let hidden = match self {
            #[cfg(target_os = "linux")]
            Self::Unlinked(file) => linked(file, folder(path))?,
            Self::Hidden(file) => file,
        };
        hidden.as_file().sync_all()?;
        hidden.persist(path).map_err(|e| e.error)?;
        Ok(())
    }
}

/// The folder of a file.
pub(crate) fn folder(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn hidden(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = builder();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

fn builder() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".gainsay-");
    builder
}

#[cfg(target_os = "linux")]
fn unlinked(folder: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::TMPFILE.bits().cast_signed();
    File::options().read(true).write(true).mode(0o666).custom_flags(flags).open(folder)
}

/// The file under a hidden name: a name can be given, but not one that another file bears.
#[cfg(target_os = "linux")]
fn linked(mut file: File, folder: &Path) -> io::Result<NamedTempFile> {
    use rustix::fs::{AtFlags, CWD, linkat};
    use std::io::Seek;
    use std::os::fd::AsRawFd;
    let open = format!("/proc/self/fd/{}", file.as_raw_fd());
    let link = |name: &Path| Ok(linkat(CWD, &open, CWD, name, AtFlags::SYMLINK_FOLLOW)?);
    if let Ok(named) = builder().make_in(folder, link) {
        return Ok(NamedTempFile::from_parts(file, named.into_temp_path()));
    }
    // Where there is no `/proc`.
    let mut copy = hidden(folder)?;
    file.rewind()?;
    io::copy(&mut file, &mut copy)?;
    Ok(copy)
}

impl Write for Nameless {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unlinked(file) => file.write(bytes),
            Self::Hidden(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unlinked(file) => file.flush(),
            Self::Hidden(file) => file.flush(),
        }
    }
}
