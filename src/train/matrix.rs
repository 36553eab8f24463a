//! The sparse design matrix.

use linfa::dataset::Records;

use crate::feature::SparseRow;

/// Pairs × features, kept by row (CSR) and by column (CSC): the forward product reads rows, the
/// transposed one columns, and both write each result from one thread only, so sums do not
/// depend on the number of threads. 16 bytes a non-zero.
#[derive(Debug, Clone)]
pub struct DesignMatrix {
    n_features: usize,
    row_starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    column_starts: Vec<usize>,
    rows: Vec<u32>,
    column_values: Vec<f32>,
    /// Column ranges of about equal numbers of non-zeros.
    column_blocks: Vec<std::ops::Range<usize>>,
}

/// How many blocks of columns are worked on independently.
const N_BLOCKS: usize = 64;

impl DesignMatrix {
    /// The matrix with these rows; ids are below `n_features`. O(non-zeros).
    ///
    /// # Panics
    ///
    /// If a row has an id of `n_features` or more.
    #[must_use]
    pub fn new(rows: &[SparseRow], n_features: usize) -> Self {
        let n_values = rows.iter().map(|r| r.ids.len()).sum();
        let mut row_starts = Vec::with_capacity(rows.len() + 1);
        let mut columns = Vec::with_capacity(n_values);
        let mut values = Vec::with_capacity(n_values);
        let mut column_starts = vec![0; n_features + 1];
        row_starts.push(0);
        for row in rows {
            columns.extend_from_slice(&row.ids);
            values.extend_from_slice(&row.values);
            row_starts.push(columns.len());
            for id in &row.ids {
                column_starts[*id as usize + 1] += 1;
            }
        }
        for i in 0..n_features {
            column_starts[i + 1] += column_starts[i];
        }
        let mut next = column_starts.clone();
        let mut by_column = vec![0; n_values];
        let mut column_values = vec![0.0; n_values];
        for (i, row) in rows.iter().enumerate() {
            for (id, value) in row.ids.iter().zip(&row.values) {
                let at = next[*id as usize];
                by_column[at] = i as u32;
                column_values[at] = *value;
                next[*id as usize] += 1;
            }
        }
        let column_blocks = blocks(&column_starts, n_values);
        Self { n_features, row_starts, columns, values, column_starts, rows: by_column, column_values, column_blocks }
    }

    /// The number of rows.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.row_starts.len() - 1
    }

    /// The number of columns.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// The number of entries that are kept.
    #[must_use]
    pub fn n_values(&self) -> usize {
        self.values.len()
    }

    /// Column ids and values of row `i`.
    #[must_use]
    pub fn row(&self, i: usize) -> (&[u32], &[f32]) {
        let range = self.row_starts[i]..self.row_starts[i + 1];
        (&self.columns[range.clone()], &self.values[range])
    }

    /// Row ids and values of column `j`.
    pub(super) fn column(&self, j: usize) -> (&[u32], &[f32]) {
        let range = self.column_starts[j]..self.column_starts[j + 1];
        (&self.rows[range.clone()], &self.column_values[range])
    }

    pub(super) fn column_blocks(&self) -> &[std::ops::Range<usize>] {
        &self.column_blocks
    }
}

fn blocks(starts: &[usize], n_values: usize) -> Vec<std::ops::Range<usize>> {
    let n_columns = starts.len() - 1;
    let per_block = (n_values + n_columns).div_ceil(N_BLOCKS).max(1);
    let mut out = Vec::with_capacity(N_BLOCKS);
    let mut from = 0;
    for j in 1..=n_columns {
        if starts[j] - starts[from] + (j - from) >= per_block || j == n_columns {
            out.push(from..j);
            from = j;
        }
    }
    out
}

impl Records for DesignMatrix {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.n_rows()
    }

    fn nfeatures(&self) -> usize {
        self.n_features
    }
}
