//! What the commands that learn from plain text take.

use std::path::PathBuf;

use clap::Args;

use super::OutputArg;

/// Plain text in, a table out.
#[derive(Debug, Args)]
pub(crate) struct TextArgs {
    /// Text, one sentence a line (also .gz and .zst), or `-`
    #[arg(required = true, value_name = "TEXT")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) output: OutputArg,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gainsay words corpus.txt.gz -o words.tsv")]
pub(crate) struct WordsArgs {
    #[command(flatten)]
    pub(crate) text: TextArgs,
    /// Leave out words seen less often
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) min_count: u64,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gainsay vectors corpus.txt.gz -o vectors.tsv")]
pub(crate) struct VectorsArgs {
    #[command(flatten)]
    pub(crate) text: TextArgs,
    /// How many words get a vector, the commonest first
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    pub(crate) max_words: usize,
    /// Length of the vectors
    #[arg(long, value_name = "N", default_value_t = 64)]
    pub(crate) dim: usize,
}
