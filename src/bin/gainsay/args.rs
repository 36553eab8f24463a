//! What is typed, and what it means.

mod lines;
mod report;
mod score;
mod text;

pub(crate) use lines::{LinesArgs, LinesCommand, LinesLabelArgs, LinesTrainArgs};
pub(crate) use report::{CountName, ReportArgs, ReportFormat};
pub(crate) use score::{ScoreArgs, ScoreFormat};
pub(crate) use text::{VectorsArgs, WordsArgs};

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use gainsay::FieldMap;

use crate::unpack::Limits;

#[derive(Debug, Parser)]
#[command(name = "gainsay", version, about = "Who is accused in the news, who denies it, and which outlet prints which.", long_about = None)]
#[command(
    after_help = "Example:\n  gainsay report samples/articles.jsonl\n\nExit codes: 0 done, 1 what you can put right (usage, input, files, a full disk), 2 unexpected failure."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: Global,
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// Print neither progress nor notes; errors still appear
    #[arg(long, short, global = true, display_order = 1000)]
    pub(crate) quiet: bool,
    /// Worker threads; all cores by default
    #[arg(long, global = true, display_order = 1001, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

impl Global {
    pub(crate) fn n_threads(&self) -> usize {
        self.threads.map_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get), usize::from)
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The per-outlet summary: who is accused, who denies it, who prints the denial
    Report(ReportArgs),
    /// Judge every sentence and actor of articles, one line each
    Score(ScoreArgs),
    /// Why a sentence is judged as it is
    Explain(ExplainArgs),
    /// The actors that articles mention
    Actors(ActorsArgs),
    /// Fit a model to labelled sentences
    Train(TrainArgs),
    /// How good a model is on labelled sentences
    Evaluate(EvaluateArgs),
    /// Learn from plain text how words are usually written
    Words(WordsArgs),
    /// Learn from plain text which words are used alike
    Vectors(VectorsArgs),
    /// Label plain lines of text: a classifier that knows nothing of actors
    Lines(LinesArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ModelArg {
    /// Model file; the built-in model by default
    #[arg(long, short, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct OutputArg {
    /// Where to write; `-` is standard output
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    pub(crate) output: PathBuf,
}

/// How articles are read.
#[derive(Debug, Clone, Args)]
pub(crate) struct ArticleArgs {
    /// Article files (JSONL, CSV, TSV, text; also .gz and .zst), folders, or `-`
    #[arg(required = true, value_name = "ARTICLES")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Read all inputs in this format, whatever their names end in
    #[arg(long, help_heading = "Input", value_name = "FORMAT")]
    pub(crate) input_format: Option<InputFormat>,
    /// Name of a field in the input, such as `source=outlet`; may be repeated
    #[arg(long, help_heading = "Input", value_name = "FIELD=NAME", value_parser = field_name)]
    pub(crate) map: Vec<(String, String)>,
    /// Outlet of articles that name none
    #[arg(long, help_heading = "Input", value_name = "NAME")]
    pub(crate) source: Option<String>,
    /// What a bad record does: stop the run, or be counted and left out
    /// [default: fail, with `--rejects`: skip]
    #[arg(long, help_heading = "Input", value_name = "WHAT")]
    on_error: Option<OnError>,
    /// Write rejected records here, as they stood in the input
    #[arg(long, help_heading = "Input", value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    /// Longest record in bytes
    #[arg(long, help_heading = "Input", value_name = "BYTES", default_value_t = 16 << 20)]
    pub(crate) max_record: usize,
    /// How many times its size a compressed input may unpack to
    #[arg(long, help_heading = "Input", value_name = "N", default_value_t = Limits::RATIO)]
    max_ratio: u64,
    /// How many bytes a compressed input may unpack to
    #[arg(long, help_heading = "Input", value_name = "BYTES", default_value_t = Limits::BYTES)]
    max_unpacked: u64,
    /// Add the actors of this file to those of the model
    #[arg(long, help_heading = "Input", value_name = "FILE")]
    pub(crate) actors: Option<PathBuf>,
    /// What counts as a mention beside names
    #[arg(long, help_heading = "Input", value_name = "HOW FAR", default_value = "names")]
    pub(crate) coreference: CoreferenceArg,
    /// Fields that are kept beside the article's own.
    #[arg(skip)]
    kept: Vec<String>,
}

impl ArticleArgs {
    /// The same, with more fields of the input kept.
    pub(crate) fn keeping(&self, fields: &[String]) -> Self {
        Self { kept: [self.kept.as_slice(), fields].concat(), ..self.clone() }
    }

    pub(crate) fn on_error(&self) -> OnError {
        self.on_error.unwrap_or(if self.rejects.is_some() { OnError::Skip } else { OnError::Fail })
    }

    pub(crate) fn limits(&self) -> Limits {
        Limits { ratio: self.max_ratio, bytes: self.max_unpacked }
    }

    pub(crate) fn fields(&self) -> FieldMap {
        let mut fields = FieldMap::default();
        for (field, name) in &self.map {
            fields.set(field, name).expect("checked when it was parsed");
        }
        if let Some(source) = &self.source {
            fields.set_default_source(source);
        }
        self.kept.iter().for_each(|name| fields.keep(name));
        fields
    }
}

fn field_name(typed: &str) -> Result<(String, String), String> {
    let (field, name) = typed.split_once('=').ok_or("expected FIELD=NAME, such as source=outlet")?;
    FieldMap::default()
        .set(field, name)
        .map_err(|f| format!("articles have no field `{f}`; the fields are {}", FieldMap::FIELDS.join(", ")))?;
    Ok((field.to_owned(), name.to_owned()))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CoreferenceArg {
    /// Nothing: names only
    Off,
    /// Definite nouns that stand for a name: the company, the alliance
    Names,
    /// These, and pronouns whose antecedent is clear: he, it
    Pronouns,
}

impl From<CoreferenceArg> for gainsay::Coreference {
    fn from(arg: CoreferenceArg) -> Self {
        match arg {
            CoreferenceArg::Off => Self::Off,
            CoreferenceArg::Names => Self::Names,
            CoreferenceArg::Pronouns => Self::Pronouns,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    Jsonl,
    Csv,
    Tsv,
    Text,
    /// What `gainsay score` wrote; only for reports
    Judgements,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnError {
    /// Stop with exit code 1
    Fail,
    /// Count it, go on
    Skip,
}

fn only(typed: &str) -> Result<(String, PathBuf), String> {
    let (task, path) = typed.split_once('=').ok_or("expected TASK=FILE, such as sentiment=newsmtsc.jsonl")?;
    Ok((task.to_owned(), path.into()))
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  gainsay explain \"NATO accused China of arming Russia.\" --actor China\n  gainsay explain \"Critics said Norcom lied.\" --actor Norcom --format json"
)]
pub(crate) struct ExplainArgs {
    /// The sentence; `-` reads it from standard input
    pub(crate) text: String,
    /// The actor, by its canonical name or as the sentence writes it
    #[arg(long, value_name = "NAME")]
    pub(crate) actor: String,
    #[command(flatten)]
    pub(crate) model: ModelArg,
    /// Task to explain
    #[arg(long, value_name = "TASK", default_value = "stance")]
    pub(crate) task: String,
    /// How many features to list
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub(crate) top: usize,
    /// Shape of the output; JSON lists all features
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: TableOrJson,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableOrJson {
    Table,
    Json,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  gainsay actors samples/articles.jsonl\n  gainsay actors --format json --min 5 news.jsonl.gz\n  gainsay actors --check mine.toml"
)]
pub(crate) struct ActorsArgs {
    #[command(flatten)]
    pub(crate) articles: ArticleArgs,
    #[command(flatten)]
    pub(crate) model: ModelArg,
    #[command(flatten)]
    pub(crate) output: OutputArg,
    /// Instead of reading articles, name all that is wrong with this actor file
    #[arg(long, value_name = "FILE", exclusive = true)]
    pub(crate) check: Option<PathBuf>,
    /// Leave out actors with fewer mentions
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) min: u64,
    /// Shape of the output
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: TableOrJson,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  gainsay train training/labelled/*.jsonl -o my.gsy\n  gainsay train labelled.jsonl --task topic --recipe recipe.toml -o topic.gsy"
)]
pub(crate) struct TrainArgs {
    /// Labelled sentences, JSON Lines (also .gz and .zst), or `-`
    #[arg(required = true, value_name = "LABELLED")]
    pub(crate) inputs: Vec<PathBuf>,
    /// The model file to write
    #[arg(long, short, value_name = "MODEL")]
    pub(crate) output: PathBuf,
    /// Take the labels of a task from this input only; may be repeated
    #[arg(long, value_name = "TASK=FILE", value_parser = only)]
    pub(crate) only: Vec<(String, PathBuf)>,
    /// Articles that stand-off labels belong to: a JSON Lines file, or a folder of ID.json files
    #[arg(long, value_name = "PATH")]
    pub(crate) articles: Option<PathBuf>,
    /// Recipe in TOML; the built-in recipe by default
    #[arg(long, value_name = "FILE")]
    pub(crate) recipe: Option<PathBuf>,
    /// Task to train; may be repeated, all on the same features
    #[arg(long, value_name = "TASK", default_value = "stance")]
    pub(crate) task: Vec<String>,
    /// What fits the main model; the recipe's solver by default
    #[arg(long, value_name = "SOLVER")]
    pub(crate) solver: Option<SolverName>,
    /// Tell how good the first task is with an eighth, a quarter and half of the training groups
    #[arg(long)]
    pub(crate) learning_curve: bool,
    /// Write a line per pair whose label cross-validation doubts, the most doubtful first
    #[arg(long, value_name = "FILE")]
    pub(crate) suspects: Option<PathBuf>,
    /// Write a line per pair: id, actor, task, domain, gold, predicted label and probabilities by
    /// a model that did not see the pair
    #[arg(long, value_name = "FILE")]
    pub(crate) predictions: Option<PathBuf>,
    /// Actor file; the built-in actors by default
    #[arg(long, value_name = "FILE")]
    pub(crate) actors: Option<PathBuf>,
    /// Predicate file; the built-in predicates by default
    #[arg(long, value_name = "FILE")]
    pub(crate) predicates: Option<PathBuf>,
    /// Opinion table; the built-in one by default
    #[arg(long, value_name = "FILE")]
    pub(crate) opinions: Option<PathBuf>,
    /// Word table that `gainsay words` wrote; the built-in one by default
    #[arg(long, value_name = "FILE")]
    pub(crate) words: Option<PathBuf>,
    /// Word vectors that `gainsay vectors` wrote; the built-in ones by default
    #[arg(long, value_name = "FILE")]
    pub(crate) vectors: Option<PathBuf>,
    /// Date to write into the model; none by default, so that equal data gives equal bytes
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SolverName {
    Sparse,
    Linfa,
}

impl From<SolverName> for gainsay::Solver {
    fn from(name: SolverName) -> Self {
        match name {
            SolverName::Sparse => Self::Sparse,
            SolverName::Linfa => Self::Linfa,
        }
    }
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  gainsay evaluate held-out.jsonl --model my.gsy\n  gainsay evaluate held-out.jsonl --format json --predictions predictions.jsonl"
)]
pub(crate) struct EvaluateArgs {
    /// Labelled sentences, JSON Lines (also .gz and .zst), or `-`
    #[arg(required = true, value_name = "LABELLED")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) model: ModelArg,
    #[command(flatten)]
    pub(crate) output: OutputArg,
    /// Task to evaluate
    #[arg(long, value_name = "TASK", default_value = "stance")]
    pub(crate) task: String,
    /// Shape of the output
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: TableOrJson,
    /// Replace every actor by actors of other sentences and count the labels that change
    #[arg(long)]
    pub(crate) swap: bool,
    /// Articles that stand-off labels belong to: a JSON Lines file, or a folder of ID.json files
    #[arg(long, value_name = "PATH")]
    pub(crate) articles: Option<PathBuf>,
    /// Tell how wrong estimated shares are when the mix of labels is another than in training
    #[arg(long)]
    pub(crate) prevalence: bool,
    /// Write a line per pair: id, actor, gold, predicted label, probabilities
    #[arg(long, value_name = "FILE")]
    pub(crate) predictions: Option<PathBuf>,
}
