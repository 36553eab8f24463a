//! Format 1, whose arrays begin otherwise: feature keys (u64), idf (f32), weights (f32) of one task after
//! the other. Nothing is filled up.

use super::arrays::Arrays;
use super::{Header, MAX_IDF, ModelError, tasks};
use crate::classify::Classifier;
use crate::feature::FeatureTable;

/// The feature table and the classifiers, made from the first arrays.
pub(super) fn features(header: &Header, arrays: &mut Arrays) -> Result<(FeatureTable, Vec<Classifier>), ModelError> {
    let keys = arrays.longs(header.n_features)?;
    let idf = arrays.floats(header.n_features)?;
    if !idf.iter().all(|v| *v > 0.0 && *v <= MAX_IDF) {
        return Err(ModelError::BadArray("idf"));
    }
    let classifiers = tasks(header)?.into_iter().zip(&header.tasks).map(|(task, t)| {
        let n = header.n_features.saturating_mul(task.n_classes());
        let weights = arrays.floats(n)?;
        Ok(Classifier::new(task, &weights, t.intercept.clone(), t.rule.clone(), t.mix.clone())?)
    });
    let classifiers = classifiers.collect::<Result<_, ModelError>>()?;
    let table = FeatureTable::new(&keys, &idf).ok_or(ModelError::BadArray("features"))?;
    Ok((table, classifiers))
}
