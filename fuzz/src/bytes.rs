//! Bytes as numbers and texts, for targets whose input is no file.

/// Takes values off the front of an input; an empty one gives zeros and empty texts.
pub(crate) struct Bytes<'b> {
    rest: &'b [u8],
}

impl<'b> Bytes<'b> {
    pub(crate) fn new(rest: &'b [u8]) -> Self {
        Self { rest }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn rest(self) -> &'b [u8] {
        self.rest
    }

    pub(crate) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.rest.split_first() else { return 0 };
        self.rest = rest;
        *first
    }

    pub(crate) fn pick<'o, T>(&mut self, of: &'o [T]) -> &'o T {
        &of[usize::from(self.byte()) % of.len()]
    }

    /// The bytes before the next line feed, as text.
    pub(crate) fn line(&mut self) -> String {
        let end = self.rest.iter().position(|b| *b == b'\n').unwrap_or(self.rest.len());
        let line = String::from_utf8_lossy(&self.rest[..end]).into_owned();
        self.rest = &self.rest[(end + 1).min(self.rest.len())..];
        line
    }
}
