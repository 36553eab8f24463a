//! Files that are read as a whole, or not at all.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A file that must not end before the length that it had when it was opened.
///
/// Whoever cuts it meanwhile, at the end of a line perhaps, would else take records away unseen.
pub(crate) struct WholeFile {
    file: File,
    length: u64,
    n_read: u64,
}

impl WholeFile {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let found = file.metadata()?;
        let length = if found.is_file() { found.len() } else { 0 };
        Ok(Self { file, length, n_read: 0 })
    }
}

impl Read for WholeFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buffer)?;
        self.n_read += n as u64;
        if n == 0 && !buffer.is_empty() && self.n_read < self.length {
            let what = format!("it became shorter while it was read, {} of {} bytes", self.n_read, self.length);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, what));
        }
        Ok(n)
    }
}
