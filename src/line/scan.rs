//! Words of a line as 64-bit hashes, read once, byte by byte.
//!
//! Words are what scikit-learn's `token_pattern=r"(?u)\b\w\w+\b"` finds in the lower-cased text:
//! runs of two or more letters, digits and underscores. Marks that Unicode counts as alphabetic
//! but Python does not (vowel signs of Indic scripts) belong to words here.

const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;
/// Parts the keys of pairs from those of words.
const PAIR: u64 = 0x2d35_8dcc_aa6c_78a5;

/// Of an ASCII byte, what it is in a word: itself in lower case, 0 for a byte of no word; 0xFF for
/// the bytes of other characters.
static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut out = [0; 256];
    let mut byte = 0u8;
    loop {
        out[byte as usize] = match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'_' => byte,
            b'A'..=b'Z' => byte + 32,
            0x80.. => 0xFF,
            _ => 0,
        };
        if byte == 0xFF {
            return out;
        }
        byte += 1;
    }
}

/// Multiplication to 128 bits, folded, as in wyhash.
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ 0x8bb8_4b93_962e_acc9) * u128::from(b ^ PRIME);
    (product as u64) ^ ((product >> 64) as u64)
}

fn fed(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(PRIME).rotate_left(29)
}

/// Reads lines; it keeps a buffer between calls.
#[derive(Debug, Default)]
pub(crate) struct Scanner {
    lowered: String,
}

impl Scanner {
    /// Adds the hashes of the words of `line`.
    pub(crate) fn words(&mut self, line: &str, out: &mut Vec<u64>) {
        if !scan(line, false, out) {
            // Rare: a character whose lower case is not its own single self.
            self.lowered.clear();
            self.lowered.push_str(&line.to_lowercase());
            scan(&self.lowered, true, out);
        }
    }
}

/// Adds the words of `line`, or none and `false` if it must be put in lower case first.
fn scan(line: &str, lowered: bool, out: &mut Vec<u64>) -> bool {
    let bytes = line.as_bytes();
    let start = out.len();
    let (mut hash, mut n_chars) = (BASIS, 0u32);
    let mut i = 0;
    while i < bytes.len() {
        let byte = CLASSES[usize::from(bytes[i])];
        i += 1;
        if byte == 0xFF {
            let c = line[i - 1..].chars().next().expect("a character begins here");
            if c.is_alphanumeric() {
                if !lowered && !c.is_lowercase() && !c.to_lowercase().eq([c]) {
                    out.truncate(start);
                    return false;
                }
                for byte in &bytes[i - 1..i - 1 + c.len_utf8()] {
                    hash = fed(hash, *byte);
                }
                n_chars += 1;
                i += c.len_utf8() - 1;
                continue;
            }
            i += c.len_utf8() - 1;
        } else if byte != 0 {
            hash = fed(hash, byte);
            n_chars += 1;
            continue;
        }
        if n_chars > 1 {
            out.push(mix(hash, BASIS));
        }
        (hash, n_chars) = (BASIS, 0);
    }
    if n_chars > 1 {
        out.push(mix(hash, BASIS));
    }
    true
}

/// The keys of a line's words and of its pairs of neighbouring words, as often as they occur.
#[derive(Debug, Clone)]
pub(crate) struct Grams<'w> {
    words: std::slice::Iter<'w, u64>,
    before: Option<u64>,
    pair: Option<u64>,
}

impl<'w> Grams<'w> {
    pub(crate) fn new(words: &'w [u64]) -> Self {
        Self { words: words.iter(), before: None, pair: None }
    }
}

impl Iterator for Grams<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        if let Some(pair) = self.pair.take() {
            return Some(pair);
        }
        let word = *self.words.next()?;
        self.pair = self.before.replace(word).map(|before| mix(before ^ PAIR, word.rotate_left(32)));
        Some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<u64> {
        let mut out = Vec::new();
        Scanner::default().words(line, &mut out);
        out
    }

    /// What stands on the right is what scikit-learn's analyser gives.
    #[test]
    fn words_are_scikit_learns() {
        for (line, expected) in [
            ("He said: I won't go.", &["he", "said", "won", "go"][..]),
            ("U.S. troops_2 in 2014-15", &["troops_2", "in", "2014", "15"]),
            ("ÉCOLE Straße naïve ‘quoted’ words—dash", &["école", "straße", "naïve", "quoted", "words", "dash"]),
            ("日本 x é", &["日本"]),
            ("½ and Ⅷ٣ ok", &["and", "ⅷ٣", "ok"]),
            ("", &[]),
            ("a b c", &[]),
        ] {
            let expected: Vec<u64> = expected.iter().flat_map(|word| words(word)).collect();
            assert_eq!(words(line), expected, "{line}");
        }
        assert_ne!(words("said"), words("sad"));
    }

    #[test]
    fn grams_are_words_and_neighbours_in_order() {
        let [a, b] = words("one two")[..] else { panic!("two words") };
        let grams: Vec<u64> = Grams::new(&[a, b, a]).collect();
        assert_eq!((grams.len(), grams[0], grams[1], grams[3]), (5, a, b, a));
        assert_ne!(grams[2], grams[4], "order counts");
        assert_eq!(Grams::new(&[]).count(), 0);
    }
}
