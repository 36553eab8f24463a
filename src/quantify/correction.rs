//! How shares are estimated, with all that the estimate needs to know of the classifier.

use super::held_out::HeldOut;
use super::simplex::{ClassMatrix, PerClass, ZEROS};
use super::{Quantifier, Undoing};
use crate::label::Task;

/// How class shares are estimated, with what is known of the classifier.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    quantifier: Quantifier,
    /// The class mix that the classifier's probabilities refer to.
    mix: Vec<f64>,
    held_out: Option<HeldOut>,
}

impl Correction {
    /// Labels of `k` classes are counted as they are.
    #[must_use]
    pub fn counting(k: usize) -> Self {
        Self { quantifier: Quantifier::Count, mix: vec![1.0 / k as f64; k], held_out: None }
    }

    /// An estimate from probabilities that refer to `mix`. Without held-out pairs its interval leaves the
    /// classifier's errors out.
    ///
    /// None if the quantifier needs held-out pairs and there are none, or they do not fit.
    #[must_use]
    pub fn new(quantifier: Quantifier, mix: &[f64], held_out: Option<&HeldOut>) -> Option<Self> {
        let fits = held_out.is_none_or(|h| h.fits(mix.len()));
        let enough = quantifier != Quantifier::Adjusted || held_out.is_some();
        (fits && enough).then(|| Self { quantifier, mix: mix.to_vec(), held_out: held_out.cloned() })
    }

    /// The estimator.
    #[must_use]
    pub fn quantifier(&self) -> Quantifier {
        self.quantifier
    }

    /// Whether intervals can tell of the classifier's errors.
    #[must_use]
    pub fn knows_errors(&self) -> bool {
        self.held_out.is_some() && matches!(self.quantifier, Quantifier::Adjusted | Quantifier::Em)
    }

    pub(crate) fn n_classes(&self) -> usize {
        self.mix.len()
    }

    /// The class mix that [`Correction::recalibrated`] probabilities refer to.
    pub(crate) fn mix(&self) -> &[f64] {
        self.held_out.as_ref().map_or(&self.mix, |h| &h.mix)
    }

    /// A pair's probabilities as held-out pairs make them calibrated.
    pub(crate) fn recalibrated(&self, probabilities: &[f32]) -> PerClass {
        let given = probabilities.iter().map(|p| f64::from(*p));
        if let Some(held_out) = &self.held_out {
            return held_out.recalibrated(given);
        }
        let mut out = ZEROS;
        out.iter_mut().zip(given).for_each(|(to, from)| *to = from);
        out
    }

    /// By true class, how the gradient of the likelihood at `at` varies with the held-out pairs.
    pub(crate) fn gradient_spread(&self, at: &PerClass) -> Vec<ClassMatrix> {
        self.held_out.as_ref().map(|h| h.gradient_spread(at)).unwrap_or_default()
    }
}

/// Draws of the classifier's errors: as they might be told by other held-out pairs.
///
/// All cells of a summary share them, because they share the classifier: what it gets wrong it
/// gets wrong everywhere, so differences between outlets are surer than their shares.
#[derive(Debug)]
pub(crate) struct Draws {
    k: usize,
    /// Standard normal, a row per true class of each draw.
    noise: Vec<PerClass>,
    undone: Option<Undoing>,
    undoings: Vec<Undoing>,
}

impl Draws {
    /// `n` draws; the same seed gives the same.
    pub(crate) fn new(correction: &Correction, n: usize, seed: u64) -> Self {
        let k = correction.n_classes();
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut row = || {
            let mut row = ZEROS;
            row[..k].iter_mut().for_each(|z| *z = normal(&mut rng));
            row
        };
        let noise: Vec<PerClass> = (0..n * k).map(|_| row()).collect();
        let held_out = correction.held_out.as_ref().filter(|_| correction.quantifier == Quantifier::Adjusted);
        let rates = held_out.map(|h| (h, h.rates(k)));
        let undoings = rates.iter().flat_map(|(held_out, rates)| {
            noise.chunks_exact(k).map(|rows| {
                let mut noise: ClassMatrix = [ZEROS; Task::MAX_LABELS];
                noise[..k].copy_from_slice(rows);
                Undoing::new(&held_out.rates_drawn(rates, &noise, k), k)
            })
        });
        let undoings = undoings.collect();
        Self { k, undone: rates.map(|(_, rates)| Undoing::new(&rates, k)), undoings, noise }
    }

    pub(crate) fn len(&self) -> usize {
        self.noise.len() / self.k
    }

    /// The noise of a draw, a row per true class.
    pub(crate) fn noise(&self, draw: usize) -> &[PerClass] {
        &self.noise[draw * self.k..][..self.k]
    }

    /// What undoes the rates as they were measured, if rates are to be undone.
    pub(crate) fn undone(&self) -> Option<&Undoing> {
        self.undone.as_ref()
    }

    /// What undoes the rates of a draw, if rates are to be undone.
    pub(crate) fn undoing(&self, draw: usize) -> Option<&Undoing> {
        self.undoings.get(draw)
    }
}

/// A standard normal value (Box & Muller 1958).
fn normal(rng: &mut fastrand::Rng) -> f64 {
    // 1 − u is never 0.
    (-2.0 * (1.0 - rng.f64()).ln()).sqrt() * (std::f64::consts::TAU * rng.f64()).cos()
}
