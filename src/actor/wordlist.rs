//! Word lists that tell names of actors from other names.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether a word is a title or rank before a name, and so no part of it.
pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains(word.trim_end_matches('.'))
}

/// Whether a title is also the subject of an office, which may stand inside the office's name:
/// `National Cyber Security Center`.
pub(super) fn is_subject(word: &str) -> bool {
    matches!(
        word,
        "National"
            | "Security"
            | "Health"
            | "Education"
            | "Energy"
            | "Labor"
            | "Commerce"
            | "Economy"
            | "Homeland"
            | "Treasury"
            | "Foreign"
            | "Defense"
            | "Defence"
            | "Interior"
            | "Finance"
            | "Justice"
            | "Press"
            | "Navy"
            | "Army"
    )
}

/// Whether a surname is so common that it alone tells nobody: one of the most frequent of the
/// United States (census of 2010), or of those most met in news of elsewhere.
pub(super) fn is_common_surname(lower: &str) -> bool {
    COMMON_SURNAMES.contains(lower)
}

/// Whether a first name is a woman's.
pub(super) fn is_womans_name(lower: &str) -> bool {
    WOMENS_NAMES.contains(lower)
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
     Education Commerce Homeland National Security Adviser Advisor Agent"
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

/// Frequent surnames.
static COMMON_SURNAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez wilson \
     anderson thomas taylor moore jackson martin lee perez thompson white harris sanchez clark ramirez lewis robinson \
     walker young allen king wright scott torres nguyen hill flores green adams nelson baker hall rivera campbell \
     mitchell carter roberts gomez phillips evans turner diaz parker cruz edwards collins reyes stewart morris morales \
     murphy cook rogers gutierrez ortiz morgan cooper peterson bailey reed kelly howard ramos kim cox ward richardson \
     watson brooks chavez wood james bennett gray mendoza ruiz hughes price alvarez castillo sanders patel myers long \
     ross foster jimenez powell jenkins perry russell sullivan bell coleman butler henderson barnes gonzales fisher \
     vasquez simmons romero jordan patterson alexander hamilton graham reynolds griffin wallace moreno west cole hayes \
     bryant herrera gibson ellis tran medina aguilar stevens murray ford castro marshall owens harrison fernandez \
     mcdonald woods washington kennedy wells vargas henry chen freeman webb tucker guzman burns crawford olson simpson \
     porter hunter gordon mendez silva shaw snyder mason dixon munoz hunt hicks holmes palmer wagner black robertson \
     boyd rose stone salazar fox warren mills meyer rice schmidt garza daniels ferguson nichols stephens soto weaver \
     ryan gardner payne grant dunn kelley spencer hawkins arnold pierce hansen peters santos hart bradley knight elliott \
     cunningham duncan armstrong hudson carroll lane riley andrews alvarado ray delgado berry perkins hoffman johnston \
     matthews pena richards contreras willis carpenter lawrence sandoval guerrero george chapman rios estrada ortega \
     watkins greene nunez wheeler valdez harper burke larson santiago maldonado morrison franklin carlson austin \
     dominguez carr lawson jacobs o'brien lynch singh vega bishop montgomery oliver jensen harvey williamson gilbert \
     dean sims espinoza howell li wong reid hanson le mccoy garrett burton fuller wang weber welch rojas lucas marquez \
     fields park yang little banks padilla day walsh bowman schultz luna fowler mejia abbott schneider may simon \
     francis chang newman page pace klein levy bolton bates \
     khan ahmed ahmad ali hassan hussein hussain mohamed mohammed muhammad abdullah ibrahim rahman shah kumar sharma \
     gupta das gandhi wu zhang liu zhao huang xu sun zhou lin tanaka suzuki sato ito yamamoto choi jung kang cho \
     ivanov popov petrov smirnov volkov novak muller fischer becker dubois dupont durand bernard rossi \
     russo ferrari silva pereira costa andersson johansson karlsson nilsson hansen larsen olsen nielsen petersen"
        .split_whitespace()
        .collect()
});

/// First names of women.
static WOMENS_NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "alicia ana anita annalena annegret anniken arancha arlene asma aung avril ayaan baiba beatrix carla carly carrie \
     chandrika chrystia dalia daphne debbie delcy dina dora droupadi eka ekaterina elina elisa elvira erna eva-maria \
     evika fatou francesca gabi gordana gretchen hadja halla hanan hanke helen helle hina inga ingrid ine jeanine jen \
     kaja karine karoline katalin katerina katrín kemi kersti khaleda kirsty kolinda kristi kristrún leni lindiwe \
     louise luminița maia maite maka makiko mamata margot margrethe mariam marianne marise mariya marjorie maryam \
     maría megawati megyn mehriban mélanie micheline michèle naledi narges nataša navi ngozi nino nirmala nkosazana \
     oana paetongtarn pam pauline penny pratibha pushpa queen retno roberta rosario roza sahle-work salome samia sanae \
     ségolène sigrid sophie stacey suella sushila sushma susana susie svetlana tamar tanja tarja thorgerdur trinidad \
     tsai tzipi vaira vassiliki vjosa xiomara yingluck yoko yoriko yuriko yvette zuzana élisabeth \
     mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra margaret \
     kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia dorothy amy \
     kathleen angela shirley emma brenda pamela nicole anna samantha katherine christine debra rachel carolyn janet \
     maria catherine heather diane olivia julie joyce victoria ruth virginia lauren kelly christina joan evelyn judith \
     hannah megan cheryl jacqueline martha teresa theresa gloria sara janice ann anne kathryn abigail \
     sophia frances alice judy isabella julia grace amber denise danielle marilyn charlotte natalie diana \
     brittany doris kayla lori hillary ivanka melania chelsea jill nikki kamala tulsi dianne kirsten kirstjen \
     loretta condoleezza madeleine sonia elena ursula angela yulia jacinda indira benazir cristina dilma \
     marine giorgia liz priti nicola kellyanne betsy elaine gina valerie huma stormy lisa susanna tammy ilhan rashida \
     alexandria ayanna ruby ketanji sally samantha federica christine kristalina claudia keiko mette sanna magdalena \
     beata ewa lindsay lynne rosalynn eleanor coretta winnie graca malala greta amal meghan kate camilla"
        .split_whitespace()
        .collect()
});
