//! `gainsay words`

use gainsay::WordCounts;

use crate::args::{Global, WordsArgs};
use crate::input::each_sentence;
use crate::output::Output;

pub(crate) fn run(args: &WordsArgs, global: &Global) -> anyhow::Result<()> {
    let output = Output::open(&args.text.output.output)?;
    let mut counts = WordCounts::default();
    each_sentence(&args.text.inputs, global, |sentence| counts.add(sentence))?;
    output.write_whole(counts.table(args.min_count).as_bytes())
}
