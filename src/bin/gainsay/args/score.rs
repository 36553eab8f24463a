//! What `gainsay score` takes.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};

use super::{ArticleArgs, ModelArg, OutputArg};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  gainsay score samples/articles.jsonl -o judgements.jsonl\n  zcat news.jsonl.gz | gainsay score - --map source=outlet > judgements.jsonl\n  gainsay score news/ -o judgements.jsonl --resume    # again after an interruption: goes on"
)]
pub(crate) struct ScoreArgs {
    #[command(flatten)]
    pub(crate) articles: ArticleArgs,
    #[command(flatten)]
    pub(crate) model: ModelArg,
    #[command(flatten)]
    pub(crate) output: OutputArg,
    /// Shape of the output
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    pub(crate) format: ScoreFormat,
    /// The class mix that the stance probabilities refer to: that of the training pairs
    /// (`training`), of random news sentences (`natural`), or three shares of accusing, denying,
    /// neutral; labels do not change
    #[arg(long, value_name = "MIX", default_value = "training")]
    pub(crate) prior: String,
    /// Give no label to a pair whose largest probability is below P
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = share)]
    pub(crate) abstain: f64,
    /// Copy this field of the input, or `title` or `url`, to each judgement; may be repeated
    #[arg(long, value_name = "FIELD")]
    pub(crate) keep: Vec<String>,
    /// Look for sentences that several outlets printed, and name the cluster of each; the files
    /// are read twice
    #[arg(long)]
    pub(crate) wire: bool,
    /// Go on where an earlier run of the same command was interrupted, or begin so that a later run
    /// can: the output grows as `FILE.partial`, beside a `FILE.journal`; needs `-o FILE` and inputs
    /// that are files
    #[arg(long)]
    pub(crate) resume: bool,
}

fn share(typed: &str) -> Result<f64, String> {
    typed.parse().ok().filter(|p| (0.0..=1.0).contains(p)).ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScoreFormat {
    Jsonl,
    Csv,
}

impl ScoreArgs {
    /// The options that decide what is written, by name. Files stand under their names, not for what they hold.
    pub(crate) fn settings(&self) -> BTreeMap<String, String> {
        // Written out, so that an option that is added must be thought of here.
        let Self { articles, model: _, output: _, format, prior, abstain, keep, wire, resume: _ } = self;
        let ArticleArgs {
            inputs: _,
            input_format,
            map,
            source,
            // What becomes of bad records may change as long as there were none.
            on_error: _,
            rejects: _,
            // Limits that stop the run, and then may be raised.
            max_ratio: _,
            max_unpacked: _,
            max_record,
            actors: _,
            coreference,
            kept: _,
        } = articles;
        let typed: [(&str, &dyn std::fmt::Debug); 10] = [
            ("--format", format),
            ("--prior", prior),
            ("--abstain", abstain),
            ("--keep", keep),
            ("--wire", wire),
            ("--input-format", input_format),
            ("--map", map),
            ("--source", source),
            ("--max-record", max_record),
            ("--coreference", coreference),
        ];
        typed.into_iter().map(|(name, value)| (format!("`{name}`"), format!("{value:?}"))).collect()
    }
}
