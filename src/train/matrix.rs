//! The sparse design matrix.

use std::sync::OnceLock;

use linfa::dataset::Records;

use crate::feature::SparseRow;

/// Rows × features, kept by row (CSR), 8 bytes a non-zero. The copy by column (CSC) that the
/// transposed product of Newton's method reads, another 8 bytes, is made when it is first needed.
#[derive(Debug, Clone)]
pub struct DesignMatrix {
    n_features: usize,
    row_starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    by_column: OnceLock<ByColumn>,
}

/// The same entries, column by column: each result of the transposed product is written from one
/// thread only, so sums do not depend on the number of threads.
#[derive(Debug, Clone)]
pub(super) struct ByColumn {
    starts: Vec<usize>,
    rows: Vec<u32>,
    values: Vec<f32>,
    /// Column ranges of about equal numbers of non-zeros.
    blocks: Vec<std::ops::Range<usize>>,
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
    pub fn new<'r>(rows: impl IntoIterator<Item = &'r SparseRow> + Clone, n_features: usize) -> Self {
        let n_values = rows.clone().into_iter().map(|r| r.ids.len()).sum();
        let mut row_starts = vec![0];
        let mut columns = Vec::with_capacity(n_values);
        let mut values = Vec::with_capacity(n_values);
        for row in rows {
            columns.extend_from_slice(&row.ids);
            values.extend_from_slice(&row.values);
            row_starts.push(columns.len());
        }
        Self::from_csr(row_starts, columns, values, n_features)
    }

    /// The matrix whose row `i` has the columns and values at `row_starts[i]..row_starts[i + 1]`.
    ///
    /// # Panics
    ///
    /// If lengths do not fit, or a column is `n_features` or more.
    #[must_use]
    pub fn from_csr(row_starts: Vec<usize>, columns: Vec<u32>, values: Vec<f32>, n_features: usize) -> Self {
        assert_eq!(columns.len(), values.len(), "a value per column id");
        assert_eq!(row_starts.last(), Some(&columns.len()), "the last row ends with the values");
        assert!(columns.iter().all(|j| (*j as usize) < n_features), "ids are below the number of features");
        Self { n_features, row_starts, columns, values, by_column: OnceLock::new() }
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

    /// The squared length of row `i`.
    pub(super) fn squared_norm(&self, i: usize) -> f64 {
        self.row(i).1.iter().map(|v| f64::from(*v) * f64::from(*v)).sum()
    }

    /// The copy by column.
    pub(super) fn by_column(&self) -> &ByColumn {
        self.by_column.get_or_init(|| ByColumn::new(self))
    }
}

impl ByColumn {
    fn new(x: &DesignMatrix) -> Self {
        let mut starts = vec![0; x.n_features + 1];
        for id in &x.columns {
            starts[*id as usize + 1] += 1;
        }
        for j in 0..x.n_features {
            starts[j + 1] += starts[j];
        }
        let mut next = starts.clone();
        let mut rows = vec![0; x.n_values()];
        let mut values = vec![0.0; x.n_values()];
        for i in 0..x.n_rows() {
            let (ids, of_row) = x.row(i);
            for (id, value) in ids.iter().zip(of_row) {
                let at = next[*id as usize];
                rows[at] = i as u32;
                values[at] = *value;
                next[*id as usize] += 1;
            }
        }
        let blocks = blocks(&starts, x.n_values());
        Self { starts, rows, values, blocks }
    }

    /// Row ids and values of column `j`.
    pub(super) fn column(&self, j: usize) -> (&[u32], &[f32]) {
        let range = self.starts[j]..self.starts[j + 1];
        (&self.rows[range.clone()], &self.values[range])
    }

    pub(super) fn blocks(&self) -> &[std::ops::Range<usize>] {
        &self.blocks
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
