//! What may be typed behind `gainsay report`.

use clap::{Args, ValueEnum};

use super::{ArticleArgs, ModelArg, OutputArg};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  gainsay report samples/articles.jsonl\n  gainsay report --actor China --actor NATO news/*.jsonl.gz\n  gainsay report judgements.jsonl --format csv -o report.csv\n  gainsay report news/*.jsonl.gz --format html -o page.html"
)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) articles: ArticleArgs,
    #[command(flatten)]
    pub(crate) model: ModelArg,
    #[command(flatten)]
    pub(crate) output: OutputArg,
    /// What to group by: `source` (each outlet), `all` of them together, `day`, `week`, `month`,
    /// `quarter`, `year`, or any field of the input; on the page, periods are the steps of the
    /// course over time
    #[arg(long, value_name = "WHAT", default_value = "source")]
    pub(crate) by: String,
    /// What to show; may be repeated. Tables show shares, JSON and CSV all but pairs
    #[arg(long, value_name = "SECTION")]
    pub(crate) show: Vec<SectionName>,
    /// Only this actor, by any of its names; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) actor: Vec<String>,
    /// What a sentence counts for
    #[arg(long, value_name = "WHAT", default_value = "printed")]
    pub(crate) count: CountName,
    /// Task to report
    #[arg(long, value_name = "TASK", default_value = "stance")]
    pub(crate) task: String,
    /// Shape of the output
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: ReportFormat,
    /// Of each outlet the N actors with the most articles; in tables 5 by default, else all; on the
    /// page 40 actors of all outlets by default
    #[arg(long, value_name = "N")]
    pub(crate) top: Option<usize>,
    /// Count persons, institutions and forces for the state or body that they belong to
    #[arg(long)]
    pub(crate) roll_up: bool,
    /// On the page, the most certain sentences of each outlet, actor and label that it cites
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub(crate) cite: usize,
    /// How shares are estimated; `adjusted` by default, or `count` if the model does not tell how
    /// often it errs
    #[arg(long, value_name = "HOW")]
    pub(crate) estimate: Option<Estimate>,
    /// Say *too few* instead of a share where fewer articles mention the actor
    #[arg(long, value_name = "N", default_value_t = gainsay::Counting::MIN_ARTICLES)]
    pub(crate) min_articles: usize,
    /// Only judgements in the outlet's own voice, those that report others, or quotations; may be repeated
    #[arg(long, value_name = "WHOSE", help_heading = "What is counted")]
    pub(crate) voice: Vec<MannerName>,
    /// Only headlines, or only bodies
    #[arg(long, value_name = "PART", help_heading = "What is counted")]
    pub(crate) part: Option<PartName>,
    /// Only articles of this day or later
    #[arg(long, value_name = "DATE", help_heading = "What is counted", value_parser = date)]
    pub(crate) since: Option<gainsay::IsoDate>,
    /// Only articles of this day or earlier
    #[arg(long, value_name = "DATE", help_heading = "What is counted", value_parser = date)]
    pub(crate) until: Option<gainsay::IsoDate>,
    /// Draws of articles behind the intervals
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    pub(crate) resamples: u32,
    /// Drives the draws
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
}

impl ReportArgs {
    /// The options as typed, without inputs, output and what does not change a number.
    pub(crate) fn told(&self) -> Vec<String> {
        let mut typed = std::env::args().skip_while(|a| a != "report").skip(1);
        let mut told = Vec::new();
        while let Some(arg) = typed.next() {
            match arg.as_str() {
                "-q" | "--quiet" => {}
                "-o" | "--output" | "--threads" => drop(typed.next()),
                input if self.articles.inputs.iter().any(|i| i.as_os_str() == input) => {}
                _ if arg.starts_with("--output=") || arg.starts_with("--threads=") => {}
                _ => told.push(arg),
            }
        }
        told
    }
}

fn date(typed: &str) -> Result<gainsay::IsoDate, String> {
    gainsay::IsoDate::parse(typed).ok_or_else(|| "expected a date such as 2024-05-31".to_owned())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SectionName {
    /// Shares of the labels per group and actor
    Shares,
    /// How often an accusation is printed with its denial
    Denials,
    /// Who accuses whom
    Accusers,
    /// Differences between every two groups
    Pairs,
    /// Outlets on the same events
    Stories,
}

impl From<SectionName> for gainsay::Section {
    fn from(name: SectionName) -> Self {
        match name {
            SectionName::Shares => Self::Shares,
            SectionName::Denials => Self::Denials,
            SectionName::Accusers => Self::Accusers,
            SectionName::Pairs => Self::Pairs,
            SectionName::Stories => Self::Stories,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Estimate {
    /// Labels, counted; biased where an outlet's mix is not that of the training pairs
    Count,
    /// Mean of the calibrated probabilities
    Prob,
    /// Counts, corrected by the cross-validated confusion matrix
    Adjusted,
    /// The mix that makes the probabilities the likeliest (Saerens et al. 2002)
    Em,
}

impl From<Estimate> for gainsay::Quantifier {
    fn from(name: Estimate) -> Self {
        match name {
            Estimate::Count => Self::Count,
            Estimate::Prob => Self::Prob,
            Estimate::Adjusted => Self::Adjusted,
            Estimate::Em => Self::Em,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MannerName {
    Own,
    Reported,
    Quoted,
}

impl From<MannerName> for gainsay::Manner {
    fn from(name: MannerName) -> Self {
        match name {
            MannerName::Own => Self::Own,
            MannerName::Reported => Self::Reported,
            MannerName::Quoted => Self::Quoted,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PartName {
    Headline,
    Body,
}

impl From<PartName> for gainsay::Part {
    fn from(name: PartName) -> Self {
        match name {
            PartName::Headline => Self::Headline,
            PartName::Body => Self::Body,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CountName {
    /// Every sentence that was printed counts 1
    Printed,
    /// A sentence that k outlets printed counts 1/k for each; article files are read twice
    Independent,
}

impl From<CountName> for gainsay::Count {
    fn from(name: CountName) -> Self {
        match name {
            CountName::Printed => Self::Printed,
            CountName::Independent => Self::Independent,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    Table,
    Markdown,
    Csv,
    Json,
    /// One page with charts, tables and the sentences behind each number; loads nothing
    Html,
    /// The bars of one actor as a picture: that of `--actor`, or the most mentioned
    Svg,
}
