//! Class shares of a set of pairs, corrected for the classifier's errors.
//!
//! Counted labels are biased wherever the true mix differs from that of the training pairs: of
//! ninety neutral pairs a classifier takes some for accusations, of ten accusations it cannot miss
//! as many. What it does to pairs of each true class is known from held-out labelled pairs, and can be
//! undone as long as the texts are like those ("prior probability shift"; a review: González et
//! al. 2017).

mod em;
mod held_out;
mod correction;
mod prevalence;
mod simplex;

use std::fmt;
use std::str::FromStr;

pub use correction::Correction;
pub(crate) use correction::Draws;
pub use em::em;
pub(crate) use em::{Likelihood, Slope};
pub use held_out::{HeldOut, HeldOutPair, Outcome};
pub use prevalence::{PrevalenceError, PrevalenceGrid, prevalence_errors};
pub(crate) use simplex::{ClassMatrix, PerClass, ZEROS};
use simplex::{minimize, unconstrained};

use crate::label::Task;

/// How class shares are estimated from what a classifier says of a set of pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quantifier {
    /// The share of the pairs that carry the label.
    Count,
    /// The mean of the calibrated probabilities. They take the training mix for granted.
    Prob,
    /// The counted shares, undone by the confusion matrix of held-out pairs ([`adjusted`]).
    ///
    /// The default, by measurement: on artificial mixes `Em` errs less, but where the pairs of one
    /// actor differ from those of another in more than their mix, it errs twice as much.
    #[default]
    Adjusted,
    /// The mix under which the probabilities are the likeliest ([`em`]).
    Em,
}

impl Quantifier {
    /// All of them, the simplest first.
    pub const ALL: [Self; 4] = [Self::Count, Self::Prob, Self::Adjusted, Self::Em];

    /// The name in options and outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Prob => "prob",
            Self::Adjusted => "adjusted",
            Self::Em => "em",
        }
    }
}

impl fmt::Display for Quantifier {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Quantifier {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Self::ALL.map(Self::name).join(", ");
        Self::ALL.into_iter().find(|q| q.name() == name).ok_or_else(|| format!("expected one of {known}"))
    }
}

/// The true shares under which a classifier with these error rates would give the counted shares:
/// the least-squares solution of `ratesᵀ · shares = counted` among shares that are not negative
/// and sum to 1 ("adjusted count"; Forman 2008; with the constraint Bunse 2022).
///
/// `rates` has a row per true class: the share of its pairs that get each label. O(k³) for k classes.
///
/// # Panics
///
/// If `counted` and `rates` are not of one size, or of more than [`Task::MAX_LABELS`] classes.
#[must_use]
pub fn adjusted(counted: &[f64], rates: &[Vec<f64>]) -> Vec<f64> {
    let k = counted.len();
    assert!(k <= Task::MAX_LABELS && rates.len() == k, "a row of rates per class");
    let mut matrix = [ZEROS; Task::MAX_LABELS];
    for (to, from) in matrix.iter_mut().zip(rates) {
        to[..k].copy_from_slice(from);
    }
    let mut wanted = ZEROS;
    wanted[..k].copy_from_slice(counted);
    Undoing::new(&matrix, k).shares(&wanted)[..k].to_vec()
}

/// The normal equations of [`adjusted`], made once for many counts.
#[derive(Debug, Clone)]
pub(crate) struct Undoing {
    k: usize,
    rates: ClassMatrix,
    /// rates · ratesᵀ
    square: ClassMatrix,
    /// What a counted share of each class adds to the shares, where none of them is at an edge.
    inverse: ClassMatrix,
    constant: PerClass,
}

impl Undoing {
    pub(crate) fn new(rates: &ClassMatrix, k: usize) -> Self {
        let mut square = [ZEROS; Task::MAX_LABELS];
        for i in 0..k {
            for j in 0..k {
                square[i][j] = (0..k).map(|c| rates[i][c] * rates[j][c]).sum();
            }
        }
        let mut undoing = Self { k, rates: *rates, square, inverse: [ZEROS; Task::MAX_LABELS], constant: ZEROS };
        undoing.constant = unconstrained(&square, &ZEROS, k);
        for c in 0..k {
            let mut unit = ZEROS;
            unit[c] = 1.0;
            let mut column = unconstrained(&square, &undoing.moments(&unit), k);
            column.iter_mut().zip(&undoing.constant).for_each(|(x, constant)| *x -= constant);
            undoing.inverse[c] = column;
        }
        undoing
    }

    /// rates · counted
    fn moments(&self, counted: &PerClass) -> PerClass {
        let mut moments = ZEROS;
        for (moment, rates) in moments.iter_mut().zip(&self.rates).take(self.k) {
            *moment = rates[..self.k].iter().zip(counted).map(|(r, c)| r * c).sum();
        }
        moments
    }

    pub(crate) fn shares(&self, counted: &PerClass) -> PerClass {
        let mut shares = self.constant;
        for (counted, column) in counted[..self.k].iter().zip(&self.inverse) {
            shares[..self.k].iter_mut().zip(column).for_each(|(share, per)| *share += counted * per);
        }
        if shares[..self.k].iter().all(|s| *s >= 0.0) {
            return shares;
        }
        minimize(&self.square, &self.moments(counted), self.k)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference: the true shares. `benches/quapy.py` compares with another implementation.
    #[test]
    fn adjusted_undoes_known_rates() {
        let rates = vec![vec![0.6, 0.1, 0.3], vec![0.15, 0.6, 0.25], vec![0.1, 0.05, 0.85]];
        let truth = [0.2, 0.05, 0.75];
        let counted: Vec<f64> = (0..3).map(|c| (0..3).map(|i| truth[i] * rates[i][c]).sum()).collect();
        let found = adjusted(&counted, &rates);
        assert!(found.iter().zip(&truth).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?}");
    }

    /// Reference: `QuaPy` 0.2.3, `functional.optim_minimize` of the norm of `ratesᵀp − counted`,
    /// which `ACC(solver="minimize")` calls; in the third case, where that stops 1.5e-5 short, the
    /// same minimum by `scipy.optimize.minimize` to 1e-18.
    #[test]
    fn adjusted_is_quapy() {
        let rates = vec![vec![0.6, 0.1, 0.3], vec![0.15, 0.6, 0.25], vec![0.1, 0.05, 0.85]];
        for (counted, expected) in [
            ([0.3, 0.1, 0.6], [0.394_495_4, 0.055_045_9, 0.550_458_7]),
            ([0.05, 0.02, 0.93], [0.0, 0.0, 1.0]),
            ([0.5, 0.4, 0.1], [0.549_450_5, 0.450_549_5, 0.0]),
            ([0.12, 0.3, 0.58], [0.0, 0.451_879_4, 0.548_120_6]),
        ] {
            let found = adjusted(&counted, &rates);
            assert!(found.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-6), "{found:?} {expected:?}");
        }
    }

    #[test]
    fn names_are_read_back() {
        for q in Quantifier::ALL {
            assert_eq!(q.to_string().parse(), Ok(q));
        }
        assert!("median".parse::<Quantifier>().is_err_and(|e| e.contains("adjusted")));
    }
}
