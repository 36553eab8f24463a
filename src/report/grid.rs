//! A section as rows of text.

use crate::legible::legible;

/// A titled table of text with what its numbers mean.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    pub(super) title: &'static str,
    pub(super) heads: Vec<String>,
    /// The first columns are names, the others numbers.
    pub(super) n_names: usize,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) notes: Vec<String>,
}

impl Grid {
    /// The grid without what could steer a terminal: outlets and actors are called whatever the input says.
    pub(super) fn legible(mut self) -> Self {
        for cell in self.heads.iter_mut().chain(self.rows.iter_mut().flatten()).chain(&mut self.notes) {
            *cell = legible(cell).into_owned();
        }
        self
    }
}
