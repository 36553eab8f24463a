//! What a training run is made of, written by hand in TOML.

use std::collections::BTreeMap;

use linfa::ParamGuard;
use serde::{Deserialize, Serialize};

use crate::feature::{Family, FeatureConfig};

/// A recipe as written; every field has a default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Recipe {
    /// Drives folds and bootstrap.
    pub seed: u64,
    /// Folds of the cross-validation, grouped by article.
    pub folds: usize,
    /// Inverse penalties to choose from, by cross-validated log-loss after calibration.
    pub c: Vec<f64>,
    /// What fits the main model.
    pub solver: Solver,
    /// How the classes are weighted in the fit.
    pub class_weight: ClassWeight,
    /// The fit stops when the gradient's norm has fallen to this share of its norm at zero.
    pub tolerance: f64,
    /// The domains whose pairs tell how the classifier errs on the texts that it will judge, the
    /// likest first: for each label the pairs of the first domains that have enough of it. All
    /// pairs if empty.
    pub held_out: Vec<String>,
    /// The families of features.
    pub families: Vec<Family>,
    /// How much a family weighs against the others; 1 where none is given.
    pub weights: BTreeMap<Family, f32>,
    /// The least number of pairs that must have a feature.
    pub min_df: u32,
}

/// What fits the main model. Both minimise the same objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Solver {
    /// The truncated Newton method of this crate, on a sparse matrix of any size.
    Sparse,
    /// The L-BFGS of `linfa-logistic`, on a dense matrix of at most
    /// [`crate::LogisticValidParams::MAX_DENSE`] values, without class weights.
    Linfa,
}

/// How the classes are weighted in the fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClassWeight {
    /// All pairs alike.
    None,
    /// Inversely to the class's size, so that every class has the same total.
    Balanced,
}

impl Default for Recipe {
    fn default() -> Self {
        let features = FeatureConfig::default();
        Self {
            seed: 1,
            folds: 5,
            c: vec![1.0, 3.0, 10.0],
            solver: Solver::Sparse,
            class_weight: ClassWeight::None,
            tolerance: 1e-3,
            held_out: Vec::new(),
            families: features.families,
            weights: features.weights,
            min_df: features.min_df,
        }
    }
}

/// A recipe whose values have been checked.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedRecipe(Recipe);

/// Why a recipe is refused.
#[derive(Debug, thiserror::Error, PartialEq)]
#[non_exhaustive]
pub enum RecipeError {
    /// Not TOML, or not of the documented form.
    #[error("{0}")]
    NotToml(String),
    /// A value is out of range.
    #[error("`{field}` is {value}; it must be {range}")]
    OutOfRange {
        /// The field.
        field: &'static str,
        /// Its value.
        value: String,
        /// What is allowed.
        range: &'static str,
    },
}

impl Recipe {
    /// Reads a recipe from TOML.
    ///
    /// # Errors
    ///
    /// If the text is not TOML, has an unknown field, or a value of the wrong type.
    pub fn parse(toml: &str) -> Result<Self, RecipeError> {
        toml::from_str(toml).map_err(|e| RecipeError::NotToml(e.to_string()))
    }
}

impl CheckedRecipe {
    /// The features that the recipe asks for.
    #[must_use]
    pub fn features(&self) -> FeatureConfig {
        FeatureConfig { families: self.0.families.clone(), weights: self.0.weights.clone(), min_df: self.0.min_df }
    }
}

impl std::ops::Deref for CheckedRecipe {
    type Target = Recipe;
    fn deref(&self) -> &Recipe {
        &self.0
    }
}

impl ParamGuard for Recipe {
    type Checked = CheckedRecipe;
    type Error = RecipeError;

    fn check_ref(&self) -> Result<&CheckedRecipe, RecipeError> {
        unreachable!("a recipe is checked by value")
    }

    fn check(self) -> Result<CheckedRecipe, RecipeError> {
        let out = |field, value: String, range| Err(RecipeError::OutOfRange { field, value, range });
        if !(2..=100).contains(&self.folds) {
            return out("folds", self.folds.to_string(), "between 2 and 100");
        }
        if self.c.is_empty() || !self.c.iter().all(|c| *c > 0.0 && c.is_finite()) {
            return out("c", format!("{:?}", self.c), "one or more positive numbers");
        }
        if (self.solver, self.class_weight) == (Solver::Linfa, ClassWeight::Balanced) {
            let range = "`none` with the solver `linfa`, which has no weights";
            return out("class-weight", "`balanced`".to_owned(), range);
        }
        if !(self.tolerance > 0.0 && self.tolerance <= 0.1) {
            return out("tolerance", self.tolerance.to_string(), "above 0 and at most 0.1");
        }
        if self.families.is_empty() {
            return out("families", "empty".to_owned(), "at least one family");
        }
        if let Some((family, weight)) = self.weights.iter().find(|(_, w)| !(**w > 0.0 && w.is_finite())) {
            return out("weights", format!("{weight} for {family:?}"), "positive");
        }
        if self.min_df == 0 {
            return out("min-df", "0".to_owned(), "at least 1");
        }
        Ok(CheckedRecipe(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_recipe_is_the_default() {
        assert_eq!(Recipe::parse("").expect("empty TOML"), Recipe::default());
        assert!(Recipe::default().check().is_ok());
    }

    #[test]
    fn values_out_of_range_are_named() {
        for (toml, field) in [
            ("folds = 1", "folds"),
            ("c = []", "c"),
            ("tolerance = 2.0", "tolerance"),
            ("families = []", "families"),
            ("min-df = 0", "min-df"),
            ("solver = \"linfa\"\nclass-weight = \"balanced\"", "class-weight"),
        ] {
            let error = Recipe::parse(toml).expect("good TOML").check().expect_err(field);
            assert!(error.to_string().starts_with(&format!("`{field}`")), "{error}");
        }
        assert!(Recipe::parse("colour = 1").is_err());
        assert!(Recipe::parse("solver = \"dense\"").is_err());
    }
}
