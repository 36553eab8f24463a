//! The families of features and which of them a recipe uses.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A family of features: a namespace with its own L2 norm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Family {
    /// Stems of the masked sentence, alone and in pairs of neighbours.
    Stem,
    /// The same, told apart by the side of the target on which they stand.
    Side,
    /// The same within the target's own clause; single stems of the clauses beside it.
    Clause,
    /// Ordered pairs of stems with up to three tokens between them, near the target.
    Skip,
    /// How the target is mentioned: pronoun or name, alone or beside another; never the name itself.
    Mention,
    /// Length, place of the target, number of other names, quotation, signs beside the target.
    Shape,
    /// Words that accuse, deny, demand …: their class, voice and place seen from the target.
    Predicate,
    /// Words of praise or blame, by side and distance.
    Opinion,
    /// Pairs of word classes near the target.
    Skeleton,
    /// What the target is to each predicate: subject, object, agent ….
    Role,
    /// Single words by region around the target, each with the weight that word vectors give it.
    Region,
}

impl Family {
    /// All families, in the order of their ids in a model.
    pub const ALL: [Self; 11] = [
        Self::Stem,
        Self::Side,
        Self::Clause,
        Self::Skip,
        Self::Mention,
        Self::Shape,
        Self::Predicate,
        Self::Opinion,
        Self::Skeleton,
        Self::Role,
        Self::Region,
    ];
}

/// What vectors are made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureConfig {
    /// The families in use; any order, each at most once.
    pub families: Vec<Family>,
    /// How much a family weighs against the others; 1 where none is given. Positive.
    #[serde(default)]
    pub weights: BTreeMap<Family, f32>,
    /// The least number of pairs that must have a feature. At least 1.
    pub min_df: u32,
}

impl FeatureConfig {
    /// The weight of a family.
    pub(super) fn weight(&self, family: Family) -> f32 {
        self.weights.get(&family).copied().unwrap_or(1.0)
    }

    /// The families in use, in the order of [`Family::ALL`].
    pub fn families(&self) -> impl Iterator<Item = Family> {
        Family::ALL.into_iter().filter(|f| self.families.contains(f))
    }
}

impl Default for FeatureConfig {
    fn default() -> Self {
        Self { families: Family::ALL.to_vec(), weights: BTreeMap::new(), min_df: 2 }
    }
}
