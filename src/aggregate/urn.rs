//! Articles to be drawn with replacement, alike ones together.

use super::binomial::binomial;
use crate::quantify::{PerClass, ZEROS};

/// What an article adds to the shares of its cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sums {
    /// What its sentences count for.
    pub(super) weight: f64,
    /// The same by class: counts, or sums of probabilities.
    pub(super) classes: PerClass,
}

impl Sums {
    pub(super) const NONE: Self = Self { weight: 0.0, classes: ZEROS };

    /// Adds `n` times another article's.
    fn add(&mut self, other: &Self, n: u64, k: usize) {
        let n = n as f64;
        self.weight += n * other.weight;
        self.classes[..k].iter_mut().zip(&other.classes).for_each(|(sum, x)| *sum += n * x);
    }

    /// An order of all of them.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        let classes = self.classes.iter().zip(&other.classes);
        classes.fold(self.weight.total_cmp(&other.weight), |order, (a, b)| order.then_with(|| a.total_cmp(b)))
    }
}

/// Articles of which a binomial number is drawn at once; fewer alike ones are drawn one by one,
/// which is quicker for them.
const MANY: u64 = 64;

/// The articles of one cell, from which as many are drawn as it holds.
#[derive(Debug, Clone)]
pub(super) struct Urn {
    k: usize,
    /// In an order that no input changes.
    kinds: Vec<(Sums, u64)>,
    n_articles: u64,
    /// For each article of a kind with few: the kind.
    few: Vec<u32>,
}

impl Urn {
    /// Of articles of `k` classes, each with the number of those that are like it. The order does
    /// not matter, nor which of them were counted together. O(n log n).
    pub(super) fn new(k: usize, mut kinds: Vec<(Sums, u64)>) -> Self {
        kinds.sort_unstable_by(|a, b| a.0.order(&b.0));
        kinds.dedup_by(|next, kept| {
            let alike = next.0.order(&kept.0).is_eq();
            kept.1 += if alike { next.1 } else { 0 };
            alike
        });
        let few = kinds.iter().zip(0..).filter(|((_, n), _)| *n < MANY);
        Self {
            k,
            n_articles: kinds.iter().map(|(_, n)| n).sum(),
            few: few.flat_map(|((_, n), kind)| (0..*n).map(move |_| kind)).collect(),
            kinds,
        }
    }

    pub(super) fn n_articles(&self) -> u64 {
        self.n_articles
    }

    /// The sums of all articles.
    pub(super) fn total(&self) -> Sums {
        let mut total = Sums::NONE;
        self.kinds.iter().for_each(|(sums, n)| total.add(sums, *n, self.k));
        total
    }

    /// The sums of as many articles as there are, drawn with replacement.
    ///
    /// How often each kind is drawn is multinomial: one after the other, each is a binomial part
    /// of the draws that are left. O(kinds), with at most a step for each of 64 articles of a kind.
    pub(super) fn draw(&self, rng: &mut fastrand::Rng) -> Sums {
        let mut sum = Sums::NONE;
        let (mut left, mut among) = (self.n_articles, self.n_articles);
        for (sums, n) in self.kinds.iter().filter(|(_, n)| *n >= MANY) {
            let drawn = binomial(rng, left, *n as f64 / among as f64);
            sum.add(sums, drawn, self.k);
            (left, among) = (left - drawn, among - n);
        }
        for _ in 0..left {
            let kind = self.few[rng.usize(..self.few.len())];
            sum.add(&self.kinds[kind as usize].0, 1, self.k);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(classes: &[f64]) -> Sums {
        let mut sums = Sums { weight: classes.iter().sum(), classes: ZEROS };
        sums.classes[..classes.len()].copy_from_slice(classes);
        sums
    }

    #[test]
    fn nothing_depends_on_order_or_on_what_was_counted_together() {
        let kinds = [([1.0, 0.0, 2.0], 3), ([0.0, 0.0, 1.0], 500), ([0.0, 1.0, 0.0], 1), ([1.0, 1.0, 0.5], 70)];
        let together: Vec<_> = kinds.iter().map(|(classes, n)| (sums(classes), *n)).collect();
        let mut apart: Vec<_> =
            together.iter().flat_map(|(sums, n)| std::iter::repeat_n((*sums, 1), *n as usize)).collect();
        fastrand::Rng::with_seed(5).shuffle(&mut apart);
        let (together, apart) = (Urn::new(3, together), Urn::new(3, apart));
        assert_eq!(together.total(), apart.total());
        let mut rngs = [(); 2].map(|()| fastrand::Rng::with_seed(9));
        for _ in 0..100 {
            assert_eq!(together.draw(&mut rngs[0]), apart.draw(&mut rngs[1]));
        }
    }

    /// Reference: of n draws with replacement, each of n articles is drawn `Binomial(n, 1 / n)` times, so a
    /// kind of m articles has mean m and variance m · (1 − m / n), and two kinds the covariance −m₁ · m₂ / n.
    #[test]
    fn draws_have_the_moments_of_a_multinomial() {
        let alike = [900, 64, 63, 5, 1];
        let n: u64 = alike.iter().sum();
        let unit = |i: usize| {
            let mut classes = [0.0; 5];
            classes[i] = 1.0;
            sums(&classes)
        };
        let urn = Urn::new(5, (0..5).map(|i| (unit(i), alike[i])).collect());
        let mut rng = fastrand::Rng::with_seed(3);
        let n_draws = 40_000;
        let draws: Vec<Sums> = (0..n_draws).map(|_| urn.draw(&mut rng)).collect();
        assert!(draws.iter().all(|d| (d.weight - n as f64).abs() < 1e-9), "as many are drawn as there are");
        let mean = |of: &dyn Fn(&Sums) -> f64| draws.iter().map(of).sum::<f64>() / f64::from(n_draws);
        for i in 0..5 {
            let m = |i: usize| alike[i] as f64;
            let own = m(i) * (1.0 - m(i) / n as f64);
            let error = (own / f64::from(n_draws)).sqrt();
            assert!((mean(&|d| d.classes[i]) - m(i)).abs() < 4.0 * error, "kind {i}");
            for j in 0..5 {
                let expected = if i == j { own } else { -m(i) * m(j) / n as f64 };
                let found = mean(&|d| (d.classes[i] - m(i)) * (d.classes[j] - m(j)));
                let other = m(j) * (1.0 - m(j) / n as f64);
                let error = 2.0 * (own * other / f64::from(n_draws)).sqrt();
                assert!((found - expected).abs() < 4.0 * error + 1e-3, "kinds {i} and {j}: {found}, not {expected}");
            }
        }
    }
}
