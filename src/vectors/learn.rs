//! Vectors from counts: positive pointwise mutual information, reduced by a singular value
//! decomposition (Levy, Goldberg & Dagan, TACL 2015).

use std::collections::HashMap;

use linfa_linalg::eigh::EighInto;
use linfa_linalg::qr::QRInto;
use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;

use super::write_line;
use crate::token::{Case, KeyMap, TokenKind, tokens};

/// Why no vectors can be learned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LearningError {
    /// Vectors of some length need at least as many words.
    #[error("the text has {words} words that occur often enough; vectors of length {dim} need at least {dim}")]
    TooLittleText {
        /// Words that could have a vector.
        words: usize,
        /// The length asked for.
        dim: usize,
    },
    /// The decomposition fails.
    #[error(transparent)]
    Decomposition(#[from] linfa_linalg::LinalgError),
}

/// Reads text and learns a table of vectors from it.
///
/// Keeps four bytes a token; [`Self::table`] takes about a minute per 25 million tokens.
#[derive(Debug, Default)]
pub struct VectorTrainer {
    ids: HashMap<String, u32>,
    counts: Vec<Count>,
    /// Token ids; [`BREAK`] behind each sentence.
    text: Vec<u32>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Count {
    all: u64,
    small: u64,
}

const BREAK: u32 = u32::MAX;
/// Neighbours up to this far away are the context of a word, those before it apart from those behind.
const WINDOW: usize = 5;
/// So many of the commonest words and signs count as neighbours.
const N_CONTEXTS: usize = 5_000;
/// Flattens the counts of neighbours, so that rare ones do not stand out too far.
const CONTEXT_POWER: f64 = 0.75;
/// A word whose share of the text is this large weighs half.
const HALF_WEIGHT: f64 = 0.001;
/// Random directions beyond those asked for, and rounds that turn them to the leading ones
/// (Halko, Martinsson & Tropp 2011, algorithm 4.4).
const EXTRA_DIRECTIONS: usize = 20;
const ROUNDS: usize = 5;

impl VectorTrainer {
    /// Reads one sentence.
    pub fn add(&mut self, sentence: &str) {
        for token in tokens(sentence) {
            let word = token.span.of(sentence).to_lowercase();
            let word = if token.kind == TokenKind::Number { "0".to_owned() } else { word.replace('\u{2019}', "'") };
            let next = self.counts.len() as u32;
            let id = *self.ids.entry(word).or_insert(next);
            if id == next {
                self.counts.push(Count::default());
            }
            let count = &mut self.counts[id as usize];
            count.all += 1;
            count.small += u64::from(token.kind == TokenKind::Word && token.case == Case::Lower);
            self.text.push(id);
        }
        self.text.push(BREAK);
    }

    /// The table of the `n_words` commonest words that are mostly written small, with vectors of
    /// `dim` values. The same text gives the same table on any number of threads.
    ///
    /// # Errors
    ///
    /// If the text has fewer words than dimensions.
    pub fn table(&self, n_words: usize, dim: usize) -> Result<String, LearningError> {
        let mut common: Vec<(&str, u32)> = self.ids.iter().map(|(word, id)| (word.as_str(), *id)).collect();
        common.sort_unstable_by_key(|(word, id)| (std::cmp::Reverse(self.counts[*id as usize].all), *word));
        let is_small = |id: u32| {
            let Count { all, small } = self.counts[id as usize];
            small >= 5 && small * 10 >= all * 3
        };
        let words: Vec<(&str, u32)> = common.iter().copied().filter(|(_, id)| is_small(*id)).take(n_words).collect();
        if words.len() < dim.max(1) {
            return Err(LearningError::TooLittleText { words: words.len(), dim });
        }
        let contexts: Vec<u32> = common.iter().take(N_CONTEXTS).map(|(_, id)| *id).collect();
        let word_ids: Vec<u32> = words.iter().map(|(_, id)| *id).collect();
        let information = self.information(&word_ids, &contexts);
        let vectors = reduced(&information, dim)?;
        let total: u64 = self.counts.iter().map(|c| c.all).sum();
        let mut table = String::new();
        for ((word, id), vector) in words.iter().zip(vectors.outer_iter()) {
            let share = self.counts[*id as usize].all as f64 / total as f64;
            let weight = (HALF_WEIGHT / (HALF_WEIGHT + share)) as f32;
            write_line(&mut table, word, weight, &vector.map(|v| *v as f32).to_vec());
        }
        Ok(table)
    }

    /// Words × neighbours on either side: how much more often they meet than by chance, in nats,
    /// where it is more.
    fn information(&self, words: &[u32], contexts: &[u32]) -> Sparse {
        let mut row = vec![BREAK; self.counts.len()];
        let mut column = vec![BREAK; self.counts.len()];
        words.iter().zip(0..).for_each(|(id, i)| row[*id as usize] = i);
        contexts.iter().zip(0..).for_each(|(id, i)| column[*id as usize] = i);
        let n_columns = 2 * contexts.len();
        let mut meetings: KeyMap<u32> = KeyMap::default();
        for sentence in self.text.split(|id| *id == BREAK) {
            for (i, id) in sentence.iter().enumerate() {
                let row = row[*id as usize];
                if row == BREAK {
                    continue;
                }
                let mut meet = |neighbour: u32, side: usize| {
                    let column = column[neighbour as usize];
                    if column != BREAK {
                        let at = row as usize * n_columns + side * contexts.len() + column as usize;
                        *meetings.entry(spread(at as u64)).or_default() += 1;
                    }
                };
                sentence[i.saturating_sub(WINDOW)..i].iter().for_each(|n| meet(*n, 0));
                sentence[i + 1..].iter().take(WINDOW).for_each(|n| meet(*n, 1));
            }
        }
        let mut cells: Vec<(u64, u32)> = meetings.into_iter().map(|(at, n)| (gathered(at), n)).collect();
        cells.par_sort_unstable();
        Sparse::of_information(&cells, words.len(), n_columns)
    }
}

/// A map of this crate takes its keys as hashes; an odd factor spreads the cells' numbers, and its
/// inverse gives them back.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
const GATHER: u64 = 0xf1de_83e1_9937_733d;

fn spread(cell: u64) -> u64 {
    cell.wrapping_mul(SPREAD)
}

fn gathered(key: u64) -> u64 {
    key.wrapping_mul(GATHER)
}

/// A sparse matrix by rows, and its transpose.
struct Sparse {
    rows: Vec<Vec<(u32, f32)>>,
    columns: Vec<Vec<(u32, f32)>>,
}

impl Sparse {
    /// From counts per cell (row-major number), ascending.
    fn of_information(cells: &[(u64, u32)], n_rows: usize, n_columns: usize) -> Self {
        let place = |cell: u64| (cell as usize / n_columns, cell as usize % n_columns);
        let mut row_sums = vec![0.0; n_rows];
        let mut column_sums = vec![0.0; n_columns];
        for (cell, n) in cells {
            let (i, j) = place(*cell);
            row_sums[i] += f64::from(*n);
            column_sums[j] += f64::from(*n);
        }
        for sum in &mut column_sums {
            *sum = f64::powf(*sum, CONTEXT_POWER);
        }
        let total: f64 = column_sums.iter().sum();
        let mut rows = vec![Vec::new(); n_rows];
        let mut columns = vec![Vec::new(); n_columns];
        for (cell, n) in cells {
            let (i, j) = place(*cell);
            let information = (f64::from(*n) * total / (row_sums[i] * column_sums[j])).ln() as f32;
            if information > 0.0 {
                rows[i].push((j as u32, information));
                columns[j].push((i as u32, information));
            }
        }
        Self { rows, columns }
    }
}

/// A sparse matrix, given by its rows, times a dense one.
fn product(rows: &[Vec<(u32, f32)>], dense: ArrayView2<f64>) -> Array2<f64> {
    let mut out = Array2::zeros((rows.len(), dense.ncols()));
    out.outer_iter_mut().zip(rows).collect::<Vec<_>>().into_par_iter().for_each(|(mut sum, row)| {
        for (j, value) in row {
            sum.scaled_add(f64::from(*value), &dense.row(*j as usize));
        }
    });
    out
}

/// Rows of `U √S` of the truncated singular value decomposition, made unit vectors; without their
/// mean and first direction, which tell how common a word is (Mu & Viswanath, ICLR 2018).
fn reduced(matrix: &Sparse, dim: usize) -> Result<Array2<f64>, linfa_linalg::LinalgError> {
    let n_directions = (dim + EXTRA_DIRECTIONS).min(matrix.rows.len()).min(matrix.columns.len());
    let mut random = fastrand::Rng::with_seed(1);
    let start = Array2::from_shape_simple_fn((matrix.columns.len(), n_directions), || random.f64() - 0.5);
    let mut range = product(&matrix.rows, start.view()).qr_into()?.generate_q();
    for _ in 0..ROUNDS {
        let back = product(&matrix.columns, range.view()).qr_into()?.generate_q();
        range = product(&matrix.rows, back.view()).qr_into()?.generate_q();
    }
    // The matrix is nearly range · (rangeᵀ matrix); the small factor times its transpose has the
    // squared singular values.
    let factor = product(&matrix.columns, range.view());
    let (squares, turns) = factor.t().dot(&factor).eigh_into()?;
    let mut leading: Vec<usize> = (0..squares.len()).collect();
    leading.sort_by(|a, b| squares[*b].total_cmp(&squares[*a]));
    leading.truncate(dim);
    let mut vectors = range.dot(&turns.select(Axis(1), &leading));
    for (mut column, i) in vectors.columns_mut().into_iter().zip(&leading) {
        // The root of a singular value, which is the root of what was found.
        column *= squares[*i].max(0.0).powf(0.25);
    }
    to_unit_rows(&mut vectors);
    if let Some(mean) = vectors.mean_axis(Axis(0)) {
        vectors -= &mean;
    }
    let (squares, turns) = vectors.t().dot(&vectors).eigh_into()?;
    if let Some(first) = (0..squares.len()).max_by(|a, b| squares[*a].total_cmp(&squares[*b])) {
        let direction = turns.column(first).insert_axis(Axis(1));
        vectors = &vectors - &vectors.dot(&direction).dot(&direction.t());
    }
    to_unit_rows(&mut vectors);
    Ok(vectors)
}

fn to_unit_rows(matrix: &mut Array2<f64>) {
    for mut row in matrix.outer_iter_mut() {
        let norm = row.dot(&row).sqrt();
        if norm > 0.0 {
            row /= norm;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::WordVectors;
    use super::*;
    use crate::token::word_key;

    #[test]
    fn words_used_alike_lie_near_each_other() {
        let mut trainer = VectorTrainer::default();
        let mut random = fastrand::Rng::with_seed(3);
        let kinds = [(["denied", "rejected"], ["charge", "claim"]), (["ate", "cooked"], ["soup", "bread"])];
        for _ in 0..3000 {
            let (verbs, objects) = kinds[random.usize(..2)];
            let mut one_of = |words: [&'static str; 2]| words[random.usize(..2)];
            trainer.add(&format!("the man {} the {} at {}", one_of(verbs), one_of(objects), one_of(["noon", "night"])));
        }
        let table = trainer.table(20, 6).expect("enough text");
        let vectors = WordVectors::parse(&table).expect("its own table");
        let keys = vectors.keys();
        let of = |word: &str| {
            let at = keys.binary_search_by_key(&word_key(word), |(key, _)| *key).expect("a word of the text");
            vectors.vector(keys[at].1).to_vec()
        };
        let cosine = |a: &str, b: &str| of(a).iter().zip(of(b)).map(|(x, y)| x * y).sum::<f32>();
        assert!(cosine("denied", "rejected") > cosine("denied", "ate") + 0.5);
        assert!(cosine("soup", "bread") > cosine("soup", "claim") + 0.5);
        assert_eq!(table, trainer.table(20, 6).expect("enough text"));
    }

    #[test]
    fn spreading_is_undone() {
        for cell in [0, 1, 7, 123_456_789, u64::MAX] {
            assert_eq!(gathered(spread(cell)), cell);
        }
    }
}
