//! The words for which a sentence has its label.

use super::Citation;
use crate::feature::{Extractor, Pair};
use crate::model::Model;
use crate::pipeline::Pipeline;
use crate::token::{Span, TokenizedSentence};

/// A word that speaks for the label of its sentence, or against it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightyWord {
    /// Where it stands in the sentence.
    pub span: Span,
    /// What it adds to the score of the label, less the mean of what it adds to the scores of all
    /// labels; below zero it speaks against the label.
    pub weight: f64,
}

/// Words of one sentence that are shown.
const MOST: usize = 5;

/// A word is shown if it weighs this part of what the weightiest does.
const LEAST: f64 = 0.25;

impl Citation {
    /// Finds the words that weigh in its verdict, by a model of one's choice: at most five, in the
    /// order of the sentence. O(length of the sentence).
    ///
    /// # Panics
    ///
    /// If the pipeline or the extractor is of another model.
    pub fn weigh(&mut self, model: &Model, task: &str, pipeline: &mut Pipeline, extractor: &mut Extractor) {
        let Some(classifier) = model.classifier(task) else { return };
        let sentence = TokenizedSentence::new(&self.sentence, model.vectorizer.casing());
        let mut mentions = vec![self.mention];
        let others = pipeline.mentions(&self.sentence, &self.mentioned);
        mentions.extend(others.into_iter().filter(|m| !m.overlaps(self.mention)));
        mentions.sort_unstable();
        // A mention of somebody else's file may lie between words.
        if self.class >= classifier.task().n_classes()
            || !sentence.tokens().iter().any(|t| t.span.overlaps(self.mention))
        {
            return;
        }
        let pair = Pair { sentence: &sentence, mentions: &mentions };
        let centred = |values: &[f64]| values[self.class] - values.iter().sum::<f64>() / values.len() as f64;
        let mut words: Vec<WeightyWord> = classifier
            .word_weights(extractor, &pair)
            .into_iter()
            .map(|w| WeightyWord { span: w.span, weight: centred(&w.values) })
            .collect();
        words.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
        let least = words.first().map_or(0.0, |w| w.weight.abs() * LEAST);
        words.retain(|w| w.weight.abs() >= least && w.weight != 0.0);
        words.truncate(MOST);
        words.sort_by_key(|w| w.span);
        self.words = words;
    }
}
