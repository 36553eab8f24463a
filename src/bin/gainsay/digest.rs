//! What names the files behind a report: their SHA-256.

use std::fmt::Write;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex};

use gainsay::Input;
use sha2::{Digest, Sha256};

/// The inputs that were read to their end, in order; clones share one list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Digests(Arc<Mutex<Vec<Input>>>);

impl Digests {
    /// The same bytes, which are named when the reader is dropped.
    pub(crate) fn of<R: Read>(&self, path: &Path, inner: R) -> Digesting<R> {
        let name = path.file_name().map_or_else(|| "-".to_owned(), |n| n.to_string_lossy().into_owned());
        Digesting { inner, name, hash: Sha256::new(), into: self.clone() }
    }

    /// The list so far.
    pub(crate) fn inputs(&self) -> Vec<Input> {
        self.0.lock().expect("nothing fails with the lock held").clone()
    }
}

/// A reader that hashes what passes.
pub(crate) struct Digesting<R> {
    inner: R,
    name: String,
    hash: Sha256,
    into: Digests,
}

impl<R: Read> Read for Digesting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.hash.update(&buffer[..n]);
        Ok(n)
    }
}

impl<R> Drop for Digesting<R> {
    fn drop(&mut self) {
        let input = Input { name: std::mem::take(&mut self.name), sha256: hex(&self.hash.finalize_reset()) };
        if let Ok(mut list) = self.into.0.lock() {
            list.push(input);
        }
    }
}

/// The SHA-256 of bytes in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut s, b| {
        let _ = write!(s, "{b:02x}");
        s
    })
}
