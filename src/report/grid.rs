//! A section as rows of text.

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
