//! Word lists that tell names of actors from other names.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether a word is a title or rank before a name, and so no part of it.
pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains(word.trim_end_matches('.'))
}

/// Whether a word is a day or month, which ends any name.
pub(super) fn is_calendar(lower: &str) -> bool {
    CALENDAR.contains(lower)
}

/// Whether a word behind a name is no part of it: `Obama Administration`.
pub(super) fn is_follower(word: &str) -> bool {
    FOLLOWERS.contains(word)
}

/// Whether the last word of a name tells of an organisation, which may go on `of …`.
pub(super) fn is_organisation(lower: &str) -> bool {
    ORGANISATIONS.contains(lower)
}

/// Whether the last word of a name tells of a private organisation, which is not its state's.
pub(super) fn is_association(lower: &str) -> bool {
    matches!(
        lower,
        "association"
            | "institute"
            | "society"
            | "federation"
            | "academy"
            | "university"
            | "college"
            | "foundation"
            | "league"
            | "alliance"
            | "coalition"
            | "observatory"
            | "airlines"
            | "airways"
    )
}

/// Whether the word alone names no actor: days, directions, faiths, works, diseases, techniques.
pub(super) fn is_no_name(lower: &str) -> bool {
    NO_NAME.contains(lower)
}

/// Whether a capital behind this word is the town, not the government: `in Beijing`.
pub(super) fn is_place_word(lower: &str) -> bool {
    PLACE_WORDS.contains(lower)
}

/// Whether the last word of a name tells of a thing or place rather than an actor.
pub(super) fn is_thing(lower: &str) -> bool {
    THINGS.contains(lower)
}

/// Titles and ranks.
static TITLES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "Mr Mrs Ms Miss Dr President Vice Sen Senator Sens Senators Rep Reps Representative Gov Governor Gen General \
     Col Colonel Lt Lieutenant Capt Captain Sgt Sergeant Maj Major Adm Admiral Cmdr Cdr Coordinator Navy Army \
     Commander Minister Prime Chancellor Secretary Foreign Defense Defence Interior Finance Attorney Judge \
     Justice Speaker Leader Majority Minority Whip Chairman Chairwoman Chair Director Ambassador King Queen Prince \
     Princess Crown Pope Sir Lord Lady Dame Chief Deputy Former Rev Reverend Imam Ayatollah Sheikh Mayor Sheriff \
     Officer Detective Professor Prof Congressman Congresswoman CEO Spokesman Spokeswoman Special Counsel \
     Inspector First Coach Commissioner Premier Father Sister Brother Archbishop Bishop Cardinal Rabbi State \
     Treasury Press Acting Then Ex House Dictator Emperor Sultan Emir Envoy Solicitor Economy Health Energy Labor \
     Education Commerce Homeland National Security Adviser Advisor"
        .split_whitespace()
        .collect()
});

/// Days and months; `may` and `march` are told by the casing table.
static CALENDAR: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "monday tuesday wednesday thursday friday saturday sunday january february april june july august september \
     october november december mon tue tues wed thu thurs fri sat jan feb mar apr jun jul aug sep sept oct nov dec"
        .split_whitespace()
        .collect()
});

/// Words that follow a name without being part of it.
static FOLLOWERS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "Administration Campaign Team Cabinet White Republicans Democrats Republican Democrat Presidency Era"
        .split_whitespace()
        .collect()
});

/// What organisations are called.
static ORGANISATIONS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "university bank department ministry institute church college school court chamber council bureau board committee \
     association center centre society archdiocese diocese academy league federation union office agency commission \
     foundation fund organization organisation group alliance coalition congress parliament party assembly \
     administration authority division corps conference museum library hospital citizens campaign fellowship \
     network police service services brotherhood daughters sons knights museum congregation temple newspaper guild caucus \
     corp inc ltd llc co plc airlines airways motors laboratories students veterans mothers moms doctors reporters democrats republicans americans"
        .split_whitespace()
        .collect()
});

/// Words before a town.
static PLACE_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "in at near outside around across downtown central leaving suburban inside throughout northern southern eastern \
     western"
        .split_whitespace()
        .collect()
});

/// Words with a capital that name nobody when they stand alone.
static NO_NAME: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    const LISTS: [&str; 11] = [
        // The calendar and the compass.
        "may march north south east west northern southern eastern western northeast northwest southeast southwest \
         midwest christmas easter thanksgiving ramadan hanukkah halloween juneteenth festivus lent passover am pm gmt \
         et est edt ct pst pdt utc bc ad",
        // Faiths and their adjectives, teachings, works of faith.
        "i god lord jesus christ allah bible gospel koran quran torah sharia islam christianity judaism hinduism \
         muslim sunni shia shiite christian jewish catholic protestant evangelical hindu buddhist sikh mormon \
         buddhism catholicism protestantism communism marxism nazism fascism islamism zionism trumpism semitism \
         semitic capitalism socialism heaven hell satan genesis psalm bless amen",
        // Laws, programmes, agreements, events.
        "obamacare medicare medicaid romneycare trumpcare daca dapa fisa hipaa aca ahca cares nafta usmca tpp ttip \
         jcpoa start salt brexit watergate benghazigate holocaust whitewater metoo maga nevertrump section title \
         proposition article amendment chapter act bill roe wade miranda prop hr s.res res",
        // Diseases and medicine, technique, science, business.
        "covid coronavirus ebola sars mers cr zika hiv aids dna rna ptsd adhd ppe ppes icu er md phd ph iq gdp gnp cpi ipo \
         etf etfs llc inc corp ltd co plc ceo ceos cfo coo pc tv dvd cd gps ai it url pdf faq usb sms wifi web \
         internet twitter bitcoin earth mars pluto moon sun venus jupiter iphone ipad android windows wmd wmds ied \
         ieds icbm icbms ufo ufos suv suvs atv atm id ids vat swat dui dwi ar ak gop-led sro sros aumf anwr qb mvp",
        // Languages and scripts, and epochs.
        "english latin islamic islamist gregorian victorian medieval renaissance",
        // Words of pages, captions and credits.
        "photo photos caption video videos audio image images watch read click share subscribe replay more credit \
         courtesy source sources related editor editors staff copyright reserved loading advertisement update updated \
         breaking exclusive opinion analysis hide newsletter podcast podcasts live report tweet tweets rt via vs ie eg \
         etc ps pr op ed op-ed q no nos vol fig figure table part page note sign skip newscom getty afp-getty",
        // Numbers.
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty \
         sixty seventy eighty ninety",
        // Indices of shares.
        "dow nasdaq nikkei dax ftse",
        // Words that open a sentence or a call.
        "ok okay hey yeah yes oh wow lol furthermore moreover however nevertheless nonetheless meanwhile thus hence \
         alas sadly thankfully hopefully hello thanks dear",
        // Pieces of longer names that tell nothing by themselves.
        "new old great free human green red blue black white golden global international national civil common super \
         daily weekly morning evening world american-style african native central social united first second third \
         fourth fifth sixth seventh eighth ninth tenth ii iii iv vi vii viii ix xi xii jr sr mr mrs ms st union \
         committee court university association institute council foundation department commission ministry board \
         embassy academy club group agency bureau office division circuit embassy caucus action intelligence affairs \
         air guard fort wall saint saints republic federal clean cold freedom justice watch monitor mall camp",
        // States of America as addresses and party tags write them.
        "ala alas ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore \
         pa penn tenn tex va vt wash wis wyo n.c. n.d. n.h. n.j. n.m. n.y. r.i. s.c. s.d. w.va. nc nj nm tx ct oh \
         lgbt lgbtq lgbtqia ig ag vp potus flotus scotus pac pacs mvp p.m. a.m. h.r.",
    ];
    LISTS.iter().flat_map(|list| list.split_whitespace()).collect()
});

/// Whether a name that begins so is that of a thing: `Operation Desert Storm`.
pub(super) fn is_opening_thing(word: &str) -> bool {
    matches!(
        word,
        "Operation"
            | "Hurricane"
            | "Typhoon"
            | "Highway"
            | "Interstate"
            | "Route"
            | "Flight"
            | "Lake"
            | "Mount"
            | "Cape"
            | "USS"
            | "HMS"
            | "Proposition"
            | "Amendment"
            | "Article"
            | "Section"
            | "Title"
            | "Chapter"
            | "Dow"
            | "Nasdaq"
            | "Nikkei"
    )
}

/// Things and places.
static THINGS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "act street avenue road bridge river lake sea ocean bay gulf mountain mountains valley county park \
     square day week month year war agreement treaty accord accords deal amendment constitution bill law laws order \
     prize award awards cup bowl games olympics show hotel tower airport station beach island islands plan program \
     project initiative springs coast desert peninsula strait canal border building hall stadium arena theater \
     theatre cathedral mosque highway boulevard drive lane province region territory summit resolution clause rights \
     revolution spring eve photo photos images convention primary debate debates election elections age depression \
     recession dream act ave blvd rd garden room office oval belt marathon monument mall express examiner \
     report reports book books trial hearing hearings dossier memo letter letters rule rules doctrine effect crisis \
     scandal affair massacre shooting attack attacks bombing movie film song series crossing pass wall pipeline \
     shutdown stimulus budget code act daily media-caption caption gate syndrome virus disease flu curve theory \
     index average industrial ii iii"
        .split_whitespace()
        .collect()
});
