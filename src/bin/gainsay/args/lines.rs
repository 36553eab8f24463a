//! What the classifier of lines takes.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::OutputArg;

#[derive(Debug, Args)]
pub(crate) struct LinesArgs {
    #[command(subcommand)]
    pub(crate) command: LinesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LinesCommand {
    /// Fit a classifier of lines
    Train(LinesTrainArgs),
    /// Label each line
    Label(LinesLabelArgs),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  gainsay lines train labelled.tsv -o topic.gsl\n  gainsay lines train labelled.tsv -o topic.gsl -C 0.3,1,3 --held-out other.tsv"
)]
pub(crate) struct LinesTrainArgs {
    /// Labelled lines, `label<TAB>text` or `__label__x text` (also .gz and .zst), or `-`
    #[arg(required = true, value_name = "LABELLED")]
    pub(crate) inputs: Vec<PathBuf>,
    /// The model file to write
    #[arg(long, short, value_name = "MODEL")]
    pub(crate) output: PathBuf,
    /// Inverse penalties; with several, the one that is best on `--held-out` is kept
    #[arg(short = 'C', long = "inverse-penalty", value_name = "C", default_value = "1", value_delimiter = ',')]
    pub(crate) c: Vec<f64>,
    /// Labelled lines to measure accuracy on
    #[arg(long, value_name = "FILE")]
    pub(crate) held_out: Option<PathBuf>,
    /// Stop when the objective is certain to lie at most this share above its minimum
    #[arg(long, value_name = "SHARE", default_value_t = 1e-6)]
    pub(crate) gap: f64,
    /// Leave out words and pairs of words that fewer lines have
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) min_df: u32,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  gainsay lines label --model topic.gsl news.txt > labels.txt")]
pub(crate) struct LinesLabelArgs {
    /// Text, a line each (also .gz and .zst), or `-`
    #[arg(value_name = "TEXT", default_value = "-")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Model that `gainsay lines train` wrote
    #[arg(long, short, value_name = "MODEL")]
    pub(crate) model: PathBuf,
    #[command(flatten)]
    pub(crate) output: OutputArg,
    /// Behind the label, the probability of each label, in the order of their names
    #[arg(long)]
    pub(crate) probabilities: bool,
}
